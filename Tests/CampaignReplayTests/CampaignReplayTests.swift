import CampaignReplay
import Foundation
import Interactions
import JSONText
import Measures
import Pricing
import Statistics
import Testing

@Suite("A replay through a campaign", .timeLimit(.minutes(5))) struct CampaignReplayTests {
  @Test("each answer knows all earlier events of its user, and none of its own second", arguments: [1, 6])
  func knowledge(concurrency: Int) async throws {
    try await withFolder { folder in
      var replay = TestReplay(path: folder + "/record")
      replay.settings.concurrency = concurrency
      let record = try await replay.run()
      let log = replay.script.log
      for request in 0..<replay.script.requests.count {
        let user = replay.script.requests.users[request]
        let known = (0..<log.count).filter {
          log.userIDs[$0] == user && log.timestamps[$0] >= TestReplay.cut
            && log.timestamps[$0] < replay.script.requests.instants[request]
        }
        let answer = try #require(record.answers[request])
        #expect(answer.items == known.reversed().map { log.items[Int(log.itemIDs[$0])] }, "request \(request)")
      }
    }
  }

  @Test("without a tracker nothing is told and the profiles stay as they were") func frozen() async throws {
    let log = testLog()
    let script = ReplayScript(
      log, cut: TestReplay.cut, requests: HeldOutRequests(of: log, from: TestReplay.cut), tells: false)
    #expect(script.events.isEmpty && script.steps.allSatisfy { $0.request >= 0 })
    #expect(script.steps.count == script.requests.count)
  }

  @Test("what says the same twice is told once, and nothing after the last question") func telling() {
    let log = InteractionLog(
      users: ["a", "b"], items: ["x", "y"], eventTypes: [""], userIDs: [0, 0, 0, 1, 0], itemIDs: [0, 0, 1, 1, 1],
      timestamps: [10, 10, 10, 20, 30], eventTypeIDs: [0, 0, 0, 0, 0], values: [.nan, .nan, .nan, 2, .nan])
    let requests = HeldOutRequests(users: [0, 1], instants: [10, 20], truths: [[0], [1]])
    let script = ReplayScript(log, cut: 5, requests: requests, tells: true)
    #expect(script.events == [0, 2])
    #expect(script.steps.map(\.request) == [0, 1])
    let fewer = ReplayScript(
      log, cut: 5, requests: HeldOutRequests(users: [1], instants: [20], truths: [[1]]), tells: true)
    #expect(fewer.steps.map(\.request) == [-1, 0] && fewer.checksum != script.checksum)
  }

  @Test("no more go out in any second than the rate allows, and those held up are made up for") func rate() async throws
  {
    try await withFolder { folder in
      // Half a second of silence in the middle of answers of a millisecond.
      let campaign = ScriptedCampaign(takes: { $0 == 20 ? 500_000 : 1000 })
      var replay = TestReplay(campaign, log: testLog(users: 60, steps: 8), path: folder + "/record")
      replay.settings.rate = 20
      let record = try await replay.run()
      let starts = campaign.asked.map(\.at)
      #expect(starts.count == 120)
      for index in starts.indices.dropFirst(20) {
        #expect(starts[index] - starts[index - 20] >= 1_000_000, "the \(index)th question")
      }
      let answers = record.answers.compactMap { $0 }.sorted { $0.at < $1.at }
      // Those behind the silence went out late, and count from when they were meant to; later ones are on time again.
      #expect(answers[21].waited > 400_000 && answers[21].took < 5000)
      #expect(answers[59].waited < 60_000)
      let times = AnswerTimes(record)
      let late = (try #require(times.fromIntended.quantile(0.95)), try #require(times.fromSending.quantile(0.95)))
      #expect(late.0 > 50 && late.1 < 5)
    }
  }

  @Test("a request that is throttled or fails for now is an empty list and counted; it was tried twice")
  func throttled()
    async throws
  {
    try await withFolder { folder in
      let campaign = ScriptedCampaign(faults: {
        [2, 3].contains($0) ? .throttled : [5, 6].contains($0) ? .internalError : [8, 9].contains($0) ? .timeout : nil
      })
      let replay = TestReplay(campaign, path: folder + "/record")
      let record = try await replay.run()
      let times = AnswerTimes(record)
      #expect(times.faults.map(\.cause) == ["status 500", "throttled", "timeout"])
      #expect(times.faults.map(\.count) == [1, 1, 1])
      #expect(times.answered == replay.script.requests.count - 3 && times.sends == replay.script.requests.count + 3)
      #expect(try replay.read().record?.answers == record.answers)
    }
  }

  @Test("the cap stops before the request that could go above it, and a higher one goes on") func cap() async throws {
    try await withFolder { folder in
      // Each window of five minutes costs its 300 requests of floor at least; the third request of the cap's cent is the last.
      var replay = TestReplay(path: folder + "/record")
      replay.facts.floor = 1
      replay.settings.cap = Money(picos: 2 * Money.scale)
      let stopped = await #expect(throws: ReplayFailure.self) { try await replay.run() }
      #expect(stopped?.code == .cap && replay.campaign.asked.isEmpty)
      replay.settings.cap = Money(picos: 4 * Money.scale)
      let record = try await replay.run()
      #expect(record.answered == replay.script.requests.count)
    }
  }

  @Test("what cannot be priced is not asked") func missingPrice() throws {
    let facts = CampaignFacts(name: "shop", solutionVersion: "sv", recipe: "aws-hrnn")
    var spending = ReplaySpending(facts, card: testCard(without: .tpsHours))
    spending.addRequests(1, at: 0)
    #expect(throws: ReplayFailure.self) { try spending.bill() }
    // 450 requests in one window and 10 in the next, of a floor of one a second: (450 + 300) / 3600 TPS-hours at 10 dollars.
    var priced = ReplaySpending(facts, card: testCard())
    priced.addRequests(450, at: 299_000_000)
    priced.addRequests(10, at: 300_000_000)
    #expect(try priced.bill().total.expected.text(places: 6) == "2.083333")
    // A million events of 300 bytes are 0.3 GB.
    priced.addEvents(1_000_000, at: 301_000_000)
    #expect(try priced.bill().total.expected.text(places: 6) == "5.083333")
  }

  @Test(
    "an error midway keeps what was answered; the same again asks the rest and ends in the same lists",
    arguments: [ScriptedCampaign.Fault.notFound, .unreachable])
  func resuming(fault: ScriptedCampaign.Fault) async throws {
    try await withFolder { folder in
      let whole = try await TestReplay(path: folder + "/whole").run()
      let path = folder + "/record"
      let broken = TestReplay(ScriptedCampaign(faults: { $0 >= 17 ? fault : nil }), path: path)
      let stopped = await #expect(throws: ReplayFailure.self) { try await broken.run() }
      #expect(stopped?.code == .service)
      let kept = try #require(try broken.read().record)
      #expect(kept.answered == 17)
      // The service remembers what it was told: the same campaign without its fault.
      let again = TestReplay(ScriptedCampaign(), path: path)
      for (index, step) in again.script.steps.enumerated() where kept.told[index] {
        try await again.campaign.remember(step, again.script)
      }
      let record = try await again.run()
      #expect(record.answers.map { $0?.items } == whole.answers.map { $0?.items })
      #expect(again.campaign.asked.count == whole.answers.count - 17)
    }
  }

  @Test("events that do not arrive stop the replay, for later lists would not know them") func lostEvents() async throws
  {
    try await withFolder { folder in
      let campaign = ScriptedCampaign(eventFaults: { $0 >= 4 ? .internalError : nil })
      let replay = TestReplay(campaign, path: folder + "/record")
      await #expect(throws: ReplayFailure.self) { try await replay.run() }
      // One that comes late is no loss.
      let patient = TestReplay(
        ScriptedCampaign(eventFaults: { (4..<8).contains($0) ? .throttled : nil }), path: folder + "/other")
      let late = try await patient.run()
      #expect(late.answered == patient.script.requests.count)
    }
  }

  @Test("a service that answers nothing is down, and not bad") func down() async throws {
    try await withFolder { folder in
      let campaign = ScriptedCampaign(faults: { $0 >= 6 ? .internalError : nil })
      let replay = TestReplay(campaign, log: testLog(users: 40), path: folder + "/record")
      let stopped = await #expect(throws: ReplayFailure.self) { try await replay.run() }
      #expect(stopped?.code == .service && stopped?.description.contains("down") == true)
      #expect(campaign.asked.count == 6 + 2 * CampaignReplay.mostFailures)
    }
  }

  @Test("keys, tokens and the tracking id are in requests alone, never in the record") func secrets() async throws {
    try await withFolder { folder in
      let replay = TestReplay(ScriptedCampaign(faults: { $0 == 30 ? .notFound : nil }), path: folder + "/record")
      let stopped = await #expect(throws: ReplayFailure.self) { try await replay.run() }
      let text = try String(contentsOfFile: replay.path, encoding: .utf8) + (stopped?.description ?? "")
      #expect(replay.campaign.requestBodies.contains { $0.contains(ScriptedCampaign.tracker) })
      for secret in [ScriptedCampaign.tracker, ScriptedCampaign.secret, ScriptedCampaign.token, "AKIDEXAMPLE"] {
        #expect(!text.contains(secret))
      }
      let mode = try FileManager.default.attributesOfItem(atPath: replay.path)[.posixPermissions] as? Int
      #expect(mode == 0o600)
    }
  }
}
