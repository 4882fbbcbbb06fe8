import Engine
import Foundation
import Interactions
import Measures
import Recommenders
import Reports
import Scenarios
import Statistics
import TestSupport
import Testing

/// A backend for tests: it knows the log, notes what it is asked, and may stop after some calls.
private struct Oracle: ReplayBackend {
  /// What was asked, from any thread.
  final class Notes: @unchecked Sendable {
    private let lock = NSLock()
    private var asked: [(state: ModelState, question: ListQuestion)] = []
    private var counted = 0

    func note(_ state: ModelState, _ question: ListQuestion) { lock.withLock { asked.append((state, question)) } }
    /// Counts a call, and tells the count.
    func call() -> Int {
      lock.withLock {
        counted += 1
        return counted
      }
    }
    var questions: [(state: ModelState, question: ListQuestion)] { lock.withLock { asked } }
    var calls: Int { lock.withLock { counted } }
  }
  let log: InteractionLog
  let notes = Notes()
  var callsBeforeStop = Int.max
  var identity: String { "oracle" }

  struct Source: ListSource {
    let state: ModelState
    let log: InteractionLog
    let notes: Notes

    func lists(for questions: [ListQuestion], count: Int) throws -> [[Int32]] {
      questions.map { question in
        notes.note(state, question)
        let start = log.firstIndex(atOrAfter: question.seconds)
        let end = log.firstIndex(atOrAfter: question.seconds + 1)
        return (start..<end).filter { log.userIDs[$0] == question.user }.map { log.itemIDs[$0] }
      }
    }
  }

  mutating func sources(for states: [ModelState]) throws -> [any ListSource] {
    let calls = notes.call()
    if calls > callsBeforeStop { throw ReplayTestError.stopped }
    return states.map { Source(state: $0, log: log, notes: notes) }
  }
}

private func temporaryFolder() -> String {
  FileManager.default.temporaryDirectory.appending(path: "recast-replay-\(UUID().uuidString)").path
}

private func replaySettings(_ folder: String? = nil) -> ReplaySettings {
  var settings = ReplaySettings(threads: 2)
  settings.curveRequests = 300
  settings.workFolder = folder
  return settings
}

private func bytes(_ outcome: LogReplay.Outcome) throws -> [[UInt8]] {
  var events: [UInt8] = []
  outcome.events.write { events += $0 }
  return try ReportFolder(outcome.result, runFacts: .null).files.map(\.bytes) + [events]
}

@Suite("A replay and what makes its lists") struct ReplayBackendTests {
  private static func other() throws -> RunInput { try input(seed: 4) }

  @Test("a backend that knows the future scores one, whatever its plan's route") func future() async throws {
    let input = try input()
    let outcome = try await LogReplay.outcome(
      of: input, settings: replaySettings(), backend: Oracle(log: input.log))
    for plan in outcome.result.plans {
      #expect(plan.ndcg.value > 0.9999999 && plan.hitRate.value == 1, "\(plan.name)")
    }
  }

  @Test("no question holds an event of its own second or later, nor a model trained on one") func causality()
    async throws
  {
    let input = try input()
    let oracle = Oracle(log: input.log)
    _ = try await LogReplay.outcome(of: input, settings: replaySettings(), backend: oracle)
    let questions = oracle.notes.questions
    #expect(questions.count > 3000)
    for (state, question) in questions {
      #expect(question.profile.timestamps.last ?? .min < question.seconds)
      let latest = max(state.events, state.newItemsUntil)
      #expect(latest == 0 || input.log.timestamps[latest - 1] < question.seconds)
    }
    // Nothing is asked twice.
    let different = Set(
      questions.map {
        "\($0.state) \($0.question.user) \($0.question.seconds) \($0.question.profile.items.count) "
          + "\($0.question.catalogue.map { "\($0.count)" } ?? "")"
      })
    #expect(different.count == questions.count)
  }

  @Test("a new item enters a campaign with its updates, a batch with a training") func newItems() async throws {
    // The last tenth of the events is of an item that nobody saw before.
    let whole = try input()
    let log = whole.log
    let first = log.count * 95 / 100
    let fresh = InteractionLog(
      users: log.users, items: log.items + ["new"], eventTypes: log.eventTypes, userIDs: log.userIDs,
      itemIDs: LogIDs(
        log.itemIDs.indices.map { $0 >= first && $0 % 3 == 0 ? Int32(log.items.count) : log.itemIDs[$0] }),
      timestamps: log.timestamps, eventTypeIDs: log.eventTypeIDs, values: log.values)
    let input = RunInput(scenario: whole.scenario, card: whole.card, log: fresh, origin: whole.origin)
    func states(_ plan: String) async throws -> [ModelState] {
      let oracle = Oracle(log: fresh)
      var settings = replaySettings()
      (settings.plansOnly, settings.plans) = (true, [plan])
      _ = try await LogReplay.outcome(of: input, settings: settings, backend: oracle)
      return oracle.notes.questions.map(\.state).filter { !$0.isPopularList }
    }
    let batch = try await states("batch")
    let campaign = try await states("campaign")
    #expect(batch.allSatisfy { $0.newItemsUntil == $0.events } && !batch.isEmpty)
    #expect(campaign.contains { $0.newItemsUntil > $0.events })
  }

  @Test(
    "stopped and called again, it goes on and gives the bytes of one that was not stopped",
    arguments: [nil, "sequential-rules"])
  func resuming(model: String?) async throws {
    let input = try input()
    let folder = temporaryFolder()
    defer { try? FileManager.default.removeItem(atPath: folder) }
    func settings(_ folder: String?) throws -> ReplaySettings {
      var settings = replaySettings(folder)
      settings.recommender = try model.map {
        try #require(RecommenderSpecification.parse($0, source: "test").0)
      }
      return settings
    }
    let whole = try bytes(try await LogReplay.outcome(of: input, settings: try settings(nil)))
    _ = try await LogReplay.outcome(of: input, settings: try settings(folder))
    // Some parts are lost and one is damaged: as many ways to stop.
    let parts = try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
    #expect(parts.count > 4)
    for (index, part) in parts.enumerated() where index % 3 != 0 {
      try FileManager.default.removeItem(atPath: folder + "/" + part)
    }
    var damaged = try Data(contentsOf: URL(filePath: folder + "/" + parts[0]))
    damaged[damaged.count / 2] ^= 0xff
    try damaged.write(to: URL(filePath: folder + "/" + parts[0]))
    let again = try await LogReplay.outcome(of: input, settings: try settings(folder))
    #expect(try bytes(again) == whole)
    again.removeParts()
    #expect(!FileManager.default.fileExists(atPath: folder))
  }

  @Test("what was finished before a stop is not asked again; another log's parts are not taken") func keeping()
    async throws
  {
    let input = try input()
    let folder = temporaryFolder()
    defer { try? FileManager.default.removeItem(atPath: folder) }
    var stopping = Oracle(log: input.log)
    stopping.callsBeforeStop = 3
    await #expect(throws: ReplayTestError.stopped) {
      try await LogReplay.outcome(of: input, settings: replaySettings(folder), backend: stopping)
    }
    let goingOn = Oracle(log: input.log)
    _ = try await LogReplay.outcome(of: input, settings: replaySettings(folder), backend: goingOn)
    let alone = Oracle(log: input.log)
    _ = try await LogReplay.outcome(of: input, settings: replaySettings(), backend: alone)
    let (rest, all) = (goingOn.notes.calls, alone.notes.calls)
    #expect(rest == all - 3 && all > 3)
    let other = try Self.other()
    let stranger = Oracle(log: other.log)
    _ = try await LogReplay.outcome(of: other, settings: replaySettings(folder), backend: stranger)
    #expect(stranger.notes.calls > 3)
  }
}
