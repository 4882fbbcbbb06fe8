import Foundation
import TestSupport
import Testing

@Suite("recast replay") struct ReplayCommandTests {
  private static let scenario = """
    horizon: {start: 2027-02}
    log: {synthetic: {users: 300 users, items: 100 items, events: 6000 events, days: 28 days}}
    demand: {users: 800 users, requestsPerDay: 4000 req/day}
    plans: {batch: {kind: batch}, campaign: {kind: campaign}}
    evaluation: {requests: 300 requests, resamples: 100 resamples}
    rateCard: us-east-1

    """

  @Test("files and JSON, the same on 1 and 3 threads; nothing unfinished stays") func files() throws {
    try withScratch { scratch in
      try Data(Self.scenario.utf8).write(to: URL(filePath: scratch + "/shop.yaml"))
      var results: [[Data]] = []
      let names = [
        "replay.json", "events.csv", "freshness.csv", "hybrid.csv", "over-time.csv", "replay.md", "replay.pdf",
      ]
      for threads in ["1", "3"] {
        let out = scratch + "/out-" + threads
        let program = try Program("replay", scratch + "/shop.yaml", "--threads", threads, "--out", out, "--json")
        #expect(program.status == 0, "\(program.errors)")
        #expect(program.output.contains("\"freshness\"") && program.output.contains("relative claims only"))
        results.append(try names.map { try Data(contentsOf: URL(filePath: out + "/" + $0)) })
        #expect(!FileManager.default.fileExists(atPath: out + "/.unfinished"))
      }
      #expect(results[0] == results[1])
    }
  }

  @Test("one plan, plans only, frozen: text with the caveat and the way of the answers") func options() throws {
    try withScratch { scratch in
      try Data(Self.scenario.utf8).write(to: URL(filePath: scratch + "/shop.yaml"))
      let program = try Program(
        "replay", scratch + "/shop.yaml", "--plan", "campaign", "--plans-only", "--freeze", "--requests", "200",
        "--out",
        scratch + "/out")
      #expect(program.status == 0, "\(program.errors)")
      for part in ["200 requests", "campaign 100.0 %", "frozen", "relative claims only"] {
        #expect(program.output.contains(part), "\(part)")
      }
      #expect(!program.output.contains("Value of freshness"))
      let events = try String(contentsOfFile: scratch + "/out/events.csv", encoding: .utf8)
      #expect(events.split(separator: "\n").count == 201)
    }
  }

  @Test(
    "wrong options end with status 2 and words, before anything is written",
    arguments: [
      ["--plan", "nightly"], ["--requests", "0"], ["--fits", "0"], ["--threads", "0"], ["--point-value", "-1"],
      ["--recommender", "oracle"],
    ])
  func wrong(options: [String]) throws {
    try withScratch { scratch in
      try Data(Self.scenario.utf8).write(to: URL(filePath: scratch + "/shop.yaml"))
      let program = try Program(["replay", scratch + "/shop.yaml", "--out", scratch + "/out"] + options)
      #expect(program.status == 2 && !program.errors.isEmpty, "\(options)")
      #expect(!FileManager.default.fileExists(atPath: scratch + "/out"))
    }
  }
}
