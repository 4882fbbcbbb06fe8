import Measures
import Reports

/// What a kind of fact is, and how it is made: a row of the table that `recast explain` answers from.
///
/// Patterns and places are written with `/` between steps, for names hold dots; `*` is any element or member, `name*` any
/// member that begins so. In sentences `{0}`, `{1}`, … are the names of what stands at the `*`.
struct ExplainRule: Sendable {
  let pattern: FactPattern
  let unit: FactUnit
  /// One sentence of what it is.
  let what: String
  /// What the ends beside the value mean; nil where the fact is no range.
  var range: String?
  var formula = ""
  /// Places that the formula is fed with.
  var inputs: [String] = []
  /// Keys of the assumption ledger that it rests on, `*` standing for any text.
  var assumptions: [String] = []
  /// Whether it is stored with six significant digits.
  var isRounded = false
  /// Whether its sign says only which of two comes first.
  var isDifference = false
  /// Whether another fact of the same number comes before it: sums of parts, and what is made from the file.
  var isSecondary = false
  /// What has to be looked up or computed.
  var detail: (@Sendable (Fact) -> ExplainDetail)?

  init(
    _ pattern: String, _ unit: FactUnit = .none, _ what: String, range: String? = nil, formula: String = "",
    inputs: [String] = [], assumptions: [String] = [], isRounded: Bool = false, isDifference: Bool = false,
    isSecondary: Bool = false,
    detail: (@Sendable (Fact) -> ExplainDetail)? = nil
  ) {
    self.pattern = FactPattern(pattern)
    self.unit = unit
    self.what = what
    self.range = range
    self.formula = formula
    self.inputs = inputs
    self.assumptions = assumptions
    self.isRounded = isRounded
    self.isDifference = isDifference
    self.isSecondary = isSecondary
    self.detail = detail
  }

  /// The unit in words.
  func unitText(_ fact: Fact) -> String {
    let currency = fact.document.currency?.code ?? ""
    guard fact.end != .currency, fact.value != .null else { return "" }
    return switch unit {
    case .none, .ratio: ""
    case .share: fact.value.asNumber == nil ? "" : "of 1"
    case .milliseconds: "ms"
    case .hours: "h"
    case .money: currency
    case .monthlyMoney: "\(currency) a month"
    case .settledMoney: "\(fact.document.settledCurrency?.code ?? "") a month"
    case .word(let word): word
    case .sibling(let name): fact.sibling(name)?.asText ?? ""
    case .price(let name): "\(fact.document.cardCurrency) per \(fact.sibling(name)?.asText ?? "unit")"
    }
  }
}

/// What a rule looks up and computes for one fact.
struct ExplainDetail: Sendable {
  /// These two take the place of the rule's own where they are not empty.
  var what = ""
  var formula = ""
  var inputs: [ExplainedInput] = []
  var basis: [ExplainedBasis] = []
  var notes: [String] = []
  var checks: [Recomputation] = []
}

/// A path with places left open.
struct FactPattern: Sendable {
  private enum Step: Sendable {
    case member(String), prefix(String), any
  }
  private let steps: [Step]
  var count: Int { steps.count }

  init(_ text: String) {
    steps = text.split(separator: "/").map { part in
      if part == "*" { return .any }
      return part.last == "*" ? .prefix(String(part.dropLast())) : .member(String(part))
    }
  }

  /// The depths of the open places; nil where the path does not fit.
  func captures(in path: FactPath) -> [Int]? {
    guard path.steps.count == steps.count else { return nil }
    var captures: [Int] = []
    for (depth, (own, step)) in zip(steps, path.steps).enumerated() {
      switch (own, step) {
      case (.any, _): captures.append(depth)
      case (.member(let name), .member(let other)) where name == other: continue
      case (.prefix(let start), .member(let name)) where name.hasPrefix(start): captures.append(depth)
      default: return nil
      }
    }
    return captures
  }
}

/// All rules of one kind of result; of several that fit the first counts.
struct ExplainRuleSet: Sendable {
  private let byLength: [Int: [ExplainRule]]

  init(_ rules: [ExplainRule]) { byLength = Dictionary(grouping: rules, by: \.pattern.count) }

  func rule(for path: FactPath) -> (rule: ExplainRule, captures: [Int])? {
    for rule in byLength[path.steps.count] ?? [] {
      if let captures = rule.pattern.captures(in: path) { return (rule, captures) }
    }
    return nil
  }

  static let report = ExplainRuleSet(
    ScenarioRules.all + DecisionRules.all + CostRules.all + LineRules.all(below: "plans/*/bill/") + ServingRules.all
      + QualityRules.all + PriceRules.all + SettlementRules.all + DerivedRules.all)
  static let evaluation = ExplainRuleSet(EvaluationRules.all)
  static let protocolEvaluation = ExplainRuleSet(ProtocolRules.all)
  static let bill = ExplainRuleSet(
    StatementRules.all + LineRules.all(below: "") + LineRules.all(below: "plans/*/"))
}
