/// Where a field's value lies in the reader's buffer.
@usableFromInline struct FieldRange: Sendable {
  /// First byte, behind an opening quote.
  @usableFromInline var start: Int32
  /// First byte after the value, before a closing quote.
  @usableFromInline var end: Int32
  /// Whether quotes inside are still written doubled, or backslashes before quotes.
  var isDoubled = false
}

/// Bytes with a meaning in delimited text.
enum Byte {
  static let backslash = UInt8(ascii: "\\")
  static let quote = UInt8(ascii: "\"")
  static let lineFeed = UInt8(ascii: "\n")
  static let carriageReturn = UInt8(ascii: "\r")
}
