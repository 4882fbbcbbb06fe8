import Foundation
import GRDB
import InteractionStore
import Interactions
import Testing

/// A directory of its own, removed with the test.
final class Scratch {
  let url: URL
  init() throws {
    url = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  }
  deinit { try? FileManager.default.removeItem(at: url) }
  func path(_ name: String) -> String { url.appendingPathComponent(name).path }
  func write(_ bytes: [UInt8], to name: String) throws -> String {
    try Data(bytes).write(to: url.appendingPathComponent(name))
    return path(name)
  }
  var names: [String] { ((try? FileManager.default.contentsOfDirectory(atPath: url.path)) ?? []).sorted() }
}

func sharedDataPath(_ name: String, file: String = #filePath) -> String {
  var root = URL(fileURLWithPath: file)
  for _ in 0..<3 { root.deleteLastPathComponent() }
  return root.path + "/../shared/data/" + name
}

@Suite("Files and databases of logs")
struct InteractionStoreTests {
  private let log = SyntheticLog(
    {
      var parameters = SyntheticParameters()
      parameters.events = 3_000
      return parameters
    }(), seed: 3
  ).log

  @Test("a log survives the database, and the database is known by its contents")
  func roundTrip() throws {
    let scratch = try Scratch()
    let path = scratch.path("log.anything")
    try SQLiteLogStore.importLog(log, source: "shop.csv", into: path)
    #expect(try SQLiteLogStore.loadLog(path) == log)
    let reading = try loadLog(path: path)
    #expect(reading.log == log)
    #expect(reading.rowsRead == log.count)
    #expect(scratch.names == ["log.anything"])
  }

  @Test("names of any bytes and logs of any shape survive")
  func oddLogs() throws {
    let scratch = try Scratch()
    let odd = InteractionLog(
      users: ["", "a\u{0}b", "😀", "never"], items: ["'; DROP TABLE users; --"], eventTypes: ["", "x"],
      userIDs: [2, 1, 0], itemIDs: [0, 0, 0], timestamps: [0, 5, 9], eventTypeIDs: [1, 0, 0],
      values: [.nan, -0.1, .greatestFiniteMagnitude])
    for log in [odd, .empty] {
      try SQLiteLogStore.importLog(log, source: "'", into: scratch.path("log.sqlite"))
      #expect(try SQLiteLogStore.loadLog(scratch.path("log.sqlite")) == log)
    }
  }

  @Test("a text file is read as it is by its bytes")
  func text() throws {
    let scratch = try Scratch()
    let path = try scratch.write(PersonalizeCSV.bytes(of: log), to: "log.csv")
    let reading = try loadLog(path: path)
    #expect(reading.log == log)
    #expect(reading.format == .personalize)
    #expect(try readFile(path, atMost: 7) == Array("USER_ID".utf8))
  }

  @Test("a pipe is read to its end")
  func pipe() throws {
    let scratch = try Scratch()
    let path = scratch.path("pipe")
    #expect(mkfifo(path, 0o600) == 0)
    let bytes = [UInt8](repeating: 7, count: 300_000)
    let writer = Thread { try? FileHandle(forWritingAtPath: path)?.write(contentsOf: Data(bytes)) }
    writer.start()
    #expect(try readFile(path) == bytes)
  }

  @Test("what stands in the way of reading is told by a code and one sentence")
  func unreadable() throws {
    let scratch = try Scratch()
    func error(_ path: String) -> StoreError? {
      #expect(throws: StoreError.self) { try loadLog(path: path) }
    }
    let missing = error(scratch.path("none.csv"))
    #expect(missing?.code == .notFound)
    #expect(missing?.description == "There is no file \(scratch.path("none.csv")).")
    #expect(error(scratch.url.path)?.code == .isDirectory)
    #expect(error("/dev/zero")?.code == .notAFile)
    #expect(error(try scratch.write([0x1F, 0x8B, 8, 0], to: "log.gz"))?.code == .damagedCompression)
    #expect(error(try scratch.write([0x50, 0x4B, 3, 4], to: "log.zip"))?.code == .compressed)
    if getuid() != 0 {
      let path = try scratch.write([65], to: "secret.csv")
      chmod(path, 0)
      #expect(error(path)?.code == .unreadable)
    }
  }

  @Test("a database that is not ours is left alone, for reading and for writing")
  func foreign() throws {
    let scratch = try Scratch()
    let path = scratch.path("other.sqlite")
    try DatabaseQueue(path: path).write { try $0.execute(sql: "CREATE TABLE t (x)") }
    let before = try readFile(path)
    #expect(throws: StoreError(.foreignDatabase, path: path)) { try loadLog(path: path) }
    #expect(throws: StoreError(.occupied, path: path)) { try SQLiteLogStore.importLog(log, source: "", into: path) }
    #expect(try readFile(path) == before)
    let text = try scratch.write(Array("precious".utf8), to: "notes.txt")
    #expect(throws: StoreError(.occupied, path: text)) { try SQLiteLogStore.importLog(log, source: "", into: text) }
  }

  @Test("an import that fails leaves the older database and nothing beside it")
  func failedImport() throws {
    let scratch = try Scratch()
    let path = scratch.path("none/log.sqlite")
    let error = #expect(throws: StoreError.self) { try SQLiteLogStore.importLog(log, source: "", into: path) }
    #expect(error?.code == .unwritable)
    #expect(scratch.names.isEmpty)
  }

  @Test("a database of a later version is told apart from a damaged one")
  func later() throws {
    let scratch = try Scratch()
    let path = scratch.path("log.sqlite")
    try SQLiteLogStore.importLog(log, source: "", into: path)
    try DatabaseQueue(path: path).write { try $0.execute(sql: "INSERT INTO grdb_migrations VALUES ('v999')") }
    #expect(throws: StoreError(.newerDatabase, path: path)) { try loadLog(path: path) }
  }

  @Test(
    "rows that contradict each other are damage, not a crash",
    arguments: [
      "UPDATE events SET user_id = 1000000 WHERE position = 5", "UPDATE events SET item_id = -1 WHERE position = 5",
      "UPDATE events SET event_type_id = 300 WHERE position = 5", "DELETE FROM users WHERE id = 3", "DROP TABLE events",
      "DROP TABLE events; CREATE TABLE events (position, user_id, item_id, timestamp, event_type_id, value); "
        + "INSERT INTO events VALUES (0, 0, 0, 'noon', 0, 'much')",
      "DROP TABLE items; CREATE TABLE items (id, name); INSERT INTO items VALUES ('x', 5)",
      "UPDATE users SET name = CAST(x'FFC0' AS TEXT) WHERE id = 0",
      "DROP TABLE events; CREATE VIEW Events AS WITH RECURSIVE n(x) AS (SELECT 0 UNION ALL SELECT x + 1 FROM n) "
        + "SELECT x AS position, 0 AS user_id, 0 AS item_id, 0 AS timestamp, 0 AS event_type_id, 1.0 AS value FROM n",
    ])
  func damaged(sql: String) throws {
    let scratch = try Scratch()
    let path = scratch.path("log.sqlite")
    try SQLiteLogStore.importLog(log, source: "", into: path)
    var configuration = Configuration()
    configuration.foreignKeysEnabled = false
    try DatabaseQueue(path: path, configuration: configuration).write { try $0.execute(sql: sql) }
    let error = #expect(throws: StoreError.self) { try loadLog(path: path) }
    #expect(error?.code == .damagedDatabase)
    #expect(error?.cause.isEmpty == false)
  }

  @Test("no damaged byte of a database stops the program")
  func mutations() throws {
    let scratch = try Scratch()
    let path = scratch.path("log.sqlite")
    try SQLiteLogStore.importLog(log, source: "", into: path)
    let whole = try readFile(path)
    // Knuth's linear congruence (MMIX) is enough here.
    var state: UInt64 = 5
    func draw(below bound: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % bound
    }
    for _ in 0..<300 {
      var bytes = whole
      for _ in 0..<20 {
        bytes[100 + draw(below: bytes.count - 100)] = UInt8(draw(below: 256))
      }
      if draw(below: 3) == 0 { bytes.removeLast(draw(below: bytes.count - 100)) }
      let damaged = try scratch.write(bytes, to: "damaged.sqlite")
      if let read = try? loadLog(path: damaged).log {
        #expect(read.userIDs.allSatisfy { read.users.indices.contains(Int($0)) })
      }
    }
  }

  @Test(
    "MovieLens 100K survives the database",
    .enabled(if: FileManager.default.fileExists(atPath: sharedDataPath("ml-100k/u.data"))))
  func movieLens() throws {
    let scratch = try Scratch()
    let reading = try loadLog(path: sharedDataPath("ml-100k/u.data"))
    try SQLiteLogStore.importLog(reading.log, source: "u.data", into: scratch.path("ml.sqlite"))
    #expect(try SQLiteLogStore.loadLog(scratch.path("ml.sqlite")) == reading.log)
  }
}
