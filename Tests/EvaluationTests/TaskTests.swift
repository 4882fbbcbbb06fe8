import Evaluation
import Interactions
import Randomness
import Statistics
import Testing

@Suite("Tasks")
struct TaskTests {
  private let time = EvaluationProtocol.time(heldOutShare: 0.5)

  @Test("related items are asked by the user's newest earlier item, and an answer that is that item does not count")
  func related() throws {
    // From second 10 on: user 0 asks from 2, then from 1; user 1 from 1; user 2 has no past.
    let events = log([(0, 1, 1), (1, 1, 2), (0, 2, 3), (0, 1, 10), (2, 0, 11), (1, 1, 12), (0, 3, 13), (1, 0, 13)])
    let later = EvaluationProtocol.time(heldOutShare: 0.625)
    let fold = try #require(later.folds(of: events, truth: TruthRule(allowsRepeats: true)).first)
    #expect(fold.requests.count == 5)
    let asked = TaskRequests(.related, of: fold)
    #expect(asked.fold.requests.users == [0, 0, 1] && asked.fold.requests.truthItems == [1, 3, 0])
    #expect((0..<3).map { asked.fold.query($0) } == [2, 1, 1])
    #expect(asked.leftOut.map(\.count) == [1, 1])
    let visits = asked.fold.sameAndLaterVisits
    #expect(visits[0].isMember == [true, true, true] && visits[1].isMember == [false, false, false])
  }

  @Test("personalisation and drawn slates ask every request") func everything() throws {
    let fold = try #require(time.folds(of: log([(0, 1, 1), (1, 1, 2), (0, 2, 3), (1, 3, 4)])).first)
    for task in [RecommendationTask.personalization, .ranking] {
      let asked = TaskRequests(task, of: fold)
      #expect(asked.fold.requests.users == fold.requests.users && asked.leftOut.isEmpty)
    }
  }

  @Test("a slate is the newest shown to the user at or before the request, in its own order, each item once")
  func slates() throws {
    let events = log([(0, 1, 1), (1, 1, 2), (0, 2, 10), (1, 3, 12), (0, 3, 20)])
    // "u0" and "u1" are known, "u9" is not; "new" is an item that the log does not have.
    let shown = InteractionLog(
      users: ["u9", "u1", "u0"], items: ["i3", "new", "i2", "i1"], eventTypes: [""],
      userIDs: [2, 2, 2, 1, 0, 2, 2, 2], itemIDs: [2, 0, 2, 1, 0, 1, 3, 0],
      timestamps: [10, 10, 10, 11, 11, 15, 15, 21],
      eventTypeIDs: [0, 0, 0, 0, 0, 0, 0, 0], values: [.nan, .nan, .nan, .nan, .nan, .nan, .nan, .nan])
    let (slates, wider) = LoggedSlates.joining(shown, to: events, hasTimes: true)
    #expect(wider.items == events.items + ["new"] && wider.users == events.users)
    #expect(slates.count == 4 && slates.slatesOfStrangers == 1)
    #expect(slates.slate(of: 0, at: 9) == [])
    #expect(slates.slate(of: 0, at: 10) == [2, 3] && slates.slate(of: 0, at: 14) == [2, 3])
    #expect(slates.slate(of: 0, at: 20) == [4, 1] && slates.slate(of: 1, at: 99) == [4])
    let fold = try #require(time.folds(of: wider).first)
    #expect(fold.requests.users == [0, 1, 0])
    // 10: the slate holds 2. 12: that of user 1 holds only the new item. 20: that of 15 does not hold 3.
    let asked = TaskRequests(.ranking, of: fold, slates: slates)
    #expect(asked.fold.requests.instants == [10] && asked.fold.requests.truthItems == [2])
    #expect(asked.leftOut.map(\.count) == [2])
    let (timeless, _) = LoggedSlates.joining(shown, to: events, hasTimes: false)
    #expect(timeless.slate(of: 0, at: 0) == [2, 3, 4, 1])
  }

  @Test("items drawn by popularity come as often as their events before the request, and never later ones")
  func popular() throws {
    // Item 0 has nine tenths of the events; item 2 comes only after the cut.
    var events: [(user: Int32, item: Int32, second: Int64)] = (0..<100).map {
      (Int32($0), $0 % 10 == 0 ? 1 : 0, Int64($0))
    }
    events += (0..<100).map { (Int32(200 + $0), 2, Int64(100 + $0)) }
    let fold = try #require(time.folds(of: log(events)).first)
    func drawn(_ sampling: NegativeSampling) throws -> [Int] {
      var walk = CandidateWalk(fold, .sampled(negatives: 1, seed: 5, by: sampling))
      var counts = [0, 0, 0]
      for request in 0..<fold.requests.count {
        let found = walk.allowed(request)
        let allowed = try #require(found)
        for item in allowed.members { counts[Int(item)] += 1 }
      }
      return counts
    }
    let (byEvents, uniform) = (try drawn(.popular), try drawn(.uniform))
    #expect(byEvents[2] == 100 && byEvents[0] + byEvents[1] == 100)
    #expect((80...98).contains(byEvents[0]) && (35...65).contains(uniform[0]))
  }

  @Test("items made known before their first event are candidates from then on, and none is made known later by it")
  func created() throws {
    let events = log([(0, 0, 10), (1, 1, 20), (0, 2, 30), (1, 3, 40)])
    let fold = try #require(EvaluationProtocol.leaveLastOneOut.folds(of: events).first)
    func allowed(_ fold: EvaluationFold, _ request: Int) throws -> [Int32] {
      var walk = CandidateWalk(fold, .catalogue, isBoundedByTraining: false)
      let allowed = walk.allowed(request)
      return try #require(allowed).members
    }
    #expect(try allowed(fold, 0) == [0, 1])
    let knowing = fold.knowing([nil, 35, 5, 29])
    #expect(try allowed(knowing, 0) == [0, 1, 2, 3] && knowing.firstSeen == [10, 20, 5, 29])
  }

  @Test("a given division asks the test's events, and says where the training is later") func given() throws {
    let train = log([(0, 0, 1), (1, 1, 2), (0, 2, 30)])
    let test = log([(1, 0, 3), (0, 3, 20), (0, 0, 40)])
    let split = GivenSplit(train: train, test: test)
    #expect(split.log.users == ["u0", "u1"] && split.log.items == ["i0", "i1", "i2", "i3"])
    #expect(split.log.timestamps == [1, 2, 3, 20, 30, 40] && split.isTest == [false, false, true, true, false, true])
    let fold = try #require(
      EvaluationProtocol.given(isTest: split.isTest).folds(of: split.log, truth: TruthRule(allowsRepeats: true)).first)
    #expect(fold.training.itemIDs == [0, 1, 2] && fold.requests.instants == [3, 20, 40])
    #expect(fold.requests.truthItems == [0, 3, 0] && fold.laterTrainingRequests == 2)
    // Earlier events of both files are known.
    #expect(Array(fold.profile(2).items) == [0, 3, 2])
    #expect(EvaluationProtocol.given(isTest: [true, true, true]).folds(of: train).isEmpty)
  }

  @Test("names that Unicode writes in two ways stay two names, and names of both logs are one") func names() {
    let train = InteractionLog(
      users: ["a", "e\u{301}"], items: ["x"], eventTypes: ["view"], userIDs: [0, 1], itemIDs: [0, 0],
      timestamps: [5, 5], eventTypeIDs: [0, 0], values: [1, 2])
    let test = InteractionLog(
      users: ["\u{e9}", "a"], items: ["x", "y"], eventTypes: ["buy", "view"], userIDs: [0, 1], itemIDs: [1, 0],
      timestamps: [5, 6], eventTypeIDs: [0, 1], values: [3, 4])
    let split = GivenSplit(train: train, test: test)
    #expect(split.log.users.map { Array($0.utf8) } == ["a", "e\u{301}", "\u{e9}"].map { Array($0.utf8) })
    #expect(split.log.userIDs == [0, 1, 2, 0] && split.log.itemIDs == [0, 0, 1, 0])
    #expect(split.log.eventTypes == ["view", "buy"] && split.log.eventTypeIDs == [0, 0, 1, 0])
    #expect((0..<4).map { split.log.values[$0] } == [1, 2, 3, 4])
  }

  @Test("the area under the curve of a list in order is that of its scores", arguments: 1...20)
  func area(seed: Int) throws {
    var stream = RandomStream(seed: UInt64(seed), name: "tests/area")
    let items = (0..<12).map { Int32($0) }
    let truth = items.filter { _ in stream.uniform() < 0.3 }
    var list = items
    for place in 0..<11 { list.swapAt(place, place + stream.integer(below: 12 - place)) }
    let scored = ScoredLists([list.enumerated().map { ($1, Double(-$0)) }])
    let other = areaUnderCurve(scored, GradedTruth([truth]), user: 0)
    let own = areaUnderCurve(of: list[...], truth: truth[...])
    #expect(own == other || abs(own - other) < 1e-12 || (own.isNaN && other.isNaN))
    #expect(areaUnderCurve(of: list.prefix(2), truth: items[...]).isNaN)
  }

  @Test("a request's sum gives its value, term by term", arguments: 1...20)
  func sums(seed: Int) {
    var stream = RandomStream(seed: UInt64(seed), name: "tests/sums")
    let list = (0..<8).map { _ in Int32(stream.integer(below: 12)) }
    let truth = (0..<12).map { Int32($0) }.filter { _ in stream.uniform() < 0.4 }
    for k in [1, 3, 10] {
      let hits = Hits(list: list[...], truth: truth[...], k: k)
      for metric in Metric.allCases { #expect(abs(metric.sum(hits).value - metric.value(hits)) < 1e-12) }
    }
  }

  @Test("every task says what its mean is of, and the ones that mislead warn") func words() {
    for task in RecommendationTask.allCases { #expect(task.estimand.hasPrefix("Mean over held-out requests")) }
    #expect(RecommendationTask.ranking.warning.contains("outside it"))
    #expect(RecommendationTask.related.warning.contains("compare models"))
    #expect(CandidateRule.sampled(negatives: 3, seed: 7, by: .popular).warning.contains("popular, seed 7"))
  }

  @Test("one user's requests have no interval") func oneUser() throws {
    let asked = requests([0, 0, 0], [[1], [2], [3]])
    let scores = RequestScores(lists: RankedLists([[1], [5], [3]]), requests: asked, k: 2)
    let comparison = try #require(
      QualityComparison(plans: [("a", scores)], stream: RandomStream(seed: 1, name: "tests/one")))
    let mean = comparison.overall.mean(.hitRate, plan: 0)
    #expect(isClose(mean.value, 2.0 / 3) && mean.low.isNaN && mean.high.isNaN)
  }
}
