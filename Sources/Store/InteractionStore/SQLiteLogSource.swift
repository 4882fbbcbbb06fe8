import GRDB
import Interactions
import Measures

/// Reads logs from tables and queries of any SQLite database.
package enum SQLiteLogSource {
  /// The log of a selection's rows.
  ///
  /// The database is opened for reading only. A table's name is quoted; a query is run as the user wrote it, one statement
  /// that changes nothing.
  /// - Throws: what opening a file throws, `unusableQuery` or `damagedDatabase`. What is wrong in rows is among the findings.
  package static func loadLog(
    _ path: String, _ selection: DatabaseSelection, options: LogOptions = LogOptions()
  ) throws(StoreError) -> LogReading {
    guard SQLiteLogStore.isDatabase(try readFile(path, atMost: SQLiteLogStore.headBytes)) else {
      throw StoreError(.unusableQuery, path: path, cause: "it is no SQLite database")
    }
    do {
      var configuration = Configuration()
      configuration.readonly = true
      configuration.prepareDatabase { database in
        // The file may come from anybody.
        try database.execute(sql: "PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON")
      }
      return try DatabaseQueue(path: path, configuration: configuration).read { database in
        let first = try read(database, selection, path: path, options: options, unit: nil)
        guard let unit = first.otherUnit else { return first.reading }
        return try read(database, selection, path: path, options: options, unit: unit).reading
      }
    } catch let error as StoreError {
      throw error
    } catch let error as DatabaseError {
      throw StoreError(.unusableQuery, path: path, cause: error.message ?? "SQLite error \(error.resultCode.rawValue)")
    } catch {
      throw StoreError(.unusableQuery, path: path, cause: "\(error)")
    }
  }

  private static func read(
    _ database: Database, _ selection: DatabaseSelection, path: String, options: LogOptions, unit: TimestampUnit?
  ) throws -> (reading: LogReading, otherUnit: TimestampUnit?) {
    let sql: String
    switch selection {
    case .table(let name): sql = "SELECT * FROM \(try quoted(table: name, path: path))"
    case .query(let query): sql = query
    }
    let statement = try database.makeStatement(sql: sql)
    guard statement.isReadonly, statement.columnCount > 0 else {
      throw StoreError(.unusableQuery, path: path, cause: "the statement gives no rows, or would change something")
    }
    var findings: [Finding] = []
    let source = "\(path) (\(selection.name))"
    guard
      let records = LogRecords(
        columnNames: statement.columnNames, source: source, options: options, unit: unit, findings: &findings)
    else { return (LogReading(log: .empty, format: nil, rowsRead: 0, findings: findings), nil) }
    let rows = try Row.fetchCursor(statement)
    var text = [[UInt8]](repeating: [], count: statement.columnCount)
    var isNull = [Bool](repeating: true, count: statement.columnCount)
    while let row = try rows.next() {
      for column in records.usedColumns { isNull[column] = !bytes(of: row[column], into: &text[column]) }
      let goesOn = records.add { column, take in
        if isNull[column] { take(nil) } else { text[column].withUnsafeBufferPointer { take($0) } }
      }
      guard goesOn else { break }
    }
    return (records.reading(), records.otherUnit)
  }

  /// Writes a value as text; false for null.
  private static func bytes(of value: DatabaseValue, into text: inout [UInt8]) -> Bool {
    text.removeAll(keepingCapacity: true)
    switch value.storage {
    case .null: return false
    case .int64(let number): text += number.description.utf8
    case .double(let number):
      // A column of REAL holds whole seconds too.
      if let whole = Int64(exactly: number) { text += whole.description.utf8 } else { text += number.description.utf8 }
    case .string(let string): text += string.utf8
    case .blob(let data): text += data
    }
    return true
  }

  private static func quoted(table: String, path: String) throws(StoreError) -> String {
    var parts: [String] = []
    for part in table.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false) {
      guard !part.isEmpty, !part.utf8.contains(0) else {
        throw StoreError(.unusableQuery, path: path, cause: "the table's name is empty or holds a zero byte")
      }
      let doubled = part.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"")
      parts.append("\"\(doubled)\"")
    }
    return parts.joined(separator: ".")
  }
}
