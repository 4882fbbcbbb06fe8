import Measures
import Pricing

/// Amounts of money as written in scenarios and rate cards.
enum MoneyText {
  /// `500 USD`.
  static func money(_ text: String) -> Money? {
    let parts = text.split(separator: " ")
    guard parts.count == 2, let currency = Currency(code: String(parts[1])) else { return nil }
    return Money(decimal: String(parts[0]), currency: currency)
  }

  /// `0.15 USD / 1,000 request` → 0.15 USD for 1,000 of the unit.
  static func price(_ text: String) -> (price: Money, units: Int, unit: String)? {
    let halves = text.split(separator: "/", maxSplits: 1)
    guard halves.count == 2, let money = money(halves[0].trimmed), money.picos >= 0 else { return nil }
    let per = halves[1].trimmed
    let digits = per.prefix { $0.isNumber || $0 == "," }
    let count = digits.isEmpty ? 1 : Int(digits.filter { $0 != "," })
    guard let count, count > 0 else { return nil }
    return (money, count, String(per.dropFirst(digits.count).drop { $0 == " " }))
  }
}

extension Substring {
  fileprivate var trimmed: String { String(drop { $0 == " " }.reversed().drop { $0 == " " }.reversed()) }
}

/// Reads a rate card: dated prices with source and confidence, one row a meter.
package enum RateCardReading {
  /// The card, or nil where any finding is an error.
  package static func card(fromYAML text: String, source: String) -> (RateCard?, [Finding]) {
    let (root, notes) = rootReader(of: text, source: source)
    guard let root else { return (nil, notes.findings) }
    let name = root.requiredText("name", example: "Amazon Personalize, us-east-1") ?? ""
    let region = root.requiredText("region", example: "us-east-1") ?? ""
    let currencyText = root.requiredText("currency", example: "USD") ?? "USD"
    let currency = Currency(code: currencyText)
    if currency == nil {
      root.report("wrong-value", "currency", "is `\(currencyText)`.", remedy: "It needs an ISO 4217 code such as USD.")
    }
    let date = root.instant("dateRead")?.utcDate
    var prices: [Price] = []
    for reader in root.readers("prices") {
      if let price = price(reader, currency: currency ?? .usd) {
        if prices.contains(where: { $0.meter == price.meter }) {
          reader.report("duplicate-meter", "meter", "`\(price.meter.rawValue)` has a row already.")
        } else {
          prices.append(price)
        }
      }
      reader.refuseUnknownKeys()
    }
    if prices.isEmpty, !notes.findings.hasErrors {
      root.report("missing-key", "prices", "holds no price.", remedy: "Add at least one row.")
    }
    root.refuseUnknownKeys()
    let findings = notes.findings.sortedByLine()
    guard !findings.hasErrors, let currency, let date else { return (nil, findings) }
    return (RateCard(name: name, region: region, currency: currency, dateRead: date, prices: prices), findings)
  }

  private static func price(_ reader: MappingReader, currency: Currency) -> Price? {
    let meters = Meter.allCases.filter { $0 != .requests && $0 != .minProvisionedTPS }
    guard let meterText = reader.requiredText("meter", example: "ingestedGB") else { return nil }
    guard let meter = meters.first(where: { $0.rawValue == meterText }) else {
      let hint = MeasuredText.suggestion(for: meterText, among: meters.map(\.rawValue))
      reader.report(
        "unknown-word", "meter", "is `\(meterText)`.",
        remedy: hint.map { "Did you mean `\($0)`?" } ?? "`recast rates meters` lists the meters.")
      return nil
    }
    let confidence = Default(assumption: Confidence.unverified.rawValue, "nothing is stated")
    let words = Confidence.allCases.map { ($0.rawValue, $0) }
    let stated = reader.choice("confidence", confidence, among: words)
    let source = reader.requiredText("source", example: "AWS-DG23") ?? ""
    var ladders: [(ladder: [Tier], units: Int, source: String)] = []
    if let ladder = ladder(reader, meter: meter, currency: currency) { ladders.append((ladder.0, ladder.1, source)) }
    for candidate in reader.readers("otherCandidates") {
      let candidateSource = candidate.requiredText("source", example: "memory") ?? ""
      if let ladder = ladder(candidate, meter: meter, currency: currency) {
        ladders.append((ladder.0, ladder.1, candidateSource))
      }
      candidate.refuseUnknownKeys()
    }
    guard let units = ladders.first?.units else { return nil }
    guard ladders.allSatisfy({ $0.units == units }) else {
      reader.report("contradiction", "otherCandidates", "price another number of units than the row.")
      return nil
    }
    if ladders.count > 1, stated != .conflicting {
      reader.report(
        "contradiction", "confidence", "is `\(stated.rawValue)` beside other candidates.", remedy: "Say `conflicting`.")
    }
    let windows = (reader.texts("windows") ?? []).compactMap { text -> BillingWindow? in
      if let window = BillingWindow(rawValue: text) { return window }
      reader.report("unknown-word", "windows", "holds `\(text)`.", remedy: "Use 5 min, 1 h or month.")
      return nil
    }
    return Price(
      id: reader.text("id") ?? meter.rawValue, meter: meter, units: units,
      candidates: ladders.map { PriceCandidate(tiers: $0.ladder, source: $0.source) }, windows: windows,
      confidence: stated,
      windowConfidence: reader.has("windowConfidence")
        ? reader.choice("windowConfidence", confidence, among: words) : nil,
      standsInFrom: reader.text("standsInFrom"), note: reader.text("note") ?? "")
  }

  /// `price: 0.05 USD / GB`, or `tiers:` as a list of `{upTo: 20,000, price: …}` with the last one open.
  private static func ladder(_ reader: MappingReader, meter: Meter, currency: Currency) -> ([Tier], Int)? {
    let tierReaders = reader.has("tiers") ? reader.readers("tiers") : [reader]
    if !reader.has("tiers") { _ = reader.node("tiers") }
    var tiers: [Tier] = []
    var units: Int?
    for tier in tierReaders {
      let text = tier.requiredText("price", example: "0.05 USD / \(meter.unit)") ?? ""
      guard let (money, count, unit) = MoneyText.price(text), money.currency == currency, unit == meter.unit else {
        if !text.isEmpty {
          tier.report(
            "wrong-value", "price", "is `\(text)`.",
            remedy: "It needs a form such as `0.05 \(currency) / \(meter.unit)`, not negative.")
        }
        continue
      }
      if let units, units != count {
        tier.report("contradiction", "price", "is for \(count) units, the tier before for \(units).")
      }
      units = count
      let upTo = tier === reader ? nil : tier.text("upTo")
      if let upTo, Quantity(decimal: upTo) == nil {
        tier.report("wrong-value", "upTo", "is `\(upTo)`.", remedy: "It needs a number of \(meter.unit)s.")
      }
      tiers.append(Tier(upTo: upTo.flatMap { Quantity(decimal: $0) }, price: money))
      if tier !== reader { tier.refuseUnknownKeys() }
    }
    guard let units, tiers.count == tierReaders.count else { return nil }
    guard PriceCandidate.isLadder(tiers) else {
      reader.report(
        "wrong-value", "tiers", "do not ascend to an open last tier.", remedy: "Leave `upTo` out of the last.")
      return nil
    }
    return (tiers, units)
  }
}
