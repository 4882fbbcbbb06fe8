import FoundationEssentials
import GRDB
import Glibc

/// Why the state cannot be used.
package struct StateError: Error, Sendable, CustomStringConvertible {
  /// The file, and what the system or SQLite said.
  package let description: String
}

/// What is kept between runs: resources, imported files, fitted models, the journal of events and records, usage; in one
/// SQLite file, or in memory alone.
final class StateStore: Sendable {
  private let queue: DatabaseQueue
  /// Whether there is a file.
  let isKept: Bool

  /// - Parameter folder: made where it is missing; nil for memory alone.
  init(folder: String?) throws {
    do {
      var configuration = Configuration()
      configuration.busyMode = .timeout(5)
      configuration.prepareDatabase { database in
        try database.execute(
          sql: "PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON; PRAGMA synchronous = NORMAL")
      }
      if let folder {
        try StateStore.make(folder)
        queue = try DatabaseQueue(path: folder + "/personalize.sqlite", configuration: configuration)
        try queue.writeWithoutTransaction { try $0.execute(sql: "PRAGMA journal_mode = WAL") }
      } else {
        queue = try DatabaseQueue(configuration: configuration)
      }
      isKept = folder != nil
      try queue.write { database in
        try database.execute(
          sql: """
            CREATE TABLE IF NOT EXISTS facts (name TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT;
            CREATE TABLE IF NOT EXISTS resources (arn TEXT PRIMARY KEY, body TEXT NOT NULL) STRICT;
            CREATE TABLE IF NOT EXISTS contents (id TEXT PRIMARY KEY, bytes BLOB NOT NULL) STRICT;
            CREATE TABLE IF NOT EXISTS journal
              (number INTEGER PRIMARY KEY, place TEXT NOT NULL, arrived INTEGER NOT NULL, owner TEXT NOT NULL,
               body BLOB NOT NULL) STRICT;
            CREATE TABLE IF NOT EXISTS usage
              (resource TEXT NOT NULL, meter TEXT NOT NULL, slot INTEGER NOT NULL, quantity REAL NOT NULL,
               PRIMARY KEY (resource, meter, slot)) STRICT;
            """)
      }
    } catch let error as StateError {
      throw error
    } catch {
      throw StateError(description: "The state in \(folder ?? "memory") cannot be opened: \(error)")
    }
  }

  /// Makes a folder, those above it too.
  private static func make(_ folder: String) throws(StateError) {
    var path = folder.hasPrefix("/") ? "" : "."
    for part in folder.split(separator: "/") {
      path += "/" + part
      guard mkdir(path, 0o755) != 0, errno != EEXIST else { continue }
      throw StateError(description: "\(path) cannot be made: \(String(cString: strerror(errno)))")
    }
  }

  // MARK: - Resources and facts

  /// The resources, and how many there are beside them that cannot be read.
  func records() throws -> (records: [Record], unreadable: Int) {
    let texts = try queue.read { try String.fetchAll($0, sql: "SELECT body FROM resources") }
    let records = texts.compactMap(Record.init(text:))
    return (records, texts.count - records.count)
  }

  func fact(_ name: String) throws -> Int64? {
    try queue.read { try Int64.fetchOne($0, sql: "SELECT value FROM facts WHERE name = ?", arguments: [name]) }
  }

  func setFact(_ name: String, _ value: Int64) throws {
    try queue.write { try StateStore.set(name, value, $0) }
  }

  private static func set(_ name: String, _ value: Int64, _ database: Database) throws {
    try database.execute(
      sql: "INSERT INTO facts VALUES (?, ?) ON CONFLICT DO UPDATE SET value = excluded.value", arguments: [name, value])
  }

  /// Keeps changed resources and the clock, all or nothing.
  func save(_ changes: [(arn: String, record: Record?)], clock: Int64) throws {
    guard isKept else { return }
    try queue.write { database in
      for (arn, record) in changes {
        if let record {
          try database.execute(
            sql: "INSERT INTO resources VALUES (?, ?) ON CONFLICT DO UPDATE SET body = excluded.body",
            arguments: [arn, record.text])
        } else {
          try database.execute(sql: "DELETE FROM resources WHERE arn = ?", arguments: [arn])
          try database.execute(sql: "DELETE FROM contents WHERE id = ?", arguments: [arn])
        }
      }
      try StateStore.set("clock", clock, database)
    }
  }

  // MARK: - Contents

  func content(_ id: String) throws -> [UInt8]? {
    guard isKept else { return nil }
    return try queue.read { database in
      try Data.fetchOne(database, sql: "SELECT bytes FROM contents WHERE id = ?", arguments: [id]).map(Array.init)
    }
  }

  func setContent(_ id: String, _ bytes: [UInt8]) throws {
    guard isKept else { return }
    try queue.write { database in
      try database.execute(
        sql: "INSERT INTO contents VALUES (?, ?) ON CONFLICT DO UPDATE SET bytes = excluded.bytes",
        arguments: [id, Data(bytes)])
    }
  }

  // MARK: - Journal

  /// Adds what was put one by one.
  func append(_ body: [UInt8], to place: String, owner: String, arrived: Int64) throws {
    guard isKept else { return }
    try queue.write { database in
      let statement = try database.cachedStatement(
        sql: "INSERT INTO journal (place, arrived, owner, body) VALUES (?, ?, ?, ?)")
      try statement.execute(arguments: [place, arrived, owner, Data(body)])
    }
  }

  /// Everything that was put, in order.
  func journal(_ body: (_ place: String, _ owner: String, _ arrived: Int64, _ bytes: [UInt8]) -> Void) throws {
    guard isKept else { return }
    try queue.read { database in
      let rows = try Row.fetchCursor(database, sql: "SELECT place, owner, arrived, body FROM journal ORDER BY number")
      while let row = try rows.next() {
        let bytes: Data = row[3]
        body(row[0], row[1], row[2], Array(bytes))
      }
    }
  }

  func forget(owner: String) throws {
    guard isKept else { return }
    try queue.write { try $0.execute(sql: "DELETE FROM journal WHERE owner = ?", arguments: [owner]) }
  }

  // MARK: - Usage

  func usage() throws -> [UsageKey: Double] {
    try queue.read { database in
      var usage: [UsageKey: Double] = [:]
      let rows = try Row.fetchCursor(database, sql: "SELECT resource, meter, slot, quantity FROM usage")
      while let row = try rows.next() {
        usage[UsageKey(resource: row[0], meter: row[1], slot: row[2])] = row[3]
      }
      return usage
    }
  }

  /// Keeps changed amounts and the clock.
  func keep(_ usage: [(UsageKey, Double)], clock: Int64) throws {
    guard isKept else { return }
    try queue.write { database in
      try StateStore.set("clock", clock, database)
      let statement = try database.cachedStatement(
        sql: "INSERT INTO usage VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET quantity = excluded.quantity")
      for (key, quantity) in usage {
        try statement.execute(arguments: [key.resource, key.meter, key.slot, quantity])
      }
    }
  }
}

/// A meter of a resource in a slot of five minutes.
struct UsageKey: Hashable, Sendable {
  let resource: String
  let meter: String
  /// Five minutes since the epoch.
  let slot: Int64
}
