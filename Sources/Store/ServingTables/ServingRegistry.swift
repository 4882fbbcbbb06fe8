import BatchFiles
import GRDB

/// The table in which a SQLite database says which versions it holds.
enum ServingRegistry {
  static func create(_ database: Database) throws {
    try database.execute(
      sql: """
        CREATE TABLE IF NOT EXISTS recast_serving (
          name TEXT NOT NULL, version INTEGER NOT NULL, state TEXT NOT NULL, kind TEXT NOT NULL,
          lists INTEGER NOT NULL, item_rows INTEGER NOT NULL, loaded_at TEXT NOT NULL, source TEXT NOT NULL,
          PRIMARY KEY (name, version)) STRICT
        """)
  }

  /// All versions, by table, newest first; none where the database has no such table.
  static func versions(_ database: Database, path: String) throws -> [ServingVersion] {
    guard try database.tableExists("recast_serving") else { return [] }
    let rows = try Row.fetchAll(
      database,
      sql: """
        SELECT name, version, state, kind, lists, item_rows, loaded_at, source FROM recast_serving
        ORDER BY name, version DESC
        """)
    return try rows.map { row in
      guard let name = String.fromDatabaseValue(row[0]), let number = Int.fromDatabaseValue(row[1]), number > 0,
        let state = String.fromDatabaseValue(row[2]).flatMap(ServingVersion.State.init),
        let kind = String.fromDatabaseValue(row[3]).flatMap(BatchKind.init), let lists = Int.fromDatabaseValue(row[4]),
        let items = Int.fromDatabaseValue(row[5]), let loadedAt = String.fromDatabaseValue(row[6]),
        let source = String.fromDatabaseValue(row[7])
      else { throw ServingError(.damaged, database: path, "a row of recast_serving does not read") }
      return ServingVersion(
        table: name, number: number, state: state, kind: kind, lists: lists, rows: items, loadedAt: loadedAt,
        source: source)
    }
  }

  static func insert(_ version: ServingVersion, _ database: Database) throws {
    try database.execute(
      sql: "INSERT INTO recast_serving VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
      arguments: [
        version.table, version.number, version.state.rawValue, version.kind.rawValue, version.lists, version.rows,
        version.loadedAt, version.source,
      ])
  }

  static func makeCurrent(_ table: ServingTableName, _ version: ServingVersion, _ database: Database) throws {
    try database.execute(
      sql: "UPDATE recast_serving SET state = 'kept' WHERE name = ? AND state = 'current'", arguments: [table.text])
    try database.execute(
      sql: "UPDATE recast_serving SET state = 'current', lists = ?, item_rows = ? WHERE name = ? AND version = ?",
      arguments: [version.lists, version.rows, table.text, version.number])
  }

  /// Removes a version with its table.
  static func remove(_ table: ServingTableName, _ number: Int, _ database: Database) throws {
    try database.inTransaction(.immediate) {
      try database.execute(sql: "DROP TABLE IF EXISTS \(quotedIdentifier(table.version(number)))")
      try database.execute(
        sql: "DELETE FROM recast_serving WHERE name = ? AND version = ?", arguments: [table.text, number])
      return .commit
    }
  }
}
