import Interactions
import LinearAlgebra

/// Events taken out of the training data so that choices can be made without looking at any test event.
struct ValidationSlice: Sendable {
  /// Which event of a user is taken out.
  enum Kind: String, Sendable, CaseIterable {
    /// The last one where the order of events says something, else any.
    case automatic = "auto"
    /// The last one.
    case last
    /// Any one, chosen by a fixed rule.
    case random
  }

  /// The training data without the events taken out.
  let remaining: TrainingData
  /// What is known of each user then.
  let histories: UserHistories
  /// Users of whom an event was taken out, ascending.
  let users: [Int32]
  /// The item of that event, beside `users`; the user has no other event with it.
  let targets: [Int32]
  /// Whether it was the last event of each user.
  let isOrdered: Bool

  /// Takes an event out of at most `limit` users, evenly spread over those with three events at least; nil where fewer
  /// than 30 such users are.
  ///
  /// - Parameter draw: which of several draws, where any event is taken out.
  init?(of data: TrainingData, kind: Kind, limit: Int, draw: Int = 0) {
    let all = data.histories
    isOrdered =
      switch kind {
      case .automatic: Self.orderSaysSomething(all, names: data.log.items)
      case .last: true
      case .random: false
      }
    var places: [(user: Int32, place: Int)] = []
    for user in 0..<all.userCount {
      let own = all.offsets[user]..<all.offsets[user + 1]
      guard own.count >= 3 else { continue }
      let place = isOrdered ? own.upperBound - 1 : own.lowerBound + Self.mixed(user + draw << 32) % own.count
      let item = all.items[place]
      // An item of the profile is not recommended again, so it could not be found.
      guard !own.contains(where: { $0 != place && all.items[$0] == item }) else { continue }
      places.append((Int32(user), place - own.lowerBound))
    }
    guard places.count >= 30 else { return nil }
    if places.count > limit { places = (0..<limit).map { places[$0 * places.count / limit] } }
    users = places.map(\.user)
    targets = places.map { all.items[all.offsets[Int($0.user)] + $0.place] }
    // The events of a user are in the same order in the log and in the history.
    var left = [Int](repeating: -1, count: all.userCount)
    for (user, place) in places { left[Int(user)] = place }
    var kept: [Int] = []
    kept.reserveCapacity(data.events)
    let log = data.log
    for event in 0..<data.events {
      let user = Int(log.userIDs[event])
      if left[user] == 0 {
        left[user] = -1
        continue
      }
      if left[user] > 0 { left[user] -= 1 }
      kept.append(event)
    }
    let reduced = InteractionLog(
      users: log.users, items: log.items, eventTypes: log.eventTypes, userIDs: kept.map { log.userIDs[$0] },
      itemIDs: kept.map { log.itemIDs[$0] }, timestamps: kept.map { log.timestamps[$0] },
      eventTypeIDs: kept.map { log.eventTypeIDs[$0] }, values: kept.map { log.values[$0] })
    let rest = TrainingData(reduced, events: reduced.count)
    remaining = data.weights.isEmpty ? rest : rest.weighted(kept.map { data.weights[$0] })
    histories = remaining.histories
  }

  /// A slice made elsewhere.
  init(remaining: TrainingData, histories: UserHistories, users: [Int32], targets: [Int32], isOrdered: Bool) {
    precondition(users.count == targets.count)
    (self.remaining, self.histories, self.users, self.targets) = (remaining, histories, users, targets)
    self.isOrdered = isOrdered
  }

  /// Whether the order of a user's events is one of time: some users have events at different instants, and items do not
  /// simply ascend by name, as in files that list each user's set.
  static func orderSaysSomething(_ histories: UserHistories, names: [String]) -> Bool {
    let numbers = names.map { Int($0) }
    var pairs = 0
    var ascending = 0
    var hasDifferentInstants = false
    for user in 0..<histories.userCount {
      let own = histories.offsets[user]..<histories.offsets[user + 1]
      for place in own.dropFirst() {
        let (a, b) = (Int(histories.items[place - 1]), Int(histories.items[place]))
        pairs += 1
        if let first = numbers[a], let second = numbers[b] {
          if first <= second { ascending += 1 }
        } else if names[a] <= names[b] {
          ascending += 1
        }
        if histories.timestamps[place] != histories.timestamps[place - 1] { hasDifferentInstants = true }
      }
      if pairs > 200_000 { break }
    }
    return hasDifferentInstants && Double(ascending) < 0.95 * Double(pairs)
  }

  /// A number that looks drawn, the same on every machine: the finalizer of splitmix64.
  private static func mixed(_ value: Int) -> Int {
    var z = UInt64(truncatingIfNeeded: value) &+ 0x9e37_79b9_7f4a_7c15
    z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    return Int((z ^ (z >> 31)) >> 2)
  }
}

extension ValidationSlice {
  /// Mean of 1 / log₂(rank + 1) of the targets among the first 20 of a model's lists, over so many of the users, evenly
  /// spread; the model is fitted to what remains.
  func quality(_ model: any Recommender, users count: Int) -> Double {
    let now = remaining.newestSeconds
    let chunk = 64
    var sums = [Double](repeating: 0, count: (count + chunk - 1) / chunk)
    sums.withUnsafeMutableBufferPointer { sums in
      nonisolated(unsafe) let sums = sums
      Chunks.run(sums.count) { part in
        var scratch = ScoringScratch()
        let positions = ((part * chunk)..<min(count, (part + 1) * chunk)).map { $0 * users.count / count }
        let lists = model.recommend(
          toAll: positions.map { histories.profile(of: users[$0], before: .max) }, at: now, count: 20,
          exclusion: .seen, scratch: &scratch)
        for (list, position) in zip(lists, positions) {
          if let rank = list.firstIndex(of: targets[position]) { sums[part] += BlendWeights.gains[rank] }
        }
      }
    }
    return sums.reduce(0, +) / Double(max(1, count))
  }
}
