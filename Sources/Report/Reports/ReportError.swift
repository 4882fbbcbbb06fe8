/// Why a report could not be drawn.
package struct ReportError: Error, Sendable, Hashable, CustomStringConvertible {
  /// What failed.
  package enum Code: String, Sendable {
    /// The drawing library refused a surface, a drawing or its encoding.
    case drawing
    /// The document's date has not the form that a PDF needs.
    case date
    /// The fonts could not be set up.
    case fonts
    /// A value could not be written as JSON.
    case encoding
  }

  package let code: Code
  /// What was being done, and with what.
  package let facts: [String]
  /// What the drawing library said.
  package let cause: String

  package init(code: Code, facts: [String], cause: String) {
    self.code = code
    self.facts = facts
    self.cause = cause
  }

  package var description: String { "\(code.rawValue): \(facts.joined(separator: "; ")): \(cause)" }
}
