import Foundation
import TestSupport
import Testing

@Suite("recast explain") struct ExplainTests {
  /// A scenario run into a folder, with the rows of the table that the run printed.
  private func withReport(_ body: (_ folder: String, _ rows: [[String]]) throws -> Void) throws {
    try withScratch { scratch in
      let scenario = tinyScenario.replacing(
        "log:\n", with: "log: {synthetic: {users: 300 users, events: 6000 events}}\n")
      try Data(scenario.utf8).write(to: URL(filePath: scratch + "/tiny.yaml"))
      let run = try Program("run", scratch + "/tiny.yaml", "--out", scratch + "/out")
      try #require(run.status == 0, "\(run.errors)")
      // Columns stand two blanks apart.
      let rows = run.output.split(separator: "\n").map { line in
        line.replacing(/\ \ +/, with: "\t").split(separator: "\t").map(String.init)
      }
      try body(scratch + "/out", rows)
    }
  }

  @Test("a report's folder and its facts.json give the same; without a number the main figures are listed")
  func report() throws {
    try withReport { folder, rows in
      let main = try Program("explain", folder)
      #expect(main.status == 0 && main.output.contains("plans[batch].monthlyCost.expected"))
      #expect(try Program("explain", folder + "/facts.json").output.split(separator: "\n").count > 6)

      let batch = try #require(rows.first { $0.first == "batch" })
      let cost = try Program("explain", folder, batch[1])
      #expect(cost.status == 0 && cost.output.contains("plans[batch].monthlyCost.expected"))
      let median = try Program("explain", folder, batch[3])
      #expect(median.output.contains("plans[batch].latencyMilliseconds.p50.value"))
      let words = batch[3].split(separator: " ").map(String.init)
      #expect(try Program(["explain", folder] + words).output == median.output, "in two words")

      let json = try Program("explain", folder, batch[1], "--json")
      let object = try JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [String: Any]
      let explained = object?["explanations"] as? [[String: Any]] ?? []
      let monthly = explained.first { $0["path"] as? String == "plans[batch].monthlyCost.expected" }
      #expect(json.status == 0 && (monthly?["checks"] as? [[String: Any]])?.first?["agrees"] as? Bool == true)
    }
  }

  @Test("a number below zero is no option") func negative() throws {
    try withReport { folder, _ in
      let path = "quality.differencesToBest[popular].ndcg@10"
      let difference = try Program("explain", folder, path)
      let value = try #require(difference.output.firstMatch(of: /= (-[0-9.]+)/)).1
      let found = try Program("explain", folder, String(value))
      #expect(found.status == 0 && found.output.contains(path), "\(found.errors)")
    }
  }

  @Test("status 1 for a figure that does not follow, 2 for what is not there, 3 for what cannot be read")
  func statuses()
    throws
  {
    try withReport { folder, _ in
      #expect(try Program("explain", folder, "999999.75").status == 2)
      #expect(try Program("explain", folder, "plans[none]").status == 2)
      #expect(try Program("explain").status == 2)
      #expect(try Program("explain", "Package.swift", "1").status == 2)
      #expect(try Program("explain", folder + "/none", "1").status == 3)
      #expect(try Program("explain", "Sources", "1").status == 3)

      let facts = try String(contentsOf: URL(filePath: folder + "/facts.json"), encoding: .utf8)
      let changed = folder + "/changed.json"
      try Data(facts.replacing("\"winner\" : \"", with: "\"winner\" : \"x").utf8).write(to: URL(filePath: changed))
      let program = try Program("explain", changed, "decision.winner")
      #expect(program.status == 1 && program.output.contains("MISMATCH"))
      #expect(program.errors.contains("1 figure does not follow"))
      try Data(facts.utf8.prefix(5000)).write(to: URL(filePath: changed))
      let half = try Program("explain", changed, "decision.winner")
      #expect(half.status == 2 && half.errors.contains("no JSON"))
    }
  }

  @Test("means of quality are made again from the users' own values beside the facts") func perUser() throws {
    try withReport { folder, _ in
      let path = "quality.all.plans[batch].metrics.ndcg@10"
      let right = try Program("explain", folder, path)
      #expect(right.status == 0 && right.output.contains("rows of quality-per-user.csv = "))
      // Two users: a mean that the facts do not have.
      try Data("USER_ID,REQUESTS,batch:ndcg@10\na,1,0.0\nb,3,1.0\n".utf8)
        .write(to: URL(filePath: folder + "/quality-per-user.csv"))
      let wrong = try Program("explain", folder, path)
      #expect(wrong.status == 1 && wrong.output.contains("2 rows of quality-per-user.csv = 0.75, but the file says"))
    }
  }

  @Test("a saved bill is read") func bill() throws {
    try withScratch { scratch in
      let usage = scratch + "/usage.csv"
      try Data(
        ("resource,meter,start,end,quantity,unit\n"
          + "legacy:shop,minProvisionedTPS,2026-11-01T00:00:00Z,2026-12-01T00:00:00Z,1,TPS\n").utf8
      ).write(to: URL(filePath: usage))
      let bill = try Program("bill", usage, "--rates", "us-east-1", "--json")
      try Data(bill.output.utf8).write(to: URL(filePath: scratch + "/bill.json"))
      let line = try Program("explain", scratch + "/bill.json", "144.00")
      #expect(line.status == 0 && line.output.contains("lines[0].amount"), "\(line.errors)")
      #expect(line.output.contains("720 TPS-hour × 0.20 / 1 = 144.000000000000, equals"))
    }
  }
}
