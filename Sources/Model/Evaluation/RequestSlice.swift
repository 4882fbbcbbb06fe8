import Interactions

/// A named part of the requests, such as those of users known before the cut.
package struct RequestSlice: Sendable, Hashable {
  /// Name for tables.
  package let name: String
  /// Whether each request belongs to the slice.
  package let isMember: [Bool]

  /// A slice with a membership for every request.
  package init(name: String, isMember: [Bool]) {
    self.name = name
    self.isMember = isMember
  }

  /// Slices from a label a request: slice n holds the requests labelled n, which is an index into `names`.
  package static func slices(names: [String], labels: [Int]) -> [RequestSlice] {
    names.indices.map { index in RequestSlice(name: names[index], isMember: labels.map { $0 == index }) }
  }

  /// Requests of users with an event before `cut` (seconds since the epoch), and those of all others.
  package static func knownAndUnknownUsers(
    _ requests: HeldOutRequests, histories: UserHistories, cut: Int64
  ) -> [RequestSlice] {
    let labels = requests.users.map { user in
      Int(user) < histories.userCount && histories.firstSeen(user).map { $0 < cut } == true ? 0 : 1
    }
    return slices(names: ["known users", "unknown users"], labels: labels)
  }
}
