import Measures
import Pricing
import Reports

/// What has to be looked up for a line of a bill.
enum LineDetail {
  /// The amount: its bands, their sum, and which reading of the price or which window makes an end of the range.
  static func amount(_ fact: Fact, _ place: String) -> ExplainDetail {
    guard let line = fact["\(place)lines/*"] else { return ExplainDetail() }
    guard fact.value != .null else {
      let reason = line[member: "formula"]?.asText ?? "no price"
      return ExplainDetail(notes: [
        "It has no amount: \(reason). What is unknown is not zero; the total is a lower bound."
      ])
    }
    var detail = price(fact, place)
    detail.what = sentence(line)
    if let meter = meter(of: line) { detail.notes = [meterNote(meter)] }
    detail.inputs = inputs(fact, place)
    switch fact.end {
    case .point:
      detail.formula = "Σ over the bands of the price of quantity × price / units that the price is for"
      detail.checks = bands(fact, place) + [sumOfBands(fact, place)].compactMap { $0 }
    case .low, .high:
      let end = fact.end.member("amount")
      detail.formula = "the \(end)est amount under any reading of the price and any window considered"
      let made = LineRange(fact, line, place).explained(end)
      detail.checks = made.checks
      detail.notes += made.notes
    case .currency: break
    }
    return detail
  }

  /// The quantity: its formula and inputs, and whether the bands hold all of it.
  static func quantity(_ fact: Fact, _ place: String) -> ExplainDetail {
    guard let line = fact["\(place)lines/*"] else { return ExplainDetail() }
    var detail = ExplainDetail(
      what: "The quantity that is billed under the expected window. " + sentence(line),
      formula: line[member: "formula"]?.asText ?? "", inputs: inputs(fact, place))
    guard let meter = meter(of: line) else { return detail }
    detail.notes = [meterNote(meter)]
    detail.basis = meter.usageAssumptions.flatMap { pattern in
      fact.document.assumptions(pattern.replacing("{plan}", with: fact.label(0)))
    }.compactMap { ExplainedBasis(assumption: $0, in: fact.document) }
    let tiers = line[member: "tiers"]?.asElements ?? []
    // Hours that are priced by users fall into bands as user-hours.
    guard meter.definition.unit == meter.definition.priceUnit, !tiers.isEmpty, let stored = quantity(fact.value) else {
      return detail
    }
    let parts = tiers.compactMap { $0[member: "quantity"].flatMap(quantity) }
    guard parts.count == tiers.count else { return detail }
    let sum = parts.reduce(.zero, +)
    detail.checks = [
      Recomputation(
        text: "Σ of the quantities in \(tiers.count == 1 ? "1 band" : "\(tiers.count) bands")", result: sum.text(),
        stored: stored.text(),
        // Each is written with nine decimals.
        agrees: (sum - stored).parts.magnitude <= UInt128(tiers.count + 1) * 3600,
        tolerance: sum == stored ? "" : "within the rounding to nine decimals")
    ]
    return detail
  }

  static func meter(_ fact: Fact, _ place: String) -> ExplainDetail {
    guard let line = fact["\(place)lines/*"], let meter = meter(of: line) else { return ExplainDetail() }
    return ExplainDetail(notes: [meterNote(meter)])
  }

  /// The row of the rate card, or what the line itself says of its price.
  static func price(_ fact: Fact, _ place: String) -> ExplainDetail {
    guard let line = fact["\(place)lines/*"], let id = line[member: "price"]?.asText else { return ExplainDetail() }
    if let basis = ExplainedBasis(price: id, in: fact.document) { return ExplainDetail(basis: [basis]) }
    let basis = ExplainedBasis(
      path: fact.document.root.text(of: fact.path("\(place)lines/*/price")), text: id,
      origin: line[member: "confidence"]?.asText ?? "", source: line[member: "priceSource"]?.asText ?? "")
    return ExplainDetail(basis: [basis])
  }

  /// One band's amount.
  static func band(_ fact: Fact, _ place: String) -> ExplainDetail {
    guard let tier = fact["\(place)lines/*/tiers/*"] else { return ExplainDetail() }
    var detail = price(fact, place)
    detail.checks = [LineArithmetic(fact.document).band(tier)].compactMap { $0 }
    return detail
  }

  /// What a meter counts, by which formula, and who says so.
  static func meterNote(_ meter: Meter) -> String {
    let definition = meter.definition
    return "\(meter.rawValue): \(definition.formula). Source: \(definition.source)"
  }

  /// `v2Requests of v2:shop in 2026-12: …`.
  private static func sentence(_ line: JSONValue) -> String {
    func text(_ member: String) -> String { line[member: member]?.asText ?? "?" }
    let counts = meter(of: line).map { ": \($0.definition.counts)" } ?? ""
    return "\(text("meter")) of \(text("resource")) in \(text("month"))\(counts)."
  }

  private static func meter(of line: JSONValue) -> Meter? {
    (line[member: "meter"]?.asText).flatMap { Meter(rawValue: $0) }
  }

  static func quantity(_ value: JSONValue) -> Quantity? { value.asText.flatMap { Quantity(decimal: $0) } }

  private static func inputs(_ fact: Fact, _ place: String) -> [ExplainedInput] {
    let base = fact.path("\(place)lines/*/inputs")
    let rows = fact.document.root[base]?.asElements ?? []
    return rows.indices.compactMap {
      fact.document.input(base.appending(.index($0)).appending(.member("quantity")))
    }
  }

  private static func bands(_ fact: Fact, _ place: String) -> [Recomputation] {
    let arithmetic = LineArithmetic(fact.document)
    return (fact["\(place)lines/*/tiers"]?.asElements ?? []).compactMap(arithmetic.band)
  }

  private static func sumOfBands(_ fact: Fact, _ place: String) -> Recomputation? {
    let tiers = fact["\(place)lines/*/tiers"]?.asElements ?? []
    guard let currency = fact.document.currency else { return nil }
    let amounts = tiers.compactMap { $0[member: "amount"]?.asText.flatMap { Money(decimal: $0, currency: currency) } }
    guard amounts.count == tiers.count, !tiers.isEmpty else { return nil }
    return .money(
      "Σ of \(tiers.count == 1 ? "1 band" : "\(tiers.count) bands")", amounts.reduce(.zero(currency), +),
      stored: fact.document.money(fact.path))
  }
}
