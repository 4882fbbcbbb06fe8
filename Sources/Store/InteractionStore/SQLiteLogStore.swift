import GRDB
import Glibc
import Interactions
import WholeFiles

/// An interaction log as a SQLite database: one file, one log.
package enum SQLiteLogStore {
  /// `PRAGMA application_id` of our databases: "rcst" in ASCII.
  package static let applicationID: Int32 = 0x7263_7374

  /// Writes a log as a database at `path`, in place of an older one of ours.
  ///
  /// The database is made beside its place under another name, synced, and renamed when it is whole, so that nobody ever
  /// sees half of it.
  /// - Parameter source: where the log came from, as the user named it; kept in the table `source`.
  /// - Throws: `occupied` when something else has the path, `isDirectory`, or `unwritable`.
  package static func importLog(_ log: InteractionLog, source: String, into path: String) throws(StoreError) {
    try checkPlace(path)
    do {
      let file = try FileReplacement(of: path)
      // SQLite takes an empty file for a new database.
      try write(log, source: source, to: file.temporaryPath)
      try file.commit()
    } catch let failure as FileReplacement.Failure {
      throw StoreError(failure)
    } catch {
      throw StoreError(.unwritable, path: path, cause: cause(error))
    }
  }

  /// Reads a log back as it was written.
  ///
  /// - Throws: `notFound`, `isDirectory`, `unreadable`, `foreignDatabase`, `newerDatabase` or `damagedDatabase`.
  package static func loadLog(_ path: String) throws(StoreError) -> InteractionLog {
    guard isOurs(try readFile(path, atMost: headBytes)) else { throw StoreError(.foreignDatabase, path: path) }
    do {
      var configuration = Configuration()
      configuration.readonly = true
      configuration.foreignKeysEnabled = false
      configuration.prepareDatabase { database in
        // The file may come from anybody.
        try database.execute(sql: "PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON")
      }
      return try DatabaseQueue(path: path, configuration: configuration).read { database in
        try LogRowsInDatabase.checkTables(database, path: path)
        if try LogSchema.migrator.hasBeenSuperseded(database) { throw StoreError(.newerDatabase, path: path) }
        return try LogRowsInDatabase.load(database, path: path)
      }
    } catch let error as StoreError {
      throw error
    } catch {
      throw StoreError(.damagedDatabase, path: path, cause: cause(error))
    }
  }

  /// Whether bytes begin as a SQLite database does. Source: sqlite.org/fileformat2.html, section 1.3.
  static func isDatabase(_ bytes: [UInt8]) -> Bool { bytes.starts(with: Array("SQLite format 3\0".utf8)) }

  /// Length of a database's header.
  static let headBytes = 100

  /// Whether a database's header carries our application id.
  private static func isOurs(_ head: [UInt8]) -> Bool {
    guard head.count == headBytes, isDatabase(head) else { return false }
    let bytes = head.dropFirst(68).prefix(4)
    return bytes.reduce(UInt32(0)) { $0 << 8 | UInt32($1) } == UInt32(bitPattern: applicationID)
  }

  private static func checkPlace(_ path: String) throws(StoreError) {
    guard access(path, F_OK) == 0 else { return }
    let head = try readFile(path, atMost: headBytes)
    guard head.isEmpty || isOurs(head) else { throw StoreError(.occupied, path: path) }
  }

  private static func write(_ log: InteractionLog, source: String, to path: String) throws {
    var configuration = Configuration()
    configuration.foreignKeysEnabled = false
    configuration.prepareDatabase { database in
      // A failed import is thrown away whole, so there is nothing to roll back; `sync` follows once at the end.
      try database.execute(sql: "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF")
    }
    let queue = try DatabaseQueue(path: path, configuration: configuration)
    try LogSchema.migrator.migrate(queue)
    try queue.write { try LogRowsInDatabase.store(log, source: source, in: $0) }
    try queue.close()
  }

  private static func cause(_ error: any Error) -> String {
    guard let error = error as? DatabaseError else { return "\(error)" }
    return error.message ?? "SQLite error \(error.resultCode.rawValue)"
  }
}
