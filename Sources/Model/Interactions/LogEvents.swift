/// Some events of a log.
extension InteractionLog {
  /// The events at the positions for which `isKept` is true, with the same name tables.
  package func events(where isKept: (Int) -> Bool) -> InteractionLog { events(at: (0..<count).filter(isKept)) }

  /// The events at some positions, ascending, with the same name tables.
  package func events(at kept: [Int]) -> InteractionLog {
    InteractionLog(
      users: users, items: items, eventTypes: eventTypes, userIDs: userIDs.selecting(kept),
      itemIDs: itemIDs.selecting(kept), timestamps: timestamps.selecting(kept),
      eventTypeIDs: kept.map { eventTypeIDs[$0] }, values: values.selecting(kept), isAscending: true)
  }

  /// Whether each event takes an item that its user took before, at a strictly earlier second.
  package var isRepeat: [Bool] {
    var firsts: [UInt64: Int64] = [:]
    firsts.reserveCapacity(count)
    return (0..<count).map { event in
      let pair = UInt64(UInt32(bitPattern: userIDs[event])) << 32 | UInt64(UInt32(bitPattern: itemIDs[event]))
      guard let first = firsts[pair] else {
        firsts[pair] = timestamps[event]
        return false
      }
      return first < timestamps[event]
    }
  }

  /// Seconds since the epoch of each item's first event, by item index; nil for an item without any.
  package var firstSeenItems: [Int64?] {
    var firsts = [Int64?](repeating: nil, count: items.count)
    for event in 0..<count where firsts[Int(itemIDs[event])] == nil {
      firsts[Int(itemIDs[event])] = timestamps[event]
    }
    return firsts
  }
}
