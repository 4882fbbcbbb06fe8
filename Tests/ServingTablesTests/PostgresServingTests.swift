import BatchFiles
import PostgreSQL
import ServingTables
import TestSupport
import Testing

@Suite(
  "Serving tables in PostgreSQL", .serialized,
  .enabled(if: PostgresServer.isInstalled, "Debian's package postgresql is not installed"))
struct PostgresServingTests {
  private func withServer(_ body: (String, ServingTableName) throws -> Void) throws {
    let server = try PostgresServer()
    defer { server.stop() }
    try body(server.target, try #require(ServingTableName("shop \"recs\"")))
  }

  private func load(_ lists: [(String, [String])], _ target: String, _ table: ServingTableName) throws -> Int {
    let load = try PostgresServingStore(target: target).begin(
      table, kind: .personalization, source: "x.out", loadedAt: "2026-01-01T00:00:00Z")
    for (key, items) in lists { try load.add(BatchAnswer(kind: .personalization, key: key, items: items)) }
    return try load.publish(keeping: 1).number
  }

  private func served(_ key: String, _ target: String, _ table: ServingTableName) throws -> [String] {
    let connection = try PostgresConnection(PostgresTarget(target))
    let store = try PostgresServingStore(target: target)
    let rows = try connection.execute(store.query(table, kind: .personalization, limit: 50), [key])
    return (0..<rows.count).compactMap { rows[$0, 0] }
  }

  @Test("loads, swaps, keeps, rolls back; ids and names that look like SQL are only that") func round() throws {
    try withServer { target, table in
      let nasty = "'; DROP TABLE x; --\t\\N\n\u{1F600}"
      #expect(try load([("a", ["x", nasty]), (nasty, ["z"])], target, table) == 1)
      #expect(try served("a", target, table) == ["x", nasty])
      #expect(try served(nasty, target, table) == ["z"])
      do {
        let open = try PostgresServingStore(target: target).begin(
          table, kind: .personalization, source: "", loadedAt: "")
        let braces = "{\"a\",\\NULL}"
        #expect(try open.previousLists([nasty, "a", "b", braces, "NULL"]) == [["z"], ["x", nasty], [], [], []])
      }
      #expect(try load([("a", ["q"])], target, table) == 2)
      #expect(try load([("a", ["r"])], target, table) == 3)
      #expect(try served("a", target, table) == ["r"])
      let store = try PostgresServingStore(target: target)
      #expect(try store.versions().map { "\($0.number) \($0.state)" } == ["3 current", "2 kept"])
      #expect(try store.rollBack(table, to: nil).number == 2)
      #expect(try served("a", target, table) == ["q"])
      #expect { try store.rollBack(table, to: 9) } throws: { ($0 as? ServingError)?.code == .noSuchVersion }
    }
  }

  @Test("an unfinished load is seen by nobody; a second one is refused; kinds do not mix; others' tables stay")
  func guards() throws {
    try withServer { target, table in
      #expect(try load([("a", ["x"])], target, table) == 1)
      let store = try PostgresServingStore(target: target)
      let other = try PostgresServingStore(target: target)
      do {
        let open = try store.begin(table, kind: .personalization, source: "", loadedAt: "")
        #expect(try open.previousList("a") == ["x"] && open.previousLists == 1)
        try open.add(BatchAnswer(kind: .personalization, key: "a", items: ["y"]))
        #expect { try other.begin(table, kind: .personalization, source: "", loadedAt: "") } throws: {
          ($0 as? ServingError)?.code == .busy
        }
        #expect(try served("a", target, table) == ["x"])
      }
      #expect(try served("a", target, table) == ["x"])
      #expect { try other.begin(table, kind: .relatedItems, source: "", loadedAt: "") } throws: {
        ($0 as? ServingError)?.code == .otherKind
      }
      let taken = try #require(ServingTableName("orders"))
      try PostgresConnection(PostgresTarget(target)).execute("CREATE TABLE orders (x int)")
      #expect { try other.begin(taken, kind: .relatedItems, source: "", loadedAt: "") } throws: {
        ($0 as? ServingError)?.code == .occupied
      }
      #expect(try load([("a", ["y"])], target, table) == 2)
    }
  }
}
