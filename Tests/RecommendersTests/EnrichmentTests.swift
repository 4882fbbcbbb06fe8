import Attributes
import Interactions
import Recommenders
import Testing

@Suite("What stands beside the events")
struct EnrichmentTests {
  /// Twenty users take items 0 … 4 (red) in turn, twenty others 5 … 9 (blue); items 10 (red) and 11 (blue) nobody.
  private let events = log(
    (Int32(0)..<40).flatMap { user in
      (Int32(0)..<4).map { step -> Event in (user, (user + step) % 5 + (user < 20 ? 0 : 5), Int64(step) * 100) }
    }, users: 42, items: 12)

  private var colours: AttributeTable {
    let cells = (0..<12).map { $0 == 10 || $0 < 5 ? "red" : "blue" }
    return AttributeTable(
      ids: (0..<12).map { "i\($0)" }, columns: [AttributeColumn(name: "COLOUR", categories: .init(cells: cells))])
  }

  private func enrichment(_ change: (inout Enrichment) -> Void) -> Enrichment {
    var enrichment = Enrichment()
    change(&enrichment)
    return enrichment
  }

  static let scoring = RecommenderSpecification.defaults.filter {
    !["popular", "decayed-popular", "trending"].contains($0.name)
  }

  @Test("brings items without events to those who like their kind", arguments: scoring)
  func coldItems(_ specification: RecommenderSpecification) {
    let data = TrainingData(events, before: .max)
    let plain = specification.fit(data)
    let model = specification.fit(data, enrichment: enrichment { $0.items = colours })
    var scratch = ScoringScratch()
    #expect(model.knownItemCount == 12 && plain.knownItemCount == 10)
    let red = model.rank([10, 11], for: profile([(0, 1), (1, 2), (2, 3)]), at: 500, scratch: &scratch)
    #expect(red.map(\.item) == [10, 11] && red.allSatisfy { $0.score != nil })
    let blue = model.rank([10, 11], for: profile([(5, 1), (6, 2), (7, 3)]), at: 500, scratch: &scratch)
    #expect(blue.map(\.item) == [11, 10])
    // Items with events enough stay in the order of the model.
    let known = profile([(0, 1), (1, 2)])
    let own = plain.recommend(to: known, at: 500, count: 10, exclusion: .seen, scratch: &scratch)
    let enriched = model.recommend(to: known, at: 500, count: 12, exclusion: .seen, scratch: &scratch)
    #expect(Set(enriched).isSuperset(of: own) && enriched.contains(10))
  }

  @Test("finds what is like an item that nobody took")
  func similar() {
    let model = RecommenderSpecification.itemKNN().fit(
      TrainingData(events, before: .max), enrichment: enrichment { $0.items = colours })
    var scratch = ScoringScratch()
    #expect(Set(model.similarItems(to: 10, count: 5, scratch: &scratch)) == [0, 1, 2, 3, 4])
    #expect(Set(model.similarItems(to: 11, count: 5, scratch: &scratch)) == [5, 6, 7, 8, 9])
  }

  @Test("gives users without events what is popular among their like, and nothing to strangers")
  func coldUsers() throws {
    let cells = (0..<42).map { $0 == 40 || $0 < 20 ? "young" : $0 == 41 ? "" : "old" }
    let table = AttributeTable(
      ids: (0..<42).map { "u\($0)" }, columns: [AttributeColumn(name: "AGE", categories: .init(cells: cells))])
    let data = TrainingData(events, before: .max)
    let cold = ColdUsers(table, data: data)
    let model = RecommenderSpecification.popular.fit(data)
    var scratch = ScoringScratch()
    let list = try #require(cold.list(for: 40, count: 5, fallback: model.fallback, scratch: &scratch))
    #expect(Set(list) == [0, 1, 2, 3, 4])
    #expect(cold.list(for: 41, count: 5, fallback: model.fallback, scratch: &scratch) == nil)
    #expect(cold.list(for: 99, count: 5, fallback: model.fallback, scratch: &scratch) == nil)
    let odd = try #require(
      cold.list(for: 40, count: 5, fallback: model.fallback, allowed: ItemSet([5, 0, 11]), scratch: &scratch))
    #expect(odd == [0, 5])
  }

  @Test("tries out new items by the seed alone, the more the greater the weight, and old ones never")
  func exploration() {
    // Items 40 … 44 come in the last of sixty days.
    let old = pseudorandomEvents(count: 2_000, users: 60, items: 40, seconds: 50 * 86_400)
    let new = (Int32(40)..<45).map { item -> Event in (item - 40, item, 59 * 86_400) }
    let all = log(old + new, users: 60, items: 45)
    let data = TrainingData(all, before: .max)
    let histories = UserHistories(of: all)
    func lists(_ exploration: Exploration?) -> [[Int32]] {
      let model = RecommenderSpecification.itemKNN().fit(
        data, enrichment: enrichment { $0.exploration = exploration })
      return BehaviourTests.lists(model, of: histories, cut: 60 * 86_400, exclusion: .seen)
    }
    func newOnes(_ lists: [[Int32]]) -> Int { lists.reduce(0) { $0 + $1.count { $0 >= 40 } } }
    let plain = lists(nil)
    #expect(lists(Exploration(weight: 0, cutOffDays: 1)) == plain)
    let full = lists(Exploration(weight: 1, cutOffDays: 1))
    #expect(
      lists(Exploration(weight: 1, cutOffDays: 1)) == full
        && lists(Exploration(weight: 1, cutOffDays: 1, seed: 2)) != full)
    #expect(newOnes(full) > newOnes(lists(Exploration(weight: 0.2, cutOffDays: 1))))
    #expect(newOnes(full) > newOnes(plain))
    // Without the new ones the order is that of the model.
    for (a, b) in zip(full, plain) {
      let explored = a.filter { $0 < 40 }
      #expect(explored == Array(b.filter { $0 < 40 }.prefix(explored.count)))
    }
  }

  @Test("is saved with the model, and read again", arguments: ["item-knn", "blend", "ease"])
  func coding(_ name: String) throws {
    let users = AttributeTable(
      ids: (0..<42).map { "u\($0)" },
      columns: [AttributeColumn(name: "AGE", numbers: (0..<42).map { $0 < 21 ? 20 : 60 })])
    let model = TrainedModel(
      try #require(RecommenderSpecification.parse(name, source: "test").0), log: events, before: .max, source: "test",
      weights: [Float](repeating: 2, count: events.count),
      enrichment: enrichment {
        ($0.items, $0.users, $0.exploration) = (colours, users, Exploration(weight: 0.5))
      })
    let bytes = model.encoded()
    let read = try TrainedModel(decoding: bytes)
    #expect(read.encoded() == bytes && read.recommender.notes.count >= 2)
    let histories = UserHistories(of: events)
    #expect(
      BehaviourTests.lists(read.recommender, of: histories, cut: 1_000)
        == BehaviourTests.lists(model.recommender, of: histories, cut: 1_000))
    #expect(read.coldUsers?.knows(40) == true)
    for end in stride(from: 0, to: bytes.count, by: max(1, bytes.count / 200)) {
      #expect(throws: ModelFileError.self) { try TrainedModel(decoding: Array(bytes[..<end])) }
    }
  }

  @Test("goes on learning, with items and users that came later")
  func learning() {
    var model = RecommenderSpecification.itemKNN().fit(
      TrainingData(events, before: .max),
      enrichment: enrichment { ($0.items, $0.exploration) = (colours, Exploration(weight: 0.3)) })
    for step in Int64(0)..<20 {
      model.update(with: [ObservedEvent(user: 50, item: 13, seconds: 1_000 + step, before: profile([(0, 5)]))])
    }
    var scratch = ScoringScratch()
    let list = model.recommend(to: profile([(0, 1)]), at: 2_000, count: 13, exclusion: .seen, scratch: &scratch)
    #expect(list.contains(13) && Set(list).count == list.count)
  }
}

@Suite("Weights of events")
struct EventWeightTests {
  private let plain = BehaviourTests.sample
  private let histories = BehaviourTests.histories

  private func lists(_ specification: RecommenderSpecification, _ weights: [Float]) -> [[Int32]] {
    var data = TrainingData(plain, before: .max)
    if !weights.isEmpty { data = data.weighted(weights) }
    return BehaviourTests.lists(specification.fit(data), of: histories, cut: .max)
  }

  @Test("of 1 change nothing", arguments: BehaviourTests.all)
  func ones(_ specification: RecommenderSpecification) {
    #expect(
      lists(specification, [Float](repeating: 1, count: plain.count)) == lists(specification, []))
  }

  static let reading = [
    "popular", "decayed-popular", "trending", "item-knn", "rp3beta", "sequential-rules", "ease", "ials",
  ]

  @Test("change the lists of models that read them", arguments: reading)
  func matter(_ name: String) throws {
    let specification = try #require(RecommenderSpecification.parse(name, source: "test").0)
    let weights = (0..<plain.count).map { plain.itemIDs[$0] % 3 == 0 ? Float(8) : 1 }
    let weighted = lists(specification, weights)
    #expect(weighted != lists(specification, []))
    // What counts more is listed more.
    func share(_ lists: [[Int32]]) -> Int { lists.reduce(0) { $0 + $1.count { $0 % 3 == 0 } } }
    if ["popular", "decayed-popular"].contains(name) { #expect(share(weighted) > share(lists(specification, []))) }
  }

  @Test("make a user with weight 2 count as two users with weight 1 under the root of 2", arguments: ["ease"])
  func scale(_ name: String) throws {
    // XᵀX of one user with weights √2 is that of two users alike.
    let specification = try #require(RecommenderSpecification.parse("ease:regularization=2", source: "test").0)
    let once = log([(0, 0, 1), (0, 1, 2), (1, 1, 3), (1, 2, 4)])
    let twice = log([(0, 0, 1), (0, 1, 2), (1, 1, 3), (1, 2, 4), (2, 0, 1), (2, 1, 2), (3, 1, 3), (3, 2, 4)])
    let weighted = specification.fit(
      TrainingData(once, before: .max).weighted([Float](repeating: Float(2).squareRoot(), count: 4)))
    let doubled = specification.fit(TrainingData(twice, before: .max))
    var scratch = ScoringScratch()
    let a = weighted.rank([0, 1, 2], for: profile([(0, 1)]), at: 9, scratch: &scratch)
    let b = doubled.rank([0, 1, 2], for: profile([(0, 1)]), at: 9, scratch: &scratch)
    for (x, y) in zip(a, b) { #expect(x.item == y.item && abs((x.score ?? 9) - (y.score ?? -9)) < 1e-5) }
  }
}
