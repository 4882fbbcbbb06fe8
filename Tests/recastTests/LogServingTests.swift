import Foundation
import TestSupport
import Testing

@Suite("Serving tables on the command line") struct LogServingTests {
  private func output(_ lists: [(String, [String])], failed: Int = 0) -> String {
    lists.map { key, items in
      let names = items.map { "\"\($0)\"" }.joined(separator: ",")
      return #"{"input":{"userId":"\#(key)"},"output":{"recommendedItems":[\#(names)]},"error":null}"# + "\n"
    }.joined()
      + String(
        repeating: #"{"input":{"userId":"x"},"output":null,"error":"No\u001b[31m history"}"# + "\n", count: failed)
  }

  private func write(_ text: String, _ path: String) throws { try Data(text.utf8).write(to: URL(filePath: path)) }

  @Test("load, load, tables, rollback: the whole round, with the query that the product runs") func round() throws {
    try withScratch { scratch in
      try FileManager.default.createDirectory(atPath: scratch + "/job", withIntermediateDirectories: true)
      try write(output([("a", ["x", "y"]), ("b", ["y"])]), scratch + "/job/in.json.out")
      try write("", scratch + "/job/_CHECK")
      try write("USER_ID\na\nb\n", scratch + "/users.csv")
      let db = scratch + "/app.sqlite"
      let first = try Program(
        "log", "load", scratch + "/job", "--into", db, "--table", "recs", "--users", scratch + "/users.csv")
      #expect(first.status == 0, "\(first.errors)")
      #expect(
        first.output.contains("SELECT item_id, score FROM \"recs\" WHERE user_id = ? ORDER BY rank")
          && first.output.contains("100.00 %"))
      try write(output([("a", ["y", "z"]), ("b", ["y"])]), scratch + "/second.out")
      let second = try Program("log", "load", scratch + "/second.out", "--into", db, "--table", "recs", "--json")
      #expect(second.status == 0 && second.output.contains("\"published\" : 2"), "\(second.errors)")
      let tables = try Program("log", "tables", db)
      #expect(tables.status == 0 && tables.output.contains("current") && tables.output.contains("in.json.out"))
      #expect(try Program("log", "rollback", db, "--table", "recs").output.contains("version 1 now"))
      #expect(try Program("log", "rollback", db, "--table", "recs").status == 2)
      #expect(try Program("log", "rollback", db, "--table", "other").status == 2)
      #expect(try Program("log", "tables", scratch + "/none.sqlite").status == 3)
    }
  }

  @Test("lists that fail a limit change nothing: status 1 and the reason; a stranger's words steer no terminal")
  func refused() throws {
    try withScratch { scratch in
      let db = scratch + "/app.sqlite"
      try write(output([("a", ["x"]), ("b", ["y"])]), scratch + "/good.out")
      #expect(try Program("log", "load", scratch + "/good.out", "--into", db, "--table", "recs").status == 0)
      try write(output([("a", ["x"])], failed: 5), scratch + "/bad.out")
      let bad = try Program("log", "load", scratch + "/bad.out", "--into", db, "--table", "recs")
      #expect(bad.status == 1 && bad.output.contains("FAILS") && bad.errors.contains("history"))
      #expect(!bad.errors.contains("\u{1B}") && !bad.output.contains("\u{1B}"))
      #expect(try Program("log", "tables", db, "--json").output.contains("good.out"))
      #expect(!(try Program("log", "tables", db, "--json").output.contains("bad.out")))
      let allowed = try Program(
        "log", "load", scratch + "/bad.out", "--into", db, "--table", "recs", "--allow-errors", "90%",
        "--require-kept", "50 %", "--test-only")
      #expect(allowed.status == 0 && allowed.output.contains("only a test"), "\(allowed.output)")
      #expect(
        try Program("log", "load", scratch + "/bad.out", "--into", db, "--table", "r", "--allow-errors", "0.9").status
          == 2)
      #expect(try Program("log", "load", scratch + "/bad.out", "--into", db, "--table", "a\nb").status == 2)
      #expect(try Program("log", "load", scratch + "/none.out", "--into", db, "--table", "recs").status == 3)
    }
  }
}

@Suite("Twins and statistics on the command line") struct LogTwinTests {
  @Test("a twin is written with its report and its fit, and the fit draws a log again") func twin() throws {
    try withScratch { scratch in
      #expect(
        try Program(
          "log", "generate", "--out", scratch + "/private.csv", "--users", "900", "--items", "300", "--events", "20000",
          "--days", "40", "--seed", "4"
        ).status == 0)
      let made = try Program(
        "log", "generate", "--fit", scratch + "/private.csv", "--out", scratch + "/twin.csv", "--fit-out",
        scratch + "/fit.json")
      #expect(made.status == 0, "\(made.output)\(made.errors)")
      #expect(made.output.contains("membership attack") && !made.output.contains("FAILS"))
      let text = try String(contentsOfFile: scratch + "/twin.csv", encoding: .utf8)
      // The private log has names of the same make, so that the twin's must be others.
      #expect(text.contains("twin-user-") && !text.contains("\nuser-"))
      let again = try Program("log", "generate", "--from-fit", scratch + "/fit.json", "--out", scratch + "/again.csv")
      #expect(again.status == 0, "\(again.errors)")
      let fit = try String(contentsOfFile: scratch + "/fit.json", encoding: .utf8)
      #expect(!fit.contains("user-") && !fit.contains("item-"))
      try Data(fit.replacing("\"users\":", with: "\"users\":-").utf8).write(to: URL(filePath: scratch + "/bad.json"))
      let bad = try Program("log", "generate", "--from-fit", scratch + "/bad.json", "--out", scratch + "/no.csv")
      #expect(bad.status == 2 && bad.errors.contains("users"))
      #expect(!FileManager.default.fileExists(atPath: scratch + "/no.csv"))
    }
  }

  @Test("statistics: a split is X-rayed, and the pictures are written; the same bytes twice") func statistics() throws {
    try withScratch { scratch in
      _ = try Program(
        "log", "generate", "--out", scratch + "/log.csv", "--users", "200", "--items", "90", "--events", "6000",
        "--days", "40")
      func run(_ out: String) throws -> Program {
        try Program("log", "stats", scratch + "/log.csv", "--split", "time:2026-02-01", "--out", "\(scratch)/\(out)")
      }
      let first = try run("a")
      #expect(first.status == 0, "\(first.errors)")
      #expect(first.output.contains("of users only in the test") && first.output.contains("dispersion"))
      _ = try run("b")
      for file in ["page-1.png", "statistics.pdf", "statistics.json"] {
        let (a, b) = (
          FileManager.default.contents(atPath: "\(scratch)/a/\(file)"),
          FileManager.default.contents(atPath: "\(scratch)/b/\(file)")
        )
        #expect(a != nil && a == b, "\(file)")
      }
      #expect(try Program("log", "stats", scratch + "/log.csv", "--split", "sometimes").status == 2)
    }
  }
}

@Suite("Sinks on the command line") struct LogSinkTests {
  private func write(_ text: String, _ path: String) throws { try Data(text.utf8).write(to: URL(filePath: path)) }

  @Test("personalize writes the data sets of chosen users with schemas that the data passes, all at once") func export()
    throws
  {
    try withScratch { scratch in
      try write(
        "USER_ID,ITEM_ID,TIMESTAMP,EVENT_TYPE\n"
          + "u1,i1,1700000000,view\nu2,i2,1700000100,view\nu1,\"i,3\",1700000200,buy\n",
        scratch + "/log.csv")
      try write(
        "ITEM_ID,PRICE,GENRE\ni1,2.5,a|b\n\"i,3\",1.5,\"x \"\"y\"\"\"\ngone,1,z\ni2,9,z\n", scratch + "/items.csv")
      try write("u1\n", scratch + "/only.txt")
      let out = scratch + "/a/b"
      let done = try Program(
        "log", "personalize", scratch + "/log.csv", "--out", out, "--items", scratch + "/items.csv", "--only-users",
        scratch + "/only.txt")
      #expect(done.status == 0, "\(done.errors)")
      let events = try String(contentsOfFile: out + "/interactions.csv", encoding: .utf8)
      #expect(
        events == "USER_ID,ITEM_ID,TIMESTAMP,EVENT_TYPE\nu1,i1,1700000000,view\nu1,\"i,3\",1700000200,buy\n")
      let items = try String(contentsOfFile: out + "/items.csv", encoding: .utf8)
      #expect(items.contains("i1,2.5,a|b\n") && items.contains("\"x \\\"y\\\"\"") && !items.contains("gone"))
      #expect(done.output.contains("2 rows of users or items without an event left out"))
      #expect(
        try String(contentsOfFile: out + "/interactions.schema.json", encoding: .utf8).contains("\"Interactions\""))
      let names = try FileManager.default.contentsOfDirectory(atPath: out).sorted()
      #expect(names == ["interactions.csv", "interactions.schema.json", "items.csv", "items.schema.json"])
    }
  }

  @Test("batch-input writes a query a user, an item or a ranking, in order of id, in as many files as asked for")
  func batchInput() throws {
    try withScratch { scratch in
      try write(
        "USER_ID,ITEM_ID,TIMESTAMP\nu2,i1,1700000000\nu1,i2,1700000100\nu3,i2,1800000000\n", scratch + "/log.csv")
      try write("i1\ni2\n", scratch + "/candidates.txt")
      func run(_ more: String...) throws -> Program {
        try Program(["log", "batch-input", scratch + "/log.csv", "--out", scratch + "/out"] + more)
      }
      #expect(try run().status == 0)
      let path = scratch + "/out/batch_input.json"
      #expect(
        try String(contentsOfFile: path, encoding: .utf8)
          == "{\"userId\":\"u1\"}\n{\"userId\":\"u2\"}\n{\"userId\":\"u3\"}\n")
      #expect(try run("--kind", "related-items", "--active-since", "2027-01-01").status == 0)
      #expect(try String(contentsOfFile: path, encoding: .utf8) == "{\"itemId\":\"i2\"}\n")
      let ranking = try run(
        "--kind", "ranking", "--candidates", scratch + "/candidates.txt", "--queries-per-file", "2", "--name", "r")
      #expect(
        ranking.status == 0 && ranking.output.contains("r-1.json, r-2.json"), "\(ranking.output)\(ranking.errors)")
      #expect(
        try String(contentsOfFile: scratch + "/out/r-2.json", encoding: .utf8)
          == "{\"userId\":\"u3\",\"itemList\":[\"i1\",\"i2\"]}\n")
      #expect(try run("--kind", "ranking").status == 2)
      #expect(try run("--active-since", "2030-01-01").status == 1)
    }
  }
}
