import BatchFiles
import PostgreSQL

/// Serving tables in a PostgreSQL database.
///
/// A load is one transaction: its table, its rows, the view that readers ask and its entry in the list of versions come
/// with the commit, or not at all, however the program ends.
package final class PostgresServingStore: ServingStore {
  let connection: PostgresConnection
  private let name: String

  /// - Parameter target: `postgresql://host/database`; user and password are libpq's business (see `PostgresTarget`).
  /// - Throws: `database`.
  package init(target: String) throws(ServingError) {
    do throws(PostgresError) {
      connection = try PostgresConnection(PostgresTarget(target))
      name = connection.target.name
      // A view that is in use for long is no reason to wait for ever.
      try connection.execute("SET lock_timeout = '30s'")
    } catch {
      throw PostgresServingStore.failure(error)
    }
  }

  /// As the protocol says.
  package func versions() throws(ServingError) -> [ServingVersion] { try guarded { try self.listed() } }

  /// As the protocol says; `busy` for the same table only.
  package func begin(
    _ table: ServingTableName, kind: BatchKind, source: String, loadedAt: String
  ) throws(ServingError) -> any ServingLoad {
    try lock(table)
    do {
      return try guarded {
        try self.connection.execute("BEGIN")
        return try PostgresServingLoad(self, table, kind: kind, source: source, loadedAt: loadedAt)
      }
    } catch {
      abandon(table)
      throw error
    }
  }

  /// As the protocol says.
  package func rollBack(_ table: ServingTableName, to number: Int?) throws(ServingError) -> ServingVersion {
    try lock(table)
    defer { unlock(table) }
    return try guarded {
      try self.connection.transaction {
        let versions = try self.listed().filter { $0.table == table.text }
        guard let current = versions.first(where: { $0.state == .current }) else {
          throw ServingError(.noSuchVersion, database: self.name, "no table \(table.quoted)")
        }
        let target = versions.first { version in
          guard version.state == .kept else { return false }
          return number.map { version.number == $0 } ?? (version.number < current.number)
        }
        guard let target else {
          throw ServingError(.noSuchVersion, database: self.name, table.missing(number, of: versions))
        }
        try self.checkRows(table, target)
        try self.point(table, to: target)
        return target.with(.current)
      }
    }
  }

  /// As the protocol says; the placeholder is `$1`.
  package func query(_ table: ServingTableName, kind: BatchKind, limit: Int) -> String {
    "SELECT \(kind.memberColumn), score FROM \(table.quoted) WHERE \(kind.keyColumn) = $1 ORDER BY rank LIMIT \(limit)"
  }

  // MARK: - What a load needs

  /// Runs work on the connection; its errors become ours.
  func guarded<Result>(_ work: () throws -> Result) throws(ServingError) -> Result {
    do {
      return try work()
    } catch let error as ServingError {
      throw error
    } catch let error as PostgresError {
      throw PostgresServingStore.failure(error)
    } catch {
      throw ServingError(.database, database: name, "\(error)")
    }
  }

  /// What the connection said, without saying twice that it is about this database.
  private static func failure(_ error: PostgresError) -> ServingError {
    guard [.refused, .unreachable].contains(error.code) else {
      return ServingError(.database, database: error.target, "\(error)")
    }
    let cause = error.remedy.isEmpty || error.cause.hasSuffix(".") ? error.cause : error.cause + "."
    return ServingError(.database, database: error.target, error.remedy.isEmpty ? cause : "\(cause) \(error.remedy)")
  }

  func failure(_ code: ServingError.Code, _ detail: String) -> ServingError {
    ServingError(code, database: name, detail)
  }

  /// All versions, by table, newest first; none where the database has no such table.
  func listed() throws -> [ServingVersion] {
    guard try connection.execute("SELECT to_regclass('recast_serving')")[0, 0] != nil else { return [] }
    let rows = try connection.execute(
      """
      SELECT name, version, state, kind, lists, item_rows, loaded_at, source FROM recast_serving
      ORDER BY name, version DESC
      """)
    return try (0..<rows.count).map { row in
      guard let table = rows[row, 0], let number = rows[row, 1].flatMap(Int.init),
        let state = rows[row, 2].flatMap(ServingVersion.State.init),
        let kind = rows[row, 3].flatMap(BatchKind.init),
        let lists = rows[row, 4].flatMap(Int.init), let items = rows[row, 5].flatMap(Int.init)
      else { throw failure(.damaged, "a row of recast_serving does not read") }
      return ServingVersion(
        table: table, number: number, state: state, kind: kind, lists: lists, rows: items,
        loadedAt: rows[row, 6] ?? "", source: rows[row, 7] ?? "")
    }
  }

  /// Makes sure that a version's table holds as many lists and rows as it should.
  func checkRows(_ table: ServingTableName, _ version: ServingVersion) throws {
    let name = quotedIdentifier(table.version(version.number))
    let found = try connection.execute("SELECT count(*), count(DISTINCT \(version.kind.keyColumn)) FROM \(name)")
    let (rows, lists) = (found[0, 0] ?? "", found[0, 1] ?? "")
    guard rows == "\(version.rows)", lists == "\(version.lists)" else {
      throw failure(
        .rowCount,
        "version \(version.number) has \(rows) rows and \(lists) lists, not \(version.rows) and \(version.lists)")
    }
  }

  /// Points the view to a version, inside the caller's transaction.
  func point(_ table: ServingTableName, to version: ServingVersion) throws {
    let name = quotedIdentifier(table.version(version.number))
    try connection.execute(
      """
      CREATE OR REPLACE VIEW \(table.quoted) AS
        SELECT \(version.kind.keyColumn), rank, \(version.kind.memberColumn), score FROM \(name)
      """)
    try connection.execute(
      "UPDATE recast_serving SET state = 'kept' WHERE name = $1 AND state = 'current'", [table.text])
    try connection.execute(
      "UPDATE recast_serving SET state = 'current' WHERE name = $1 AND version = $2", [table.text, "\(version.number)"])
  }

  /// Ends a load that is not to be: its transaction with all that it made, and its lock.
  func abandon(_ table: ServingTableName) {
    _ = try? connection.execute("ROLLBACK")
    unlock(table)
  }

  /// The lock of a table's loads; the server gives it up when the connection ends.
  private func lock(_ table: ServingTableName) throws(ServingError) {
    let isTaken = try guarded {
      try self.connection.execute("SELECT pg_try_advisory_lock(1919251316, hashtext($1))", [table.text])[
        0, 0]
    }
    guard isTaken == "t" else { throw failure(.busy, table.quoted) }
  }

  func unlock(_ table: ServingTableName) {
    _ = try? connection.execute("SELECT pg_advisory_unlock(1919251316, hashtext($1))", [table.text])
  }
}
