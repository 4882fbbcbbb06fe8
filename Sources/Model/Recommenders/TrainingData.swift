import Interactions

/// What a model is fitted to: the first events of a log, and nothing else of it.
package struct TrainingData: Sendable {
  package let log: InteractionLog
  /// Number of events that may be read, from the start of the log.
  package let events: Int
  /// What each of these events counts, positive; empty where all count 1.
  package private(set) var weights: [Float] = []
  /// What of users' futures the lists will be judged by: choices by validation events imitate it.
  package var horizon = Horizon.oneEvent
  /// Called with the share of the fit that is done, 0 … 1, from any thread, by models whose fits take long.
  package var progress: (@Sendable (Double) -> Void)?

  /// The events strictly before `cutSeconds` (seconds since the epoch).
  package init(_ log: InteractionLog, before cutSeconds: Int64) {
    self.log = log
    events = log.firstIndex(atOrAfter: cutSeconds)
  }

  /// The first `events` events, at most all of them.
  package init(_ log: InteractionLog, events: Int) {
    precondition((0...log.count).contains(events))
    self.log = log
    self.events = events
  }

  /// The same events with weights beside them, which are positive.
  package func weighted(_ weights: [Float]) -> TrainingData {
    precondition(weights.count >= events)
    var data = self
    data.weights = weights.allSatisfy { $0 == 1 } ? [] : Array(weights.prefix(events))
    return data
  }

  /// The same for a part of a fit that is so much of the whole.
  func reporting(_ from: Double, _ to: Double) -> TrainingData {
    guard let progress else { return self }
    var data = self
    data.progress = { progress(from + $0 * (to - from)) }
    return data
  }

  /// Seconds of the newest event that may be read; 0 without any.
  package var newestSeconds: Int64 { events == 0 ? 0 : log.timestamps[events - 1] }

  /// Each user's events that may be read.
  package var histories: UserHistories { UserHistories(of: log, events: events) }

  /// The weights in the order of `histories`; empty where all count 1.
  var historyWeights: [Float] {
    guard !weights.isEmpty else { return [] }
    var next = histories.offsets
    var ordered = [Float](repeating: 1, count: events)
    for event in 0..<events {
      let user = Int(log.userIDs[event])
      ordered[next[user]] = weights[event]
      next[user] += 1
    }
    return ordered
  }

  /// Users and items with events that may be read, and these events: nothing that only comes later.
  package var size: DataSize {
    DataSize(
      users: Self.distinct(log.userIDs[..<events], below: log.users.count),
      items: Self.distinct(log.itemIDs[..<events], below: log.items.count), events: events)
  }

  private static func distinct(_ indices: Slice<LogIDs>, below count: Int) -> Int {
    var isMet = [Bool](repeating: false, count: count)
    for index in indices { isMet[Int(index)] = true }
    return isMet.count { $0 }
  }
}

/// What lists are to find. A list that is best for a user's next event is not best for the month that follows, so choices
/// by validation events take out of the training data what is like it.
package enum Horizon: Sendable, Hashable {
  /// One event of a user: the next one where the order of events says something, else any.
  case oneEvent
  /// Any event of a user, from between the others.
  case anyEvent
  /// All that users do from one instant on, which is so much of all events.
  case period(share: Double)
  /// All that a user does at the end of the own history, so much of it, each user at another time.
  case ownEnd(share: Double)
}

/// How much data a model is fitted to.
package struct DataSize: Sendable, Hashable {
  package var users: Int
  package var items: Int
  package var events: Int

  package init(users: Int, items: Int, events: Int) {
    self.users = users
    self.items = items
    self.events = events
  }
}
