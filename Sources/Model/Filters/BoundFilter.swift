import Attributes

/// A filter with the values of its placeholders filled in.
package struct BoundFilter: Hashable, Sendable {
  /// What placeholders became: texts, or one number.
  package enum Value: Hashable, Sendable {
    case texts([String])
    case number(Double)

    /// As texts, for lists.
    var texts: [String] {
      switch self {
      case .texts(let texts): texts
      case .number(let number): [number.plainText]
      }
    }

    /// As a number, where it is one.
    var number: Double? {
      switch self {
      case .texts(let texts): texts.count == 1 ? Double(decimal: texts[0]) : nil
      case .number(let number): number
      }
    }
  }

  /// The clauses that apply: an EXCLUDE whose placeholder has no value does not.
  package let clauses: [FilterExpression.Clause]
  /// Values by placeholder.
  package let values: [String: Value]
  /// What is filtered.
  package let target: FilterExpression.Target
}

extension FilterExpression {
  /// The filter with values as a request gives them, or what is wrong with those.
  ///
  /// Values are the service's text: `"Comedy","Drama"`, each in quotes and all joined by commas; numbers with quotes or
  /// without. Names are case-sensitive. A placeholder of an INCLUDE must have a value; an EXCLUDE without one is left out.
  /// Places of problems are those in the value's text. Source: developer guide, "Filtering in real time", 2025.
  package func bound(to values: [String: String] = [:]) -> Result<BoundFilter, FilterBindingError> {
    var problems: [FilterBindingError.Problem] = []
    var bound: [String: BoundFilter.Value] = [:]
    if values.count > Quota.parameters {
      problems.append(.init(parameter: "", message: "More than \(Quota.parameters) values are given."))
    }
    for name in values.keys.sorted() where !parameters.contains(name) {
      problems.append(.init(parameter: name, message: "The filter has no placeholder $\(name.prefix(60))."))
    }
    for parameter in parameters {
      guard let text = values[parameter] else { continue }
      do throws(FilterBindingError.Problem) {
        bound[parameter] = try FilterExpression.value(text, of: parameter)
      } catch {
        problems.append(error)
      }
    }
    let applied = clauses.filter { clause in
      let missing = clause.conditions.compactMap(\.test.parameter).filter { values[$0] == nil }
      if clause.action == .include {
        for name in Set(missing).sorted() {
          problems.append(.init(parameter: name, message: "$\(name) needs a value, for it stands in an INCLUDE."))
        }
      }
      return missing.isEmpty
    }
    for condition in conditions {
      guard case .compare(let comparison, .parameter(let name)) = condition.test, let value = bound[name] else {
        continue
      }
      let isEquality = comparison == .equal || comparison == .notEqual
      if value.number == nil, !(isEquality && value.texts.count == 1) {
        problems.append(.init(parameter: name, message: "$\(name) is compared and needs one number."))
      }
    }
    guard problems.isEmpty else { return .failure(FilterBindingError(problems: problems)) }
    return .success(BoundFilter(clauses: applied, values: bound, target: target))
  }

  /// The value that a request's text writes.
  private static func value(
    _ text: String, of name: String
  ) throws(FilterBindingError.Problem) -> BoundFilter.Value {
    func problem(_ message: String) -> FilterBindingError.Problem { .init(parameter: name, message: message) }
    guard text.unicodeScalars.count <= Quota.parameterValue else {
      throw problem("The value of $\(name) has more than \(Quota.parameterValue) characters.")
    }
    let lexer = FilterLexer(text)
    if let first = lexer.problems.first { throw problem("The value of $\(name) cannot be read: \(first.message)") }
    let tokens = lexer.tokens
    var texts: [String] = []
    var numbers: [Double] = []
    for (index, token) in tokens.enumerated() {
      guard index % 2 == 0 else {
        guard token.kind == .sign(",") || (token.kind == .end && index == tokens.count - 1) else {
          throw problem("Values of $\(name) are joined by commas.")
        }
        continue
      }
      switch token.kind {
      case .string(let text, _): texts.append(text)
      case .number(let number, let text):
        texts.append(text)
        numbers.append(number)
      default: throw problem("Each value of $\(name) stands in double quotes: \"Comedy\",\"Drama\".")
      }
    }
    if numbers.count == 1, texts.count == 1 { return .number(numbers[0]) }
    return .texts(texts)
  }
}

/// Why values do not fit a filter's placeholders; all that is wrong.
package struct FilterBindingError: Error, Hashable, Sendable, CustomStringConvertible {
  /// One value that does not fit, or is missing.
  package struct Problem: Error, Hashable, Sendable {
    /// The placeholder's name; empty where it is about all of them.
    package let parameter: String
    /// What is wrong, as a sentence.
    package let message: String
  }
  package let problems: [Problem]

  package var description: String { problems.map(\.message).joined(separator: " ") }
}
