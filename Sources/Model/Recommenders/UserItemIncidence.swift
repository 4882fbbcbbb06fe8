import Interactions

/// The binary user–item matrix of a log's first events, row by row: each user's distinct items, newest first.
struct UserItemIncidence {
  /// Start of each user's row in `items`; one more entry than users.
  private(set) var offsets: [Int]
  /// Item indices of all rows.
  private(set) var items: [Int32]

  var userCount: Int { offsets.count - 1 }

  /// The first `events` events of a log, each user's row cut to the `historyLimit` items taken last.
  init(log: InteractionLog, events: Int, historyLimit: Int) {
    var starts = [Int](repeating: 0, count: log.users.count + 1)
    for event in 0..<events { starts[Int(log.userIDs[event]) + 1] += 1 }
    for user in 1..<starts.count { starts[user] += starts[user - 1] }
    var next = starts
    var taken = [Int32](repeating: 0, count: events)
    for event in 0..<events {
      let user = Int(log.userIDs[event])
      taken[next[user]] = log.itemIDs[event]
      next[user] += 1
    }
    // The last user in whose row an item was put: one array says for every user which items are already there.
    var lastUser = [Int32](repeating: -1, count: log.items.count)
    offsets = [0]
    offsets.reserveCapacity(starts.count)
    items = []
    items.reserveCapacity(events)
    for user in 0..<log.users.count {
      let start = items.count
      for item in taken[starts[user]..<starts[user + 1]].reversed() where lastUser[Int(item)] != Int32(user) {
        if items.count - start == historyLimit { break }
        lastUser[Int(item)] = Int32(user)
        items.append(item)
      }
      offsets.append(items.count)
    }
  }

  /// Number of users of each item.
  func userCounts(itemCount: Int) -> [Int32] {
    var counts = [Int32](repeating: 0, count: itemCount)
    for item in items { counts[Int(item)] += 1 }
    return counts
  }

  /// The same matrix column by column: each item's users in ascending order, with starts as in `offsets`.
  func columns(userCounts: [Int32]) -> (offsets: [Int], users: [Int32]) {
    var starts = [0]
    starts.reserveCapacity(userCounts.count + 1)
    for count in userCounts { starts.append(starts[starts.count - 1] + Int(count)) }
    var next = starts
    var users = [Int32](repeating: 0, count: items.count)
    for user in 0..<userCount {
      for item in items[offsets[user]..<offsets[user + 1]] {
        users[next[Int(item)]] = Int32(user)
        next[Int(item)] += 1
      }
    }
    return (starts, users)
  }
}
