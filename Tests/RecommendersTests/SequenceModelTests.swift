import Foundation
import Interactions
import Randomness
import Recommenders
import Testing

@Suite("Models of sequences")
struct SequenceModelTests {
  /// Users go round a ring of items, each from another start: the next item is certain.
  private let ring = log((Int32(0)..<12).flatMap { user in (Int32(0)..<8).map { (user, (user + $0) % 12, Int64($0)) } })

  @Test("find the next item of a ring", arguments: ["sequential-rules", "sequence-knn", "multi-slit", "blend"])
  func next(_ text: String) throws {
    let specification = try #require(RecommenderSpecification.parse(text, source: "test").0)
    let model = specification.fit(log: ring, before: .max)
    var scratch = ScoringScratch()
    for start in Int32(0)..<12 {
      let known = profile((Int32(0)..<3).map { ((start + $0) % 12, Int64($0)) })
      let list = model.recommend(to: known, at: 100, count: 1, exclusion: .seen, scratch: &scratch)
      #expect(list == [(start + 3) % 12])
    }
  }

  @Test("recognise a context of two items where pairs mislead")
  func context() throws {
    // After 0 comes 2 or 3, after 1 as well; only together with the item before is it certain.
    let patterns: [[Int32]] = [[0, 1, 2], [1, 0, 3]]
    let events = (Int32(0)..<20).flatMap { user -> [Event] in
      patterns[Int(user) % 2].enumerated().map { (user, $1, Int64($0)) }
    }
    let model = RecommenderSpecification(SequenceKNNParameters()).fit(log: log(events), before: .max)
    var scratch = ScoringScratch()
    for pattern in patterns {
      let list = model.recommend(
        to: profile([(pattern[0], 1), (pattern[1], 2)]), at: 9, count: 1, exclusion: .seen, scratch: &scratch)
      #expect(list == [pattern[2]])
    }
  }

  @Test("count votes as the formula says, after updates too", arguments: [1, 2, 2.5, 3.5], [0, 3_000])
  func votes(power: Double, fitted: Int) throws {
    var parameters = SequenceKNNParameters()
    (parameters.power, parameters.window, parameters.historyLimit) = (power, 4, 4)
    // 3,000 events of 60 users in an order in which their histories grow by turns.
    var stream = RandomStream(seed: 5, name: "test/votes")
    let events = (0..<3_000).map { second -> Event in
      (Int32(stream.integer(below: 60)), Int32(stream.integer(below: 25)), Int64(second))
    }
    var rows = [[Int32]](repeating: [], count: 60)
    var model = RecommenderSpecification(parameters).fit(log: log(Array(events[..<max(1, fitted)])), before: .max)
    for (index, event) in events.enumerated() {
      if index >= max(1, fitted) {
        let before = profile(rows[Int(event.0)].enumerated().map { ($1, Int64($0)) })
        model.update(with: [ObservedEvent(user: event.0, item: event.1, seconds: event.2, before: before)])
      }
      rows[Int(event.0)].append(event.1)
    }
    let counts = rows.joined().reduce(into: [Int32: Int]()) { $0[$1, default: 0] += 1 }
    let refitted = RecommenderSpecification(parameters).fit(log: log(events), before: .max)
    // The same working memory for a large request and a small one.
    var scratch = ScoringScratch()
    for asked in [[3, 7, 3, 11], [5]] as [[Int32]] {
      var scores = [Double](repeating: 0, count: 25)
      for row in rows {
        for place in row.indices {
          var vote = 0.0
          for (age, item) in asked.reversed().enumerated() {
            let weight = pow(parameters.decay, Double(age)) / pow(Double(counts[item] ?? 0) + 5, parameters.discount)
            for gap in 1...4 where place >= gap && row[place - gap] == item { vote += weight / Double(gap) }
          }
          scores[Int(row[place])] += pow(vote, power)
        }
      }
      let known = profile(asked.enumerated().map { ($1, Int64($0)) })
      let ranked = model.rank(Array(0..<25), for: known, at: 9_999, scratch: &scratch)
      // To the last bit, wherever updates moved the histories to.
      #expect(ranked == refitted.rank(Array(0..<25), for: known, at: 9_999, scratch: &scratch))
      for item in ranked {
        let expected = pow(scores[Int(item.item)], 1 / power)
        #expect(abs(Double(item.score ?? -1) - expected) <= 1e-5 * max(1, expected), "\(item), \(expected)")
      }
    }
  }

  @Test("at one scale, solve the equations of SLIT, by hand")
  func oneScale() {
    // One user, items 0 1 at τ → S = (1, 0), T = 1: B = 1 / (1 + λ) at (0, 1).
    var parameters = MultiScaleSLITParameters()
    (parameters.scales, parameters.regularization) = ("5", 3)
    let model = RecommenderSpecification(parameters).fit(log: log([(0, 0, 1), (0, 1, 2)]), before: .max)
    var scratch = ScoringScratch()
    let ranked = model.rank([0, 1], for: profile([(0, 1)]), at: 5, scratch: &scratch)
    #expect(ranked[0].item == 1 && abs(Double(ranked[0].score ?? 0) - 0.25) < 1e-6)
  }

  @Test("refuse scales that are none", arguments: ["", "1+1", "0", "a", "1+2+3+4+5", "1++2", "nan"])
  func scales(_ text: String) {
    #expect(RecommenderSpecification.parse("multi-slit:scales=\(text)", source: "test").0 == nil)
  }

  @Test(
    "find the next film of MovieLens 1M far better than one scale does",
    .enabled(if: hasData("ml-1m/sequence.txt"), "needs shared/data/ml-1m"))
  func movieLens() throws {
    let split = try LeaveLastOut(of: movieLensSequence())
    let (hitRate, ndcg) = split.quality(RecommenderSpecification(MultiScaleSLITParameters()))
    #expect(hitRate >= 0.28 && ndcg >= 0.17, "HR@10 \(hitRate), NDCG@10 \(ndcg)")
  }
}

@Suite("The blend")
struct BlendTests {
  @Test("weighs a model that knows nothing at nothing, and says so")
  func weights() throws {
    // What comes next is certain; popularity says nothing.
    let events = log((Int32(0)..<60).flatMap { user in (Int32(0)..<8).map { (user, (user + $0) % 30, Int64($0)) } })
    let text = "blend:components=popular+sequential-rules"
    let specification = try #require(RecommenderSpecification.parse(text, source: "test").0)
    let model = specification.fit(log: events, before: .max)
    #expect(model.notes.count == 2 && model.notes.joined().contains("sequential-rules"))
  }

  @Test("leaves out a model that another stands in for")
  func standIn() throws {
    let events = log((Int32(0)..<60).flatMap { user in (Int32(0)..<8).map { (user, (user + $0) % 30, Int64($0)) } })
    let text = "blend:components=sequential-rules+sequential-rules+item-knn"
    let specification = try #require(RecommenderSpecification.parse(text, source: "test").0)
    let note = try #require(specification.fit(log: events, before: .max).notes.last)
    #expect(note.components(separatedBy: " 0.0;").count == 3, "\(note)")
  }

  @Test("refuses unknown models, itself, and nonsense", arguments: ["blend", "popular+auto", "nonsense", ""])
  func components(_ text: String) {
    #expect(RecommenderSpecification.parse("blend:components=\(text)", source: "test").0 == nil)
  }

  @Test("does not win on the validation events by being unlike all that its models name")
  func unlike() throws {
    // Taken at random, so that nothing but popularity can be known, and little of that.
    var state: UInt64 = 9
    func draw(_ bound: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % bound
    }
    let events = (0..<3_000).map { _ -> Event in (Int32(draw(300)), Int32(draw(draw(2_000) + 1)), Int64(draw(100_000)))
    }
    let text = "blend:components=popular+item-knn+sequential-rules"
    let specification = try #require(RecommenderSpecification.parse(text, source: "test").0)
    let notes = specification.fit(log: log(events), before: .max).notes.joined()
    let found = try #require(notes.firstMatch(of: /NDCG@20 ([0-9.]+):/))
    // What won by unlikeness alone had 0.23.
    #expect(try #require(Double(found.1)) < 0.1, "\(notes)")
  }

  @Test("chooses alike every time, and keeps the course of its search")
  func automatic() {
    let specification = RecommenderSpecification(AutomaticParameters())
    let one = TrainedModel(specification, log: BehaviourTests.sample, before: .max, source: "sample")
    let other = TrainedModel(specification, log: BehaviourTests.sample, before: .max, source: "sample")
    #expect(one.encoded() == other.encoded())
    #expect(one.recommender.notes.count > 5)
  }

  private func notes(_ text: String, _ log: InteractionLog) throws -> String {
    let specification = try #require(RecommenderSpecification.parse(text, source: "test").0)
    return specification.fit(log: log, before: .max).notes.joined(separator: "\n")
  }

  @Test("judges at origins of a common clock where users have one, and at last events where they have none")
  func origins() throws {
    let events = (Int32(0)..<60).flatMap { user in
      (Int32(0)..<8).map { step -> Event in (user, (user + step) % 30, Int64(step)) }
    }
    #expect(try notes("auto", log(events)).hasPrefix("Judged at 3 origins"))
    // The same events, user after user: nobody is there at the same time as another.
    let apart = events.map { event -> Event in (event.user, event.item, event.second + Int64(event.user) * 10_000) }
    #expect(try notes("auto", log(apart)).hasPrefix("Judged at 2 origins"))
  }

  @Test(
    "judge by events like those that are asked for",
    arguments: [
      (Horizon.oneEvent, "users' last training events."), (.anyEvent, "users' random training events."),
      (.period(share: 0.2), "users' last training events, all of a period."),
      (.ownEnd(share: 0.3), "users' last training events, all of a period."),
    ])
  func horizon(_ horizon: Horizon, _ words: String) throws {
    let text = "blend:components=popular+sequential-rules"
    let specification = try #require(RecommenderSpecification.parse(text, source: "test").0)
    var data = TrainingData(BehaviourTests.sample, before: .max)
    data.horizon = horizon
    #expect(specification.fit(data).notes.first?.hasSuffix(words) ?? false)
    // Each user at another time: nobody comes back after an instant, and last events stand in.
    let apart = log((Int32(0)..<60).flatMap { user in (Int32(0)..<8).map { (user, (user + $0) % 30, Int64(user)) } })
    var others = TrainingData(apart, before: .max)
    others.horizon = .period(share: 0.2)
    #expect(specification.fit(others).notes.first == "Judged by 60 users' last training events.")
  }

  @Test("spends no more than its budget, on the cheapest family at least")
  func budget() throws {
    let poor = try notes("auto:budgetSeconds=0", BehaviourTests.sample)
    #expect(poor.contains("was left out") && poor.contains("Weights by"))
    let rich = try notes("auto", BehaviourTests.sample)
    #expect(!rich.contains("was left out") && rich.count > poor.count)
  }

}
