import Measures

/// What a file's first lines say of the rest: form, columns, and where the rows of data begin.
struct LogLayout: Sendable {
  let source: String
  let format: LogFormat?
  let syntax: RowSyntax
  let columns: LogColumns
  let form: TimestampForm
  /// The event type of all events, where no column has it.
  let constantEventType: String
  /// What is wrong with the header, or would be to the service.
  let findings: [Finding]
  /// Offset of the first row of data.
  let dataStart: Int
  /// Lines before it.
  let linesBefore: Int
}

/// Reads a layout from the first bytes of a file.
struct LayoutReading {
  let source: String
  let options: LogOptions
  private(set) var findings: [Finding] = []
  private var start = 0
  private var lines = 0

  init(source: String, options: LogOptions) {
    self.source = source
    self.options = options
  }

  private mutating func fail(_ code: String, _ message: String, _ remedy: String = "") {
    findings.append(Finding(code: code, source: source, place: .whole, message: message, remedy: remedy))
  }

  /// The layout, or nil with an error among the findings.
  ///
  /// - Parameter bytes: the file's beginning: at least a row of the greatest length, or all of the file.
  mutating func layout(_ bytes: Span<UInt8>) -> LogLayout? {
    guard !refusesEncoding(bytes) else { return nil }
    start = byteOrderMarkLength(bytes)
    let hasMark = start > 0
    guard bytes.count > start else {
      fail("empty-log", "The file is empty.")
      return nil
    }
    if let mapping = options.mapping { return mappedLayout(bytes, mapping) }
    guard let format = options.format ?? LogFormat.recognized(in: bytes) else {
      fail(
        "unknown-format", "The first line is not that of an interaction log.",
        "It must be a header such as USER_ID,ITEM_ID,TIMESTAMP, a JSON object with such members, or a MovieLens row. "
          + "For other names, give a mapping file.")
      return nil
    }
    if hasMark, format == .personalize {
      findings.append(
        Finding(
          .warning, code: "byte-order-mark", source: source, place: .whole,
          message: "The file begins with a byte order mark.",
          remedy: "Amazon Personalize takes it for a part of the first column's name."))
    }
    skipBlankLines(bytes)
    switch format {
    case .movieLens100K, .movieLens1M: return made(format, format.rowSyntax, .rating)
    case .sequence:
      findings.append(
        Finding(
          .warning, code: "no-timestamps", source: source, place: .whole,
          message: "The file has no timestamps; the order of its rows stands for time, a second a row."))
      return made(format, format.rowSyntax, .sequence)
    case .jsonLines: return made(format, .json(JSONLineSyntax()), .json)
    case .personalize, .movieLensCSV:
      var syntax = format.rowSyntax
      if let found = LogFormat.headerSeparator(of: LogFormat.firstLine(bytes, from: start)) {
        syntax = RowSyntax(separator: found)
      }
      guard let names = readHeader(bytes, syntax) else { return nil }
      guard
        let columns = LogColumns(
          header: names.names, isQuoted: names.isQuoted, format: format,
          requiresTimestamps: options.requiresTimestamps, source: source, findings: &findings)
      else { return nil }
      return made(format, syntax, columns)
    }
  }

  private func made(
    _ format: LogFormat?, _ syntax: RowSyntax, _ columns: LogColumns, _ mapping: LogMapping? = nil
  ) -> LogLayout {
    LogLayout(
      source: source, format: format, syntax: syntax, columns: columns, form: mapping?.form ?? .automatic,
      constantEventType: mapping?.constantEventType ?? "", findings: findings, dataStart: start, linesBefore: lines)
  }

  /// UTF-16 is the usual other encoding of exports; its zero bytes would make every field wrong.
  private mutating func refusesEncoding(_ bytes: Span<UInt8>) -> Bool {
    guard bytes.count >= 4 else { return false }
    let isMarked = (bytes[0] == 0xFF && bytes[1] == 0xFE) || (bytes[0] == 0xFE && bytes[1] == 0xFF)
    let isWide = (bytes[0] == 0 && bytes[2] == 0 && bytes[1] != 0) || (bytes[1] == 0 && bytes[3] == 0 && bytes[0] != 0)
    guard isMarked || isWide else { return false }
    fail("not-utf-8", "The file is UTF-16.", "Save it as UTF-8, or convert it with iconv -f UTF-16 -t UTF-8.")
    return true
  }

  private mutating func skipBlankLines(_ bytes: Span<UInt8>) {
    while start < bytes.count, bytes[start] == Byte.lineFeed || bytes[start] == Byte.carriageReturn {
      if bytes[start] == Byte.lineFeed { lines += 1 }
      start += 1
    }
  }

  private mutating func readHeader(
    _ bytes: Span<UInt8>, _ syntax: RowSyntax
  ) -> (names: [[UInt8]], isQuoted: Bool)? {
    var fields = FieldList()
    let (end, next) = syntax.scanRow(bytes, from: start, into: &fields)
    guard end == .complete else {
      fail("bad-header", "The header is not a row of names.")
      return nil
    }
    var names: [[UInt8]] = []
    for index in 0..<min(fields.count, FieldList.capacity) {
      var name: [UInt8] = []
      RowSyntax.unescape(bytes, fields[index], into: &name)
      names.append(name)
    }
    // Keeps the count, so that a header of too many columns is told.
    names += Array(repeating: [], count: fields.count - names.count)
    lines += fields.lineCount(bytes, from: start, to: next)
    start = next
    return (names, fields.hasQuotes)
  }

  /// The layout of a file whose columns a mapping names.
  private mutating func mappedLayout(_ bytes: Span<UInt8>, _ mapping: LogMapping) -> LogLayout? {
    skipBlankLines(bytes)
    if mapping.timestamp == nil, options.requiresTimestamps {
      findings.append(
        Finding(
          .warning, code: "no-timestamps", source: source, place: .whole,
          message: "The mapping names no column of timestamps; the order of rows stands for time, a second a row."))
    }
    if options.format == .jsonLines || (start < bytes.count && bytes[start] == UInt8(ascii: "{")) {
      return made(.jsonLines, .json(JSONLineSyntax(mapping)), .json(mapping), mapping)
    }
    let line = LogFormat.firstLine(bytes, from: start)
    let separator = mapping.separator ?? LogFormat.likelySeparator(of: line)
    let syntax = RowSyntax(separator: separator)
    var names: [[UInt8]]?
    let count: Int
    if mapping.hasHeader {
      guard let header = readHeader(bytes, syntax) else { return nil }
      names = header.names
      count = header.names.count
    } else {
      var fields = FieldList()
      _ = syntax.scanRow(bytes, from: start, into: &fields)
      count = fields.count
    }
    guard count <= FieldList.capacity else {
      fail("too-many-columns", "The file has more than \(FieldList.capacity) columns.", "Keep those that are used.")
      return nil
    }
    guard
      let columns = LogColumns(mapping: mapping, names: names, count: count, source: source, findings: &findings)
    else { return nil }
    return made(nil, syntax, columns, mapping)
  }
}

extension LogColumns {
  /// The columns that a mapping names, or nil with findings at its keys.
  init?(mapping: LogMapping, names: [[UInt8]]?, count: Int, source: String, findings: inout [Finding]) {
    let texts = (names ?? []).map { String(decoding: $0, as: UTF8.self) }
    var places: [String: Int] = [:]
    for (key, column) in mapping.columns {
      func refuse(_ message: String, _ remedy: String) {
        findings.append(
          Finding(
            code: "missing-column", source: mapping.source, place: .key(path: key, line: nil), message: message,
            remedy: remedy))
      }
      // Control characters of a hostile header would steer the terminal.
      let clean = texts.prefix(40).map { text in
        String(text.prefix(80).map { $0.unicodeScalars.allSatisfy { $0.value >= 32 && $0.value != 127 } ? $0 : "�" })
      }
      let shown = clean.joined(separator: ", ") + (texts.count > 40 ? ", …" : "")
      switch column {
      case .number(let number) where (1...max(1, count)).contains(number): places[key] = number - 1
      case .number(let number): refuse("is \(number), but \(source) has \(count) columns.", "")
      case .name where names == nil:
        refuse("is a name, but the file has no header.", "Give the column's number, from 1.")
      case .name(let name):
        let found = texts.indices.filter { texts[$0] == name }
        if found.count == 1 {
          places[key] = found[0]
        } else if found.isEmpty {
          refuse("names the column `\(name)`, which \(source) does not have.", "It has: \(shown).")
        } else {
          refuse("names the column `\(name)`, which \(source) has \(found.count) times.", "Give its number, from 1.")
        }
      }
    }
    guard let user = places["columns.user"], let item = places["columns.item"],
      places.count == mapping.columns.count
    else { return nil }
    self.init(
      count: count, user: user, item: item, timestamp: places["columns.timestamp"],
      eventType: places["columns.eventType"], value: places["columns.value"])
  }
}
