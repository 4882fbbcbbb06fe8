import Interactions

/// Lists that were shown to users, as a file has them: what a model is to re-order.
package struct LoggedSlates: Sendable {
  private let shown: UserHistories
  /// Slates whose user the log does not know, which nothing asks for.
  package let slatesOfStrangers: Int
  /// Slates of known users.
  package let count: Int

  /// - Parameters:
  ///   - slates: an event an item shown, its slate being those of one user at one second in the order of the source.
  ///   - log: the log that is divided.
  ///   - hasTimes: whether the slates have times; without, all of a user's items are one slate, shown before everything.
  /// - Returns: the slates with the log's indices, and the log with the names that only the slates have at the end.
  package static func joining(
    _ slates: InteractionLog, to log: InteractionLog, hasTimes: Bool
  ) -> (slates: LoggedSlates, log: InteractionLog) {
    let users = NameJoin(log.users, slates.users)
    let items = NameJoin(log.items, slates.items)
    let isKnown = users.ofSecond.map { Int($0) < log.users.count }
    let kept = (0..<slates.count).filter { isKnown[Int(slates.userIDs[$0])] }
    let own = InteractionLog(
      users: log.users, items: items.names, eventTypes: [""],
      userIDs: kept.map { users.ofSecond[Int(slates.userIDs[$0])] },
      itemIDs: kept.map { items.ofSecond[Int(slates.itemIDs[$0])] },
      timestamps: kept.map { hasTimes ? slates.timestamps[$0] : 0 }, eventTypeIDs: kept.map { _ in 0 },
      values: LogValues(none: kept.count), isAscending: true)
    var strangers = Set<Slate>()
    for event in 0..<slates.count where !isKnown[Int(slates.userIDs[event])] {
      strangers.insert(Slate(user: slates.userIDs[event], second: hasTimes ? slates.timestamps[event] : 0))
    }
    let wider = InteractionLog(
      users: log.users, items: items.names, eventTypes: log.eventTypes, userIDs: log.userIDs, itemIDs: log.itemIDs,
      timestamps: log.timestamps, eventTypeIDs: log.eventTypeIDs, values: log.values, isAscending: true)
    return (LoggedSlates(shown: own, strangers: strangers.count), wider)
  }

  private struct Slate: Hashable {
    let user: Int32
    let second: Int64
  }

  private init(shown log: InteractionLog, strangers: Int) {
    shown = UserHistories(of: log)
    slatesOfStrangers = strangers
    count = Set((0..<log.count).map { Slate(user: log.userIDs[$0], second: log.timestamps[$0]) }).count
  }

  /// The newest slate that a user was shown at or before a second, each item once, in its own order; empty where there is
  /// none.
  package func slate(of user: Int32, at seconds: Int64) -> [Int32] {
    guard Int(user) < shown.userCount else { return [] }
    let before = shown.profile(of: user, before: seconds + 1)
    guard let newest = before.timestamps.last else { return [] }
    let first = before.timestamps.partitioningIndex { $0 >= newest }
    var isSeen: Set<Int32> = []
    return before.items[(before.items.startIndex + first - before.timestamps.startIndex)...]
      .filter { isSeen.insert($0).inserted }
  }
}
