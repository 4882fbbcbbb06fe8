/// Why compressed bytes could not be unpacked.
package struct CompressionError: Error, Hashable, Sendable, CustomStringConvertible {
  /// What is wrong.
  package enum Code: String, CaseIterable, Sendable {
    /// The bytes do not begin as gzip does.
    case notGzip = "not-gzip"
    /// The bytes contradict the format or their checksum.
    case damaged
    /// The bytes end before the data does.
    case truncated
    /// The data is longer than the limit.
    case tooLong = "too-long"
    /// The data is so much longer than its bytes that it is made to fill memory or disk.
    case tooDense = "too-dense"
    /// There is no memory for the decoder.
    case outOfMemory = "out-of-memory"
  }
  package let code: Code
  /// Compressed bytes read before it showed.
  package let offset: Int
  /// What the library said; empty when there is nothing to add.
  package let cause: String

  package init(_ code: Code, offset: Int, cause: String = "") {
    self.code = code
    self.offset = offset
    self.cause = cause
  }

  /// A sentence with the offset.
  package var description: String {
    let words =
      switch code {
      case .notGzip: "the bytes are not gzip"
      case .damaged: "the compressed data is damaged"
      case .truncated: "the compressed data ends too early"
      case .tooLong: "the data is longer than is allowed"
      case .tooDense: "the data is far longer than its compressed bytes, as no honest file is"
      case .outOfMemory: "there is no memory to unpack it"
      }
    return "\(words) (byte \(offset)\(cause.isEmpty ? "" : ": \(cause)"))"
  }
}
