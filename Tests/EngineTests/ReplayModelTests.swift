import Engine
import Interactions
import Recommenders
import Testing

@Suite("Models of a replay") struct ReplayModelTests {
  /// 80 users, 40 items, ten of them from event 600 on: a log whose next event follows from a counter, without luck.
  private static let log: InteractionLog = {
    var users: [Int32] = []
    var items: [Int32] = []
    var timestamps: [Int64] = []
    for event in 0..<1200 {
      let itemCount = event < 600 ? 30 : 40
      users.append(Int32((event * 37 + event / 7) % 80))
      items.append(Int32((event * 13 + event / 11) % itemCount))
      timestamps.append(Int64(event) * 1800)
    }
    return InteractionLog(
      users: (0..<80).map { "u\($0)" }, items: (0..<40).map { "i\($0)" }, eventTypes: [""], userIDs: users,
      itemIDs: items, timestamps: timestamps, eventTypeIDs: [UInt8](repeating: 0, count: 1200),
      values: [Float](repeating: .nan, count: 1200))
  }()

  private static let states: [ModelState] = {
    let pairs: [(Int, Int)] = [
      (300, 300), (500, 500), (500, 640), (500, 700), (650, 650), (650, 900), (900, 900), (900, 1200), (1100, 1100),
    ]
    return pairs.map { ModelState(isPopularList: false, events: $0.0, newItemsUntil: $0.1) }
  }()

  /// What the model of a state must know, fitted anew.
  private func fitted(_ state: ModelState, _ specification: RecommenderSpecification) -> any Recommender {
    let log = Self.log
    let known = Set(log.itemIDs[..<state.events])
    let kept = (0..<state.newItemsUntil).filter { $0 < state.events || !known.contains(log.itemIDs[$0]) }
    return specification.fit(
      TrainingData(
        InteractionLog(
          users: log.users, items: log.items, eventTypes: log.eventTypes, userIDs: kept.map { log.userIDs[$0] },
          itemIDs: kept.map { log.itemIDs[$0] }, timestamps: kept.map { log.timestamps[$0] },
          eventTypeIDs: kept.map { log.eventTypeIDs[$0] }, values: kept.map { log.values[$0] }), events: kept.count))
  }

  @Test(
    "models brought up to date give the lists of models fitted anew, on whatever way they came there",
    arguments: ["item-knn", "popular", "decayed-popular", "trending", "sequential-rules", "sequence-knn"])
  func updates(name: String) async throws {
    let specification = try #require(RecommenderSpecification.parse(name, source: "test").0)
    let log = Self.log
    let histories = UserHistories(of: log)
    let questions: [ListQuestion] = (0..<80).map { (user: Int) -> ListQuestion in
      let profile = histories.profile(of: Int32(user), before: 700 * 1800)
      return ListQuestion(user: Int32(user), seconds: 1200 * 1800, profile: profile, catalogue: nil)
    }
    func backend() -> LocalBackend {
      LocalBackend(specification, log: log, histories: histories, exclusion: .seen, threads: 2)
    }
    // All in one call; one call a state; and each from nothing, as after a stop.
    var whole = backend()
    let all = try await whole.sources(for: Self.states)
    var stepwise = backend()
    var scratch = ScoringScratch()
    for (state, source) in zip(Self.states, all) {
      var fresh = backend()
      let wanted = fitted(state, specification)
      var lists: [[Int32]] = []
      for question in questions {
        lists.append(
          wanted.recommend(
            to: question.profile, at: question.seconds, count: 10, exclusion: .seen, scratch: &scratch))
      }
      #expect(try source.lists(for: questions, count: 10) == lists, "\(state)")
      let next = try await stepwise.sources(for: [state])
      let alone = try await fresh.sources(for: [state])
      #expect(try next[0].lists(for: questions, count: 10) == lists, "\(state)")
      #expect(try alone[0].lists(for: questions, count: 10) == lists, "\(state)")
    }
  }
}
