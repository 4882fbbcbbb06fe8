import Foundation
import GRDB
import InteractionStore
import Interactions
import Measures
import PostgreSQL
import TestSupport
import Testing

@Suite("Logs in databases") struct DatabaseSourceTests {
  static let odd = InteractionLog(
    users: ["u\t1", "back\\slash", "quote\"'", "line\nend", "😀"], items: ["a", "\\N", "b\r\n"],
    eventTypes: ["view", ""],
    userIDs: [0, 1, 2, 3, 4], itemIDs: [0, 1, 2, 0, 1], timestamps: [5, 5, 6, 7, 1_700_000_000],
    eventTypeIDs: [0, 1, 0, 1, 0], values: [.nan, -0.5, 3, .nan, 1e-20])

  @Test("a table of any SQLite database is read, columns by name or by mapping, times as numbers and text")
  func sqliteTable() throws {
    let scratch = try Scratch()
    let path = scratch.path("shop.db")
    let queue = try DatabaseQueue(path: path)
    try queue.write { database in
      try database.execute(
        sql: """
          CREATE TABLE "my ""events" (id INTEGER, user_id TEXT, item_id INTEGER, timestamp REAL, event_value);
          INSERT INTO "my ""events" VALUES (1, 'u', 7, 1700000000.0, 2.5), (2, NULL, 7, 1700000001, NULL), (3, 'v', 8, '2023-11-14 22:13:22', NULL);
          CREATE TABLE orders (kunde, ware, wann);
          INSERT INTO orders VALUES ('k', 'w', 1700000000000), ('l', 'w', 1700000001000), ('m', 'w', 5);
          """)
    }
    try queue.close()
    let reading = try SQLiteLogSource.loadLog(path, .table("my \"events"))
    #expect(reading.log.users == ["u", "v"] && reading.log.items == ["7", "8"])
    #expect(reading.log.timestamps == [1_700_000_000, 1_700_000_002])
    #expect(reading.faults == [RowFaultCount(fault: .emptyUser, rows: 1)])
    #expect(reading.findings.map(\.place) == [.row(2)])

    let mapping = LogMapping(user: .name("kunde"), item: .name("ware"), timestamp: .name("wann"))
    let mapped = try SQLiteLogSource.loadLog(path, .table("orders"), options: LogOptions(mapping: mapping))
    #expect(mapped.log.timestamps == [1_700_000_000, 1_700_000_001])
    #expect(mapped.faults == [RowFaultCount(fault: .otherTimestampUnit, rows: 1)])
    let query = try SQLiteLogSource.loadLog(
      path, .query("SELECT kunde AS USER_ID, ware AS ITEM_ID, wann / 1000 AS TIMESTAMP FROM orders WHERE wann > 5"))
    #expect(query.log.timestamps == mapped.log.timestamps)
    let missing = try SQLiteLogSource.loadLog(path, .table("orders"))
    #expect(!missing.isUsable && missing.findings.map(\.code) == ["missing-column"])
  }

  @Test(
    "what is not one query that only reads is refused, and nothing changes",
    arguments: [
      DatabaseSelection.query("DELETE FROM t"), .query("SELECT 1 AS USER_ID; DROP TABLE t"), .query("DROP TABLE t"),
      .query("not sql"), .table("t\"; DROP TABLE t; --"), .table("none"), .table(""), .query(""),
      .query("PRAGMA user_version = 7"), .query("ATTACH DATABASE 'x.db' AS x"),
    ])
  func refused(selection: DatabaseSelection) throws {
    let scratch = try Scratch()
    let path = scratch.path("t.db")
    let queue = try DatabaseQueue(path: path)
    try queue.write {
      try $0.execute(sql: "CREATE TABLE t (USER_ID, ITEM_ID, TIMESTAMP); INSERT INTO t VALUES (1, 2, 3)")
    }
    try queue.close()
    let before = try readFile(path)
    let error = #expect(throws: StoreError.self) { try SQLiteLogSource.loadLog(path, selection) }
    #expect(error?.code == .unusableQuery)
    #expect(try readFile(path) == before)
    #expect(scratch.names == ["t.db"])
  }

  @Test(
    "a log is the same through SQLite, PostgreSQL, CSV, TSV and JSON Lines",
    .enabled(if: PostgresServer.isInstalled, "PostgreSQL's server is not installed"))
  func roundTrip() throws {
    let server = try PostgresServer()
    defer { server.stop() }
    let connection = try PostgresConnection(PostgresTarget(server.target))
    let scratch = try Scratch()
    for (number, log) in [Self.odd, ColumnarTests.log(20_000)].enumerated() {
      let table = "events \"\(number)"
      try PostgresLogSource.store(log, connection, table: table)
      let reader = try PostgresConnection(PostgresTarget(server.target), isReadOnly: true)
      let fromTable = try PostgresLogSource.loadLog(reader, .table(table))
      #expect(fromTable.rowsBad == 0)
      let read = fromTable.log
      // Names are numbered by first event, as a reader numbers them.
      #expect(read.count == log.count && read.timestamps == log.timestamps)
      let sqlite = scratch.path("log\(number).sqlite")
      try SQLiteLogStore.importLog(read, source: "PostgreSQL", into: sqlite)
      #expect(try SQLiteLogStore.loadLog(sqlite) == read)
      for form in [LogTextForm.csv, .tsv, .jsonLines] {
        var bytes: [UInt8] = []
        LogText(read, as: form).write { bytes += $0 }
        let back = readLog(bytes, source: form.rawValue)
        #expect(back.rowsBad == 0 && back.log == read, "\(form)")
      }
      let query = "SELECT user_id, item_id, timestamp, event_type, event_value FROM \"events \"\"\(number)\""
      #expect(try PostgresLogSource.loadLog(reader, .query(query)).log == read)
      // A name that is taken is refused, and the table stays.
      #expect(throws: PostgresError.self) { try PostgresLogSource.store(.empty, connection, table: table) }
      #expect(try PostgresLogSource.loadLog(reader, .table(table)).log == read)
      for users in [read.userIDs.map { read.users[Int($0)] }] {
        #expect(users == log.userIDs.map { log.users[Int($0)] })
      }
    }
    // Times of the server's own types, and what is not there.
    try connection.execute("CREATE TABLE t (user_id int, item_id uuid, timestamp timestamptz)")
    try connection.execute(
      "INSERT INTO t VALUES (1, '00000000-0000-0000-0000-000000000001', '2023-11-14 22:13:20+00'), (2, NULL, now())")
    let typed = try PostgresLogSource.loadLog(connection, .table("public.t"))
    #expect(typed.log.timestamps == [1_700_000_000] && typed.rowsBad == 1)
    #expect(throws: PostgresError.self) { try PostgresLogSource.loadLog(connection, .table("none")) }
    let missing = try PostgresLogSource.loadLog(connection, .query("SELECT 1 AS x"))
    #expect(!missing.isUsable)
  }
}
