import Measures
import Randomness

/// A way of dividing a log into training and test events.
package enum LogSplit: Sendable, Equatable {
  /// Events from an instant on are the test.
  case time(Instant)
  /// Each user's last event is the test.
  case leaveOneOut
  /// A share of all events, drawn at random, is the test.
  case random(share: Double, seed: UInt64)

  /// Whether each event is of the test.
  package func test(of log: InteractionLog) -> [Bool] {
    switch self {
    case .time(let cut):
      let first = log.firstIndex(atOrAfter: cut.seconds)
      return (0..<log.count).map { $0 >= first }
    case .leaveOneOut:
      var isTest = [Bool](repeating: false, count: log.count)
      var lasts = [Int](repeating: -1, count: log.users.count)
      for event in 0..<log.count { lasts[Int(log.userIDs[event])] = event }
      for last in lasts where last >= 0 { isTest[last] = true }
      return isTest
    case .random(let share, let seed):
      var stream = RandomStream(seed: seed, name: "statistics/split")
      return (0..<log.count).map { _ in stream.uniform() < share }
    }
  }
}

/// How much of a split's test the training already knows, and how much of it nobody could know.
package struct SplitLeakage: Sendable {
  /// A way in which test and training touch.
  package enum Leak: String, CaseIterable, Sendable {
    /// The user has a training event after the test event: the model saw this user's future.
    case laterOfUser = "later-training-event-of-the-user"
    /// Anybody has: the model saw the popularity and the items of the future.
    case laterOfAnybody = "later-training-event-of-anybody"
    /// The session has training events too: the answer is a click away from the question.
    case sharedSession = "session-in-both"
    /// The same user, item and second is in the training.
    case duplicate = "same-event-in-training"
    /// The user took the item in the training: no leak, but it says whether repeats must be allowed.
    case repeated = "item-taken-in-training"
    /// The user has no training event.
    case unknownUser = "user-only-in-test"
    /// The item has no training event.
    case unknownItem = "item-only-in-test"

    /// In words.
    package var title: String {
      switch self {
      case .laterOfUser: "with a later training event of the user"
      case .laterOfAnybody: "with a later training event of anybody"
      case .sharedSession: "in a session with training events"
      case .duplicate: "that are in the training too (user, item, second)"
      case .repeated: "on an item the user took in training"
      case .unknownUser: "of users only in the test"
      case .unknownItem: "on items only in the test"
      }
    }
  }

  package let trainEvents: Int
  package let testEvents: Int
  /// Test events by leak, in order of `Leak.allCases`.
  package let counts: [Int]
  /// The first events of each, user after user, as indices into the log.
  package let examples: [[Int]]

  package init(_ log: InteractionLog, _ split: LogSplit) { self.init(log, isTest: split.test(of: log)) }

  /// - Parameters:
  ///   - isTest: whether each event is of the test.
  ///   - limit: most events of a leak that are kept.
  package init(_ log: InteractionLog, isTest: [Bool], examples limit: Int = 5) {
    precondition(isTest.count == log.count)
    var tally = LeakTally(limit: limit)
    let lastTraining = isTest.lastIndex(of: false) ?? -1
    var isKnownItem = [Bool](repeating: false, count: log.items.count)
    for event in 0..<log.count where !isTest[event] { isKnownItem[Int(log.itemIDs[event])] = true }
    let users = EventsByUser(log)
    var takenBy = [Int32](repeating: -1, count: log.items.count)
    for user in log.users.indices {
      let events = users.events[users.starts[user]..<users.starts[user + 1]]
      var lastOfUser = -1
      for event in events where !isTest[Int(event)] {
        takenBy[Int(log.itemIDs[Int(event)])] = Int32(user)
        lastOfUser = Int(event)
      }
      for event in events.map(Int.init) where isTest[event] {
        let second = log.timestamps[event]
        if lastOfUser >= 0, log.timestamps[lastOfUser] > second { tally.add(.laterOfUser, event) }
        if lastTraining >= 0, log.timestamps[lastTraining] > second { tally.add(.laterOfAnybody, event) }
        if takenBy[Int(log.itemIDs[event])] == Int32(user) { tally.add(.repeated, event) }
        if lastOfUser < 0 { tally.add(.unknownUser, event) }
        if !isKnownItem[Int(log.itemIDs[event])] { tally.add(.unknownItem, event) }
      }
      tally.addSharedSessions(events, isTest, log)
      tally.addDuplicates(events, isTest, log)
    }
    testEvents = isTest.count { $0 }
    trainEvents = log.count - testEvents
    (counts, examples) = (tally.counts, tally.examples)
  }

  /// Test events with a leak.
  package func count(_ leak: Leak) -> Int {
    Leak.allCases.firstIndex(of: leak).map { counts[$0] } ?? 0
  }
}

/// Counts by leak.
private struct LeakTally {
  var counts = [Int](repeating: 0, count: SplitLeakage.Leak.allCases.count)
  var examples = [[Int]](repeating: [], count: SplitLeakage.Leak.allCases.count)
  /// Most examples of a leak.
  let limit: Int

  init(limit: Int) { self.limit = limit }

  mutating func add(_ leak: SplitLeakage.Leak, _ event: Int) {
    guard let index = SplitLeakage.Leak.allCases.firstIndex(of: leak) else { return }
    counts[index] += 1
    if examples[index].count < limit { examples[index].append(event) }
  }

  /// Test events in sessions of a user that have training events.
  mutating func addSharedSessions(_ events: ArraySlice<Int32>, _ isTest: [Bool], _ log: InteractionLog) {
    var first = events.startIndex
    while first < events.endIndex {
      var end = first + 1
      while end < events.endIndex,
        log.timestamps[Int(events[end])] - log.timestamps[Int(events[end - 1])] <= LogSessions.gapSeconds
      { end += 1 }
      if events[first..<end].contains(where: { !isTest[Int($0)] }) {
        for event in events[first..<end] where isTest[Int(event)] { add(.sharedSession, Int(event)) }
      }
      first = end
    }
  }

  /// Test events of a user that share item and second with a training event.
  mutating func addDuplicates(_ events: ArraySlice<Int32>, _ isTest: [Bool], _ log: InteractionLog) {
    var first = events.startIndex
    while first < events.endIndex {
      var end = first + 1
      while end < events.endIndex, log.timestamps[Int(events[end])] == log.timestamps[Int(events[first])] { end += 1 }
      if end - first > 1 {
        let items = Set(events[first..<end].filter { !isTest[Int($0)] }.map { log.itemIDs[Int($0)] })
        for event in events[first..<end] where isTest[Int(event)] && items.contains(log.itemIDs[Int(event)]) {
          add(.duplicate, Int(event))
        }
      }
      first = end
    }
  }
}
