import Interactions
import LinearAlgebra
import Recommenders
import Testing

/// What holds for every model, whatever it is.
@Suite("Every recommender")
struct BehaviourTests {
  static let all = RecommenderSpecification.defaults
  /// 60 users, 40 items, 1,500 events in 1,000 seconds, popular items and users more often than others.
  static let sample = log(pseudorandomEvents(count: 1_500, users: 60, items: 40, seconds: 1_000), users: 60, items: 45)
  static let histories = UserHistories(of: sample)

  /// The list of each user of the sample at a cut.
  static func lists(
    _ model: any Recommender, of histories: UserHistories, cut: Int64, exclusion: Exclusion = .none, count: Int = 10
  ) -> [[Int32]] {
    var scratch = ScoringScratch()
    return (0..<Int32(histories.userCount)).map { user in
      model.recommend(
        to: histories.profile(of: user, before: cut), at: cut, count: count, exclusion: exclusion, scratch: &scratch)
    }
  }

  @Test("lists each item once, only items known at the cut, and as many as asked for", arguments: all)
  func wellFormed(_ specification: RecommenderSpecification) {
    let cut: Int64 = 300
    let model = specification.fit(log: Self.sample, before: cut)
    let known = Set(zip(Self.sample.itemIDs, Self.sample.timestamps).filter { $0.1 < cut }.map(\.0))
    #expect(model.knownItemCount == known.count && model.name == specification.name)
    for count in [0, 1, 7, 1_000] {
      for list in Self.lists(model, of: Self.histories, cut: cut, count: count) {
        #expect(list.count == min(count, known.count))
        #expect(Set(list).count == list.count && known.isSuperset(of: list))
      }
    }
  }

  @Test("never lists an item of the profile where seen items are excluded, and all others if asked", arguments: all)
  func exclusion(_ specification: RecommenderSpecification) {
    let model = specification.fit(log: Self.sample, before: .max)
    let lists = Self.lists(model, of: Self.histories, cut: .max, exclusion: .seen, count: 100)
    for user in 0..<Int32(60) {
      let seen = Set(Self.histories.profile(of: user, before: .max).items)
      #expect(seen.isDisjoint(with: lists[Int(user)]))
      #expect(lists[Int(user)].count == model.knownItemCount - seen.count)
    }
  }

  @Test("knows nothing of events at or after the cut: without them, or with others, lists are the same", arguments: all)
  func future(_ specification: RecommenderSpecification) {
    let cut: Int64 = 600
    let sample = Self.sample
    let past = (0..<sample.count).filter { sample.timestamps[$0] < cut }
      .map { index -> Event in (sample.userIDs[index], sample.itemIDs[index], sample.timestamps[index]) }
    let otherFuture = pseudorandomEvents(count: 900, users: 60, items: 45, seconds: 50).map {
      event -> Event in (event.user, 44 - event.item, event.second + cut)
    }
    let expected = Self.lists(specification.fit(log: sample, before: cut), of: Self.histories, cut: cut)
    for variant in [past, past + otherFuture] {
      let model = specification.fit(log: log(variant, users: 60, items: 45), before: cut)
      #expect(Self.lists(model, of: Self.histories, cut: cut) == expected)
    }
    let shorterTables = specification.fit(log: log(past), before: .max)
    #expect(Self.lists(shorterTables, of: Self.histories, cut: cut) == expected)
  }

  /// Models whose scores are sums in a fixed order; where linear equations are solved, rounding tells equal items apart.
  static let withEqualScores = all.filter { !["ease", "slit", "ials", "blend", "auto"].contains($0.name) }

  @Test("orders equal scores by item", arguments: withEqualScores)
  func ties(_ specification: RecommenderSpecification) {
    var scratch = ScoringScratch()
    let everyoneTookAll = log(everyPair(users: 0..<7, items: 0..<9).reversed())
    let equal = specification.fit(log: everyoneTookAll, before: 6)
    #expect(equal.recommend(to: .unknown, at: 6, count: 5, exclusion: .none, scratch: &scratch) == [0, 1, 2, 3, 4])
    // Each of nine users took item 20 and then another one: whatever a model looks at, those nine are alike.
    let hub = (Int32(0)..<9).reversed().flatMap { user -> [Event] in [(user, 20, 1), (user, user, 2)] }
    let model = specification.fit(log: log(hub), before: 6)
    for known in [profile([(20, 1)]), profile([(20, 1), (7, 2)]), .unknown] {
      let list = model.recommend(to: known, at: 6, count: 6, exclusion: .seen, scratch: &scratch)
      #expect(list == (known.isEmpty ? [20, 0, 1, 2, 3, 4] : [0, 1, 2, 3, 4, 5]))
    }
  }

  @Test("gives an unknown user the most popular items", arguments: all)
  func unknownUser(_ specification: RecommenderSpecification) {
    let events = log([(0, 2, 1), (1, 2, 2), (2, 2, 3), (0, 0, 1), (1, 0, 2), (2, 1, 1)])
    let model = specification.fit(log: events, before: 10)
    var scratch = ScoringScratch()
    #expect(model.recommend(to: .unknown, at: 10, count: 3, exclusion: .seen, scratch: &scratch) == [2, 0, 1])
    // A profile of items the model has never heard of says as little.
    let strangers = profile([(17, 1), (90_000, 2)])
    #expect(model.recommend(to: strangers, at: 10, count: 3, exclusion: .seen, scratch: &scratch) == [2, 0, 1])
  }

  @Test("answers from one user, from one item, and from nothing", arguments: all)
  func smallest(_ specification: RecommenderSpecification) {
    var scratch = ScoringScratch()
    func list(_ events: [Event], _ exclusion: Exclusion) -> [Int32] {
      let model = specification.fit(log: log(events), before: 10)
      return model.recommend(to: profile([(0, 1)]), at: 10, count: 5, exclusion: exclusion, scratch: &scratch)
    }
    #expect(list([], .none).isEmpty)
    #expect(list([(0, 0, 1)], .none) == [0])
    #expect(list([(0, 0, 1)], .seen).isEmpty)
    #expect(list([(0, 0, 1), (1, 0, 1), (2, 0, 1)], .none) == [0])
    #expect(Set(list([(0, 0, 1), (0, 1, 2), (0, 2, 3)], .none)) == [0, 1, 2])
    #expect(Set(list([(0, 0, 1), (0, 1, 2), (0, 2, 3)], .seen)) == [1, 2])
  }

  @Test("bears a user with 100,000 events", arguments: all)
  func heavyUser(_ specification: RecommenderSpecification) {
    // A number for each pair of items makes tests slow: such models get a smaller catalogue.
    let size = DataSize(users: 2, items: 20_000, events: 100_002)
    let items = specification.parameters.fittingBytes(size) > 1_000_000_000 ? 500 : size.items
    let events = (0..<100_000).map { index -> Event in (0, Int32(index % items), Int64(index)) }
    let heavy = log(events + [(1, 3, 5), (1, 4, 6)])
    let model = specification.fit(log: heavy, before: .max)
    let profile = UserHistories(of: heavy).profile(of: 0, before: .max)
    var scratch = ScoringScratch()
    #expect(model.recommend(to: profile, at: 100_000, count: 10, exclusion: .none, scratch: &scratch).count == 10)
    #expect(model.recommend(to: profile, at: 100_000, count: 10, exclusion: .seen, scratch: &scratch).isEmpty)
  }

  @Test("bears events that are all alike, and instants at the ends of time", arguments: all)
  func extremes(_ specification: RecommenderSpecification) {
    var scratch = ScoringScratch()
    let alike = specification.fit(log: log([Event](repeating: (0, 0, 7), count: 500)), before: .max)
    #expect(alike.recommend(to: profile([(0, 7)]), at: 7, count: 9, exclusion: .none, scratch: &scratch) == [0])
    #expect(alike.recommend(to: profile([(0, 7)]), at: 7, count: 9, exclusion: .seen, scratch: &scratch).isEmpty)
    let many = (Int32(0)..<500).map { user -> Event in (user, user % 3, 7) }
    let crowd = specification.fit(log: log(many), before: .max)
    #expect(crowd.recommend(to: profile([(1, 7)]), at: 7, count: 9, exclusion: .none, scratch: &scratch).count == 3)
    let ends: [Int64] = [.min + 1, -1, 0, 1 << 40, .max - 1]
    let events = ends.indices.flatMap { index in
      (Int32(0)..<40).map { user -> Event in (user, (user + Int32(index)) % 7, ends[index]) }
    }
    let model = specification.fit(log: log(events), before: .max)
    let known = UserHistories(of: log(events)).profile(of: 3, before: .max)
    let list = model.recommend(to: known, at: .max, count: 9, exclusion: .none, scratch: &scratch)
    #expect(list.count == 7 && Set(list).count == 7)
    #expect(model.rank(list, for: known, at: .max, scratch: &scratch).allSatisfy { $0.score?.isFinite ?? false })
  }

  @Test("learns to a model that is saved and read again as it is", arguments: all)
  func savedAfterLearning(_ specification: RecommenderSpecification) throws {
    var model = specification.fit(log: Self.sample, before: 700)
    let sample = Self.sample
    let start = sample.firstIndex(atOrAfter: 700)
    model.update(
      with: (start..<sample.count).map { event in
        ObservedEvent(
          user: sample.userIDs[event], item: sample.itemIDs[event], seconds: sample.timestamps[event],
          before: Self.histories.profile(of: sample.userIDs[event], before: sample.timestamps[event]))
      })
    var writer = ModelWriter()
    model.encode(into: &writer)
    var reader = ModelReader(writer.bytes)
    let read = try specification.parameters.decode(from: &reader)
    #expect(reader.isAtEnd)
    #expect(Self.lists(read, of: Self.histories, cut: 1_000) == Self.lists(model, of: Self.histories, cut: 1_000))
  }

  @Test("is the same model in whatever order its pieces are made", arguments: all)
  func schedules(_ specification: RecommenderSpecification) {
    // Pieces are cut by size, so the models of one core and of many are the same to the last bit.
    func encoded(_ schedule: Chunks.Schedule) -> [UInt8] {
      Chunks.$schedule.withValue(schedule) {
        var writer = ModelWriter()
        specification.fit(log: Self.large, before: .max).encode(into: &writer)
        return writer.bytes
      }
    }
    let usual = encoded(.allCores)
    #expect(encoded(.forwards) == usual && encoded(.backwards) == usual)
  }
  /// Enough users and items for several pieces of every kind.
  static let large = log(
    pseudorandomEvents(count: 6_000, users: 400, items: 700, seconds: 100_000), users: 400, items: 700)

  @Test("leaves out what is not allowed while ranking, so that lists stay full", arguments: all)
  func allowed(_ specification: RecommenderSpecification) {
    let model = specification.fit(log: Self.sample, before: .max)
    var scratch = ScoringScratch()
    let odd = ItemSet(below: 45) { $0 % 2 == 1 }
    for user in 0..<Int32(60) {
      let profile = Self.histories.profile(of: user, before: .max)
      func list(_ count: Int, _ allowed: ItemSet?) -> [Int32] {
        model.recommend(
          to: profile, at: 2_000, count: count, exclusion: .none, allowed: allowed, scratch: &scratch)
      }
      #expect(list(8, odd) == Array(list(100, nil).filter { $0 % 2 == 1 }.prefix(8)))
      #expect(list(8, ItemSet()).isEmpty && list(8, ItemSet([44_444])).isEmpty)
    }
  }

  @Test("ranks a given list as its own list is ranked, and strangers last without a score", arguments: all)
  func rank(_ specification: RecommenderSpecification) {
    let model = specification.fit(log: Self.sample, before: 500)
    var scratch = ScoringScratch()
    for user in 0..<Int32(60) {
      let profile = Self.histories.profile(of: user, before: 500)
      let own = model.recommend(to: profile, at: 500, count: 1_000, exclusion: .none, scratch: &scratch)
      let ranked = model.rank([90_000] + own.reversed() + [own[0], 70_000], for: profile, at: 500, scratch: &scratch)
      #expect(Set(ranked.map(\.item)) == Set(own + [90_000, 70_000]) && ranked.count == own.count + 2)
      #expect(ranked.suffix(2) == [RankedItem(item: 90_000, score: nil), RankedItem(item: 70_000, score: nil)])
      let scores = ranked.dropLast(2).compactMap(\.score)
      #expect(scores.count == own.count && zip(scores, scores.dropFirst()).allSatisfy { $0 >= $1 })
      // Where scores differ, the order is that of the list.
      let places = ranked.dropLast(2).indices.filter { $0 == 0 || scores[$0 - 1] > scores[$0] }
      for place in places where place + 1 < scores.count && scores[place] > scores[place + 1] && scores[place] > 0 {
        #expect(ranked[place].item == own[place])
      }
    }
  }

  @Test("finds similar items: never the item itself, and popular ones for a stranger", arguments: all)
  func similar(_ specification: RecommenderSpecification) {
    let model = specification.fit(log: Self.sample, before: .max)
    var scratch = ScoringScratch()
    for item in Int32(0)..<45 {
      let list = model.similarItems(to: item, count: 100, scratch: &scratch)
      #expect(!list.contains(item) && Set(list).count == list.count)
      #expect(list.count == model.knownItemCount - (model.fallback.place(of: item) == nil ? 0 : 1))
    }
    let popular = Array(model.fallback.items.prefix(5))
    #expect(model.similarItems(to: 44_444, count: 5, scratch: &scratch) == popular)
  }

  @Test("passes over events of the profile that lie in the future of the request", arguments: all)
  func futureProfile(_ specification: RecommenderSpecification) {
    let model = specification.fit(log: Self.sample, before: 500)
    var scratch = ScoringScratch()
    func list(_ profile: Profile) -> [Int32] {
      model.recommend(to: profile, at: 10, count: 20, exclusion: .seen, scratch: &scratch)
    }
    #expect(list(profile([(1, 5), (2, 10), (3, 11), (4, 900)])) == list(profile([(1, 5), (2, 10)])))
  }

  @Test("learns new events to the model that a fit to all of them gives, where it says so", arguments: all)
  func learning(_ specification: RecommenderSpecification) {
    let sample = Self.sample
    var model = specification.fit(log: sample, before: 400)
    guard model.learning == .exact else { return }
    // In batches of odd sizes, a batch of one, and none.
    var start = sample.firstIndex(atOrAfter: 400)
    for size in [1, 0, 7, 133, 500, 2_000] {
      let end = min(sample.count, start + size)
      let events = (start..<end).map { index -> ObservedEvent in
        let user = sample.userIDs[index]
        let earlier = (0..<index).filter { sample.userIDs[$0] == user }
        return ObservedEvent(
          user: user, item: sample.itemIDs[index], seconds: sample.timestamps[index],
          before: Profile(
            items: earlier.map { sample.itemIDs[$0] }[...], timestamps: earlier.map { sample.timestamps[$0] }[...]))
      }
      model.update(with: events)
      start = end
      let refit = specification.fit(TrainingData(sample, events: start))
      #expect(model.fallback == refit.fallback)
      for exclusion in Exclusion.allCases {
        #expect(
          Self.lists(model, of: Self.histories, cut: 900, exclusion: exclusion)
            == Self.lists(refit, of: Self.histories, cut: 900, exclusion: exclusion))
      }
    }
  }

  @Test(
    "comes near what a fit to all events gives, where it says approximate",
    arguments: ["item-knn", "rp3beta:alpha=0.85,beta=0.3"])
  func approximateLearning(_ name: String) throws {
    let specification = try #require(RecommenderSpecification.parse(name, source: "test").0)
    let sample = Self.sample
    let start = sample.firstIndex(atOrAfter: 500)
    let stale = specification.fit(TrainingData(sample, events: start))
    var model = stale
    for event in start..<sample.count {
      let user = sample.userIDs[event]
      let earlier = (0..<event).filter { sample.userIDs[$0] == user }
      let before = Profile(
        items: earlier.map { sample.itemIDs[$0] }[...], timestamps: earlier.map { sample.timestamps[$0] }[...])
      model.update(
        with: [
          ObservedEvent(user: user, item: sample.itemIDs[event], seconds: sample.timestamps[event], before: before)
        ])
    }
    let refit = Self.lists(specification.fit(TrainingData(sample, before: .max)), of: Self.histories, cut: .max)
    func shared(_ model: any Recommender) -> Int {
      zip(Self.lists(model, of: Self.histories, cut: .max), refit).reduce(0) { $0 + Set($1.0).intersection($1.1).count }
    }
    let (learned, unlearned) = (shared(model), shared(stale))
    #expect(model.learning == .approximate && learned > unlearned && learned >= 540, "\(learned) of 600, \(unlearned)")
  }

  @Test("makes the lists of many as it makes each of them", arguments: all)
  func many(_ specification: RecommenderSpecification) {
    let model = specification.fit(log: Self.sample, before: 700)
    var scratch = ScoringScratch()
    let profiles =
      (0..<Int32(60)).map { Self.histories.profile(of: $0, before: 800) } + [.unknown, profile([(90_000, 3)])]
    for exclusion in Exclusion.allCases {
      for count in [0, 1, 10, 100] {
        let lists = model.recommend(toAll: profiles, at: 750, count: count, exclusion: exclusion, scratch: &scratch)
        let single = profiles.map {
          model.recommend(to: $0, at: 750, count: count, exclusion: exclusion, scratch: &scratch)
        }
        #expect(lists == single)
      }
    }
  }

  @Test("answers alike from used and from fresh working memory")
  func scratchIsClean() {
    var shared = ScoringScratch()
    for specification in Self.all {
      let model = specification.fit(log: Self.sample, before: 500)
      for user in 0..<Int32(60) {
        for exclusion in Exclusion.allCases {
          let profile = Self.histories.profile(of: user, before: 500)
          var fresh = ScoringScratch()
          let a = model.recommend(to: profile, at: 500, count: 12, exclusion: exclusion, scratch: &shared)
          let b = model.recommend(to: profile, at: 500, count: 12, exclusion: exclusion, scratch: &fresh)
          #expect(a == b)
        }
      }
    }
  }

  @Test("has a name that leads back to it, and a formula", arguments: all)
  func named(_ specification: RecommenderSpecification) {
    #expect(Self.all.filter { $0.name == specification.name } == [specification])
    #expect(!specification.formula.isEmpty)
  }
}

/// Events from a small congruential generator, skewed towards low users and items.
func pseudorandomEvents(count: Int, users: Int, items: Int, seconds: Int)
  -> [Event]
{
  var state: UInt64 = 42
  func draw(_ bound: Int) -> Int {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return Int(state >> 33) % bound
  }
  return (0..<count).map { _ -> Event in
    (Int32(draw(draw(users) + 1)), Int32(draw(draw(items) + 1)), Int64(draw(seconds)))
  }
}
