import BatchFiles
import Foundation
import GRDB
import ServingTables
import Testing

@Suite("Serving tables in SQLite") struct SQLiteServingTests {
  private let table: ServingTableName
  private let folder = FileManager.default.temporaryDirectory.appending(path: "recast-serving-\(UUID().uuidString)")
  private var path: String { folder.path + "/app.sqlite" }

  init() throws {
    table = try #require(ServingTableName("shop recs"))
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  }

  private func load(_ lists: [(String, [String])], keeping: Int = 2, into path: String? = nil) throws -> ServingVersion
  {
    let store = try SQLiteServingStore(path: path ?? self.path)
    let load = try store.begin(table, kind: .personalization, source: "x.out", loadedAt: "2026-01-01T00:00:00Z")
    for (key, items) in lists {
      try load.add(BatchAnswer(kind: .personalization, key: key, items: items, scores: items.map { _ in 0.5 }))
    }
    return try load.publish(keeping: keeping)
  }

  private func served(_ key: String) throws -> [String] {
    try DatabaseQueue(path: path).read {
      try String.fetchAll(
        $0, sql: "SELECT item_id FROM \"shop recs\" WHERE user_id = ? ORDER BY rank", arguments: [key])
    }
  }

  @Test("a load is served in order of rank; another takes its place; going back brings it again") func swap() throws {
    #expect(try load([("a", ["x", "y"]), ("b", ["z"])]).number == 1)
    #expect(try served("a") == ["x", "y"])
    #expect(try load([("a", ["q"])]).number == 2)
    #expect(try served("a") == ["q"] && served("b").isEmpty)
    let store = try SQLiteServingStore(path: path)
    #expect(try store.rollBack(table, to: nil).number == 1)
    #expect(try served("a") == ["x", "y"])
    #expect(try store.rollBack(table, to: 2).number == 2)
    #expect(try served("a") == ["q"])
    #expect(throws: ServingError.self) { try store.rollBack(table, to: 7) }
    #expect(try store.versions().map { "\($0.number) \($0.state)" } == ["2 current", "1 kept"])
    #expect(try store.versions().map(\.rows) == [1, 3])
  }

  @Test("segments have a table of their own form: segment, rank, user") func segments() throws {
    let store = try SQLiteServingStore(path: path)
    func load(_ users: [String]) throws {
      let load = try store.begin(table, kind: .segment, source: "", loadedAt: "")
      if try !load.previousList("i'7").isEmpty { #expect(try load.previousList("i'7") == ["u9", "u12"]) }
      try load.add(BatchAnswer(kind: .segment, key: "i'7", items: users))
      _ = try load.publish(keeping: 1)
    }
    try load(["u9", "u12"])
    try load(["u1"])
    let sql = store.query(table, kind: .segment, limit: 25)
    #expect(sql == #"SELECT user_id, score FROM "shop recs" WHERE segment = ? ORDER BY rank LIMIT 25"#)
    let found = try DatabaseQueue(path: path).read { try String.fetchAll($0, sql: sql, arguments: ["i'7"]) }
    #expect(found == ["u1"])
    #expect { try store.begin(table, kind: .personalization, source: "", loadedAt: "") } throws: {
      ($0 as? ServingError)?.code == .otherKind
    }
  }

  @Test("as many versions stay as asked for") func keeping() throws {
    for round in 0..<5 { _ = try load([("a", ["i\(round)"])], keeping: 1) }
    let store = try SQLiteServingStore(path: path)
    #expect(try store.versions().map(\.number) == [5, 4])
    #expect(try store.rollBack(table, to: nil).number == 4)
    let tables = try DatabaseQueue(path: path).read { try String.fetchAll($0, sql: "SELECT name FROM sqlite_schema") }
    #expect(!tables.contains("shop recs__v3") && tables.contains("shop recs__v4"))
  }

  @Test("the previous lists are there to compare with; nothing abandoned is ever seen") func abandoning() throws {
    _ = try load([("a", ["x"])])
    let store = try SQLiteServingStore(path: path)
    let second = try store.begin(table, kind: .personalization, source: "", loadedAt: "")
    #expect(second.previousLists == 1)
    #expect(try second.previousList("a") == ["x"] && second.previousList("b").isEmpty)
    try second.add(BatchAnswer(kind: .personalization, key: "a", items: ["y"]))
    try second.abandon()
    #expect(try served("a") == ["x"])
    #expect(try store.versions().count == 1)
  }

  @Test("two loads at once: the second is refused and changes nothing") func busy() throws {
    let first = try SQLiteServingStore(path: path).begin(table, kind: .ranking, source: "", loadedAt: "")
    let second = try SQLiteServingStore(path: path)
    #expect { try second.begin(table, kind: .ranking, source: "", loadedAt: "") } throws: {
      ($0 as? ServingError)?.code == .busy
    }
    #expect { try second.rollBack(table, to: nil) } throws: { ($0 as? ServingError)?.code == .busy }
    try first.add(BatchAnswer(kind: .ranking, key: "a", items: ["x"]))
    #expect(try first.publish(keeping: 0).number == 1)
  }

  @Test("a table or view of the product is left alone, and so is a file that is no database") func occupied() throws {
    try DatabaseQueue(path: path).write { try $0.execute(sql: "CREATE TABLE \"Shop Recs\" (x)") }
    #expect { try load([("a", ["x"])]) } throws: { ($0 as? ServingError)?.code == .occupied }
    let text = folder.path + "/notes.txt"
    try Data("not a database at all".utf8).write(to: URL(filePath: text))
    #expect { try load([("a", ["x"])], into: text) } throws: { ($0 as? ServingError)?.code == .notADatabase }
    #expect(try String(contentsOfFile: text, encoding: .utf8) == "not a database at all")
  }

  @Test("lists of another kind do not take the place of a table") func otherKind() throws {
    _ = try load([("a", ["x"])])
    #expect {
      try SQLiteServingStore(path: path).begin(table, kind: .relatedItems, source: "", loadedAt: "")
    } throws: {
      ($0 as? ServingError)?.code == .otherKind
    }
  }

  @Test("names and ids that look like SQL are only names and ids") func injection() throws {
    let nasty = try #require(ServingTableName("x\"; DROP TABLE recast_serving; --"))
    let store = try SQLiteServingStore(path: path)
    let load = try store.begin(nasty, kind: .relatedItems, source: "'); DROP", loadedAt: "'")
    let item = "'; DROP TABLE users; --"
    try load.add(BatchAnswer(kind: .relatedItems, key: item, items: [item, "\"", "é\u{1F600}"]))
    _ = try load.publish(keeping: 0)
    let query = store.query(nasty, kind: .relatedItems, limit: 10)
    let found = try DatabaseQueue(path: path).read { try String.fetchAll($0, sql: query, arguments: [item]) }
    #expect(found == [item, "\"", "é\u{1F600}"])
    #expect(try store.versions().first?.table == nasty.text)
    for text in ["", "sqlite_x", "recast_serving", "a\u{0}b", "a\nb", String(repeating: "x", count: 49)] {
      #expect(ServingTableName(text) == nil)
    }
  }

  @Test("rows that went missing stop the swap") func rowCount() throws {
    _ = try load([("a", ["x"])])
    let load = try SQLiteServingStore(path: path).begin(table, kind: .personalization, source: "", loadedAt: "")
    // More rows than are written at once, so that some are in the table before the end.
    for user in 0..<1_200 {
      try load.add(BatchAnswer(kind: .personalization, key: "u\(user)", items: (0..<50).map { "i\($0)" }))
    }
    try DatabaseQueue(path: path).write { try $0.execute(sql: "DELETE FROM \"shop recs__v2\" WHERE user_id = 'u3'") }
    #expect { try load.publish(keeping: 1) } throws: { ($0 as? ServingError)?.code == .rowCount }
    #expect(try served("a") == ["x"])
  }

  @Test("what a dead load left behind goes with the next") func leftovers() throws {
    _ = try load([("a", ["x"])])
    try DatabaseQueue(path: path).write {
      try $0.execute(
        sql: """
          CREATE TABLE "shop recs__v2" (user_id, rank, item_id, score);
          INSERT INTO recast_serving VALUES ('shop recs', 2, 'loading', 'personalization', 0, 0, '', '');
          """)
    }
    #expect(try load([("a", ["y"])]).number == 3)
    #expect(try SQLiteServingStore(path: path).versions().map(\.number) == [3, 1])
  }

  @Test("a damaged list of versions is said, not trusted") func damaged() throws {
    _ = try load([("a", ["x"])])
    try DatabaseQueue(path: path).write { try $0.execute(sql: "UPDATE recast_serving SET kind = 'nonsense'") }
    #expect { try SQLiteServingStore(path: path).versions() } throws: { ($0 as? ServingError)?.code == .damaged }
  }
}
