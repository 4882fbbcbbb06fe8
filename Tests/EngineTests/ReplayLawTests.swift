import Engine
import Interactions
import Measures
import Reports
import Scenarios
import Serving
import TestSupport
import Testing

/// A replay's rows by plan, as events.csv has them: `[plan][request]` of the fields by name.
func replayRows(_ outcome: LogReplay.Outcome) -> [String: [[String: String]]] {
  var text = ""
  outcome.events.write { text += String(decoding: $0, as: UTF8.self) }
  let lines = text.split(separator: "\n").map {
    $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
  }
  var rows: [String: [[String: String]]] = [:]
  for line in lines.dropFirst() {
    let row = Dictionary(uniqueKeysWithValues: zip(lines[0], line))
    rows[row["plan"] ?? "", default: []].append(row)
  }
  return rows
}

extension RunInput {
  func with(plans: [Plan]) -> RunInput {
    var scenario = self.scenario
    scenario.plans = plans
    return RunInput(scenario: scenario, card: card, log: log, origin: origin)
  }
}

extension RunInput {
  /// The same with an item of the first event in place of each that is first seen in the last two fifths: a campaign takes in
  /// new items between trainings, a batch does not, however often it runs.
  fileprivate func withOldItemsAlone() -> RunInput {
    let old = Set(log.itemIDs.prefix(log.count * 3 / 5))
    let plain = InteractionLog(
      users: log.users, items: log.items, eventTypes: log.eventTypes, userIDs: log.userIDs,
      itemIDs: LogIDs(log.itemIDs.map { old.contains($0) ? $0 : log.itemIDs[0] }), timestamps: log.timestamps,
      eventTypeIDs: log.eventTypeIDs, values: log.values)
    return RunInput(scenario: scenario, card: card, log: plain, origin: origin)
  }
}

private func quick(_ days: Double) -> TrainingSettings {
  let none = DurationRange(.zero, .zero)
  return TrainingSettings(
    family: .v2, every: .days(days), timeOfDay: .hours(2), importTime: none, wallTime: none, billedHours: 0)
}

private func outcome(
  _ input: RunInput, threads: Int = 2, _ change: (inout ReplaySettings) -> Void = { $0.plansOnly = true }
) async throws -> LogReplay.Outcome {
  var settings = ReplaySettings(threads: threads)
  change(&settings)
  return try await LogReplay.outcome(of: input, settings: settings)
}

@Suite("Laws of a replay") struct ReplayLawTests {
  private let quality = ["hit", "rank", "ndcg"]

  @Test("as period and delays go to nothing, a batch and a campaign show the same lists") func limit() async throws {
    let input = try input().withOldItemsAlone()
    let none = DurationRange(.zero, .zero)
    guard case .batch(var batch) = input.scenario.plans[0].kind,
      case .campaign(var campaign) = input.scenario.plans[1].kind
    else { throw ReplayTestError.unexpectedScenario }
    batch.every = .seconds(1)
    batch.training = quick(7)
    (batch.exportTime, batch.fixedOverhead) = (none, none)
    (batch.usersPerSecond, batch.loadRowsPerSecond) = (1e12, 1e12)
    campaign.training = quick(7)
    (campaign.eventDelay, campaign.modelUpdateTime) = (none, none)
    let slow = input.scenario.plans[0]
    let rows = replayRows(
      try await outcome(
        input.with(plans: [
          Plan(name: "batch", kind: .batch(batch)), Plan(name: "campaign", kind: .campaign(campaign)),
          Plan(name: "slow", kind: slow.kind),
        ])))
    let stored = try #require(rows["batch"])
    let answered = try #require(rows["campaign"])
    var compared = 0
    // A user's very first request finds no list in any batch; all others do.
    for (a, b) in zip(stored, answered) where a["route"] == "store" {
      for field in quality + ["model_age_s", "profile_age_s", "events_missed"] { #expect(a[field] == b[field]) }
      compared += 1
    }
    #expect(Double(compared) > 0.95 * Double(stored.count))
    #expect(rows["slow"]?.map { $0["ndcg"] } != answered.map { $0["ndcg"] })
  }

  @Test("with model, profile and catalogue frozen all plans show the same, and without they do not") func frozen()
    async throws
  {
    let input = try input()
    let plans = ["batch", "campaign", "hybrid"]
    let frozen = replayRows(
      try await outcome(input) { settings in
        settings.plansOnly = true
        settings.isFrozen = true
      })
    let free = replayRows(try await outcome(input))
    func values(_ rows: [String: [[String: String]]], _ plan: String) -> [[String?]] {
      (rows[plan] ?? []).map { row in quality.map { row[$0] } }
    }
    #expect(Set(plans.map { values(frozen, $0) }).count == 1)
    #expect(Set(plans.map { values(free, $0) }).count == 3)
    #expect(frozen["batch"]?.count == free["batch"]?.count)
  }

  @Test("all plans answer identical requests, and none knows its request or anything later") func requests()
    async throws
  {
    let rows = replayRows(try await outcome(try input()))
    let asked = try #require(rows["batch"]).map { [$0["request"], $0["user"], $0["instant"]] }
    for own in rows.values { #expect(own.map { [$0["request"], $0["user"], $0["instant"]] } == asked) }
    for own in rows.values.joined() {
      for age in ["model_age_s", "profile_age_s", "catalogue_age_s", "events_missed"] {
        #expect(own[age].map { $0.isEmpty || Int($0).map { $0 >= 0 } == true } == true)
      }
    }
    #expect(rows.count == 4)
  }

  @Test("the same bytes of every file on another number of threads") func threads() async throws {
    func bytes(_ threads: Int) async throws -> [[UInt8]] {
      let outcome = try await outcome(try input(), threads: threads) { $0.curveRequests = 300 }
      var events: [UInt8] = []
      outcome.events.write { events += $0 }
      return try ReportFolder(outcome.result, runFacts: .null).files.map(\.bytes) + [events]
    }
    let one = try await bytes(1)
    let three = try await bytes(3)
    #expect(one == three && one.count > 8)
  }

  @Test("a table of quality never stands without its caveat, in text, pages and JSON") func caveats() async throws {
    let result = try await outcome(try input()) { $0.curveRequests = 300 }.result
    let sections = ReplayText.sections(result)
    #expect(sections.count > 8)
    for section in sections {
      let isQuality = section.header.contains { $0.contains("NDCG") } || section.title.contains("NDCG")
      #expect(section.isQuality || !isQuality, "\(section.title)")
      for words in ["stand-in", "teacher-forced", "another policy", "relative claims only"] where section.isQuality {
        #expect(section.sentences(result)[0].contains(words), "\(section.title)")
      }
    }
    let caveat = ReplayText.caveat(result)
    let text = markdown(ReplayDocument.document(result))
    #expect(text.split(separator: caveat).count - 1 >= sections.count { $0.isQuality })
    guard case .object(let members) = ReplayJSON.json(result) else { throw ReplayTestError.unexpectedScenario }
    #expect(members["caveat"] == .string(caveat))
  }
}

enum ReplayTestError: Error { case unexpectedScenario, stopped }
