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
    func renumbered(_ names: [String], _ ids: [Int32]) -> (names: [String], ids: [Int32]) {
      var numbers = [Int32](repeating: -1, count: names.count)
      var used: [String] = []
      let ids = kept.map { event in
        let old = Int(ids[event])
        if numbers[old] < 0 {
          numbers[old] = Int32(used.count)
          used.append(names[old])
        }
        return numbers[old]
      }
      return (used, ids)
    }
    let newUsers = renumbered(self.users, userIDs)
    let newItems = renumbered(self.items, itemIDs)
    let log = InteractionLog(
      users: newUsers.names, items: newItems.names, eventTypes: eventTypes, userIDs: newUsers.ids,
      itemIDs: newItems.ids, timestamps: kept.map { timestamps[$0] }, eventTypeIDs: kept.map { eventTypeIDs[$0] },
      values: values.selecting(kept), isAscending: true)
    return (log, dropped)
  }
}
