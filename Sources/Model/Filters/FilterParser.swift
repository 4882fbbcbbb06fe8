import Attributes

/// Reads a filter expression by recursive descent; the language does not nest, so no text makes it deep.
///
/// After an error reading goes on behind the next `|`, so that each part's first error is shown.
struct FilterParser {
  private let tokens: [FilterToken]
  private var at = 0
  private(set) var problems: [FilterProblem]
  private(set) var clauses: [FilterExpression.Clause] = []
  private(set) var marks: [FilterText.Mark] = []

  init(_ text: String) {
    let lexer = FilterLexer(text)
    tokens = lexer.tokens
    problems = lexer.problems
  }

  var token: FilterToken { tokens[at] }

  /// Parses all clauses.
  mutating func parse() {
    while true {
      do throws(FilterProblem) {
        let (clause, marks) = try clause()
        clauses.append(clause)
        self.marks += marks
        if let first = clauses.first, first.target != clause.target {
          note(
            "two-targets", marks[0].clause,
            "One filter cannot hold both \(first.target.rawValue) and \(clause.target.rawValue).",
            "Make a filter of each.")
        }
      } catch {
        problems.append(error)
        while token.kind != .end, token.kind != .sign("|") { at += 1 }
      }
      guard token.kind == .sign("|") else { return }
      at += 1
    }
  }

  // MARK: - Clauses

  private mutating func clause() throws(FilterProblem) -> (FilterExpression.Clause, [FilterText.Mark]) {
    let start = token
    guard let action = word().flatMap({ name in FilterExpression.Action.allCases.first { $0.rawValue == name } })
    else { throw expected("INCLUDE or EXCLUDE") }
    at += 1
    guard let target = target() else { throw expected("ItemID, UserID or ActionID") }
    at += 1
    guard word() == "WHERE" else { throw expected("WHERE") }
    at += 1
    var conditions = ConditionReading(clause: start.range, dataset: nil, target: target)
    var anyOf: [[FilterExpression.Condition]] = [[try condition(&conditions)]]
    var joins = Set<String>()
    while let join = word(), join == "AND" || join == "OR" {
      joins.insert(join)
      if joins.count == 2 {
        warn(
          "and-or", token.range, "AWS does not say whether AND or OR binds first; here AND does.",
          "Write each alternative as an expression of its own, joined by `|`.")
        joins = ["AND", "OR", "said"]
      }
      at += 1
      let next = try condition(&conditions)
      if join == "OR" { anyOf.append([next]) } else { anyOf[anyOf.count - 1].append(next) }
    }
    var ifAll: [FilterExpression.Condition] = []
    if word() == "IF" {
      at += 1
      conditions.isUser = true
      ifAll.append(try condition(&conditions))
      while word() == "AND" {
        at += 1
        ifAll.append(try condition(&conditions))
      }
      if word() == "OR" { throw problem("or-in-if", "Conditions on CurrentUser can be joined by AND alone.") }
      if word() == "IF" { throw problem("second-if", "IF may stand once, at the end of an expression.", "Use AND.") }
    }
    guard token.kind == .end || token.kind == .sign("|") else {
      throw expected(ifAll.isEmpty ? "AND, OR, IF, `|` or the end" : "AND, `|` or the end")
    }
    let dataset = conditions.dataset ?? target.datasets[0]
    return (FilterExpression.Clause(action, target, where: dataset, anyOf: anyOf, ifAll: ifAll), conditions.marks)
  }

  private func target() -> FilterExpression.Target? {
    word().flatMap { name in FilterExpression.Target.allCases.first { $0.rawValue.uppercased() == name } }
  }

  // MARK: - Tokens

  /// The word that comes next, in upper case; nil where it is none.
  func word() -> String? { if case .word(let text) = token.kind { text.uppercased() } else { nil } }

  mutating func advance() { at += 1 }

  mutating func take(_ sign: Character) throws(FilterProblem) {
    guard token.kind == .sign(sign) else { throw expected("`\(sign)`") }
    at += 1
  }

  /// The token before the one that comes next.
  var previous: FilterToken { tokens[max(0, at - 1)] }

  // MARK: - Problems

  /// What is needed and what stands there.
  func expected(_ what: String) -> FilterProblem {
    problem("syntax", token.kind == .end ? "\(what) is missing at the end." : "\(what) is needed here.")
  }

  func problem(_ code: String, _ message: String, _ remedy: String = "") -> FilterProblem {
    FilterProblem(code: code, range: token.range, message: message, remedy: remedy)
  }

  mutating func note(_ code: String, _ range: Range<Int>, _ message: String, _ remedy: String = "") {
    problems.append(FilterProblem(code: code, range: range, message: message, remedy: remedy))
  }

  mutating func warn(_ code: String, _ range: Range<Int>, _ message: String, _ remedy: String = "") {
    problems.append(FilterProblem(.warning, code: code, range: range, message: message, remedy: remedy))
  }

  /// What the service's quotas say of the conditions.
  var quotaProblems: [FilterProblem] {
    var found: [FilterProblem] = []
    var fields = Set<String>()
    var parameters = Set<String>()
    for (condition, mark) in zip(clauses.flatMap(\.conditions), marks) {
      let names = [condition.field, condition.test.currentItemField?.uppercased()].compactMap { $0 }
      for name in names where fields.insert("\(mark.dataset.rawValue).\(name)").inserted {
        if fields.count == FilterExpression.Quota.fields + 1 {
          found.append(
            FilterProblem(
              code: "too-many-fields", range: mark.field,
              message: "This is the eleventh different field; a filter may name \(FilterExpression.Quota.fields)."))
        }
      }
      if let parameter = condition.test.parameter, parameters.insert(parameter).inserted,
        parameters.count == FilterExpression.Quota.parameters + 1
      {
        found.append(
          FilterProblem(
            code: "too-many-placeholders", range: mark.test,
            message: "A filter may have \(FilterExpression.Quota.parameters) different placeholders."))
      }
    }
    return found
  }
}

/// What is known while the conditions of a clause are read.
struct ConditionReading {
  /// Where the clause begins.
  let clause: Range<Int>
  /// The data set of the first condition.
  var dataset: DatasetKind?
  let target: FilterExpression.Target
  /// Whether `IF` was passed.
  var isUser = false
  var marks: [FilterText.Mark] = []

  init(clause: Range<Int>, dataset: DatasetKind?, target: FilterExpression.Target) {
    self.clause = clause
    self.dataset = dataset
    self.target = target
  }
}
