import Measures

/// Reads an interaction log from the bytes of a file.
///
/// - Parameters:
///   - source: the file as the user named it, for findings.
///   - format: its form; recognised by the first line when nil.
///   - requiresTimestamps: whether a header without that column is an error. If not, and it has none, each row's place
///     among the good rows stands in its stead, so that their order is kept.
/// - Returns: the good rows, in order of time, and all that was wrong; nothing is thrown.
package func readLog(
  _ bytes: Span<UInt8>, source: String, format: LogFormat? = nil, requiresTimestamps: Bool = true
) -> LogReading {
  var findings: [Finding] = []
  let mark = byteOrderMarkLength(bytes)
  func unusable(_ code: String, _ message: String, _ remedy: String = "") -> LogReading {
    findings.append(Finding(code: code, source: source, place: .whole, message: message, remedy: remedy))
    return LogReading(log: .empty, format: format, rowsRead: 0, findings: findings)
  }
  guard bytes.count > mark else { return unusable("empty-log", "The file is empty.") }
  guard let format = format ?? LogFormat.recognized(in: bytes) else {
    return unusable(
      "unknown-format", "The first line is not that of an interaction log.",
      "It must be a header such as USER_ID,ITEM_ID,TIMESTAMP, or a MovieLens row.")
  }
  if mark > 0, format == .personalize {
    findings.append(
      Finding(
        .warning, code: "byte-order-mark", source: source, place: .whole,
        message: "The file begins with a byte order mark.",
        remedy: "Amazon Personalize takes it for a part of the first column's name."))
  }
  var reader = LogReader(
    source: source, format: format, requiresTimestamps: requiresTimestamps, findings: findings)
  return reader.read(bytes, from: mark)
}

/// Reads an interaction log from the bytes of a file; see the form with a span.
package func readLog(
  _ bytes: [UInt8], source: String, format: LogFormat? = nil, requiresTimestamps: Bool = true
) -> LogReading {
  readLog(bytes.span, source: source, format: format, requiresTimestamps: requiresTimestamps)
}

/// One pass, or two, over a file's rows.
private struct LogReader {
  let source: String
  let format: LogFormat
  let requiresTimestamps: Bool
  var findings: [Finding]

  mutating func read(_ bytes: Span<UInt8>, from start: Int) -> LogReading {
    var start = start
    var row = 1
    skipBlankLines(bytes, &start, &row)
    var columns = LogColumns.rating
    if format == .personalize || format == .movieLensCSV {
      guard let named = readHeader(bytes, &start, &row) else {
        return LogReading(log: .empty, format: format, rowsRead: 0, findings: findings)
      }
      columns = named
    }
    var pass = readRows(bytes, from: start, row: row, columns: columns, unit: nil)
    if let common = pass.rows.commonestUnit, common != pass.rows.unit {
      pass = readRows(bytes, from: start, row: row, columns: columns, unit: common)
    }
    return finish(pass)
  }

  private func skipBlankLines(_ bytes: Span<UInt8>, _ start: inout Int, _ row: inout Int) {
    while start < bytes.count, bytes[start] == Byte.lineFeed || bytes[start] == Byte.carriageReturn {
      if bytes[start] == Byte.lineFeed { row += 1 }
      start += 1
    }
  }

  private mutating func readHeader(_ bytes: Span<UInt8>, _ start: inout Int, _ row: inout Int) -> LogColumns? {
    var fields = FieldList()
    let (end, next) = format.rowSyntax.scanRow(bytes, from: start, into: &fields)
    guard end == .complete else {
      findings.append(
        Finding(code: "bad-header", source: source, place: .whole, message: "The header is not a row of names."))
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
    row += fields.lineCount(bytes, from: start, to: next)
    start = next
    return LogColumns(
      header: names, isQuoted: fields.hasQuotes, format: format, requiresTimestamps: requiresTimestamps, source: source,
      findings: &findings)
  }

  private struct Pass {
    var rows: LogRows
    var faults = RowFaults()
    var rowsRead = 0
  }

  private func readRows(
    _ bytes: Span<UInt8>, from start: Int, row: Int, columns: LogColumns, unit: TimestampUnit?
  ) -> Pass {
    var pass = Pass(rows: LogRows(columns: columns, unit: unit))
    let syntax = format.rowSyntax
    var fields = FieldList()
    var scratch: [UInt8] = []
    var at = start
    var row = row
    while at < bytes.count, !pass.rows.hasTooManyEventTypes {
      let scan = syntax.scanRow(bytes, from: at, into: &fields)
      var next = scan.next
      var lines = fields.lineCount(bytes, from: at, to: next)
      var fault: RowFault?
      switch scan.end {
      case .complete:
        if fields.isBlank {
          at = next
          row += lines
          continue
        }
        if fields.hasEscapes {
          fields.unescapeAll(bytes, into: &scratch)
          fault = pass.rows.add(scratch.span, fields)
        } else {
          fault = pass.rows.add(bytes, fields)
        }
      case .textAfterQuote: fault = .textAfterQuote
      case .openQuote: fault = .openQuote
      case .tooLong: fault = .rowTooLong
      }
      pass.rowsRead += 1
      if let fault {
        pass.faults.add(fault, row: row, source: source)
        if lines > 1, scan.end == .complete {
          // A stray quote joins rows that are good by themselves: only its own line is lost.
          next = RowSyntax.lineEnd(bytes, from: at)
          lines = 1
        }
      }
      at = next
      row += lines
    }
    return pass
  }

  private mutating func finish(_ pass: Pass) -> LogReading {
    func whole(_ severity: Finding.Severity, _ code: String, _ message: String, _ remedy: String = "") -> Finding {
      Finding(severity, code: code, source: source, place: .whole, message: message, remedy: remedy)
    }
    if pass.rows.hasTooManyEventTypes {
      findings.append(
        whole(
          .error, "too-many-event-types", "The log has more than \(LogRows.mostEventTypes) event types.",
          "Check that EVENT_TYPE is the right column."))
      return LogReading(log: .empty, format: format, rowsRead: pass.rowsRead, findings: findings)
    }
    let log = pass.rows.log
    if log.count == 0 {
      findings.append(
        whole(.error, "empty-log", pass.rowsRead == 0 ? "The file has no rows of data." : "No row could be read."))
    }
    if let unit = pass.rows.unit, unit != .seconds, log.count > 0 {
      findings.append(
        whole(
          .warning, "timestamp-unit", "The timestamps were \(unit); divided by \(unit.perSecond).",
          "Amazon Personalize wants seconds."))
    }
    if pass.rows.hasTextTimestamps {
      findings.append(
        whole(
          .warning, "timestamp-text", "Timestamps were ISO 8601 text; turned into seconds, fractions cut off.",
          "Amazon Personalize wants seconds since 1970."))
    }
    if let name = (log.users + log.items).first(where: { $0.utf8.contains(Byte.quote) }) {
      findings.append(
        whole(.warning, "quote-in-id", "The id \(name) holds a quote.", "Amazon Personalize does not allow it."))
    }
    return LogReading(
      log: log, format: format, rowsRead: pass.rowsRead, rowsBad: pass.faults.total, faults: pass.faults.byReason,
      findings: findings + pass.faults.findings)
  }
}
