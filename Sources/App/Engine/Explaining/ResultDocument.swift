import Evaluation
import Measures
import Reports

/// A result that questions can be asked about: the facts of a report, or a bill or an evaluation printed as JSON.
package struct ResultDocument: Sendable {
  /// Which of the three it is.
  enum Kind: Sendable { case report, bill, evaluation, protocolEvaluation }

  let kind: Kind
  /// What the file holds; of a report's facts also `derived`: what the report prints and facts.json does not hold.
  let root: JSONValue
  /// The users' own values that lie beside the facts in a report's folder.
  let perUser: PerUserMeans?
  let rules: ExplainRuleSet

  /// Reads a result from the bytes of a file.
  ///
  /// - Parameter perUser: the bytes of `quality-per-user.csv`, where it lies beside.
  /// - Throws: `ExplainError` where they are no JSON, no result, or of a version not known here.
  package init(bytes: [UInt8], perUser: [UInt8]? = nil) throws(ExplainError) {
    guard let root = JSONValue(bytes: bytes) else { throw ExplainError(.noJSON) }
    if root[member: "formatVersion"] != nil {
      guard let version = root[member: "formatVersion"]?.asInteger else { throw ExplainError(.noResult) }
      guard version == Facts.formatVersion else {
        throw ExplainError(.otherVersion, ["\(version)", "\(Facts.formatVersion)"])
      }
      guard let plans = root[member: "plans"]?.asElements, !plans.isEmpty, root[member: "scenario"] != nil else {
        throw ExplainError(.noResult)
      }
      kind = .report
      rules = .report
    } else if root[member: "metrics"]?.asElements != nil, root[member: "dialect"]?.asText != nil {
      kind = .evaluation
      rules = .evaluation
    } else if root[member: "protocol"]?.asText != nil, root[member: "folds"]?.asElements != nil {
      kind = .protocolEvaluation
      rules = .protocolEvaluation
    } else {
      guard root[member: "currency"]?.asText != nil, root[member: "rateCard"] != nil,
        (root[member: "lines"] ?? root[member: "plans"])?.asElements != nil
      else {
        throw ExplainError(root.asElements?.first?[member: "formatVersion"] == nil ? .noResult : .severalResults)
      }
      kind = .bill
      rules = .bill
    }
    self.root = kind == .report ? root.withDerivedFigures : root
    self.perUser = perUser.map { PerUserMeans(bytes: $0) }
  }

  /// The paths of the facts, in order.
  var leaves: [FactPath] { root.leaves }

  /// The currency that amounts are in; nil where the file names none.
  var currency: Currency? {
    let code =
      kind == .bill
      ? root[member: "currency"] : root[member: "plans"]?[element: 0]?[member: "monthlyCost"]?[member: "currency"]
    return (code?.asText).flatMap { Currency(code: $0) }
  }

  /// The fact at a path with its rule; nil where nothing stands there or no rule knows it.
  func fact(at path: FactPath) -> (fact: Fact, rule: ExplainRule)? {
    guard let value = root[path] else { return nil }
    if let (rule, captures) = rules.rule(for: path) {
      guard rule.range != nil, let point = RangeEnd.point(of: value) else {
        guard value.isLeaf else { return nil }
        return (Fact(document: self, path: path, anchor: path, captures: captures, end: .point, value: value), rule)
      }
      // A range asked for as a whole is its value, with its ends beside it.
      guard let member = value[member: point] else { return nil }
      let path = path.appending(.member(point))
      return (
        Fact(document: self, path: path, anchor: path.parent, captures: captures, end: .point, value: member), rule
      )
    }
    guard let end = path.lastMember.flatMap({ RangeEnd(member: $0) }),
      let (rule, captures) = rules.rule(for: path.parent), rule.range != nil
    else { return nil }
    return (Fact(document: self, path: path, anchor: path.parent, captures: captures, end: end, value: value), rule)
  }
}

/// Which member of a range is asked for.
enum RangeEnd: Sendable {
  case point, low, high, currency

  init?(member: String) {
    switch member {
    case "value", "expected", "amount", "total": self = .point
    case "low": self = .low
    case "high": self = .high
    case "currency": self = .currency
    default: return nil
    }
  }

  /// The member that holds the point value of a range.
  static func point(of value: JSONValue) -> String? {
    ["expected", "value", "amount", "total"].first { value[member: $0] != nil && value[member: "low"] != nil }
  }

  /// The member's name; `point` is the name of the point value.
  func member(_ point: String) -> String {
    switch self {
    case .point: point
    case .low: "low"
    case .high: "high"
    case .currency: "currency"
    }
  }
}
