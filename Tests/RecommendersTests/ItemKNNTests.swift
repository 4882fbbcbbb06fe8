import Interactions
import Recommenders
import Testing

@Suite("Item-kNN")
struct ItemKNNTests {
  private func list(
    _ events: InteractionLog, _ profile: Profile, count: Int, exclusion: Exclusion = .seen,
    _ parameters: ItemKNNParameters = ItemKNNParameters(shrink: 0)
  ) -> [Int32] {
    var scratch = ScoringScratch()
    let model = RecommenderSpecification.itemKNN(parameters).fit(log: events, before: .max)
    return model.recommend(to: profile, at: 1_000, count: count, exclusion: exclusion, scratch: &scratch)
  }

  @Test("is cosine over distinct users with shrinkage, by hand")
  func handComputed() {
    // Users {0, 1}, {0, 1, 2}, {0}, with repeats that must not count: |U| = 3, 2, 1.
    let events = log([(0, 0, 1), (0, 1, 2), (0, 1, 3), (1, 0, 1), (1, 1, 1), (1, 2, 2), (1, 0, 9), (2, 0, 4)])
    let similarity = ItemSimilarity(log: events, before: .max, parameters: ItemKNNParameters(shrink: 1))
    func expect(_ item: Int32, _ expected: [(Int32, Double)]) {
      let row = similarity.neighbours(of: item)
      #expect(row.map(\.item) == expected.map(\.0))
      for (entry, value) in zip(row, expected.map(\.1)) { #expect(abs(Double(entry.similarity) - value) < 1e-6) }
    }
    expect(0, [(1, 2 / (6.0.squareRoot() + 1)), (2, 1 / (3.0.squareRoot() + 1))])
    expect(1, [(0, 2 / (6.0.squareRoot() + 1)), (2, 1 / (2.0.squareRoot() + 1))])
    expect(2, [(1, 1 / (2.0.squareRoot() + 1)), (0, 1 / (3.0.squareRoot() + 1))])
    let early = ItemSimilarity(log: events, before: 2, parameters: ItemKNNParameters(shrink: 0))
    #expect(early.neighbours(of: 2).isEmpty && early.neighbours(of: 0).map(\.item) == [1])
  }

  @Test("keeps the nearest neighbours only, and reads the newest items of a user only")
  func limits() {
    let events = log([(0, 0, 1), (0, 1, 2), (0, 2, 3), (1, 0, 1), (1, 1, 2)])
    let one = ItemSimilarity(log: events, before: .max, parameters: ItemKNNParameters(neighbours: 1))
    #expect((0..<3).map { one.neighbours(of: $0).map(\.item) } == [[1], [0], [0]])
    let newestTwo = ItemSimilarity(log: events, before: .max, parameters: ItemKNNParameters(historyLimit: 2))
    #expect((0..<3).map { newestTwo.neighbours(of: $0).map(\.item) } == [[1], [0, 2], [1]])
  }

  @Test("finds the missing square of a checkerboard")
  func checkerboard() {
    // Even users take even items, odd ones odd; each leaves out one of its colour, which is the right answer.
    let size: Int32 = 20
    let events = everyPair(users: 0..<size, items: 0..<size).filter { event in
      event.item % 2 == event.user % 2 && event.item != event.user
    }
    for user in 0..<size {
      let mine = events.filter { $0.user == user }.map { (item: $0.item, second: $0.second) }
      #expect(list(log(events), profile(mine), count: 1) == [user])
    }
  }

  /// Two camps of items, 0–2 and 3–5, each taken together by its own users.
  private let camps = log(everyPair(users: 0..<2, items: 0..<3) + everyPair(users: 2..<4, items: 3..<6))

  @Test("follows the newest of the profile")
  func recency() {
    #expect(list(camps, profile([(0, 1), (3, 2)]), count: 4) == [4, 5, 1, 2])
    #expect(list(camps, profile([(3, 1), (0, 2)]), count: 4) == [1, 2, 4, 5])
    // Items of one second are one basket: their order in the log says nothing.
    #expect(list(camps, profile([(3, 2), (0, 2)]), count: 4) == [1, 2, 4, 5])
    #expect(list(camps, profile([(0, 2), (3, 2)]), count: 4) == [1, 2, 4, 5])
    // A repeat renews an old interest.
    #expect(list(camps, profile([(3, 1), (0, 2), (3, 3)]), count: 2) == [4, 5])
    let equal = ItemKNNParameters(shrink: 0, recencyHalfLifeItems: .infinity)
    #expect(list(camps, profile([(0, 1), (3, 2)]), count: 4, equal) == [1, 2, 4, 5])
  }

  @Test("an item speaks for itself where repeats are allowed")
  func repeats() {
    #expect(list(camps, profile([(4, 2)]), count: 3, exclusion: .none) == [3, 4, 5])
    // Item 0 is nearer to itself (1) than item 1, whose users are only some of its own.
    let events = log([(0, 0, 1), (1, 0, 1), (2, 0, 1), (0, 1, 1), (1, 1, 1), (3, 1, 1)])
    #expect(list(events, profile([(1, 2)]), count: 2, exclusion: .none) == [1, 0])
    #expect(list(events, profile([(1, 2)]), count: 2, exclusion: .seen) == [0])
  }

  @Test("fills up with popular items where it has no candidates left")
  func fallback() {
    // Item 6 is everyone's, and alone in its histories; items 0–2 are a camp.
    let camp = everyPair(users: 0..<2, items: 0..<3)
    let events = log(camp + everyPair(users: 2..<9, items: 6..<7) + everyPair(users: 9..<10, items: 5..<6))
    #expect(list(events, profile([(0, 2)]), count: 4) == [1, 2, 6, 5])
  }

  @Test("beats popularity on MovieLens 100K cut in time", .enabled(if: hasData("ml-100k/u.data")))
  func movieLens() throws {
    let events = try movieLens100K()
    let cut = events.timestamps[80_000]
    let requests = HeldOutRequests(of: events, from: cut)
    let histories = UserHistories(of: events)
    func hits(_ specification: RecommenderSpecification) -> Int {
      let model = specification.fit(log: events, before: cut)
      var scratch = ScoringScratch()
      var hits = 0
      for request in 0..<requests.count {
        let instant = requests.instants[request]
        let list = model.recommend(
          to: histories.profile(of: requests.users[request], before: instant), at: instant, count: 10,
          exclusion: .seen, scratch: &scratch)
        if list.contains(where: requests.truth(request).contains) { hits += 1 }
      }
      return hits
    }
    let popular = hits(.popular)
    let decayed = hits(.decayedPopular())
    #expect(popular > 0 && Double(hits(.itemKNN())) > 1.2 * Double(max(popular, decayed)))
  }
}
