import Measures
import Pricing

/// Reads one row of a rate card.
struct PriceReading {
  let reader: MappingReader
  let currency: Currency

  /// The row, or nil with findings.
  func price() -> Price? {
    guard let meter = meter() else { return nil }
    let stated = confidence("confidence")
    let source = reader.requiredText("source", example: "AWS-DG23") ?? ""
    var ladders: [Ladder] = []
    if let ladder = ladder(reader, meter: meter, source: source) { ladders.append(ladder) }
    for candidate in reader.readers("otherCandidates") {
      let candidateSource = candidate.requiredText("source", example: "memory") ?? ""
      if let ladder = ladder(candidate, meter: meter, source: candidateSource) { ladders.append(ladder) }
      candidate.refuseUnknownKeys()
    }
    guard let first = ladders.first else { return nil }
    guard ladders.allSatisfy({ $0.units == first.units }) else {
      reader.report("contradiction", "otherCandidates", "price another number of units than the row.")
      return nil
    }
    if ladders.count > 1, stated != .conflicting {
      reader.report(
        "contradiction", "confidence", "is `\(stated.rawValue)` beside other candidates.", remedy: "Say `conflicting`.")
    }
    let hourly = meter == .recommenderHours ? hourlyTerms(first) : nil
    guard meter != .recommenderHours || hourly != nil else { return nil }
    return Price(
      id: reader.text("id") ?? meter.rawValue, meter: meter, units: first.units,
      candidates: ladders.map { PriceCandidate(tiers: $0.tiers, source: $0.source) }, windows: windows(of: meter),
      hourly: hourly,
      confidence: stated,
      windowConfidence: reader.has("windowConfidence") || meter.hasFloor ? confidence("windowConfidence") : nil,
      validFrom: reader.has("validFrom") ? reader.instant("validFrom")?.utcDate : nil,
      standsInFrom: reader.text("standsInFrom"), note: reader.text("note") ?? "")
  }

  private func meter() -> Meter? {
    let meters = Meter.allCases.filter(\.isPriced)
    guard let text = reader.requiredText("meter", example: "ingestedGB") else { return nil }
    if let meter = meters.first(where: { $0.rawValue == text }) { return meter }
    let hint = MeasuredText.suggestion(for: text, among: meters.map(\.rawValue))
    reader.report(
      "unknown-word", "meter", "is `\(text)`.",
      remedy: hint.map { "Did you mean `\($0)`?" } ?? "`recast rates meters` lists the meters.")
    return nil
  }

  private func confidence(_ key: String) -> Confidence {
    reader.choice(
      key, Default(assumption: Confidence.unverified.rawValue, "nothing is stated"),
      among: Confidence.allCases.map { ($0.rawValue, $0) })
  }

  /// The windows as written; both ends where a meter with a floor states none.
  private func windows(of meter: Meter) -> [BillingWindow] {
    guard let texts = reader.texts("windows") else { return meter.hasFloor ? [.fiveMinutes, .month] : [] }
    if !meter.hasFloor { reader.report("contradiction", "windows", "stand beside a meter that has no floor.") }
    return texts.compactMap { text in
      if let window = BillingWindow(rawValue: text) { return window }
      reader.report(
        "unknown-word", "windows", "holds `\(text)`.",
        remedy: "Use \(BillingWindow.allCases.map(\.rawValue).joined(separator: ", ")).")
      return nil
    }
  }

  /// A ladder as written; `freeRequests` of each band where the row is a recommender's.
  private struct Ladder {
    var tiers: [Tier] = []
    var units = 1
    var freeRequests: [Quantity] = []
    let source: String
  }

  private func hourlyTerms(_ ladder: Ladder) -> HourlyTerms? {
    guard let text = reader.requiredText("leastUsers", example: "100,000 users") else { return nil }
    guard let least = QuantityText.quantity(text, of: .recommenderUsers) else {
      reader.report("wrong-value", "leastUsers", "is `\(text)`.", remedy: "It needs a form such as `100,000 users`.")
      return nil
    }
    guard ladder.freeRequests.count == ladder.tiers.count else {
      reader.report(
        "missing-key", "tiers", "lack `freeRequests`.", remedy: "Each band states its free requests an hour, or 0.")
      return nil
    }
    return HourlyTerms(leastUsers: least, freeRequestsPerHour: ladder.freeRequests)
  }

  /// `price: 0.05 USD / GB`, or `tiers:` as a list of `{upTo: 20,000, price: …}` with the last one open.
  private func ladder(_ reader: MappingReader, meter: Meter, source: String) -> Ladder? {
    let tierReaders = reader.has("tiers") ? reader.readers("tiers") : [reader]
    if !reader.has("tiers") { _ = reader.node("tiers") }
    var ladder = Ladder(source: source)
    for (index, tier) in tierReaders.enumerated() {
      guard let (money, count) = amount(tier, meter: meter) else { continue }
      // An unknown price has no number of units of its own.
      let units = money == nil ? ladder.units : count
      if index > 0, units != ladder.units {
        tier.report("contradiction", "price", "is for \(units) units, the tier before for \(ladder.units).")
      }
      ladder.units = units
      let upTo = tier === reader ? nil : tier.text("upTo")
      if let upTo, Quantity(decimal: upTo) == nil {
        tier.report("wrong-value", "upTo", "is `\(upTo)`.", remedy: "It needs a number of \(meter.unit)s.")
      }
      if let free = tier.text("freeRequests") {
        if let quantity = Quantity(decimal: free), quantity >= .zero {
          ladder.freeRequests.append(quantity)
        } else {
          tier.report("wrong-value", "freeRequests", "is `\(free)`.", remedy: "It needs a number of requests an hour.")
        }
      }
      ladder.tiers.append(Tier(upTo: upTo.flatMap { Quantity(decimal: $0) }, price: money))
      if tier !== reader { tier.refuseUnknownKeys() }
    }
    guard ladder.tiers.count == tierReaders.count else { return nil }
    guard PriceCandidate.isLadder(ladder.tiers) else {
      reader.report(
        "wrong-value", "tiers", "do not ascend to an open last tier.",
        remedy: "Leave `upTo` out of the last; write `price: unknown` there where the price list ends.")
      return nil
    }
    return ladder
  }

  /// The price of one band and the number of units it is for; the money is nil where the price is `unknown`.
  private func amount(_ tier: MappingReader, meter: Meter) -> (Money?, Int)? {
    let unit = meter.definition.priceUnit
    let text = tier.requiredText("price", example: "0.05 \(currency) / \(unit)") ?? ""
    if text == "unknown", tier !== reader { return (nil, 1) }
    if let (money, units, written) = MoneyText.price(text), money.currency == currency, written == unit {
      return (money, units)
    }
    if !text.isEmpty {
      tier.report(
        "wrong-value", "price", "is `\(text)`.",
        remedy: "It needs a form such as `0.05 \(currency) / \(unit)`, not negative.")
    }
    return nil
  }
}

extension Meter {
  /// Whether what is billed is compared with a floor in billing windows.
  fileprivate var hasFloor: Bool { self == .tpsHours || self == .v2Requests }
}
