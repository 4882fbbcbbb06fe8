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
        "replay.json", "events.csv", "freshness.csv", "hybrid.csv", "by-day.csv", "replay.md", "replay.pdf",
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

  @Test("without a campaign the cut is said, and what may be imported; a log's events before it are written") func cut()
    throws
  {
    try withScratch { scratch in
      try Data(Self.scenario.utf8).write(to: URL(filePath: scratch + "/shop.yaml"))
      let program = try Program("replay", scratch + "/shop.yaml", "--backend", "personalize")
      let cut = try #require(program.errors.firstMatch(of: /--before (\S+) --out/)?.output.1)
      #expect(program.status == 2 && program.errors.contains("The cut is \(cut)"))
      let log = "USER_ID,ITEM_ID,TIMESTAMP\nu1,i1,1700000000\nu2,i2,1700000001\nu1,i3,1700000002\n"
      try Data(log.utf8).write(to: URL(filePath: scratch + "/log.csv"))
      let wrote = try Program(
        "log", "personalize", scratch + "/log.csv", "--before", "2023-11-14T22:13:22Z", "--out", scratch + "/out",
        "--no-cache")
      #expect(wrote.status == 0, "\(wrote.errors)")
      let written = try String(contentsOfFile: scratch + "/out/interactions.csv", encoding: .utf8)
      #expect(written == "USER_ID,ITEM_ID,TIMESTAMP\nu1,i1,1700000000\nu2,i2,1700000001\n")
    }
  }

  @Test(
    "options of a campaign that do not go together end with status 2, before anything is asked",
    arguments: [
      ["--campaign", "arn"], ["--yes"], ["--backend", "lambda"], ["--backend", "personalize", "--campaign", "arn"],
      ["--backend", "personalize", "--campaign", "arn", "--tracker", "id", "--freeze"],
      ["--backend", "personalize", "--campaign", "arn", "--tracker", "id", "--rate", "0"],
      ["--backend", "personalize", "--campaign", "arn", "--tracker", "id", "--concurrency", "65"],
      ["--backend", "personalize", "--campaign", "arn", "--tracker", "id", "--cap", "much"],
      ["--backend", "personalize", "--playback", "a", "--record", "b"],
      ["--backend", "personalize", "--plan", "campaign"],
    ])
  func wrongCampaign(options: [String]) throws {
    try withScratch { scratch in
      try Data(Self.scenario.utf8).write(to: URL(filePath: scratch + "/shop.yaml"))
      let program = try Program(
        ["replay", scratch + "/shop.yaml", "--out", scratch + "/out"] + options,
        environment: ["AWS_ENDPOINT_URL": "http://127.0.0.1:9", "AWS_DEFAULT_REGION": "us-east-1"])
      #expect(program.status == 2 && !program.errors.isEmpty, "\(options)")
      #expect(!FileManager.default.fileExists(atPath: scratch + "/out"))
    }
  }
}
