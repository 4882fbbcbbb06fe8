/// What users did with items, in memory: one row an event, columns of scalars, ids as indices into name tables.
///
/// Rows are in order of time; events of the same second keep the order of their source. The name tables are in order of
/// first appearance in the source.
package struct InteractionLog: Sendable, Equatable {
  /// Names by user index.
  package let users: [String]
  /// Names by item index.
  package let items: [String]
  /// Names by event-type index; the empty name where the source has no event types.
  package let eventTypes: [String]

  /// User index of each event.
  package let userIDs: LogIDs
  /// Item index of each event.
  package let itemIDs: LogIDs
  /// Seconds since 1970-01-01T00:00:00Z of each event, ascending.
  package let timestamps: LogTimes
  /// Event-type index of each event.
  package let eventTypeIDs: [UInt8]
  /// EVENT_VALUE of each event (a rating, a price, …); not-a-number where the source has none.
  package let values: LogValues

  package var count: Int { userIDs.count }

  /// Seconds since the epoch that events read from anywhere may have: from 1970 to 2199. What is computed of times relies on
  /// it: no span overflows, and no calendar of a log has more than 230 years.
  package static let possibleSeconds = 0..<TimestampUnit.lastSecond

  /// A log from columns of equal length in any order of time; sorts by time, stably.
  package init(
    users: [String], items: [String], eventTypes: [String], userIDs: [Int32], itemIDs: [Int32],
    timestamps: [Int64], eventTypeIDs: [UInt8], values: [Float]
  ) {
    self.init(
      users: users, items: items, eventTypes: eventTypes, userIDs: userIDs, itemIDs: itemIDs, timestamps: timestamps,
      eventTypeIDs: eventTypeIDs, values: LogValues(values))
  }

  /// The same with values of another log, or none.
  package init(
    users: [String], items: [String], eventTypes: [String], userIDs: [Int32], itemIDs: [Int32],
    timestamps: [Int64], eventTypeIDs: [UInt8], values: LogValues, isAscending: Bool? = nil
  ) {
    self.init(
      users: users, items: items, eventTypes: eventTypes, userIDs: LogIDs(userIDs), itemIDs: LogIDs(itemIDs),
      timestamps: LogTimes(timestamps), eventTypeIDs: eventTypeIDs, values: values, isAscending: isAscending)
  }

  /// The same with columns as logs keep them.
  ///
  /// - Parameter isAscending: whether the timestamps ascend, where it is known.
  package init(
    users: [String], items: [String], eventTypes: [String], userIDs: LogIDs, itemIDs: LogIDs,
    timestamps: LogTimes, eventTypeIDs: [UInt8], values: LogValues, isAscending: Bool? = nil
  ) {
    let n = userIDs.count
    precondition(itemIDs.count == n && timestamps.count == n && eventTypeIDs.count == n && values.count == n)
    self.users = users
    self.items = items
    self.eventTypes = eventTypes
    if isAscending ?? zip(timestamps, timestamps.dropFirst()).allSatisfy({ $0 <= $1 }) {
      (self.userIDs, self.itemIDs, self.timestamps) = (userIDs, itemIDs, timestamps)
      (self.eventTypeIDs, self.values) = (eventTypeIDs, values)
      return
    }
    let order = stableOrder(of: timestamps)
    self.userIDs = userIDs.selecting(order)
    self.itemIDs = itemIDs.selecting(order)
    self.timestamps = timestamps.reordered(by: order)
    self.eventTypeIDs = order.map { eventTypeIDs[Int($0)] }
    self.values = values.isNone ? values : LogValues(order.map { values[Int($0)] })
  }

  package static func == (a: InteractionLog, b: InteractionLog) -> Bool {
    a.users == b.users && a.items == b.items && a.eventTypes == b.eventTypes && a.userIDs == b.userIDs
      && a.itemIDs == b.itemIDs && a.timestamps == b.timestamps && a.eventTypeIDs == b.eventTypeIDs
      && a.values == b.values
  }

  /// Index of the first event at or after an instant.
  package func firstIndex(atOrAfter seconds: Int64) -> Int {
    timestamps.partitioningIndex { $0 >= seconds }
  }

  /// The events whose type passes `isIncluded`, with the same name tables.
  package func filtered(byEventType isIncluded: (String) -> Bool) -> InteractionLog {
    let included = eventTypes.map(isIncluded)
    guard included.contains(false) else { return self }
    let kept = (0..<count).filter { included[Int(eventTypeIDs[$0])] }
    return events(at: kept)
  }
}

extension RandomAccessCollection {
  /// Start of the part of the collection for which `belongs` is true, when all its elements are at the end.
  package func partitioningIndex(where belongs: (Element) -> Bool) -> Index {
    var low = startIndex
    var length = count
    while length > 0 {
      let half = length / 2
      let middle = index(low, offsetBy: half)
      if belongs(self[middle]) {
        length = half
      } else {
        low = index(after: middle)
        length -= half + 1
      }
    }
    return low
  }
}
