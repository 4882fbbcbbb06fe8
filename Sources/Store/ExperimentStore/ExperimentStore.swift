import FoundationEssentials
import GRDB
import Glibc

/// Results of experiments in a SQLite file, each under a text that says all it depends on, so that none is made twice.
///
/// Every result is written by itself as soon as it is there: a program that is stopped loses only what it was doing.
package final class ExperimentStore: Sendable {
  /// `PRAGMA application_id` of these files: "rcex" in ASCII.
  package static let applicationID: Int32 = 0x7263_6578

  private let path: String
  private let queue: DatabaseQueue

  /// Opens a file of results, or makes one.
  /// - Throws: `occupied` where something else has the path, `newer`, or `database`.
  package init(path: String) throws(ExperimentStoreError) {
    self.path = path
    try ExperimentStore.checkPlace(path)
    do {
      var configuration = Configuration()
      // Two sweeps may share a file.
      configuration.busyMode = .timeout(20)
      configuration.foreignKeysEnabled = false
      // The file may come from anybody.
      configuration.prepareDatabase { try $0.execute(sql: "PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON") }
      queue = try DatabaseQueue(path: path, configuration: configuration)
      let migrator = ExperimentStore.migrator
      if try queue.read(migrator.hasBeenSuperseded) { throw ExperimentStoreError(.newer, path: path) }
      try migrator.migrate(queue)
    } catch let error as ExperimentStoreError {
      throw error
    } catch {
      throw ExperimentStore.failure(error, path)
    }
  }

  /// The result of a key; nil where there is none yet.
  package func measurement(_ key: String) throws(ExperimentStoreError) -> Measurement? {
    let path = path
    return try guarded {
      try self.queue.read { database in
        let row = try Row.fetchOne(
          database, sql: "SELECT sums, counts, numbers, seconds FROM measurements WHERE key = ?", arguments: [key])
        guard let row else { return nil }
        guard let sums = Self.numbers(row[0]), let counts = Self.numbers(row[1]), let numbers = Self.numbers(row[2]),
          let seconds = Double.fromDatabaseValue(row[3]), sums.count == counts.count,
          counts.allSatisfy({ $0 > 0 }), (sums + counts).allSatisfy(\.isFinite)
        else { throw ExperimentStoreError(.damaged, path: path) }
        return Measurement(sums: sums, counts: counts, numbers: numbers, seconds: seconds)
      }
    }
  }

  /// Keeps a result, in place of an older one of the key.
  package func keep(_ measurement: Measurement, _ key: String) throws(ExperimentStoreError) {
    try guarded {
      try self.queue.write {
        try $0.execute(
          sql: "INSERT OR REPLACE INTO measurements VALUES (?, ?, ?, ?, ?)",
          arguments: [
            key, Self.bytes(measurement.sums), Self.bytes(measurement.counts), Self.bytes(measurement.numbers),
            measurement.seconds,
          ])
      }
    }
  }

  /// Notes that a choice was scored on a slice that is to be looked at once; how many different ones have been, this one
  /// included.
  package func look(at slice: String, choice: String) throws(ExperimentStoreError) -> Int {
    try guarded {
      try self.queue.write { database in
        try database.execute(
          sql: "INSERT OR IGNORE INTO looks (slice, choice) VALUES (?, ?)", arguments: [slice, choice])
        return try Int.fetchOne(database, sql: "SELECT count(*) FROM looks WHERE slice = ?", arguments: [slice]) ?? 1
      }
    }
  }

  // MARK: - Form

  private static var migrator: DatabaseMigrator {
    var migrator = DatabaseMigrator()
    migrator.registerMigration("v1") { database in
      try database.execute(
        sql: """
          PRAGMA application_id = \(applicationID);
          CREATE TABLE measurements (
            key TEXT PRIMARY KEY, sums BLOB NOT NULL, counts BLOB NOT NULL, numbers BLOB NOT NULL,
            seconds REAL NOT NULL) STRICT;
          CREATE TABLE looks (slice TEXT NOT NULL, choice TEXT NOT NULL, PRIMARY KEY (slice, choice)) STRICT;
          """)
    }
    return migrator
  }

  private static func checkPlace(_ path: String) throws(ExperimentStoreError) {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else {
      // SQLite says what is wrong with the folder.
      if errno == ENOENT { return }
      throw ExperimentStoreError(.database, path: path, cause: String(cString: strerror(errno)))
    }
    defer { close(descriptor) }
    var head = [UInt8](repeating: 0, count: 72)
    let count = read(descriptor, &head, head.count)
    // Where the application id stands: sqlite.org/fileformat2.html, section 1.3.
    let id = head[68..<72].reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
    let isOurs = count == 72 && head.starts(with: Array("SQLite format 3\0".utf8)) && id == UInt32(applicationID)
    guard count == 0 || isOurs else { throw ExperimentStoreError(.occupied, path: path) }
  }

  /// Doubles as little-endian bytes.
  private static func bytes(_ numbers: [Double]) -> Data {
    Data(numbers.flatMap { number in withUnsafeBytes(of: number.bitPattern.littleEndian) { Array($0) } })
  }

  private static func numbers(_ value: DatabaseValue) -> [Double]? {
    guard let bytes = Data.fromDatabaseValue(value), bytes.count % 8 == 0 else { return nil }
    return bytes.withUnsafeBytes { buffer in
      (0..<bytes.count / 8).map {
        Double(bitPattern: UInt64(littleEndian: buffer.loadUnaligned(fromByteOffset: 8 * $0, as: UInt64.self)))
      }
    }
  }

  private func guarded<Result>(_ body: () throws -> Result) throws(ExperimentStoreError) -> Result {
    do {
      return try body()
    } catch let error as ExperimentStoreError {
      throw error
    } catch {
      throw ExperimentStore.failure(error, path)
    }
  }

  private static func failure(_ error: any Error, _ path: String) -> ExperimentStoreError {
    let cause = (error as? DatabaseError).map { $0.message ?? "SQLite error \($0.resultCode.rawValue)" } ?? "\(error)"
    return ExperimentStoreError(.database, path: path, cause: cause)
  }
}
