import Interactions

/// The user–item matrix of a log's first events, row by row: each user's distinct items, newest first.
struct UserItemIncidence {
  /// Start of each user's row in `items`; one more entry than users.
  private(set) var offsets: [Int]
  /// Item indices of all rows.
  private(set) var items: [Int32]
  /// Beside `items`: the greatest weight of a user's events with the item; empty where all weigh 1.
  private(set) var weights: [Float] = []

  var userCount: Int { offsets.count - 1 }

  /// Each user's row cut to the `historyLimit` items taken last.
  init(_ data: TrainingData, historyLimit: Int) {
    let (log, events) = (data.log, data.events)
    var starts = [Int](repeating: 0, count: log.users.count + 1)
    for event in 0..<events { starts[Int(log.userIDs[event]) + 1] += 1 }
    for user in 1..<starts.count { starts[user] += starts[user - 1] }
    var next = starts
    var taken = [Int32](repeating: 0, count: events)
    var takenWeights = [Float](repeating: 0, count: data.weights.isEmpty ? 0 : events)
    for event in 0..<events {
      let user = Int(log.userIDs[event])
      taken[next[user]] = log.itemIDs[event]
      if !takenWeights.isEmpty { takenWeights[next[user]] = data.weights[event] }
      next[user] += 1
    }
    // Where an item stands in the row in the making, if it was put there for this user: one array says for every user
    // which items are already there.
    var lastUser = [Int32](repeating: -1, count: log.items.count)
    var places = [Int32](repeating: 0, count: takenWeights.isEmpty ? 0 : log.items.count)
    offsets = [0]
    offsets.reserveCapacity(starts.count)
    items = []
    items.reserveCapacity(events)
    for user in 0..<log.users.count {
      let start = items.count
      for index in (starts[user]..<starts[user + 1]).reversed() {
        let item = Int(taken[index])
        if lastUser[item] == Int32(user) {
          if !places.isEmpty {
            weights[Int(places[item])] = max(weights[Int(places[item])], takenWeights[index])
          }
          continue
        }
        if items.count - start == historyLimit { break }
        lastUser[item] = Int32(user)
        if !places.isEmpty {
          places[item] = Int32(items.count)
          weights.append(takenWeights[index])
        }
        items.append(Int32(item))
      }
      offsets.append(items.count)
    }
  }

  /// The weight of an entry.
  @inline(__always) func weight(at index: Int) -> Float { weights.isEmpty ? 1 : weights[index] }

  /// Each item's Σ of its users' squared weights.
  func masses(itemCount: Int) -> [Double] {
    var masses = [Double](repeating: 0, count: itemCount)
    for (index, item) in items.enumerated() {
      let weight = Double(weight(at: index))
      masses[Int(item)] += weight * weight
    }
    return masses
  }

  /// The matrix column by column.
  struct Columns {
    /// Start of each item's users; one more entry than items.
    var offsets: [Int]
    /// Users of all items, ascending within an item.
    var users: [Int32]
    /// Beside `users`: the entry's place in `items`.
    var places: [Int32]
  }

  func columns(itemCount: Int) -> Columns {
    var starts = [Int](repeating: 0, count: itemCount + 1)
    for item in items { starts[Int(item) + 1] += 1 }
    for item in 0..<itemCount { starts[item + 1] += starts[item] }
    var next = starts
    var users = [Int32](repeating: 0, count: items.count)
    var places = users
    for user in 0..<userCount {
      for index in offsets[user]..<offsets[user + 1] {
        let item = Int(items[index])
        users[next[item]] = Int32(user)
        places[next[item]] = Int32(index)
        next[item] += 1
      }
    }
    return Columns(offsets: starts, users: users, places: places)
  }
}
