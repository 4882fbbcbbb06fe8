import Interactions
import Measures
import Recommenders
import Testing

@Suite("Dense recommenders")
struct DenseRecommenderTests {
  @Test("are refused for more items than pairs of them can be kept; a fit all the same is its fallback")
  func large() throws {
    let size = DataSize(users: 1_000, items: 25_001, events: 100_000)
    for name in ["ease", "slit"] {
      let specification = try #require(RecommenderSpecification.parse(name, source: "test").0)
      #expect(specification.memoryFinding(size, limitBytes: 1_000_000_000_000, source: "test")?.code == "needs-memory")
      let wide = log((0..<25_001).map { item -> Event in (Int32(item % 7), Int32(item), Int64(item)) })
      let model = specification.fit(log: wide, before: .max)
      var scratch = ScoringScratch()
      let list = model.recommend(to: profile([(3, 1)]), at: 99_999, count: 3, exclusion: .seen, scratch: &scratch)
      #expect(list == [25_000, 24_999, 24_998])
      #expect(model.notes.count == 1 && model.notes[0].contains("25001 items"))
    }
    let factors = try #require(RecommenderSpecification.parse("ials:factors=128", source: "test").0)
    let huge = DataSize(users: 400_000, items: 50_000, events: 20_000_000)
    #expect(factors.memoryFinding(huge, limitBytes: 16_000_000_000, source: "test") == nil)
  }

  @Test("weigh unobserved pairs by the density of the data where nobody says a weight")
  func density() throws {
    let sample = BehaviourTests.large
    let known = UserHistories(of: sample).profile(of: 3, before: .max)
    let pairs = Set(zip(sample.userIDs, sample.itemIDs).map { [$0, $1] }).count
    let (users, items) = (Set(sample.userIDs).count, Set(sample.itemIDs).count)
    let weight = 20 * (Double(pairs) / (Double(users) * Double(items)))
    #expect(weight > 0.1 && weight < 1)
    func ranked(_ text: String) throws -> [RankedItem] {
      let specification = try #require(RecommenderSpecification.parse(text, source: "test").0)
      var scratch = ScoringScratch()
      return specification.fit(log: sample, before: .max).rank(
        (0..<700).map(Int32.init), for: known, at: .max, scratch: &scratch)
    }
    #expect(try ranked("ials:factors=8") == ranked("ials:factors=8,unobservedWeight=\(weight)"))
    #expect(try ranked("ials:factors=8") != ranked("ials:factors=8,unobservedWeight=\(weight / 10)"))
  }

  @Test(
    "follow what goes together: two groups of items, each user in one of them", arguments: ["ease", "slit", "ials"])
  func groups(_ name: String) throws {
    var events: [Event] = []
    for user in 0..<40 {
      for step in 0..<5 {
        let item = user % 2 * 6 + (user / 2 + step) % 6
        events.append((Int32(user), Int32(item), Int64(user * 10 + step)))
      }
    }
    let text = name + (name == "ials" ? ":factors=2" : ":regularization=1")
    let specification = try #require(RecommenderSpecification.parse(text, source: "test").0)
    let model = specification.fit(log: log(events), before: .max)
    var scratch = ScoringScratch()
    for group in Int32(0)..<2 {
      let own = group * 6..<group * 6 + 6
      let items: [(item: Int32, second: Int64)] = own.prefix(2).map { ($0, 900) }
      let list = model.recommend(to: profile(items), at: 1_000, count: 4, exclusion: .seen, scratch: &scratch)
      #expect(Set(list) == Set(own.dropFirst(2)))
      #expect(model.similarItems(to: own.lowerBound, count: 3, scratch: &scratch).allSatisfy(own.contains))
    }
  }

  @Test("read a profile's decay: an old item counts less", arguments: [0.0, 0.5, 1.0])
  func decay(_ decay: Double) throws {
    var events: [Event] = []
    for user in 0..<60 {
      for step in 0..<3 { events.append((Int32(user), Int32(user % 2 * 3 + step), Int64(user * 10 + step))) }
    }
    let specification = try #require(
      RecommenderSpecification.parse("ease:regularization=1,historyDecay=\(decay)", source: "test").0)
    let model = specification.fit(log: log(events), before: .max)
    var scratch = ScoringScratch()
    // Item 0 belongs to the first group, item 3 to the second, and 3 is newer.
    let ranked = model.rank([1, 4], for: profile([(0, 1), (3, 2)]), at: 5, scratch: &scratch)
    let older = try #require(ranked.first { $0.item == 1 }?.score)
    let newer = try #require(ranked.first { $0.item == 4 }?.score)
    #expect(newer > 0.1 && abs(Double(older) - decay * Double(newer)) < 1e-4)
  }
}
