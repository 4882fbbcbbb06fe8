import Measures
import Reports

/// How a plan stands to a limit, again from the plan's own numbers.
enum LimitDetail {
  static let value: @Sendable (Fact) -> ExplainDetail = { fact in
    guard let measured = LimitedValue(fact) else { return ExplainDetail() }
    var detail = ExplainDetail(formula: measured.formula, inputs: measured.inputs)
    if let printed = PrintedNumber(fact.value.stored), let scale = measured.scale(named: printed.unit) {
      let agrees = printed.isPrint(of: measured.value, slack: measured.slack, in: scale)
      detail.checks = [
        Recomputation(
          text: measured.formula, result: measured.text(measured.value), stored: fact.value.stored, agrees: agrees,
          tolerance: "with \(fact.value.stored) as printed")
      ]
    }
    return detail
  }

  static let isHeld: @Sendable (Fact) -> ExplainDetail = { fact in
    guard let measured = LimitedValue(fact), let bound = measured.bound else { return ExplainDetail() }
    var detail = ExplainDetail(formula: "\(measured.formula) \(measured.sign) \(bound.text)", inputs: measured.inputs)
    detail.basis = bound.basis
    // Values are stored with six digits: closer than that the file cannot tell.
    guard (measured.value - bound.femto).magnitude > measured.slack.magnitude || measured.slack == 0 else {
      return detail
    }
    detail.checks = [
      .same(
        "\(measured.text(measured.value)) \(measured.sign) \(measured.text(bound.femto))",
        "\(measured.isWithin(measured.value, bound.femto))", stored: fact.value.stored)
    ]
    return detail
  }

  static let isCertain: @Sendable (Fact) -> ExplainDetail = { fact in
    guard let measured = LimitedValue(fact), let bound = measured.bound else { return ExplainDetail() }
    var detail = ExplainDetail(
      formula: "both ends of the interval are on the same side of \(bound.text)", inputs: measured.inputs)
    guard let low = measured.low, let high = measured.high else {
      detail.notes = ["The file holds no interval of \(measured.formula)."]
      return detail
    }
    guard [low, high].allSatisfy({ ($0 - bound.femto).magnitude > measured.slack.magnitude || measured.slack == 0 })
    else {
      return detail
    }
    let isCertain = measured.isWithin(low, bound.femto) == measured.isWithin(high, bound.femto)
    detail.checks = [
      .same(
        "\(measured.text(low)) and \(measured.text(high)) on the same side", "\(isCertain)", stored: fact.value.stored)
    ]
    return detail
  }
}

/// The number that a limit is for, times 10^15 in its own unit.
private struct LimitedValue {
  let value: Int128
  let low: Int128?
  let high: Int128?
  /// How far the value may be from the one that was compared, times 10^15.
  let slack: Int128
  let formula: String
  let inputs: [ExplainedInput]
  let unit: FactUnit
  private let fact: Fact
  private let limit: String

  /// Nil where the file lacks it, or the limit is not known here.
  init?(_ fact: Fact) {
    let limit = fact["plans/*/limits/*/limit"]?.asText ?? ""
    switch limit {
    case "monthlyCost":
      self.init(fact, limit, at: "monthlyCost", point: "/expected", unit: .money, formula: "monthlyCost.expected")
    case "p99Latency":
      self.init(
        fact, limit, at: "latencyMilliseconds/p99", point: "/value", unit: .milliseconds,
        formula: "latencyMilliseconds.p99")
    case "profileAge":
      self.init(fact, limit, at: "ageHours/profile/p50", point: "", unit: .hours, formula: "ageHours.profile.p50")
    case "served": self.init(served: fact, limit)
    case "qualityOfBest": self.init(quality: fact, limit)
    default: return nil
    }
  }

  /// A number that the plan holds, `point` being the member of its value where it is a range.
  private init?(_ fact: Fact, _ limit: String, at member: String, point: String, unit: FactUnit, formula: String) {
    func femto(_ end: String) -> Int128? {
      fact["plans/*/\(member)\(end)"].flatMap { PrintedNumber($0.stored)?.femto }
    }
    guard let value = femto(point) else { return nil }
    self.value = value
    low = point.isEmpty ? nil : femto("/low")
    high = point.isEmpty ? nil : femto("/high")
    slack = unit == .money ? 0 : PrintedNumber.sixDigitSlack(value)
    inputs = [fact.input("plans/*/\(member)\(point)")].compactMap { $0 }
    (self.formula, self.unit, self.fact, self.limit) = (formula, unit, fact, limit)
  }

  private init?(served fact: Fact, _ limit: String) {
    let unserved = ["fallbackThrottled", "fallbackLate", "fallbackStopped", "failed"]
    let places = (unserved + ["arrivals"]).map { "plans/*/requests/\($0)" }
    let counts = places.compactMap { fact[$0]?.asInteger }.map { Int128($0) }
    guard counts.count == places.count, counts.allSatisfy({ $0 >= 0 }), let all = counts.last else { return nil }
    let served = all - counts.dropLast().reduce(0, +)
    guard served >= 0 else { return nil }
    guard let value = all == 0 ? PrintedNumber.scale : FixedPoint.product(served, PrintedNumber.scale, over: all) else {
      return nil
    }
    self.value = value
    (low, high, slack, unit) = (nil, nil, 0, .share)
    formula = "1 − (\(unserved.joined(separator: " + "))) / arrivals"
    inputs = places.compactMap { fact.input($0) }
    (self.fact, self.limit) = (fact, limit)
  }

  private init?(quality fact: Fact, _ limit: String) {
    let document = fact.document
    guard let own = document.plan(named: fact.label(0)),
      let best = fact["decision/bestQuality"]?.asText.flatMap({ document.plan(named: $0) })
    else { return nil }
    let k = fact["quality/k"]?.asInteger ?? 0
    let paths = [own, best].map { FactPath(steps: document.metricSteps(plan: $0, "ndcg@\(k)")) }
    let means = paths.compactMap { document.root[$0]?[member: "value"].flatMap { PrintedNumber($0.stored)?.femto } }
    guard means.count == 2, means[1] > 0,
      let value = FixedPoint.product(means[0], PrintedNumber.scale, over: means[1])
    else { return nil }
    self.value = value
    // Two numbers of six digits; the interval of their ratio is not in the file.
    (low, high, slack, unit) = (nil, nil, value / 50_000, .share)
    formula = "NDCG / NDCG of the best plan"
    inputs = paths.compactMap { document.input($0) }
    (self.fact, self.limit) = (fact, limit)
  }

  var sign: String { limit == "served" || limit == "qualityOfBest" ? "≥" : "≤" }

  func isWithin(_ value: Int128, _ bound: Int128) -> Bool { sign == "≤" ? value <= bound : value >= bound }

  /// The limit as the scenario writes it, else as the report prints it.
  var bound: (femto: Int128, text: String, basis: [ExplainedBasis])? {
    let rows = fact.document.assumptions("limits.\(limit)")
    let basis = rows.compactMap { ExplainedBasis(assumption: $0, in: fact.document) }
    let printed = fact["plans/*/limits/*/bound"]?.asText ?? ""
    for text in basis.map(\.text) + [String(printed.drop { !$0.isNumber })] {
      guard let number = PrintedNumber(text), let scale = scale(named: number.unit),
        let femto = FixedPoint.product(number.femto, scale.over, over: scale.times)
      else { continue }
      return (femto, text, basis)
    }
    return nil
  }

  func scale(named name: String) -> UnitScale? {
    let own = unit == .money ? fact.document.currency?.code ?? "" : ""
    return UnitScale.all(of: unit, named: own).first { $0.isWritten(name) }
  }

  /// The number in its own unit.
  func text(_ femto: Int128) -> String {
    var text = FixedPoint.text(femto, scale: PrintedNumber.scale, places: 12)
    while text.last == "0", text.contains(".") { text.removeLast() }
    if text.last == "." { text.removeLast() }
    return text
  }
}
