import Interactions

/// A user's events as a filter looks at them, oldest first.
package struct FilterEvents: Sendable {
  /// Item indices.
  package let items: ArraySlice<Int32>
  /// Indices of event-type names.
  package let types: ArraySlice<UInt8>
  /// Seconds since the epoch, ascending.
  package let timestamps: ArraySlice<Int64>

  package init(items: ArraySlice<Int32>, types: ArraySlice<UInt8>, timestamps: ArraySlice<Int64>) {
    precondition(items.count == types.count && items.count == timestamps.count)
    self.items = items
    self.types = types
    self.timestamps = timestamps
  }

  /// No events: a user who is not known.
  package static let none = FilterEvents(items: [], types: [], timestamps: [])
}

/// All users' events with their types, laid out user after user, each in order of time.
package struct EventHistories: Sendable {
  /// Start of each user's events; one more than users.
  private let offsets: [Int]
  private let items: [Int32]
  private let types: [UInt8]
  private let timestamps: [Int64]
  /// Names of the event types, by index.
  package let eventTypes: [String]

  package init(of log: InteractionLog) {
    let offsets = log.userIDs.starts(below: log.users.count)
    var next = offsets
    var items = [Int32](repeating: 0, count: log.count)
    var types = [UInt8](repeating: 0, count: log.count)
    var timestamps = [Int64](repeating: 0, count: log.count)
    for event in 0..<log.count {
      let place = next[Int(log.userIDs[event])]
      next[Int(log.userIDs[event])] += 1
      (items[place], types[place], timestamps[place]) = (
        log.itemIDs[event], log.eventTypeIDs[event], log.timestamps[event]
      )
    }
    (self.offsets, self.items, self.types, self.timestamps) = (offsets, items, types, timestamps)
    eventTypes = log.eventTypes
  }

  package var userCount: Int { offsets.count - 1 }

  /// A user's events strictly earlier than an instant.
  package func events(of user: Int32, before seconds: Int64 = .max) -> FilterEvents {
    let all = offsets[Int(user)]..<offsets[Int(user) + 1]
    let end = timestamps[all].partitioningIndex { $0 >= seconds }
    let range = all.lowerBound..<end
    return FilterEvents(items: items[range], types: types[range], timestamps: timestamps[range])
  }
}
