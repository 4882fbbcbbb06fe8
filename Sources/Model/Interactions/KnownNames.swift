/// Events that were left out because their user or item is not known, with the reasons.
package struct DroppedEvents: Sendable, Equatable {
  /// Events of an unknown user with a known item.
  package var unknownUser = 0
  /// Events of a known user with an unknown item.
  package var unknownItem = 0
  /// Events of which neither is known.
  package var unknownBoth = 0
  /// Users and items that are not known.
  package var users = 0
  package var items = 0
  /// The first few of them, in order of first event.
  package var firstUsers: [String] = []
  package var firstItems: [String] = []

  package init() {}

  package var total: Int { unknownUser + unknownItem + unknownBoth }
}

extension InteractionLog {
  /// The events of known users with known items: the events table restricted to the users and items tables.
  ///
  /// - Parameters:
  ///   - users: the names that are known; nil when all are.
  ///   - items: the same for items.
  /// - Returns: a log whose tables hold only names that have events, in order of first event, and what was left out.
  package func keeping(users: Set<String>?, items: Set<String>?) -> (log: InteractionLog, dropped: DroppedEvents) {
    let userIsKnown = self.users.map { users?.contains($0) ?? true }
    let itemIsKnown = self.items.map { items?.contains($0) ?? true }
    var dropped = DroppedEvents()
    dropped.users = userIsKnown.count { !$0 }
    dropped.items = itemIsKnown.count { !$0 }
    dropped.firstUsers = zip(self.users, userIsKnown).lazy.filter { !$0.1 }.prefix(5).map(\.0)
    dropped.firstItems = zip(self.items, itemIsKnown).lazy.filter { !$0.1 }.prefix(5).map(\.0)
    var kept: [Int] = []
    for event in 0..<count {
      switch (userIsKnown[Int(userIDs[event])], itemIsKnown[Int(itemIDs[event])]) {
      case (true, true): kept.append(event)
      case (true, false): dropped.unknownItem += 1
      case (false, true): dropped.unknownUser += 1
      case (false, false): dropped.unknownBoth += 1
      }
    }
    guard dropped.total > 0 else { return (self, dropped) }
    return (selecting(kept), dropped)
  }
}
