import Measures
import Pricing
import Reports

/// Two rate cards side by side: the meters whose prices, windows or terms differ.
package struct RateCardDifference: Sendable {
  /// One meter; text is nil where a card has no price for it.
  package struct Row: Sendable {
    package let meter: Meter
    package let before: String?
    package let after: String?
    /// Change of the first band's price for the same number of units, e.g. `+9.1 %`; nil where there is none to compare.
    package let change: String?
  }
  package let before: RateCard
  package let after: RateCard
  package let rows: [Row]

  package init(_ before: RateCard, _ after: RateCard) {
    self.before = before
    self.after = after
    rows = Meter.allCases.compactMap { meter in
      let old = before.price(of: meter)
      let new = after.price(of: meter)
      guard old.map(RateCardJSON.terms) != new.map(RateCardJSON.terms) else { return nil }
      return Row(
        meter: meter, before: old.map(RateCardJSON.terms), after: new.map(RateCardJSON.terms),
        change: old.flatMap { old in new.flatMap { RateCardDifference.change(old, $0) } })
    }
  }

  private static func change(_ old: Price, _ new: Price) -> String? {
    guard let was = old.candidates[0].tiers[0].price, let becomes = new.candidates[0].tiers[0].price,
      was.currency == becomes.currency, was.picos > 0
    else { return nil }
    let ratio = becomes.approximate / Double(new.units) / (was.approximate / Double(old.units))
    return (ratio >= 1 ? "+" : "") + Format.percent(ratio - 1)
  }

  package var json: JSONValue {
    func text(_ text: String?) -> JSONValue { text.map { .string($0) } ?? .null }
    return [
      "before": .string(before.name), "after": .string(after.name),
      "meters": .array(
        rows.map {
          [
            "meter": .string($0.meter.rawValue), "before": text($0.before), "after": text($0.after),
            "firstBandChange": text($0.change),
          ]
        }),
    ]
  }
}

/// A rate card for machines.
package enum RateCardJSON {
  /// The whole card: rows with candidates, bands, windows and sources, and the free tier.
  package static func card(_ card: RateCard) -> JSONValue {
    [
      "name": .string(card.name), "region": .string(card.region), "currency": .string(card.currency.code),
      "dateRead": .string("\(card.dateRead)"), "prices": .array(card.prices.map(price)),
      "freeTier": card.freeTier.map { freeTier in
        [
          "months": .integer(freeTier.months), "confidence": .string(freeTier.confidence.rawValue),
          "source": .string(freeTier.source),
          "perMonth": .object(
            Dictionary(
              uniqueKeysWithValues: freeTier.allowances.map { ($0.meter.rawValue, .string($0.quantity.text())) })),
        ]
      } ?? .null,
    ]
  }

  static func price(_ price: Price) -> JSONValue {
    [
      "id": .string(price.id), "meter": .string(price.meter.rawValue), "units": .integer(price.units),
      "unit": .string(price.meter.definition.priceUnit),
      "candidates": .array(
        price.candidates.map { candidate in
          [
            "price": .string(PriceText.ladder(candidate.tiers, price)), "source": .string(candidate.source),
            "tiers": .array(
              candidate.tiers.map {
                [
                  "upTo": $0.upTo.map { .string($0.text()) } ?? .null,
                  "price": $0.price.map { .string(PriceText.plain($0)) } ?? .null,
                ]
              }),
          ]
        }),
      "confidence": .string(price.confidence.rawValue),
      "validFrom": price.validFrom.map { .string("\($0)") } ?? .null,
      "standsInFrom": price.standsInFrom.map { .string($0) } ?? .null,
      "windows": .array(price.windows.map { .string($0.rawValue) }),
      "windowConfidence": price.windowConfidence.map { .string($0.rawValue) } ?? .null, "note": .string(price.note),
    ]
  }

  /// All that decides a bill, in words.
  static func terms(_ price: Price) -> String {
    var text = price.candidates.map { PriceText.ladder($0.tiers, price) }.joined(separator: " | or ")
    if !price.windows.isEmpty { text += "; window \(price.windows.map(\.rawValue).joined(separator: " or "))" }
    if let hourly = price.hourly {
      text += "; free requests an hour \(hourly.freeRequestsPerHour.map { $0.text() }.joined(separator: " / "))"
    }
    return text
  }
}
