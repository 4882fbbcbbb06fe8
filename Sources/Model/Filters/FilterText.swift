import Attributes

/// A filter expression as text, parsed: its value, everything that is wrong with it, and where each condition stands.
package struct FilterText: Sendable {
  /// As it was given.
  package let text: String
  /// What it says; nil where any problem is an error.
  package let expression: FilterExpression?
  /// What is wrong with it, whatever the data looks like; in order of their place.
  package let problems: [FilterProblem]
  /// The conditions of `expression`, in its order.
  let marks: [Mark]

  /// Where a condition stands: Unicode scalars of the text.
  struct Mark: Hashable, Sendable {
    /// The data set that the field is of; users for `CurrentUser`.
    let dataset: DatasetKind
    /// The clause's `INCLUDE` or `EXCLUDE`.
    let clause: Range<Int>
    let field: Range<Int>
    /// The operator and what follows it.
    let test: Range<Int>
    /// The field of the current item, where there is one.
    let currentItem: Range<Int>?
  }

  /// Parses a text; any text does, however long or spoiled.
  package init(_ text: String) {
    self.text = text
    let count = text.unicodeScalars.count
    // What is far too long is not looked at.
    guard count <= 20 * FilterExpression.Quota.characters else {
      expression = nil
      marks = []
      problems = [FilterText.tooLong(count)]
      return
    }
    var parser = FilterParser(text)
    parser.parse()
    var problems = parser.problems
    if count > FilterExpression.Quota.characters { problems.append(FilterText.tooLong(count)) }
    problems += parser.quotaProblems
    expression = problems.hasErrors || parser.clauses.isEmpty ? nil : FilterExpression(clauses: parser.clauses)
    marks = parser.marks
    self.problems = problems.enumerated()
      .sorted { ($0.element.range.lowerBound, $0.offset) < ($1.element.range.lowerBound, $1.offset) }.map(\.element)
  }

  private static func tooLong(_ count: Int) -> FilterProblem {
    let limit = FilterExpression.Quota.characters
    return FilterProblem(
      code: "too-long", range: min(count, limit)..<count,
      message: "The expression has \(count) characters; the service takes \(limit).")
  }
}
