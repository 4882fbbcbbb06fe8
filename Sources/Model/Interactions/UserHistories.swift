/// Each user's events in order of time, laid out user after user: the form in which profiles are cut "as of" an instant.
package struct UserHistories: Sendable {
  /// Start of each user's events in the flat columns; one more entry than users.
  package let offsets: [Int]
  /// Items of all users, user after user, in order of time.
  package let items: [Int32]
  /// Seconds since the epoch, beside `items`.
  package let timestamps: [Int64]

  package init(of log: InteractionLog) {
    var offsets = [Int](repeating: 0, count: log.users.count + 1)
    for user in log.userIDs { offsets[Int(user) + 1] += 1 }
    for index in 1..<offsets.count { offsets[index] += offsets[index - 1] }
    var next = offsets
    var items = [Int32](repeating: 0, count: log.count)
    var timestamps = [Int64](repeating: 0, count: log.count)
    for event in 0..<log.count {
      let user = Int(log.userIDs[event])
      items[next[user]] = log.itemIDs[event]
      timestamps[next[user]] = log.timestamps[event]
      next[user] += 1
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
  package var isEmpty: Bool { items.isEmpty }
}
