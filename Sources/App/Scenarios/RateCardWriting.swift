import Measures
import Pricing

/// Writes a rate card as YAML that `RateCardReading` reads back to the same value.
package enum RateCardWriting {
  /// - Parameter comment: lines that stand at the head of the file.
  package static func yaml(_ card: RateCard, comment: [String] = []) -> String {
    var text = comment.map { $0.isEmpty ? "#\n" : "# \(YAMLText.onOneLine($0))\n" }.joined()
    text += "name: \(YAMLText.scalar(card.name))\n"
    text += "region: \(YAMLText.scalar(card.region))\n"
    text += "currency: \(card.currency)\n"
    text += "dateRead: \(card.dateRead)\n"
    text += "prices:\n"
    for price in card.prices { text += row(price) }
    if let freeTier = card.freeTier { text += section(freeTier) }
    return text
  }

  private static func row(_ price: Price) -> String {
    var lines = ["meter: \(price.meter.rawValue)"]
    if price.id != price.meter.rawValue { lines.append("id: \(YAMLText.scalar(price.id))") }
    if let hourly = price.hourly { lines.append("leastUsers: \(number(hourly.leastUsers)) users") }
    lines += ladder(price.candidates[0], of: price)
    if !price.windows.isEmpty {
      lines.append("windows: [\(price.windows.map(\.rawValue).joined(separator: ", "))]")
    }
    if let confidence = price.windowConfidence { lines.append("windowConfidence: \(confidence.rawValue)") }
    lines.append("confidence: \(price.confidence.rawValue)")
    lines.append("source: \(YAMLText.scalar(price.candidates[0].source))")
    if price.candidates.count > 1 {
      lines.append("otherCandidates:")
      for candidate in price.candidates.dropFirst() {
        let inner = ["source: \(YAMLText.scalar(candidate.source))"] + ladder(candidate, of: price)
        lines += inner.enumerated().map { ($0 == 0 ? "  - " : "    ") + $1 }
      }
    }
    if let date = price.validFrom { lines.append("validFrom: \(date)") }
    if let region = price.standsInFrom { lines.append("standsInFrom: \(YAMLText.scalar(region))") }
    if !price.note.isEmpty { lines.append("note: \(YAMLText.scalar(price.note))") }
    return lines.enumerated().map { ($0 == 0 ? "  - " : "    ") + $1 + "\n" }.joined()
  }

  /// One line for a flat price, else one a band.
  private static func ladder(_ candidate: PriceCandidate, of price: Price) -> [String] {
    let isPlain = candidate.tiers.count == 1 && price.hourly == nil
    if isPlain { return ["price: \(amount(candidate.tiers[0], of: price))"] }
    return ["tiers:"]
      + candidate.tiers.enumerated().map { index, tier in
        var parts = tier.upTo.map { ["upTo: \(number($0))"] } ?? []
        parts.append("price: \(amount(tier, of: price))")
        // The bands of one hour's terms are those of the first reading; others repeat them in their order.
        if let free = price.hourly?.freeRequestsPerHour, index < free.count {
          parts.append("freeRequests: \(number(free[index]))")
        }
        return "  - {\(parts.joined(separator: ", "))}"
      }
  }

  /// `0.15 USD / 1000 request`: no commas, for they would part the keys of a band.
  private static func amount(_ tier: Tier, of price: Price) -> String {
    guard let money = tier.price else { return "unknown" }
    var text = money.text(places: 12)
    while text.last == "0", text.suffix(3).first != "." { text.removeLast() }
    return "\(text) \(money.currency) / \(price.units == 1 ? "" : "\(price.units) ")\(price.meter.definition.priceUnit)"
  }

  /// A quantity with every decimal it has; what came from text has twelve at most.
  private static func number(_ quantity: Quantity) -> String { quantity.text(places: 12) }

  private static func section(_ freeTier: FreeTier) -> String {
    var text = "freeTier:\n  months: \(freeTier.months) months\n  perMonth:\n"
    if freeTier.allowances.isEmpty { text = text.replacing("perMonth:\n", with: "perMonth: {}\n") }
    for allowance in freeTier.allowances {
      text += "    \(allowance.meter.rawValue): \(number(allowance.quantity)) \(allowance.meter.unit)\n"
    }
    text += "  confidence: \(freeTier.confidence.rawValue)\n"
    return text + "  source: \(YAMLText.scalar(freeTier.source))\n"
  }
}
