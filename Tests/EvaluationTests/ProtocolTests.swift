import Evaluation
import Interactions
import Randomness
import Testing

@Suite("Protocols")
struct ProtocolTests {
  /// A made-up log with ties in time and repeats.
  private func made(seed: UInt64, events: Int = 400) -> InteractionLog {
    var stream = RandomStream(seed: seed, name: "tests/protocols")
    return log(
      (0..<events).map { event in
        (
          user: Int32(stream.integer(below: 25)), item: Int32(stream.integer(below: 40)),
          second: Int64(event / 3 + stream.integer(below: 2))
        )
      })
  }

  private static let all: [EvaluationProtocol] = [
    .time(heldOutShare: 0.2), .rolling(RollingOrigins(count: 3, spacing: .seconds(window: 15, last: 10))),
    .rolling(RollingOrigins(count: 4, spacing: .events(heldOutShare: 0.3, lastShare: 0.1))), .leaveLastOneOut,
    .userSplit(userShare: 0.2, eventShare: 0.2, seed: 4),
  ]

  @Test("no fold of time lets a model see anything at or after a request", arguments: 1...8)
  func honest(seed: Int) {
    for kind in Self.all where kind.isTimeHonest {
      let folds = kind.folds(of: made(seed: UInt64(seed)))
      #expect(!folds.isEmpty)
      for fold in folds {
        #expect(fold.isTimeHonest && fold.training.count > 0 && fold.requests.count > 0)
        let last = fold.training.timestamps.last ?? .max
        #expect(fold.requests.instants.allSatisfy { $0 > last })
        for request in 0..<fold.requests.count {
          #expect(fold.profile(request).timestamps.allSatisfy { $0 < fold.requests.instants[request] })
        }
      }
    }
  }

  @Test("what happens from a cut on changes neither the training nor the profiles before it", arguments: 1...5)
  func futureIsUnseen(seed: Int) throws {
    let first = made(seed: UInt64(seed))
    // The same until the first cut; from there on everybody takes other items.
    for kind in Self.all where kind.isTimeHonest {
      let cut = try #require(kind.folds(of: first).first?.window?.lowerBound)
      let second = InteractionLog(
        users: first.users, items: first.items, eventTypes: first.eventTypes, userIDs: first.userIDs,
        itemIDs: LogIDs(first.itemIDs.enumerated().map { first.timestamps[$0] < cut ? $1 : ($1 + 7) % 40 }),
        timestamps: first.timestamps, eventTypeIDs: first.eventTypeIDs, values: first.values)
      let (a, b) = (try #require(kind.folds(of: first).first), try #require(kind.folds(of: second).first))
      #expect(a.training == b.training && a.window == b.window)
      #expect(a.requests.truthItems != b.requests.truthItems)
    }
  }

  @Test("leave-last-one-out and the user split are caught with later training")
  func caught() throws {
    for kind in Self.all where !kind.isTimeHonest {
      let fold = try #require(kind.folds(of: made(seed: 3)).first)
      #expect(!fold.isTimeHonest && fold.laterTrainingRequests > 0)
      // By hand: a request is caught when the newest training event is not before it.
      let last = try #require(fold.training.timestamps.max())
      #expect(fold.laterTrainingRequests == fold.requests.instants.count { $0 <= last })
    }
  }

  @Test("leave-last-one-out asks each user's last event, and no user's only one")
  func lastOnes() throws {
    let events = log([(0, 1, 10), (1, 2, 11), (0, 3, 12), (2, 2, 13), (1, 4, 14), (1, 5, 14)])
    let fold = try #require(EvaluationProtocol.leaveLastOneOut.folds(of: events).first)
    #expect(fold.requests.users == [0, 1] && fold.requests.instants == [12, 14])
    #expect(fold.requests.truthItems == [3, 5])
    #expect(fold.training.itemIDs == [1, 2, 2, 4])
    // The other event of that second is not known to the answer.
    #expect(Array(fold.profile(1).items) == [2])
  }

  @Test("the user split asks the newest tenth of a tenth of the users, who are not in the training")
  func userSplit() throws {
    var events: [(user: Int32, item: Int32, second: Int64)] = []
    for user in 0..<40 { for place in 0..<20 { events.append((Int32(user), Int32(place), Int64(place * 40 + user))) } }
    let fold = try #require(EvaluationProtocol.personalize(seed: 7).folds(of: log(events)).first)
    #expect(fold.requests.count == 4)
    #expect(Set(fold.training.userIDs).isDisjoint(with: Set(fold.requests.users)))
    #expect(fold.training.count == 36 * 20)
    for request in 0..<4 {
      #expect(Array(fold.requests.truth(request)) == [18, 19])
      #expect(Array(fold.profile(request).items) == Array(0..<18))
    }
    #expect(EvaluationProtocol.personalize(seed: 7).folds(of: log(events)).first?.requests.users == fold.requests.users)
  }

  @Test("rolling windows follow one another and leave the last slice alone")
  func windows() throws {
    let events = log((0..<100).map { (user: 0, item: Int32($0), second: Int64($0)) })
    let byTime = try #require(
      RollingOrigins(count: 3, spacing: .seconds(window: 10, last: 20)).windows(of: events))
    #expect(byTime.origins == [50..<60, 60..<70, 70..<80] && byTime.last == 80..<100)
    let byEvents = try #require(
      RollingOrigins(count: 2, spacing: .events(heldOutShare: 0.4, lastShare: 0.1)).windows(of: events))
    #expect(byEvents.origins == [50..<70, 70..<90] && byEvents.last == 90..<100)
    let none = try #require(RollingOrigins(count: 2, spacing: .seconds(window: 10, last: 0)).windows(of: events))
    #expect(none.origins == [80..<90, 90..<100] && none.last.isEmpty)
    #expect(RollingOrigins(count: 10, spacing: .seconds(window: 10, last: 0)).windows(of: events) == nil)
    #expect(RollingOrigins(count: 9, spacing: .seconds(window: 11, last: 1)).windows(of: events) == nil)
  }

  @Test("an item taken before is an answer only where repeats are allowed")
  func repeats() throws {
    let events = log([(0, 1, 1), (1, 1, 2), (0, 2, 3), (0, 1, 8), (1, 2, 9), (0, 3, 9), (0, 3, 9)])
    let kind = EvaluationProtocol.time(heldOutShare: 0.5)
    let fresh = try #require(kind.folds(of: events).first)
    #expect(fresh.requests.users == [1, 0] && fresh.requests.truthItems == [2, 3])
    let all = try #require(kind.folds(of: events, truth: TruthRule(allowsRepeats: true)).first)
    #expect(all.requests.users == [0, 1, 0] && all.requests.truthItems == [1, 2, 3])
    let typed = try #require(kind.folds(of: events, truth: TruthRule(eventTypes: ["purchase"])).first)
    #expect(typed.requests.count == 0 && typed.training == fresh.training)
  }

  @Test("items first seen later are no candidates", arguments: 1...4)
  func candidates(seed: Int) throws {
    let events = made(seed: UInt64(seed))
    for kind in Self.all {
      let fold = try #require(kind.folds(of: events).first)
      var walk = CandidateWalk(fold, .catalogue)
      for request in 0..<fold.requests.count {
        guard let allowed = walk.allowed(request) else {
          // Bounded by the training, all of which is earlier.
          #expect(fold.isTimeHonest)
          continue
        }
        let instant = fold.requests.instants[request]
        let earlier = Set((0..<events.count).filter { events.timestamps[$0] < instant }.map { events.itemIDs[$0] })
        #expect(Set(allowed.members) == earlier)
      }
    }
  }

  @Test("a sample holds the answer and so many others that the user had not taken, whoever walks")
  func sampled() throws {
    let fold = try #require(EvaluationProtocol.time(heldOutShare: 0.3).folds(of: made(seed: 9)).first)
    let rule = CandidateRule.sampled(negatives: 5, seed: 2)
    var walk = CandidateWalk(fold, rule)
    for request in 0..<fold.requests.count {
      let found = walk.allowed(request)
      let allowed = try #require(found)
      let truth = Set(fold.requests.truth(request))
      #expect(truth.isSubset(of: allowed.members))
      #expect(allowed.count == truth.count + 5)
      #expect(Set(allowed.members).subtracting(truth).isDisjoint(with: fold.profile(request).items))
      // A walk that begins here draws the same.
      var late = CandidateWalk(fold, rule)
      let again = late.allowed(request)
      #expect(again == allowed)
    }
    #expect(!rule.warning.isEmpty && CandidateRule.catalogue.warning.isEmpty)
  }

  @Test("cold and warm divide the requests by hand")
  func slices() throws {
    let events = log([(0, 0, 1), (1, 1, 2), (0, 2, 3), (2, 0, 10), (0, 1, 11), (1, 3, 12)])
    let fold = try #require(EvaluationProtocol.time(heldOutShare: 0.5).folds(of: events).first)
    let slices = fold.coldAndWarm
    #expect(slices.map(\.name) == ["warm users", "cold users", "warm items", "cold items"])
    #expect(slices[0].isMember == [false, true, true] && slices[1].isMember == [true, false, false])
    #expect(slices[2].isMember == [true, true, false] && slices[3].isMember == [false, false, true])
    #expect(fold.sampled(atMost: 2).requests.users == [2, 0] && fold.sampled(atMost: 3).requests.count == 3)
  }
}
