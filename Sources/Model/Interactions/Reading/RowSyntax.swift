/// Where one field lies in the bytes of a file.
struct Field {
  /// First byte, behind an opening quote.
  var start = 0
  /// First byte after the field, before a closing quote.
  var end = 0
  /// Whether quotes inside are written doubled or behind a backslash, so that the bytes are not yet the value.
  var isEscaped = false

  var length: Int { end - start }
}

/// The fields of one row; a row with more than the capacity counts on without keeping them.
struct FieldList {
  /// No form needs more columns than this; a wider row is counted to the end all the same.
  static let capacity = 1024
  /// Made once and written over, row after row; only the first `count` mean something.
  private var fields = [Field](repeating: Field(), count: FieldList.capacity)
  /// Number of fields in the row.
  private(set) var count = 0
  /// Whether a field stands in quotes, and whether one holds escapes.
  var hasQuotes = false
  private(set) var hasEscapes = false

  @inline(__always) mutating func removeAll() {
    count = 0
    hasQuotes = false
    hasEscapes = false
    isInScratch = false
  }

  @inline(__always) mutating func append(_ field: Field) {
    hasEscapes = hasEscapes || field.isEscaped
    if count < FieldList.capacity { fields[count] = field }
    count += 1
  }

  @inline(__always) subscript(_ index: Int) -> Field {
    get { fields[index] }
    set { fields[index] = newValue }
  }

  /// Makes the row one of so many empty fields, which are then set one by one.
  mutating func reset(count: Int) {
    for index in 0..<count { fields[index] = Field() }
    self.count = count
  }

  /// Whether the fields stand in the scratch buffer of the scan, not in the bytes that were scanned.
  var isInScratch = false

  /// Whether the row is an empty line.
  var isBlank: Bool { count == 1 && fields[0].length == 0 && !hasQuotes }

  /// Line ends from `start` to `end`: one, or more where quotes hold some.
  func lineCount(_ bytes: Span<UInt8>, from start: Int, to end: Int) -> Int {
    guard hasQuotes else { return 1 }
    var lines = 0
    for at in start..<end where bytes[at] == Byte.lineFeed { lines += 1 }
    return max(lines, 1)
  }

  /// Writes the values of all fields into `buffer`, one behind the other, and points the fields at them.
  mutating func unescapeAll(_ bytes: Span<UInt8>, into buffer: inout [UInt8]) {
    buffer.removeAll(keepingCapacity: true)
    for index in 0..<min(count, FieldList.capacity) {
      let start = buffer.count
      RowSyntax.unescape(bytes, fields[index], into: &buffer)
      fields[index] = Field(start: start, end: buffer.count)
    }
    hasEscapes = false
  }
}

/// How a row ended.
enum RowEnd {
  case complete
  /// Bytes stand between a closing quote and the next separator.
  case textAfterQuote
  /// The file ends inside quotes.
  case openQuote
  /// The row is longer than `RowSyntax.longestRowBytes`.
  case tooLong
  /// The line is not a JSON object.
  case notJSON
}

/// How rows are cut into fields: CSV with quotes, or plain separated text.
///
/// In quotes both `""` (RFC 4180) and `\"` (Amazon Personalize) stand for a quote; of backslashes right before a quote
/// each pair stands for one backslash, others are literal. A quote inside a field that does not begin with one is literal.
struct RowSyntax: Sendable {
  static let longestRowBytes = 1 << 20

  let separator: UInt8
  /// Whether the separator is written twice, as in `::`.
  var isDoubled = false
  /// Whether fields may stand in quotes.
  var isQuoted = true
  /// The members of each line's JSON object that are the fields, where rows are not separated text.
  var json: JSONLineSyntax?

  /// Lines of JSON.
  static func json(_ syntax: JSONLineSyntax) -> RowSyntax {
    var lines = RowSyntax(separator: Byte.comma)
    lines.json = syntax
    return lines
  }

  /// Cuts a row into fields as `scanRow(_:from:into:)` does; the values of a JSON line are written to `scratch`.
  func scanRow(
    _ bytes: Span<UInt8>, from start: Int, into fields: inout FieldList, scratch: inout [UInt8]
  ) -> (end: RowEnd, next: Int) {
    guard let json else { return scanRow(bytes, from: start, into: &fields) }
    return json.scanLine(bytes, from: start, into: &fields, scratch: &scratch)
  }

  /// Cuts the row that begins at `start` into fields.
  ///
  /// - Returns: how it ended, and the offset behind its line end; after a broken row, behind the first line end, so that
  ///   one stray quote does not swallow the rows below it.
  func scanRow(_ bytes: Span<UInt8>, from start: Int, into fields: inout FieldList) -> (end: RowEnd, next: Int) {
    fields.removeAll()
    let limit = min(bytes.count, start + RowSyntax.longestRowBytes)
    var at = start
    while true {
      var field = Field(start: at, end: at)
      if isQuoted, at < limit, bytes[at] == Byte.quote {
        field.start = at + 1
        guard let close = closingQuote(bytes, from: at + 1, limit: limit, isEscaped: &field.isEscaped) else {
          return (limit == bytes.count ? .openQuote : .tooLong, RowSyntax.lineEnd(bytes, from: start))
        }
        field.end = close
        at = close + 1
        fields.hasQuotes = true
        if at < limit, bytes[at] == Byte.carriageReturn, at + 1 == limit || bytes[at + 1] == Byte.lineFeed { at += 1 }
        guard at == limit || bytes[at] == Byte.lineFeed || bytes[at] == separator else {
          return (.textAfterQuote, RowSyntax.lineEnd(bytes, from: start))
        }
      } else {
        while at < limit, bytes[at] != Byte.lineFeed, !isSeparator(bytes, at, limit) { at += 1 }
        field.end = at
        let isLineEnd = at == limit || bytes[at] == Byte.lineFeed
        if isLineEnd, at > field.start, bytes[at - 1] == Byte.carriageReturn { field.end = at - 1 }
      }
      fields.append(field)
      if at == limit {
        return limit == bytes.count ? (.complete, limit) : (.tooLong, RowSyntax.lineEnd(bytes, from: at))
      }
      if bytes[at] == Byte.lineFeed { return (.complete, at + 1) }
      at += isDoubled ? 2 : 1
    }
  }

  @inline(__always)
  private func isSeparator(_ bytes: Span<UInt8>, _ at: Int, _ limit: Int) -> Bool {
    guard bytes[at] == separator else { return false }
    return !isDoubled || (at + 1 < limit && bytes[at + 1] == separator)
  }

  /// Offset of the quote that closes a field whose text begins at `start`, or nil before the limit.
  private func closingQuote(
    _ bytes: Span<UInt8>, from start: Int, limit: Int, isEscaped: inout Bool
  ) -> Int? {
    var at = start
    var backslashes = 0
    while at < limit {
      let byte = bytes[at]
      if byte == Byte.quote {
        isEscaped = isEscaped || backslashes > 0
        if backslashes % 2 == 0 {
          guard at + 1 < limit, bytes[at + 1] == Byte.quote else { return at }
          isEscaped = true
          at += 1
        }
      }
      backslashes = byte == Byte.backslash ? backslashes + 1 : 0
      at += 1
    }
    return nil
  }

  /// Offset behind the first line end from `start` on.
  static func lineEnd(_ bytes: Span<UInt8>, from start: Int) -> Int {
    var at = start
    while at < bytes.count, bytes[at] != Byte.lineFeed { at += 1 }
    return min(at + 1, bytes.count)
  }

  /// Appends the value of a field, by the rule above.
  static func unescape(_ bytes: Span<UInt8>, _ field: Field, into value: inout [UInt8]) {
    var at = field.start
    guard field.isEscaped else {
      for index in field.start..<field.end { value.append(bytes[index]) }
      return
    }
    while at < field.end {
      var backslashes = 0
      while at < field.end, bytes[at] == Byte.backslash {
        backslashes += 1
        at += 1
      }
      // The closing quote ends the field, so backslashes at the end stand before a quote too.
      let isBeforeQuote = at == field.end || bytes[at] == Byte.quote
      value.append(contentsOf: repeatElement(Byte.backslash, count: isBeforeQuote ? backslashes / 2 : backslashes))
      guard at < field.end else { return }
      value.append(bytes[at])
      if bytes[at] == Byte.quote, backslashes % 2 == 0 { at += 1 }
      at += 1
    }
  }
}
