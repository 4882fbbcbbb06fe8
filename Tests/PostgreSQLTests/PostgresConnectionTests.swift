import Foundation
import PostgreSQL
import TestSupport
import Testing

@Suite("Connection strings") struct PostgresTargetTests {
  @Test(
    "a password in a connection string is refused, and not repeated",
    arguments: [
      "postgresql://ann:geheim@db.example/shop", "host=db password=geheim", "postgresql://db/shop?password=geheim",
      "postgresql://db/shop?sslpassword=geheim",
    ])
  func password(text: String) {
    let error = #expect(throws: PostgresError.self) { try PostgresTarget(text) }
    #expect(error?.code == .passwordInTarget)
    #expect(error.map { "\($0)".contains("geheim") } == false)
  }

  @Test("what libpq does not understand is refused, and not repeated")
  func notUnderstood() {
    let error = #expect(throws: PostgresError.self) { try PostgresTarget("host=db passwort=geheim") }
    #expect(error?.code == .badTarget)
    #expect(error.map { "\($0)".contains("geheim") } == false)
  }

  @Test("a target is named without its user")
  func names() throws {
    #expect(try PostgresTarget("postgresql://ann@db.example:5433/shop").name == "PostgreSQL (db.example:5433, shop)")
    #expect(try PostgresTarget("service=shop").name == "PostgreSQL (service shop)")
    #expect(try PostgresTarget("postgresql:") == .environment)
  }

  @Test("a server that is not there is told in one line")
  func unreachable() throws {
    let target = try PostgresTarget("host=/nonexistent dbname=shop")
    let error = #expect(throws: PostgresError.self) { try PostgresConnection(target) }
    #expect(error?.code == .unreachable)
    #expect(error.map { "\($0)".contains("\n") } == false)
  }

  @Test("names are quoted, and what cannot be a name is refused")
  func quoting() throws {
    #expect(try PostgresConnection.quoted("a\"; DROP TABLE t; --") == "\"a\"\"; DROP TABLE t; --\"")
    #expect(try PostgresConnection.quoted(table: "shop.events") == "\"shop\".\"events\"")
    for name in ["", "a\u{0}b", String(repeating: "n", count: 64)] {
      #expect(throws: PostgresError.self) { try PostgresConnection.quoted(name) }
    }
  }
}

@Suite("A real server", .enabled(if: PostgresServer.isInstalled, "PostgreSQL's server is not installed"))
struct PostgresConnectionTests {
  @Test("statements, values, transactions, copies and queries")
  func server() throws {
    let server = try PostgresServer()
    defer { server.stop() }
    let connection = try PostgresConnection(PostgresTarget(server.target))
    try connection.execute("CREATE TABLE \"odd \"\"name\" (a text, b bigint)")
    try connection.execute("INSERT INTO \"odd \"\"name\" VALUES ($1, $2)", ["x'; DROP", nil])
    let rows = try connection.execute("SELECT a, b FROM \"odd \"\"name\"")
    #expect(rows.count == 1 && rows[0, 0] == "x'; DROP" && rows[0, 1] == nil && rows.columnNames == ["a", "b"])

    // A transaction that fails leaves nothing.
    #expect(throws: PostgresError.self) {
      try connection.transaction {
        try connection.execute("INSERT INTO \"odd \"\"name\" VALUES ('y', 2)")
        try connection.execute("INSERT INTO missing VALUES (1)")
      }
    }
    #expect(try connection.execute("SELECT 1 FROM \"odd \"\"name\"").count == 1)

    // Copies, both ways; one called off leaves nothing and the connection is still good.
    var left = 3
    try connection.copyIn("COPY \"odd \"\"name\" FROM STDIN (FORMAT csv)") {
      left -= 1
      return left >= 0 ? Array("row\(left),\(left)\n".utf8) : nil
    }
    #expect(throws: CancellationError.self) {
      try connection.copyIn("COPY \"odd \"\"name\" FROM STDIN (FORMAT csv)") { throw CancellationError() }
    }
    var text = ""
    try connection.copyOut("COPY (SELECT a, b FROM \"odd \"\"name\" ORDER BY a) TO STDOUT (FORMAT csv)") {
      text += String(decoding: $0, as: UTF8.self)
      return true
    }
    #expect(text == "row0,0\nrow1,1\nrow2,2\nx'; DROP,\n")
    let stopped = #expect(throws: PostgresError.self) {
      try connection.copyOut("COPY (SELECT generate_series(1, 1000000)) TO STDOUT") { _ in false }
    }
    #expect(stopped?.code == .stopped)
    #expect(try connection.execute("SELECT 1").count == 1)

    // A user's query is streamed; one that gives no rows, several at once, or a change are refused.
    var sum = 0
    try connection.rows(ofUserQuery: "SELECT n, NULL AS none FROM generate_series(1, 1000) AS n") {
      $0 == ["n", "none"]
    } _: { values in
      sum += values[0].flatMap { Int(String(decoding: $0, as: UTF8.self)) } ?? 0
      return values[1] == nil
    }
    #expect(sum == 500_500)
    for query in [
      "DROP TABLE \"odd \"\"name\"", "COMMIT", "SELECT 1; DROP TABLE \"odd \"\"name\"",
      "WITH d AS (DELETE FROM \"odd \"\"name\" RETURNING 1) SELECT * FROM d", "COPY (SELECT 1) TO PROGRAM 'true'",
    ] {
      #expect(throws: PostgresError.self, "\(query)") {
        try connection.rows(ofUserQuery: query) { _ in
          true
        } _: { _ in
          true
        }
      }
    }
    #expect(try connection.execute("SELECT 1 FROM \"odd \"\"name\"").count == 4)
    let readOnly = try PostgresConnection(PostgresTarget(server.target), isReadOnly: true)
    #expect(throws: PostgresError.self) { try readOnly.execute("CREATE TABLE t (x int)") }
  }
}
