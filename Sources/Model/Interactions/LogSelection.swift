/// Parts of a log.
extension InteractionLog {
  /// The events of some users; users and items without an event are gone from the name tables.
  package func restricted(toUsers isChosen: Set<String>) -> InteractionLog {
    let kept = users.map(isChosen.contains)
    return selecting((0..<count).filter { kept[Int(userIDs[$0])] })
  }

  /// The events from an instant on, in seconds since the epoch, with the same name tables.
  package func events(from seconds: Int64) -> InteractionLog {
    events(at: Array(firstIndex(atOrAfter: seconds)..<count))
  }

  /// Names of users with an event, in order of the name table.
  package var usersWithEvents: [String] { InteractionLog.met(userIDs, users) }

  /// Names of items with an event, in order of the name table.
  package var itemsWithEvents: [String] { InteractionLog.met(itemIDs, items) }

  private static func met(_ ids: LogIDs, _ names: [String]) -> [String] {
    zip(names, ids.counts(below: names.count)).filter { $1 > 0 }.map(\.0)
  }

  /// The events at some positions, ascending, with name tables in order of their first.
  func selecting(_ events: [Int]) -> InteractionLog {
    let chosenUsers = InteractionLog.renumbered(events.map { userIDs[$0] }, users)
    let chosenItems = InteractionLog.renumbered(events.map { itemIDs[$0] }, items)
    return InteractionLog(
      users: chosenUsers.names, items: chosenItems.names, eventTypes: eventTypes, userIDs: LogIDs(chosenUsers.ids),
      itemIDs: LogIDs(chosenItems.ids), timestamps: timestamps.selecting(events),
      eventTypeIDs: events.map { eventTypeIDs[$0] }, values: values.selecting(events), isAscending: true)
  }

  private static func renumbered(_ ids: [Int32], _ names: [String]) -> (ids: [Int32], names: [String]) {
    var numbers = [Int32](repeating: -1, count: names.count)
    var kept: [String] = []
    let renumbered = ids.map { id in
      if numbers[Int(id)] < 0 {
        numbers[Int(id)] = Int32(kept.count)
        kept.append(names[Int(id)])
      }
      return numbers[Int(id)]
    }
    return (renumbered, kept)
  }
}
