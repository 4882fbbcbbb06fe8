import Interactions

/// What a model is fitted to: the first events of a log, and nothing else of it.
package struct TrainingData: Sendable {
  package let log: InteractionLog
  /// Number of events that may be read, from the start of the log.
  package let events: Int

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

  /// Each user's events that may be read.
  package var histories: UserHistories { UserHistories(of: log, events: events) }

  package var size: DataSize { DataSize(users: log.users.count, items: log.items.count, events: events) }
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
