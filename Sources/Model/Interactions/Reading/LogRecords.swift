import Measures

/// Rows of a database on their way into a log: checked like those of a file, by the names of their columns.
package final class LogRecords {
  private let layout: LogLayout
  private let collector: RowCollector
  private let chunk: LogChunk
  private let window: UnsafeMutablePointer<UInt8>
  private var used = 0
  private let starts: UnsafeMutablePointer<Int32>
  private let ends: UnsafeMutablePointer<Int32>
  private let wanted: [Int]

  private static let capacity = 1 << 18
  /// No column that is used may be longer, so that more of a value is not looked at.
  private static let longestValue = 300

  /// - Parameters:
  ///   - columnNames: of the rows, in their order.
  ///   - source: the table or query, for findings.
  ///   - unit: of timestamps that are numbers; that of the first one when nil.
  ///   - findings: gets what is wrong with the columns; nil is returned where it is an error.
  package init?(
    columnNames: [String], source: String, options: LogOptions, unit: TimestampUnit? = nil, findings: inout [Finding]
  ) {
    let names = columnNames.map { Array($0.utf8) }
    var found: [Finding] = []
    let columns =
      options.mapping.map {
        LogColumns(mapping: $0, names: names, count: names.count, source: source, findings: &found)
      }
      ?? LogColumns(
        header: names, isQuoted: false, format: .personalize, requiresTimestamps: options.requiresTimestamps,
        source: source, findings: &found)
    // How a database spells its columns is no concern of the service's.
    found.removeAll { $0.severity == .warning }
    if options.mapping == nil { found = found.map { $0.ofRecords(columnNames) } }
    findings += found
    guard let columns, columns.count <= FieldList.capacity else { return nil }
    layout = LogLayout(
      source: source, format: nil, syntax: RowSyntax(separator: Byte.comma), columns: columns,
      form: options.mapping?.form ?? .automatic, constantEventType: options.mapping?.constantEventType ?? "",
      findings: found, dataStart: 0, linesBefore: 0)
    collector = RowCollector(columns: columns, timestamps: TimestampReader(unit: unit, form: layout.form))
    collector.begin(0)
    chunk = collector.end()
    wanted = [columns.user, columns.item, columns.timestamp, columns.eventType, columns.value].compactMap { $0 }
    window = .allocate(capacity: LogRecords.capacity + ByteWindow.padding)
    window.initialize(repeating: 0, count: LogRecords.capacity + ByteWindow.padding)
    starts = .allocate(capacity: max(1, columns.count))
    starts.initialize(repeating: 0, count: max(1, columns.count))
    ends = .allocate(capacity: max(1, columns.count))
    ends.initialize(repeating: 0, count: max(1, columns.count))
  }

  deinit {
    window.deallocate()
    starts.deallocate()
    ends.deallocate()
  }

  /// The columns that `add` looks at, by their places among the names.
  package var usedColumns: [Int] { wanted }

  /// Adds a row.
  ///
  /// - Parameter withText: calls its second argument with the text of a column by its place, or with nil for null.
  /// - Returns: false where no more rows are of use.
  package func add(_ withText: (Int, (UnsafeBufferPointer<UInt8>?) -> Void) -> Void) -> Bool {
    if used + wanted.count * LogRecords.longestValue > LogRecords.capacity {
      collector.flush(window)
      used = 0
    }
    for column in wanted {
      starts[column] = Int32(used)
      withText(column) { bytes in
        guard let bytes, let base = bytes.baseAddress else { return }
        let count = min(bytes.count, LogRecords.longestValue)
        (window + used).update(from: base, count: count)
        used += count
      }
      ends[column] = Int32(used)
    }
    chunk.rowsRead += 1
    chunk.lines += 1
    if let fault = collector.stage(window, starts, ends) { chunk.faults.add(fault, row: chunk.lines) }
    return !collector.hasTooManyEventTypes
  }

  /// The unit of most timestamps, where it is not the one that was taken: the rows must then be read again with it.
  package var otherUnit: TimestampUnit? {
    let common = TimestampReader.commonest(collector.timestamps.unitCounts)
    return common == collector.timestamps.unit ? nil : common
  }

  /// The log of all rows, with what was wrong. Rows count from 1.
  package func reading() -> LogReading {
    collector.flush(window)
    used = 0
    let all = LogAssembly(layout: layout, pass: LogPass(collectors: [collector], chunks: [chunk]), workers: .one)
    let reading = all.reading()
    // The service's wishes for files do not concern a database.
    return LogReading(
      log: reading.log, format: nil, rowsRead: reading.rowsRead, rowsBad: reading.rowsBad, faults: reading.faults,
      findings: reading.findings.filter { $0.severity == .error })
  }
}

extension Finding {
  /// The same for rows of a database, which have no header; other findings as they are.
  fileprivate func ofRecords(_ columnNames: [String]) -> Finding {
    guard code == "missing-column" else { return self }
    let names = columnNames.prefix(20).joined(separator: ", ") + (columnNames.count > 20 ? ", …" : "")
    return Finding(
      severity, code: code, source: source, place: place,
      message: message.replacing("The header", with: "The table or query") + " It has \(names).",
      remedy: "Give a query that names them, such as SELECT buyer AS user_id, …, or a --mapping.")
  }
}
