/// What came of looking for a row.
enum RowScanEnd {
  /// A whole row; `next` is the offset behind its line end, `lines` the number of lines it spans.
  case row(next: Int, lines: Int)
  /// The bytes end before the row does.
  case incomplete
  case fault(DelimitedFault.Code)
}

/// Cuts one row into fields, by RFC 4180.
struct RowScan {
  let separator: UInt8
  /// Whether a backslash before a quote makes it part of the field.
  let isEscaped: Bool
  let limits: DelimitedLimits
  /// Whether no bytes will follow, so that the last row may do without a line end.
  let isLast: Bool

  /// Cuts the row that begins at `start` into fields, whose ranges replace those in `fields`.
  func scan(_ bytes: Span<UInt8>, from start: Int, into fields: inout [FieldRange]) -> RowScanEnd {
    fields.removeAll(keepingCapacity: true)
    let stops = StopBytes(separator: separator)
    var at = start
    var lines = 1
    while true {
      guard fields.count < limits.fields else { return .fault(.tooManyFields) }
      let end: Int
      if at < bytes.count, bytes[at] == Byte.quote {
        let closing = closingQuote(bytes, from: at + 1)
        guard closing.offset < bytes.count else {
          // A last byte that is a quote may be the first of a doubled one.
          return unfinished(bytes, row: start, field: at, else: .openQuote)
        }
        fields.append(FieldRange(start: Int32(at + 1), end: Int32(closing.offset), isDoubled: closing.isDoubled))
        lines += closing.lines
        let fieldStart = at
        at = closing.offset + 1
        if at < bytes.count, bytes[at] == Byte.carriageReturn {
          guard at + 1 < bytes.count || isLast else { return unfinished(bytes, row: start, field: fieldStart) }
          if at + 1 == bytes.count || bytes[at + 1] == Byte.lineFeed { at += 1 }
        }
        end = at
        guard at - fieldStart <= limits.fieldBytes else { return .fault(.fieldTooLong) }
        guard at == bytes.count || bytes[at] == separator || bytes[at] == Byte.lineFeed else {
          return .fault(.textAfterQuote)
        }
        guard at < bytes.count || isLast else { return unfinished(bytes, row: start, field: fieldStart) }
      } else {
        let fieldStart = at
        at = stops.next(in: bytes, from: at)
        guard at < bytes.count || isLast else { return unfinished(bytes, row: start, field: fieldStart) }
        guard at - fieldStart <= limits.fieldBytes else { return .fault(.fieldTooLong) }
        guard at == bytes.count || bytes[at] != Byte.quote else { return .fault(.quoteInField) }
        let isLineEnd = at == bytes.count || bytes[at] == Byte.lineFeed
        end = isLineEnd && at > fieldStart && bytes[at - 1] == Byte.carriageReturn ? at - 1 : at
        fields.append(FieldRange(start: Int32(fieldStart), end: Int32(end)))
      }
      guard end - start <= limits.rowBytes else { return .fault(.rowTooLong) }
      if at == bytes.count { return .row(next: at, lines: lines) }
      if bytes[at] == Byte.lineFeed { return .row(next: at + 1, lines: lines) }
      at += 1
    }
  }

  /// What to say of a row whose end is not among the bytes.
  private func unfinished(
    _ bytes: Span<UInt8>, row: Int, field: Int, else code: DelimitedFault.Code = .openQuote
  ) -> RowScanEnd {
    if bytes.count - field > limits.fieldBytes { return .fault(.fieldTooLong) }
    if bytes.count - row > limits.rowBytes { return .fault(.rowTooLong) }
    return isLast ? .fault(code) : .incomplete
  }

  /// The quote that closes a field whose text begins at `start`; its offset is the count of bytes when there is none, or
  /// when it is the last byte and more may follow.
  private func closingQuote(_ bytes: Span<UInt8>, from start: Int) -> (offset: Int, lines: Int, isDoubled: Bool) {
    var at = start
    var lines = 0
    var isDoubled = false
    var backslashes = 0
    while at < bytes.count {
      let byte = bytes[at]
      if byte == Byte.quote {
        if backslashes > 0 { isDoubled = true }
        if backslashes % 2 == 0 {
          if at + 1 == bytes.count { return (isLast ? at : bytes.count, lines, isDoubled) }
          guard bytes[at + 1] == Byte.quote else { return (at, lines, isDoubled) }
          isDoubled = true
          at += 1
        }
      } else if byte == Byte.lineFeed {
        lines += 1
      }
      backslashes = isEscaped && byte == Byte.backslash ? backslashes + 1 : 0
      at += 1
    }
    return (bytes.count, lines, isDoubled)
  }
}

/// Finds the bytes that end a field without quotes, eight at a time.
///
/// Source: H. S. Warren, "Hacker's Delight", 2nd ed., 2013, section 6-1: (x − 0x01…) & ~x & 0x80… marks the first zero byte.
struct StopBytes {
  private let separator: UInt8
  private let separators: UInt64

  init(separator: UInt8) {
    self.separator = separator
    separators = UInt64(separator) &* StopBytes.ones
  }

  private static let ones: UInt64 = 0x0101_0101_0101_0101
  private static let highBits: UInt64 = 0x8080_8080_8080_8080
  private static let quotes = UInt64(Byte.quote) &* ones
  private static let lineFeeds = UInt64(Byte.lineFeed) &* ones

  /// Offset of the first separator, quote or line feed from `start` on, or the count of bytes.
  @inline(__always) func next(in bytes: Span<UInt8>, from start: Int) -> Int {
    var at = start
    let raw = bytes.bytes
    while at + 8 <= bytes.count {
      let word = UInt64(littleEndian: raw.unsafeLoadUnaligned(fromByteOffset: at, as: UInt64.self))
      let marks =
        (StopBytes.zeros(word ^ separators) | StopBytes.zeros(word ^ StopBytes.quotes)
          | StopBytes.zeros(word ^ StopBytes.lineFeeds)) & StopBytes.highBits
      if marks != 0 { return at + marks.trailingZeroBitCount / 8 }
      at += 8
    }
    while at < bytes.count {
      let byte = bytes[at]
      if byte == separator || byte == Byte.quote || byte == Byte.lineFeed { return at }
      at += 1
    }
    return at
  }

  @inline(__always) private static func zeros(_ word: UInt64) -> UInt64 { (word &- ones) & ~word }
}
