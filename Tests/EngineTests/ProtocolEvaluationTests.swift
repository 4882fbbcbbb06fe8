import Engine
import Evaluation
import Interactions
import Recommenders
import Statistics
import Testing

@Suite("Recommenders under protocols")
struct ProtocolEvaluationTests {
  /// Two users' visits a second; items 0 and 1 are in vogue first, 5 and 6 later.
  private func log(_ events: [(user: Int32, item: Int32, second: Int64)]) -> InteractionLog {
    InteractionLog(
      users: (0..<8).map { "u\($0)" }, items: (0..<8).map { "i\($0)" }, eventTypes: [""], userIDs: events.map(\.user),
      itemIDs: events.map(\.item), timestamps: events.map(\.second), eventTypeIDs: events.map { _ in 0 },
      values: events.map { _ in .nan })
  }

  private func popular() throws -> [ProtocolEvaluation.Entrant] {
    [ProtocolEvaluation.Entrant(label: "popular", specification: .popular)]
  }

  @Test("most-popular on a split in time scores what a hand counts") func handCount() async throws {
    // Training: item 0 of three users, 1 of two, 2 of one. Held out from second 10 on.
    let events = log([
      (0, 0, 1), (1, 0, 2), (2, 0, 3), (0, 1, 4), (1, 1, 5), (3, 2, 6),
      (2, 1, 10), (4, 0, 11), (3, 1, 12), (0, 7, 13), (4, 2, 14), (5, 6, 15),
    ])
    var settings = ProtocolEvaluation.Settings(kind: .time(heldOutShare: 0.5))
    settings.ks = [2]
    settings.resamples = 100
    let result = try #require(await ProtocolEvaluation.run(popular(), on: events, settings))
    let overall = result.folds[0].comparisons[0].overall
    #expect(result.folds[0].requests == 6 && result.folds[0].trainingEvents == 6)
    // Lists without what the user took: u2 (1,2) finds 1 at rank 1; u4 (0,1) finds 0 at 1; u3 (0,1) finds 1 at 2;
    // u0 (2) does not find 7; u4, who has 0 now, (1,2) finds 2 at 2; u5 (0,1) does not find 6.
    let second = 0.630_929_753_571_457_4
    #expect(abs(overall.mean(.ndcg, plan: 0).value - (2 + 2 * second) / 6) < 1e-12)
    #expect(abs(overall.mean(.hitRate, plan: 0).value - 4.0 / 6) < 1e-12)
    #expect(abs(overall.mean(.precision, plan: 0).value - 2.0 / 6) < 1e-12)
    #expect(abs(overall.mean(.reciprocalRank, plan: 0).value - 3.0 / 6) < 1e-12)
  }

  @Test("most-popular on last events scores what a hand counts, items first seen later being no candidates")
  func handCountLast() async throws {
    // Last events: u0 item 1 at 3, u1 item 3 at 6, u2 item 0 at 9. Training: 0 by u0 and u1; 3 by u2 at 5; 4 by u2 at 8.
    let events = log([(0, 0, 1), (1, 0, 2), (0, 1, 3), (2, 3, 5), (1, 3, 6), (2, 4, 8), (2, 0, 9)])
    var settings = ProtocolEvaluation.Settings(kind: .leaveLastOneOut)
    settings.ks = [1]
    settings.resamples = 100
    let result = try #require(await ProtocolEvaluation.run(popular(), on: events, settings))
    #expect(result.folds[0].requests == 3 && result.folds[0].laterTrainingRequests == 2)
    // u0 took 0, and at 3 nobody had seen 3 or 4: an empty list. u1 took 0; of 3 and 1 only 3 is in the training: a hit.
    // u2 took 3 and 4: 0 is a hit.
    let overall = result.folds[0].comparisons[0].overall
    #expect(abs(overall.mean(.ndcg, plan: 0).value - 2.0 / 3) < 1e-12)
  }

  @Test("lists of an honest fold do not change with the future", arguments: ["popular", "item-knn", "rp3beta", "ease"])
  func future(name: String) async throws {
    var parameters = SyntheticParameters()
    (parameters.users, parameters.items, parameters.events, parameters.days) = (120, 60, 4_000, 30)
    let first = SyntheticLog(parameters, seed: 3).log
    let entrants = [
      ProtocolEvaluation.Entrant(
        label: name, specification: try #require(RecommenderSpecification.parse(name, source: "test").0))
    ]
    var settings = ProtocolEvaluation.Settings(
      kind: .rolling(RollingOrigins(count: 2, spacing: .events(heldOutShare: 0.3, lastShare: 0))))
    settings.resamples = 100
    let before = try #require(await ProtocolEvaluation.run(entrants, on: first, settings))
    // After the first window everybody takes one item only: it would lead any list that knew.
    let end = try #require(before.folds[0].window?.upperBound)
    let second = InteractionLog(
      users: first.users, items: first.items, eventTypes: first.eventTypes, userIDs: first.userIDs,
      itemIDs: LogIDs(first.itemIDs.enumerated().map { first.timestamps[$0] < end ? $1 : 0 }),
      timestamps: first.timestamps,
      eventTypeIDs: first.eventTypeIDs, values: first.values)
    let after = try #require(await ProtocolEvaluation.run(entrants, on: second, settings))
    let (a, b) = (before.folds[0].comparisons[0].overall, after.folds[0].comparisons[0].overall)
    #expect(a.userRows == b.userRows && a.requestCount > 100)
    #expect(before.folds[1].comparisons[0].overall.userRows != after.folds[1].comparisons[0].overall.userRows)
  }

  @Test("protocols that leak in time say so, and every outcome carries its caveat") func warnings() throws {
    for kind in [EvaluationProtocol.leaveLastOneOut, .personalize(seed: 1)] {
      #expect(ProtocolText.sentences(kind).joined().contains("Warning: this leaks"))
    }
    #expect(!ProtocolText.sentences(.time(heldOutShare: 0.2)).joined().contains("leaks"))
    #expect(ProtocolText.caveat.contains("stand-in") && ProtocolText.caveat.contains("relative claims only"))
  }
}
