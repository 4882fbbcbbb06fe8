/// The requests of the held-out part of a log: one (user, instant) each, with the set of items the user took then.
///
/// Events of one user at the same second are one request, and only events strictly earlier may inform its answer;
/// otherwise a plan would read the basket it is to predict.
package struct HeldOutRequests: Sendable {
  /// Users asking, in order of time, then of first appearance at that instant.
  package let users: [Int32]
  /// Seconds since the epoch of each request, ascending.
  package let instants: [Int64]
  /// Start of each request's truth in `truthItems`; one more entry than requests.
  package let truthOffsets: [Int]
  /// Items taken, each once a request, in ascending order of index within a request.
  package let truthItems: [Int32]

  package var count: Int { users.count }

  /// The requests of all events from `cut` (seconds since the epoch) on.
  package init(of log: InteractionLog, from cut: Int64) {
    var users: [Int32] = []
    var instants: [Int64] = []
    var truths: [[Int32]] = []
    var index = log.firstIndex(atOrAfter: cut)
    while index < log.count {
      let instant = log.timestamps[index]
      var end = index
      while end < log.count, log.timestamps[end] == instant { end += 1 }
      // Order by first appearance: the dictionary is only looked up, never iterated.
      var slot: [Int32: Int] = [:]
      for event in index..<end {
        let user = log.userIDs[event]
        if let known = slot[user] {
          truths[known].append(log.itemIDs[event])
        } else {
          slot[user] = users.count
          users.append(user)
          instants.append(instant)
          truths.append([log.itemIDs[event]])
        }
      }
      index = end
    }
    self.init(users: users, instants: instants, truths: truths)
  }

  /// Requests from parts of equal length; truths may hold repeats and are made sets.
  package init(users: [Int32], instants: [Int64], truths: [[Int32]]) {
    precondition(users.count == instants.count && users.count == truths.count)
    self.users = users
    self.instants = instants
    var offsets = [0]
    var items: [Int32] = []
    for truth in truths {
      var last: Int32?
      for item in truth.sorted() where item != last {
        items.append(item)
        last = item
      }
      offsets.append(items.count)
    }
    truthOffsets = offsets
    truthItems = items
  }

  /// The items of a request's truth, ascending.
  package func truth(_ request: Int) -> ArraySlice<Int32> {
    truthItems[truthOffsets[request]..<truthOffsets[request + 1]]
  }

  /// The requests at the given positions, which ascend.
  package func selecting(_ positions: [Int]) -> HeldOutRequests {
    HeldOutRequests(
      users: positions.map { users[$0] }, instants: positions.map { instants[$0] },
      truths: positions.map { Array(truth($0)) })
  }
}
