import FoundationEssentials
import GRDB
import Interactions

/// A log's columns as rows of tables, and back.
enum LogRowsInDatabase {
  static func store(_ log: InteractionLog, source: String, in database: Database) throws {
    try database.execute(sql: "INSERT INTO source (name, events) VALUES (?, ?)", arguments: [source, log.count])
    for (table, names) in [("users", log.users), ("items", log.items), ("event_types", log.eventTypes)] {
      let insert = try database.makeStatement(sql: "INSERT INTO \(table) (id, name) VALUES (?, CAST(? AS TEXT))")
      for (id, name) in names.enumerated() {
        // As bytes, here and in `names`, because text would end at a zero byte.
        insert.setUncheckedArguments([id, Data(name.utf8)])
        try insert.execute()
      }
    }
    let insert = try database.makeStatement(sql: "INSERT INTO events VALUES (?, ?, ?, ?, ?, ?)")
    for event in 0..<log.count {
      let value = log.values[event]
      insert.setUncheckedArguments([
        event, log.userIDs[event], log.itemIDs[event], log.timestamps[event], Int(log.eventTypeIDs[event]),
        value.isNaN ? nil : Double(value),
      ])
      try insert.execute()
    }
  }

  /// Makes sure that what has our tables' names are tables: a view or virtual table in the place of one may have no end.
  static func checkTables(_ database: Database, path: String) throws {
    let stranger = try String.fetchOne(
      database,
      sql: """
        SELECT name FROM sqlite_schema
        WHERE lower(name) IN ('users', 'items', 'event_types', 'events', 'source', 'grdb_migrations')
          AND NOT (type = 'table' AND sql LIKE 'CREATE TABLE%')
        """)
    guard stranger == nil else {
      throw StoreError(.damagedDatabase, path: path, cause: "one of its tables is a view")
    }
  }

  static func load(_ database: Database, path: String) throws -> InteractionLog {
    func damaged(_ cause: String) -> StoreError { StoreError(.damagedDatabase, path: path, cause: cause) }
    let users = try names(in: "users", database) ?? { throw damaged("the table users has gaps") }()
    let items = try names(in: "items", database) ?? { throw damaged("the table items has gaps") }()
    let eventTypes = try names(in: "event_types", database) ?? { throw damaged("the table event_types has gaps") }()
    guard eventTypes.count <= 256 else { throw damaged("there are more than 256 event types") }

    var userIDs: [Int32] = []
    var itemIDs: [Int32] = []
    var timestamps: [Int64] = []
    var eventTypeIDs: [UInt8] = []
    var values: [Float] = []
    let rows = try Row.fetchCursor(
      database, sql: "SELECT user_id, item_id, timestamp, event_type_id, value FROM events ORDER BY position")
    while let row = try rows.next() {
      guard let user = integer(row, 0), let item = integer(row, 1), let timestamp = integer(row, 2),
        let type = integer(row, 3), users.indices.contains(Int(user)), items.indices.contains(Int(item)),
        eventTypes.indices.contains(Int(type)), InteractionLog.possibleSeconds.contains(timestamp),
        let value = number(row, 4)
      else { throw damaged("row \(userIDs.count) of the table events does not fit the others") }
      userIDs.append(Int32(user))
      itemIDs.append(Int32(item))
      timestamps.append(timestamp)
      eventTypeIDs.append(UInt8(type))
      values.append(value)
    }
    return InteractionLog(
      users: users, items: items, eventTypes: eventTypes, userIDs: userIDs, itemIDs: itemIDs, timestamps: timestamps,
      eventTypeIDs: eventTypeIDs, values: values)
  }

  /// The names of a table by id, or nil when ids are not 0, 1, 2, … or a name is not UTF-8.
  private static func names(in table: String, _ database: Database) throws -> [String]? {
    let rows = try Row.fetchCursor(database, sql: "SELECT id, CAST(name AS BLOB) FROM \(table) ORDER BY id")
    var names: [String] = []
    while let row = try rows.next() {
      let bytes = Data.fromDatabaseValue(row[1])
      guard integer(row, 0) == Int64(names.count), let name = String(validating: bytes ?? Data(), as: UTF8.self) else {
        return nil
      }
      names.append(name)
    }
    return names
  }

  /// A column as an integer, or nil when it holds anything else; GRDB's own subscript would stop the program.
  private static func integer(_ row: Row, _ column: Int) -> Int64? {
    guard case .int64(let value) = (row[column] as DatabaseValue).storage else { return nil }
    return value
  }

  /// A column as an EVENT_VALUE: not-a-number for null, nil for what is no number.
  private static func number(_ row: Row, _ column: Int) -> Float? {
    switch (row[column] as DatabaseValue).storage {
    case .null: .nan
    case .double(let value): Float(value)
    default: nil
    }
  }
}
