/// Why a JSON text could not be read further.
package struct JSONError: Error, Hashable, Sendable, CustomStringConvertible {
  /// What is wrong.
  package enum Code: String, Sendable {
    /// The text breaks JSON's grammar (RFC 8259).
    case notJSON = "not-json"
    /// The text ends before its value does.
    case cutOff = "cut-off"
    /// More objects and arrays inside one another than are read.
    case tooDeep = "too-deep"
    /// A string or number longer than is read.
    case tooLong = "too-long"
    /// A value of another kind than the place needs.
    case wrongKind = "wrong-kind"
    /// The next bytes could not be had.
    case unreadable
  }

  package let code: Code
  /// Bytes before the one at which reading stopped.
  package let offset: Int
  /// Keys and indices that lead to the place, such as `terms.OnDemand[2]`; empty at the root.
  package let path: String
  /// What stood there, or what the source of the bytes said; no full stop.
  package let detail: String

  package init(code: Code, offset: Int, path: String, detail: String) {
    self.code = code
    self.offset = offset
    self.path = path
    self.detail = detail
  }

  /// One sentence that names the place.
  package var description: String {
    "At byte \(offset)\(path.isEmpty ? "" : " (\(path))"): \(detail)."
  }
}
