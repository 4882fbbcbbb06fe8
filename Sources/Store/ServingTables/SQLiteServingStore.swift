import BatchFiles
import GRDB
import Glibc

/// Serving tables in a SQLite database, which may hold the product's own tables too.
///
/// Readers are blocked by nothing where the database is in WAL mode, as one that is made here is; another keeps its mode.
package final class SQLiteServingStore: ServingStore {
  let path: String
  let queue: DatabaseQueue
  private let lock: ServingLock

  /// Opens a database, or makes one.
  ///
  /// - Parameter mustExist: for commands that only look.
  /// - Throws: `notADatabase` or `database`.
  package init(path: String, mustExist: Bool = false) throws(ServingError) {
    self.path = path
    let isNew = try SQLiteServingStore.checkPlace(path, mustExist: mustExist)
    lock = ServingLock(path: path)
    do {
      var configuration = Configuration()
      configuration.busyMode = .timeout(10)
      configuration.foreignKeysEnabled = false
      configuration.prepareDatabase { try $0.execute(sql: "PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON") }
      queue = try DatabaseQueue(path: path, configuration: configuration)
      if isNew { try queue.writeWithoutTransaction { try $0.execute(sql: "PRAGMA journal_mode = WAL") } }
    } catch {
      throw SQLiteServingStore.failure(error, path)
    }
  }

  /// As the protocol says.
  package func versions() throws(ServingError) -> [ServingVersion] {
    try guarded { try self.queue.read { try ServingRegistry.versions($0, path: self.path) } }
  }

  /// As the protocol says; `busy` for any table of the database, because one file has one lock.
  package func begin(
    _ table: ServingTableName, kind: BatchKind, source: String, loadedAt: String
  ) throws(ServingError) -> any ServingLoad {
    try lock.take()
    do {
      return try SQLiteServingLoad(self, table, kind: kind, source: source, loadedAt: loadedAt)
    } catch {
      lock.release()
      throw error
    }
  }

  /// As the protocol says.
  package func rollBack(_ table: ServingTableName, to number: Int?) throws(ServingError) -> ServingVersion {
    try lock.take()
    defer { lock.release() }
    let path = path
    return try guarded {
      try self.queue.inDatabase { database in
        let versions = try ServingRegistry.versions(database, path: path).filter { $0.table == table.text }
        guard let current = versions.first(where: { $0.state == .current }) else {
          throw ServingError(.noSuchVersion, database: path, "no table \(table.quoted)")
        }
        let target = versions.first { version in
          guard version.state == .kept else { return false }
          return number.map { version.number == $0 } ?? (version.number < current.number)
        }
        guard let target else {
          throw ServingError(.noSuchVersion, database: path, table.missing(number, of: versions))
        }
        try SQLiteServingStore.checkRows(database, table, target, path: path)
        try SQLiteServingStore.point(table, to: target, database)
        return target.with(.current)
      }
    }
  }

  /// As the protocol says; the placeholder is `?`.
  package func query(_ table: ServingTableName, kind: BatchKind, limit: Int) -> String {
    "SELECT \(kind.memberColumn), score FROM \(table.quoted) WHERE \(kind.keyColumn) = ? ORDER BY rank LIMIT \(limit)"
  }

  // MARK: - What a load needs

  func releaseLock() { lock.release() }

  /// Points the view to a version in one transaction: readers see the old lists or the new ones.
  static func point(_ table: ServingTableName, to version: ServingVersion, _ database: Database) throws {
    try database.inTransaction(.immediate) {
      try database.execute(
        sql: """
          DROP VIEW IF EXISTS \(table.quoted);
          CREATE VIEW \(table.quoted) AS SELECT \(version.kind.keyColumn), rank, \(version.kind.memberColumn), score
            FROM \(quotedIdentifier(table.version(version.number)));
          """)
      try ServingRegistry.makeCurrent(table, version, database)
      return .commit
    }
  }

  /// Makes sure that a version's table holds as many lists and rows as it should.
  static func checkRows(
    _ database: Database, _ table: ServingTableName, _ version: ServingVersion, path: String
  ) throws {
    let name = quotedIdentifier(table.version(version.number))
    let row = try Row.fetchOne(
      database, sql: "SELECT count(*), count(DISTINCT \(version.kind.keyColumn)) FROM \(name)")
    let found: (rows: Int, lists: Int) = (row?[0] ?? 0, row?[1] ?? 0)
    guard found == (version.rows, version.lists) else {
      throw ServingError(
        .rowCount, database: path,
        "version \(version.number) has \(found.rows) rows and \(found.lists) lists, not \(version.rows) and "
          + "\(version.lists)")
    }
  }

  /// Runs work on the database; its errors become ours.
  func guarded<Result>(_ work: () throws -> Result) throws(ServingError) -> Result {
    do { return try work() } catch { throw SQLiteServingStore.failure(error, path) }
  }

  private static func failure(_ error: any Error, _ path: String) -> ServingError {
    if let error = error as? ServingError { return error }
    guard let error = error as? DatabaseError else { return ServingError(.database, database: path, "\(error)") }
    let code: ServingError.Code = error.resultCode == .SQLITE_NOTADB ? .notADatabase : .database
    return ServingError(code, database: path, error.message ?? "SQLite error \(error.resultCode.rawValue)")
  }

  /// Whether nothing is at the path yet; a file that is no database is refused.
  private static func checkPlace(_ path: String, mustExist: Bool) throws(ServingError) -> Bool {
    var status = stat()
    guard stat(path, &status) == 0 else {
      if mustExist { throw ServingError(.database, database: path, "there is no such file") }
      return true
    }
    guard status.st_mode & S_IFMT == S_IFREG else {
      throw ServingError(.database, database: path, "it is no file")
    }
    if status.st_size == 0 { return true }
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else {
      throw ServingError(.database, database: path, String(cString: strerror(errno)))
    }
    defer { close(descriptor) }
    // Source: sqlite.org/fileformat2.html, section 1.3.
    let magic = Array("SQLite format 3\0".utf8)
    var head = [UInt8](repeating: 0, count: magic.count)
    let got = head.withUnsafeMutableBytes { read(descriptor, $0.baseAddress, $0.count) }
    guard got == magic.count, head == magic else { throw ServingError(.notADatabase, database: path) }
    return false
  }
}
