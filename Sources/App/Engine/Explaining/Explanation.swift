import Measures
import Reports

/// A value that a number is made of, with its path so that one can go on asking.
struct ExplainedInput: Sendable, Equatable {
  let value: String
  let unit: String
  /// What it is, where the path does not say it; may be empty.
  var words = ""
  /// Nil where the result does not hold it.
  var path: String?
}

/// A price or an assumption that a number rests on.
struct ExplainedBasis: Sendable, Equatable {
  let path: String
  let text: String
  /// `given`, `fact`, `assumption`, `measured`, or the confidence in a price.
  let origin: String
  /// May be empty.
  let source: String
}

/// A computation done again from what the file holds.
struct Recomputation: Sendable, Equatable {
  /// In words and figures, such as `306.87 / 3`.
  let text: String
  let result: String
  let stored: String
  let agrees: Bool
  /// How far the two may be apart and still agree; empty where they must be equal.
  var tolerance = ""
  /// Whether the text is a statement and no computation.
  var isStatement = false

  /// `306.87 / 3 = 102.29, equals`, or `the cheapest that holds every limit: batch, as the file says`.
  var sentence: String {
    let outcome = "\(text)\(isStatement ? ": " : " = ")\(result)"
    guard agrees else { return "\(outcome), but the file says \(stored)" }
    guard !isStatement else { return "\(outcome), as the file says" }
    return "\(outcome), \(tolerance.isEmpty ? "equals" : "agrees \(tolerance)")"
  }
}

/// Where one number comes from.
struct Explanation: Sendable {
  let path: String
  let value: JSONValue
  let unit: String
  /// As a report would print it, where that looks different; may be empty.
  let printed: String
  /// The ends beside the value; nil where it is no range.
  let range: (low: JSONValue, high: JSONValue, meaning: String)?
  let what: String
  let formula: String
  let inputs: [ExplainedInput]
  let basis: [ExplainedBasis]
  let notes: [String]
  let checks: [Recomputation]

  init(_ fact: Fact, _ rule: ExplainRule) {
    let detail = rule.detail?(fact) ?? ExplainDetail()
    let root = fact.document.root
    path = root.text(of: fact.path)
    value = fact.value
    unit = rule.unitText(fact)
    printed = Explanation.printed(fact, rule.unit)
    let low = root[fact.anchor.appending(.member("low"))]
    let high = root[fact.anchor.appending(.member("high"))]
    if let meaning = rule.range, let low, let high, low != .null, fact.end != .currency {
      range = (low, high, meaning)
    } else {
      range = nil
    }
    func filled(_ text: String) -> String {
      fact.captures.indices.reduce(text) { $0.replacing("{\($1)}", with: fact.label($1)) }
    }
    let end =
      switch fact.end {
      case .point: ""
      case .low: "The low end of a range. "
      case .high: "The high end of a range. "
      case .currency: "The currency of a range. "
      }
    what = end + filled(detail.what.isEmpty ? rule.what : detail.what)
    formula = filled(detail.formula.isEmpty ? rule.formula : detail.formula)
    inputs = rule.inputs.compactMap { fact.input($0) } + detail.inputs
    basis =
      rule.assumptions.flatMap { fact.document.assumptions(filled($0)) }.compactMap {
        ExplainedBasis(assumption: $0, in: fact.document)
      } + detail.basis
    notes = detail.notes
    checks = detail.checks
  }

  private static func printed(_ fact: Fact, _ unit: FactUnit) -> String {
    guard let value = fact.value.asNumber else { return "" }
    let text =
      switch unit {
      case .hours: Format.hours(value)
      case .milliseconds: Format.milliseconds(value)
      case .share: Format.percent(value)
      default: ""
      }
    return text == "\(fact.value.stored) \(unit == .hours ? "h" : "ms")" ? "" : text
  }
}

extension ExplainedBasis {
  /// A row of the assumption ledger.
  init?(assumption path: FactPath, in document: ResultDocument) {
    guard let row = document.root[path] else { return nil }
    func text(_ member: String) -> String { row[member: member]?.asText ?? "" }
    self.init(
      path: document.root.text(of: path), text: text("value"), origin: text("origin"), source: text("source"))
  }
}

extension JSONValue {
  /// Whether it is text that is no number.
  var isWord: Bool { asText.map { PrintedNumber($0) == nil } ?? false }
}
