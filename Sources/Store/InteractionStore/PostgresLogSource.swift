import Interactions
import Measures
import PostgreSQL

/// Reads logs from tables and queries of a PostgreSQL server, and writes them there.
package enum PostgresLogSource {
  /// The log of a selection's rows, streamed: a table by COPY, a query row by row.
  ///
  /// - Throws: `PostgresError`. What is wrong in rows is among the findings.
  package static func loadLog(
    _ connection: PostgresConnection, _ selection: DatabaseSelection, options: LogOptions = LogOptions()
  ) throws(PostgresError) -> LogReading {
    let first = try read(connection, selection, options: options, unit: nil)
    guard let unit = first.otherUnit else { return first.reading }
    return try read(connection, selection, options: options, unit: unit).reading
  }

  private typealias Read = (reading: LogReading, otherUnit: TimestampUnit?)

  private static func read(
    _ connection: PostgresConnection, _ selection: DatabaseSelection, options: LogOptions, unit: TimestampUnit?
  ) throws(PostgresError) -> Read {
    var findings: [Finding] = []
    let source = "\(connection.target.name) (\(selection.name))"
    func records(_ names: [String]) -> LogRecords? {
      LogRecords(columnNames: names, source: source, options: options, unit: unit, findings: &findings)
    }
    func unusable() -> Read { (LogReading(log: .empty, format: nil, rowsRead: 0, findings: findings), nil) }
    switch selection {
    case .table(let table):
      let from = try PostgresConnection.quoted(table: table)
      // The names of the columns, without a row.
      let names = try connection.execute("SELECT * FROM \(from) LIMIT 0").columnNames
      guard let records = records(names) else { return unusable() }
      var quoted: [String] = []
      for column in records.usedColumns { quoted.append(try PostgresConnection.quoted(names[column])) }
      var places = [Int](repeating: 0, count: names.count)
      for (place, column) in records.usedColumns.enumerated() { places[column] = place }
      var row = CopiedRow()
      try connection.copyOut("COPY (SELECT \(quoted.joined(separator: ", ")) FROM \(from)) TO STDOUT") { line in
        row.read(line)
        // A table of too many event types needs not be read to its end, but calling the copy off would cost more.
        _ = records.add { column, take in row.withValue(places[column], take) }
        return true
      }
      return (records.reading(), records.otherUnit)
    case .query(let query):
      var made: LogRecords?
      do throws(PostgresError) {
        try connection.rows(ofUserQuery: query) { names in
          made = records(names)
          return made != nil
        } _: { values in
          _ = made?.add { column, take in take(values[column]) }
          return true
        }
      } catch {
        guard error.code == .stopped, made == nil else { throw error }
      }
      guard let made else { return unusable() }
      return (made.reading(), made.otherUnit)
    }
  }

  /// Writes a log as a new table with the columns user_id, item_id, timestamp (seconds since 1970), event_type and
  /// event_value, in one transaction: all of it or nothing. A table of that name is never touched.
  ///
  /// - Throws: `PostgresError`; `refused` with the SQL state 42P07 where the name is taken.
  package static func store(
    _ log: InteractionLog, _ connection: PostgresConnection, table: String
  ) throws(PostgresError) {
    let name = try PostgresConnection.quoted(table: table)
    let text = LogText(log, as: .postgres)
    do {
      try connection.transaction {
        try connection.execute(
          """
          CREATE TABLE \(name) (
            user_id text NOT NULL, item_id text NOT NULL, "timestamp" bigint NOT NULL, event_type text NOT NULL,
            event_value real)
          """)
        var next = 0
        try connection.copyIn("COPY \(name) FROM STDIN") {
          guard next < log.count else { return nil }
          let events = next..<min(log.count, next + 16_384)
          next = events.upperBound
          return text.lines(events)
        }
      }
    } catch let error as PostgresError {
      throw error
    } catch {
      throw PostgresError(.stopped, target: connection.target.name, cause: "\(error)")
    }
  }

  /// A line of COPY's text form, taken apart. Source: the PostgreSQL 15 manual, COPY, Text Format.
  private struct CopiedRow {
    private var bytes: [UInt8] = []
    private var ends: [Int] = []
    private var isNull: [Bool] = []

    mutating func read(_ line: UnsafeBufferPointer<UInt8>) {
      bytes.removeAll(keepingCapacity: true)
      ends.removeAll(keepingCapacity: true)
      isNull.removeAll(keepingCapacity: true)
      var at = 0
      var null = false
      let end = line.last == UInt8(ascii: "\n") ? line.count - 1 : line.count
      while at < end {
        let byte = line[at]
        at += 1
        if byte == UInt8(ascii: "\t") {
          ends.append(bytes.count)
          isNull.append(null)
          null = false
        } else if byte == UInt8(ascii: "\\"), at < end {
          let escaped = line[at]
          at += 1
          switch escaped {
          case UInt8(ascii: "N"): null = true
          case UInt8(ascii: "b"): bytes.append(8)
          case UInt8(ascii: "f"): bytes.append(12)
          case UInt8(ascii: "n"): bytes.append(10)
          case UInt8(ascii: "r"): bytes.append(13)
          case UInt8(ascii: "t"): bytes.append(9)
          case UInt8(ascii: "v"): bytes.append(11)
          default: bytes.append(escaped)
          }
        } else {
          bytes.append(byte)
        }
      }
      ends.append(bytes.count)
      isNull.append(null)
    }

    /// Calls `body` with a field, or with nil for null.
    func withValue(_ place: Int, _ body: (UnsafeBufferPointer<UInt8>?) -> Void) {
      guard place < ends.count, !isNull[place] else { return body(nil) }
      let start = place == 0 ? 0 : ends[place - 1]
      bytes.withUnsafeBufferPointer { body(UnsafeBufferPointer(rebasing: $0[start..<ends[place]])) }
    }
  }
}
