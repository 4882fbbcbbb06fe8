/// Why a row of delimited text cannot be used.
///
/// A fault costs the line on which its row begins; reading goes on at the line after it, so that one stray quote does
/// not swallow the rows below.
package struct DelimitedFault: Error, Hashable, Sendable, CustomStringConvertible {
  /// What is wrong with the row.
  package enum Code: String, CaseIterable, Sendable {
    /// A quote is opened and never closed.
    case openQuote = "open-quote"
    /// Bytes stand between a closing quote and the next separator or line end.
    case textAfterQuote = "text-after-quote"
    /// A quote stands inside a field that does not begin with one.
    case quoteInField = "quote-in-field"
    /// The row is longer than the limit.
    case rowTooLong = "row-too-long"
    /// A field is longer than the limit.
    case fieldTooLong = "field-too-long"
    /// The row has more fields than the limit.
    case tooManyFields = "too-many-fields"
  }
  package let code: Code
  /// The line on which the row begins, counted from 1.
  package let line: Int

  package init(_ code: Code, line: Int) {
    self.code = code
    self.line = line
  }

  /// What is wrong, as a sentence.
  package var description: String {
    switch code {
    case .openQuote: "A quote is opened and never closed."
    case .textAfterQuote: "Text stands between a closing quote and the next separator."
    case .quoteInField: "A quote stands inside a field that does not begin with one."
    case .rowTooLong: "The row is too long."
    case .fieldTooLong: "A field is too long."
    case .tooManyFields: "The row has too many fields."
    }
  }
}

/// How long rows and fields may be; what is longer is a fault, so that memory stays bounded.
package struct DelimitedLimits: Hashable, Sendable {
  /// Bytes of a row with its quotes, without its line end.
  package var rowBytes = 1 << 20
  /// Bytes of a field with its doubled quotes.
  package var fieldBytes = 1 << 18
  /// Fields of a row.
  package var fields = 1 << 14

  package init() {}
}
