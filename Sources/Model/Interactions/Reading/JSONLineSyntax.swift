/// Reads the members of a JSON object that stands on one line: JSON Lines, as exports write events.
///
/// Only the members of the outermost object are looked at; of a member given twice the last counts. Strings are decoded,
/// numbers kept as written, `null` is an empty field, and so is an object or list.
struct JSONLineSyntax: Sendable {
  /// How deep objects and lists may stand in each other.
  static let deepest = 64

  /// A name for each column: user, item, timestamp, event type, value.
  private let names: [[UInt8]]
  /// Whether names are compared in upper case and without underscores: `userId` is `USER_ID`.
  private let isLoose: Bool

  init() {
    names = ["USERID", "ITEMID", "TIMESTAMP", "EVENTTYPE", "EVENTVALUE"].map { Array($0.utf8) }
    isLoose = true
  }

  /// The members that a mapping names.
  init(_ mapping: LogMapping) {
    names = mapping.columns.map { Array($0.column.text.utf8) }
    isLoose = false
  }

  /// Whether a line is an object with a user and an item.
  static func isLog(_ line: [UInt8]) -> Bool {
    var fields = FieldList()
    var scratch: [UInt8] = []
    let (end, _) = JSONLineSyntax().scanLine(line.span, from: 0, into: &fields, scratch: &scratch)
    return end == .complete && fields.count == 5 && fields[0].length > 0 && fields[1].length > 0
  }

  /// Reads the line that begins at `start`; the fields' values are written to `scratch`.
  func scanLine(
    _ bytes: Span<UInt8>, from start: Int, into fields: inout FieldList, scratch: inout [UInt8]
  ) -> (end: RowEnd, next: Int) {
    fields.removeAll()
    fields.isInScratch = true
    scratch.removeAll(keepingCapacity: true)
    let limit = min(bytes.count, start + RowSyntax.longestRowBytes)
    var end = start
    while end < limit, bytes[end] != Byte.lineFeed { end += 1 }
    if end == limit, limit < bytes.count { return (.tooLong, RowSyntax.lineEnd(bytes, from: end)) }
    let next = min(end + 1, bytes.count)
    var scan = JSONScan(at: start, end: end)
    scan.skipBlanks(bytes)
    guard scan.at < end else {
      // A blank line is one empty field, as in separated text.
      fields.append(Field())
      return (.complete, next)
    }
    fields.reset(count: names.count)
    guard scan.take(UInt8(ascii: "{"), bytes) else { return (.notJSON, next) }
    scan.skipBlanks(bytes)
    if scan.take(UInt8(ascii: "}"), bytes) { return (scan.isAtEnd(bytes) ? .complete : .notJSON, next) }
    while true {
      let keyStart = scratch.count
      guard scan.string(bytes, into: &scratch) else { return (.notJSON, next) }
      let column = column(scratch[keyStart...])
      scratch.removeSubrange(keyStart...)
      scan.skipBlanks(bytes)
      guard scan.take(UInt8(ascii: ":"), bytes) else { return (.notJSON, next) }
      scan.skipBlanks(bytes)
      let valueStart = scratch.count
      guard scan.value(bytes, into: &scratch, depth: 0) else { return (.notJSON, next) }
      if let column {
        fields[column] = Field(start: valueStart, end: scratch.count)
      } else {
        scratch.removeSubrange(valueStart...)
      }
      scan.skipBlanks(bytes)
      if scan.take(UInt8(ascii: "}"), bytes) { break }
      guard scan.take(Byte.comma, bytes) else { return (.notJSON, next) }
      scan.skipBlanks(bytes)
    }
    return (scan.isAtEnd(bytes) ? .complete : .notJSON, next)
  }

  private func column(_ key: ArraySlice<UInt8>) -> Int? {
    guard isLoose else { return names.firstIndex { $0.elementsEqual(key) } }
    return names.firstIndex { name in
      var at = 0
      for byte in key where byte != UInt8(ascii: "_") {
        let upper = byte >= 97 && byte <= 122 ? byte - 32 : byte
        guard at < name.count, name[at] == upper else { return false }
        at += 1
      }
      return at == name.count
    }
  }
}

/// A place in a line of JSON (RFC 8259).
private struct JSONScan {
  var at: Int
  let end: Int

  mutating func skipBlanks(_ bytes: Span<UInt8>) {
    while at < end, bytes[at] == Byte.space || bytes[at] == Byte.tab || bytes[at] == Byte.carriageReturn { at += 1 }
  }

  mutating func take(_ byte: UInt8, _ bytes: Span<UInt8>) -> Bool {
    guard at < end, bytes[at] == byte else { return false }
    at += 1
    return true
  }

  mutating func isAtEnd(_ bytes: Span<UInt8>) -> Bool {
    skipBlanks(bytes)
    return at == end
  }

  /// Passes over a value; the text of a string, number, `true` or `false` is appended.
  mutating func value(_ bytes: Span<UInt8>, into text: inout [UInt8], depth: Int) -> Bool {
    guard at < end else { return false }
    switch bytes[at] {
    case Byte.quote: return string(bytes, into: &text)
    case UInt8(ascii: "{"), UInt8(ascii: "["): return container(bytes, into: &text, depth: depth)
    case UInt8(ascii: "t"): return word("true", bytes, into: &text)
    case UInt8(ascii: "f"): return word("false", bytes, into: &text)
    case UInt8(ascii: "n"):
      let kept = text.count
      guard word("null", bytes, into: &text) else { return false }
      text.removeSubrange(kept...)
      return true
    default: return number(bytes, into: &text)
    }
  }

  private mutating func word(_ word: StaticString, _ bytes: Span<UInt8>, into text: inout [UInt8]) -> Bool {
    for index in 0..<word.utf8CodeUnitCount {
      let byte = word.utf8Start[index]
      guard take(byte, bytes) else { return false }
      text.append(byte)
    }
    return true
  }

  private mutating func number(_ bytes: Span<UInt8>, into text: inout [UInt8]) -> Bool {
    func digits() -> Int {
      var count = 0
      while at + count < end, bytes[at + count] &- 48 < 10 { count += 1 }
      return count
    }
    let start = at
    if at < end, bytes[at] == UInt8(ascii: "-") { at += 1 }
    let whole = digits()
    guard whole > 0, whole == 1 || bytes[at] != 48 else { return false }
    at += whole
    if at < end, bytes[at] == UInt8(ascii: ".") {
      at += 1
      let decimals = digits()
      guard decimals > 0 else { return false }
      at += decimals
    }
    if at < end, bytes[at] | 0x20 == UInt8(ascii: "e") {
      at += 1
      if at < end, bytes[at] == UInt8(ascii: "+") || bytes[at] == UInt8(ascii: "-") { at += 1 }
      let exponent = digits()
      guard exponent > 0 else { return false }
      at += exponent
    }
    for index in start..<at { text.append(bytes[index]) }
    return true
  }

  /// Passes over an object or list, of which nothing is kept.
  private mutating func container(_ bytes: Span<UInt8>, into text: inout [UInt8], depth: Int) -> Bool {
    guard depth < JSONLineSyntax.deepest else { return false }
    let isObject = bytes[at] == UInt8(ascii: "{")
    let close = UInt8(ascii: isObject ? "}" : "]")
    let kept = text.count
    defer { text.removeSubrange(kept...) }
    at += 1
    skipBlanks(bytes)
    if take(close, bytes) { return true }
    while true {
      if isObject {
        guard string(bytes, into: &text) else { return false }
        skipBlanks(bytes)
        guard take(UInt8(ascii: ":"), bytes) else { return false }
        skipBlanks(bytes)
      }
      guard value(bytes, into: &text, depth: depth + 1) else { return false }
      skipBlanks(bytes)
      if take(close, bytes) { return true }
      guard take(Byte.comma, bytes) else { return false }
      skipBlanks(bytes)
    }
  }

  /// Appends the value of a string.
  mutating func string(_ bytes: Span<UInt8>, into text: inout [UInt8]) -> Bool {
    guard take(Byte.quote, bytes) else { return false }
    while at < end {
      let byte = bytes[at]
      at += 1
      if byte == Byte.quote { return true }
      guard byte >= 0x20 else { return false }
      guard byte == Byte.backslash else {
        text.append(byte)
        continue
      }
      guard at < end else { return false }
      let escape = bytes[at]
      at += 1
      switch escape {
      case Byte.quote, Byte.backslash, UInt8(ascii: "/"): text.append(escape)
      case UInt8(ascii: "b"): text.append(8)
      case UInt8(ascii: "f"): text.append(12)
      case UInt8(ascii: "n"): text.append(Byte.lineFeed)
      case UInt8(ascii: "r"): text.append(Byte.carriageReturn)
      case UInt8(ascii: "t"): text.append(Byte.tab)
      case UInt8(ascii: "u"):
        guard let scalar = escapedScalar(bytes) else { return false }
        text.append(contentsOf: Unicode.UTF8.encode(scalar) ?? Unicode.UTF8.encodedReplacementCharacter)
      default: return false
      }
    }
    return false
  }

  /// The character behind `\u`, of two escapes where it is a pair of surrogates.
  private mutating func escapedScalar(_ bytes: Span<UInt8>) -> Unicode.Scalar? {
    guard let first = fourHexDigits(bytes) else { return nil }
    guard (0xD800..<0xDC00).contains(first) else { return Unicode.Scalar(first) }
    guard take(Byte.backslash, bytes), take(UInt8(ascii: "u"), bytes), let second = fourHexDigits(bytes),
      (0xDC00..<0xE000).contains(second)
    else { return nil }
    return Unicode.Scalar(0x10000 + (first - 0xD800) << 10 + (second - 0xDC00))
  }

  private mutating func fourHexDigits(_ bytes: Span<UInt8>) -> UInt32? {
    guard end - at >= 4 else { return nil }
    var value: UInt32 = 0
    for _ in 0..<4 {
      guard let digit = Character(Unicode.Scalar(bytes[at])).hexDigitValue else { return nil }
      value = value << 4 | UInt32(digit)
      at += 1
    }
    return value
  }
}
