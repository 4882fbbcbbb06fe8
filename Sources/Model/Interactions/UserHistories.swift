/// Each user's events in order of time, laid out user after user: the form in which profiles are cut "as of" an instant.
package struct UserHistories: Sendable {
  /// Start of each user's events in the flat columns; one more entry than users.
  package let offsets: [Int]
  /// Items of all users, user after user, in order of time.
  package let items: [Int32]
  /// Seconds since the epoch, beside `items`.
  package let timestamps: [Int64]

  /// The histories of all events.
  package init(of log: InteractionLog) { self.init(of: log, events: log.count) }

  /// The histories of a log's first `events` events, at most all of them.
  package init(of log: InteractionLog, events: Int) {
    precondition(events <= log.count)
    let offsets = log.userIDs.starts(below: log.users.count, first: events)
    var next = offsets
    var items = [Int32](repeating: 0, count: events)
    var timestamps = [Int64](repeating: 0, count: events)
    for event in 0..<events {
      let user = Int(log.userIDs[event])
      items[next[user]] = log.itemIDs[event]
      timestamps[next[user]] = log.timestamps[event]
      next[user] += 1
    }
    self.offsets = offsets
    self.items = items
    self.timestamps = timestamps
  }

  /// The histories in columns as they are laid out here, or nil where these do not fit together.
  package init?(offsets: [Int], items: [Int32], timestamps: [Int64], userCount: Int, itemCount: Int) {
    guard offsets.count == userCount + 1, offsets.first == 0, offsets.last == items.count,
      items.count == timestamps.count, zip(offsets, offsets.dropFirst()).allSatisfy({ $0 <= $1 }),
      items.allSatisfy({ $0 >= 0 && Int($0) < itemCount })
    else { return nil }
    for user in 0..<userCount {
      let own = timestamps[offsets[user]..<offsets[user + 1]]
      guard zip(own, own.dropFirst()).allSatisfy({ $0 <= $1 }) else { return nil }
    }
    self.offsets = offsets
    self.items = items
    self.timestamps = timestamps
  }

  package var userCount: Int { offsets.count - 1 }

  /// What an answer knew of a user whose events strictly earlier than `seconds` were visible.
  package func profile(of user: Int32, before seconds: Int64) -> Profile {
    let all = offsets[Int(user)]..<offsets[Int(user) + 1]
    let end = timestamps[all].partitioningIndex { $0 >= seconds }
    return Profile(items: items[all.lowerBound..<end], timestamps: timestamps[all.lowerBound..<end])
  }

  /// Seconds since the epoch of the user's first event, or nil without any.
  package func firstSeen(_ user: Int32) -> Int64? {
    let start = offsets[Int(user)]
    return start < offsets[Int(user) + 1] ? timestamps[start] : nil
  }
}

/// A user's known events, oldest first; empty for a user who is not known.
package struct Profile: Sendable {
  /// Item indices, oldest first.
  package let items: ArraySlice<Int32>
  /// Seconds since the epoch, beside `items`.
  package let timestamps: ArraySlice<Int64>

  package init(items: ArraySlice<Int32>, timestamps: ArraySlice<Int64>) {
    precondition(items.count == timestamps.count)
    self.items = items
    self.timestamps = timestamps
  }

  package static let unknown = Profile(items: [], timestamps: [])

  /// The part of the profile that was known at an instant, events of that second included.
  package func until(_ seconds: Int64) -> Profile {
    guard let last = timestamps.last, last > seconds else { return self }
    let end = timestamps.partitioningIndex { $0 > seconds }
    return Profile(
      items: items[items.startIndex..<(items.startIndex + (end - timestamps.startIndex))],
      timestamps: timestamps[..<end])
  }

  package var isEmpty: Bool { items.isEmpty }
}
