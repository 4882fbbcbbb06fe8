import Attributes
import Engine
import Evaluation
import Filters
import Interactions
import Recommenders
import Reports
import Statistics
import Testing

@Suite("Tasks under protocols")
struct TaskEvaluationTests {
  private func log(
    _ events: [(user: Int32, item: Int32, second: Int64)], types: [UInt8]? = nil, names: [String] = [""]
  ) -> InteractionLog {
    InteractionLog(
      users: (0..<8).map { "u\($0)" }, items: (0..<8).map { "i\($0)" }, eventTypes: names, userIDs: events.map(\.user),
      itemIDs: events.map(\.item), timestamps: events.map(\.second),
      eventTypeIDs: types ?? events.map { _ in 0 }, values: events.map { _ in .nan })
  }

  private func entrant(_ name: String) throws -> ProtocolEvaluation.Entrant {
    .init(label: name, specification: try #require(RecommenderSpecification.parse(name, source: "test").0))
  }

  private func settings(_ task: RecommendationTask, share: Double = 0.5, k: [Int] = [2]) -> ProtocolEvaluation.Settings
  {
    var settings = ProtocolEvaluation.Settings(kind: .time(heldOutShare: share))
    (settings.task, settings.ks, settings.resamples) = (task, k, 100)
    return settings
  }

  @Test("related items by item-knn score what a hand counts") func relatedByHand() async throws {
    // Training: 0 and 1 go together twice, 2 and 3 once. Then users 4 and 5 come from 0 and from 2.
    let events = log([
      (0, 0, 1), (0, 1, 2), (1, 0, 3), (1, 1, 4), (2, 2, 5), (2, 3, 6), (4, 0, 7), (5, 2, 8),
      (4, 1, 20), (5, 1, 21), (4, 5, 22), (6, 0, 23), (4, 6, 24), (5, 3, 25), (7, 7, 26), (7, 1, 27),
    ])
    let result = try #require(
      await ProtocolEvaluation.run([try entrant("item-knn")], on: events, settings(.related, k: [1])))
    let fold = result.folds[0]
    // Users 6 and 7 have no past at their first request. Asked: 4 from 0 (finds 1), 5 from 2 (3, took 1), 4 from 1 (0, took
    // 5), 4 from 5 (unknown: popular), 5 from 1 (0, took 3), 7 from 7 (unknown: popular, which is 0).
    #expect(fold.requests == 6 && fold.leftOut.map(\.count) == [2])
    #expect(abs(fold.comparisons[0].overall.mean(.hitRate, plan: 0).value - 1.0 / 6) < 1e-12)
    #expect(fold.comparisons[0].slices.map(\.name).contains("next in a visit"))
    let text = ProtocolText.sentences(result.settings).joined(separator: " ")
    #expect(text.contains("Task related") && text.contains("compare models, not tasks"))
    #expect(ProtocolText.sentence(fold, users: 3).contains("Left out: 2 requests of users without an earlier event"))
  }

  @Test("slates are re-ordered by the model, their own order is the control, and items it does not know come last")
  func slatesByHand() async throws {
    // Most popular: 0 (three), 1 (two), 2 (one).
    let events = log([
      (0, 0, 1), (1, 0, 2), (2, 0, 3), (0, 1, 4), (1, 1, 5), (3, 2, 6),
      (4, 2, 10), (5, 1, 11), (6, 0, 12), (4, 7, 13), (5, 5, 14), (6, 3, 15),
    ])
    // 4 saw 7, 1, 2 and took 2, then, of the same slate, 7; 5 saw 2 and 1 and took 1; 6 saw nothing with 0.
    let shown = log([(4, 7, 9), (4, 1, 9), (4, 2, 9), (5, 2, 11), (5, 1, 11), (6, 4, 2)])
    let (slates, wider) = LoggedSlates.joining(shown, to: events, hasTimes: true)
    var settings = settings(.ranking)
    settings.slates = slates
    let result = try #require(
      await ProtocolEvaluation.run([try entrant("popular"), .asShown], on: wider, settings))
    let overall = result.folds[0].comparisons[0].overall
    #expect(result.folds[0].requests == 3 && result.folds[0].leftOut.map(\.count) == [3])
    // Popular: 1, 2, 7 finds 2 at 2 and 7 not; 1, 2 finds 1 at 1. As shown: 7, 1, 2 finds 7 at 1; 2, 1 finds 1 at 2.
    #expect(abs(overall.mean(.reciprocalRank, plan: 0).value - (0.5 + 1 + 0) / 3) < 1e-12)
    #expect(abs(overall.mean(.reciprocalRank, plan: 1).value - (0 + 0.5 + 1) / 3) < 1e-12)
    // Pairs that are right: popular 1 of 2, 1 of 1, 0 of 2; as shown 0 of 2, 0 of 1, 2 of 2.
    #expect(abs((result.folds[0].areas[0]?.mean.value ?? 0) - 0.5) < 1e-12)
    #expect(abs((result.folds[0].areas[1]?.mean.value ?? 0) - 1.0 / 3) < 1e-12)
    let titles = ProtocolText.tables(result, result.folds[0]).map(\.title)
    #expect(titles.contains { $0.contains("ROC") })
  }

  @Test("drawn slates hold the answer, are the same for all and on every run, and a model of luck is at one half")
  func drawn() async throws {
    var parameters = SyntheticParameters()
    (parameters.users, parameters.items, parameters.events, parameters.days) = (150, 80, 5_000, 30)
    let made = SyntheticLog(parameters, seed: 5).log
    var settings = settings(.ranking, share: 0.2, k: [5])
    settings.candidates = .sampled(negatives: 20, seed: 3)
    let entrants = [try entrant("popular"), try entrant("item-knn")]
    let first = try #require(await ProtocolEvaluation.run(entrants, on: made, settings))
    let second = try #require(await ProtocolEvaluation.run(entrants, on: made, settings))
    let areas = first.folds[0].areas.compactMap { $0?.mean.value }
    #expect(areas == second.folds[0].areas.compactMap { $0?.mean.value } && areas.count == 2)
    #expect(areas.allSatisfy { (0.5...1).contains($0) })
    #expect(first.folds[0].comparisons[0].overall.userRows == second.folds[0].comparisons[0].overall.userRows)
    // By popularity the others are harder to tell from the answer.
    settings.candidates = .sampled(negatives: 20, seed: 3, by: .popular)
    let harder = try #require(await ProtocolEvaluation.run(entrants, on: made, settings))
    #expect((harder.folds[0].areas[0]?.mean.value ?? 1) < areas[0])
    #expect(ProtocolText.sentences(first.settings).contains { $0.contains("Krichene") })
  }

  @Test("a filter knows the events before each request and none at or after it") func filter() async throws {
    // User 0 buys 1 in the training, 2 at 10, and asks again at 11 and 12; popular is 1, 2, 3.
    let events = log(
      [
        (1, 1, 1), (2, 1, 2), (3, 1, 3), (1, 2, 4), (2, 2, 5), (3, 3, 6), (0, 1, 7), (4, 4, 8),
        (0, 2, 10), (0, 3, 11), (0, 2, 12), (5, 1, 13), (6, 1, 14), (7, 1, 15), (5, 2, 16), (6, 2, 17),
      ], types: [UInt8](repeating: 0, count: 16), names: ["buy"])
    let text = #"EXCLUDE ItemID WHERE Interactions.EVENT_TYPE IN ("buy")"#
    let bound = try #require(FilterText(text).expression).bound().get()
    var settings = settings(.personalization)
    settings.ks = [1]
    settings.truth.allowsRepeats = true
    let open = try #require(await ProtocolEvaluation.run([try entrant("popular")], on: events, settings))
    settings.filter = try RequestFilter(bound, text: text, log: events, items: nil, users: nil)
    let result = try #require(await ProtocolEvaluation.run([try entrant("popular")], on: events, settings))
    #expect(result.folds[0].requests == 8 && result.folds[0].hiddenRequests == 1)
    // Without it the list is always 1. With it: at 10 user 0 gets 2, a hit; at 11 3, a hit; at 12 4, for what was taken is
    // hidden; 5, 6 and 7 get 1, a hit; 5 and 6 then 2, a hit.
    #expect(abs(open.folds[0].comparisons[0].overall.mean(.hitRate, plan: 0).value - 3.0 / 8) < 1e-12)
    #expect(abs(result.folds[0].comparisons[0].overall.mean(.hitRate, plan: 0).value - 7.0 / 8) < 1e-12)
    #expect(ProtocolText.sentences(settings).contains { $0.contains("strictly before") })
    #expect(ProtocolText.sentence(result.folds[0], users: 4).contains("hides every answer of 1 requests"))
  }

  @Test("one user's sums add up to what the tables say") func explained() async throws {
    let events = log([
      (0, 0, 1), (1, 0, 2), (2, 0, 3), (0, 1, 4), (1, 1, 5), (3, 2, 6),
      (2, 1, 10), (2, 2, 11), (3, 1, 12), (0, 7, 13), (4, 2, 14), (5, 6, 15),
    ])
    var settings = settings(.personalization)
    settings.explained = 2
    let result = try #require(await ProtocolEvaluation.run([try entrant("popular")], on: events, settings))
    let user = try #require(result.folds[0].explained[0])
    let lines = user.lines { $0 }
    // u2 took 0: the list is 1, 2, then 2.
    #expect(lines.contains { $0.contains("list: i1, i2") } && lines.contains("    ndcg@2 = 1 / 1 = 1"))
    let row = try #require(result.folds[0].comparisons[0].overall.userRows.first { $0.user == 2 })
    #expect(lines.last?.contains("ndcg@2 \(row.means[0][0] == 1 ? "1" : "\(row.means[0][0])")") == true)
    settings.explained = 6
    let none = try #require(await ProtocolEvaluation.run([try entrant("popular")], on: events, settings))
    #expect(none.folds[0].explained[0] == nil)
  }

  @Test("no interval of width 0 is shown: neither of one user nor where all are alike") func widths() async throws {
    var events: [(user: Int32, item: Int32, second: Int64)] = [(1, 1, 1), (2, 1, 2), (3, 2, 3)]
    events += [(0, 1, 10), (0, 7, 11), (0, 5, 12)]
    let one = try #require(
      await ProtocolEvaluation.run([try entrant("popular")], on: log(events), settings(.personalization)))
    func bounds(_ result: ProtocolEvaluation) -> [String] {
      Array(ProtocolText.tables(result, result.folds[0])[0].rows[0][2...3])
    }
    #expect(bounds(one) == ["–", "–"])
    #expect(ProtocolText.missingIntervals(one.folds[0]).joined().contains("one user asked"))
    // Everybody finds the most popular item first.
    events = [(1, 1, 1), (2, 1, 2), (3, 2, 3), (1, 3, 4), (4, 1, 10), (5, 1, 11), (6, 1, 12), (7, 1, 13)]
    let alike = try #require(
      await ProtocolEvaluation.run([try entrant("popular")], on: log(events), settings(.personalization)))
    #expect(bounds(alike) == ["–", "–"])
    #expect(ProtocolText.missingIntervals(alike.folds[0]).joined().contains("not certainty"))
    guard case .array(let folds) = ProtocolJSON.members(alike)["folds"], case .object(let fold) = folds[0],
      case .array(let plans) = fold["recommenders"], case .object(let plan) = plans[0],
      case .array(let metrics) = plan["metrics"], case .object(let ndcg) = metrics[0]
    else {
      Issue.record("no metrics")
      return
    }
    #expect(ndcg["noInterval"] == .string("users alike"))
  }
}
