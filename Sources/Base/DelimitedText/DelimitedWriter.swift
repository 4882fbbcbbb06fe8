/// Writes delimited text (RFC 4180): quotes around a field only where it needs them.
package struct DelimitedWriter: Sendable {
  /// All rows written so far.
  package private(set) var bytes: [UInt8] = []
  private let separator: UInt8
  private let lineEnd: [UInt8]

  /// - Parameter endsWithCarriageReturn: whether rows end with CR LF, as RFC 4180 has it, and not with LF alone.
  package init(separator: UInt8 = UInt8(ascii: ","), endsWithCarriageReturn: Bool = false) {
    self.separator = separator
    lineEnd = endsWithCarriageReturn ? [Byte.carriageReturn, Byte.lineFeed] : [Byte.lineFeed]
  }

  /// Appends a row of at least one field.
  package mutating func append(_ row: [String]) {
    precondition(!row.isEmpty)
    for (index, field) in row.enumerated() {
      if index > 0 { bytes.append(separator) }
      // A row of one empty field would be an empty line.
      append(field, isQuoted: row.count == 1 && field.isEmpty)
    }
    bytes += lineEnd
  }

  private mutating func append(_ field: String, isQuoted: Bool) {
    let needsQuotes =
      isQuoted
      || field.utf8.contains {
        $0 == separator || $0 == Byte.quote || $0 == Byte.lineFeed || $0 == Byte.carriageReturn
      }
    guard needsQuotes else {
      bytes += field.utf8
      return
    }
    bytes.append(Byte.quote)
    for byte in field.utf8 {
      if byte == Byte.quote { bytes.append(Byte.quote) }
      bytes.append(byte)
    }
    bytes.append(Byte.quote)
  }
}
