import Interactions

/// Several validation slices of the same training data, each as of another moment: a choice that holds at all of them
/// is not luck of one.
///
/// For one event of a user where the order of events says something: each user's last event, and, where users' times
/// overlap, the next event of each user after nine tenths and after eight tenths of all events, from the events before
/// alone; in files without a common clock, each user's last event but one stands in. For a period: the last one, and the
/// one before it from the events before alone. Where order says nothing: two random draws.
struct RollingOrigins {
  /// The first one stands for all where fits are dear.
  let slices: [ValidationSlice]

  /// - Parameter limit: users of one slice, at most.
  init(of data: TrainingData, kind: ValidationSlice.Kind, limit: Int) {
    guard let first = ValidationSlice(of: data, kind: kind, limit: limit) else {
      slices = []
      return
    }
    var others: [ValidationSlice?]
    if !first.isOrdered {
      others = [ValidationSlice(of: data, kind: kind, limit: limit, draw: 1)]
    } else if first.isLong {
      others = [ValidationSlice(of: first.remaining, kind: kind, limit: limit)]
    } else {
      others = [0.9, 0.8].map { ValidationSlice(of: data, from: $0, all: false, limit: limit) }
      if others.allSatisfy({ $0 == nil }) { others = [ValidationSlice(of: first.remaining, kind: .last, limit: limit)] }
    }
    slices = [first] + others.compactMap { $0 }
  }
}

extension ValidationSlice {
  /// The next event of each user after a share of all events, or all of them, to be found from those before alone; of at
  /// most `limit` users, evenly spread over those with two earlier events at least. Nil where fewer than 30 are: times of
  /// different users then have nothing in common, or too few come back.
  init?(of data: TrainingData, from share: Double, all: Bool, limit: Int) {
    let log = data.log
    guard data.events > 0 else { return nil }
    let cut = log.timestamps[min(data.events - 1, Int(Double(data.events) * share))]
    let events = min(data.events, log.firstIndex(atOrAfter: cut))
    var rest = TrainingData(log, events: events)
    rest.horizon = data.horizon
    let known = rest.histories
    var later = [[Int32]](repeating: [], count: log.users.count)
    for event in events..<data.events { later[Int(log.userIDs[event])].append(log.itemIDs[event]) }
    var taken: [(user: Int32, targets: [Int32])] = []
    for user in later.indices where !later[user].isEmpty {
      let own = known.items[known.offsets[user]..<known.offsets[user + 1]]
      guard own.count >= 2 else { continue }
      // What the user already has could not be found; the first other item is looked for.
      let targets = Self.targets(later[user][...], besides: Set(own))
      if !targets.isEmpty { taken.append((Int32(user), all ? targets : [targets[0]])) }
    }
    guard taken.count >= 30 else { return nil }
    let most = all ? min(limit, Self.mostUsersOfMany) : limit
    if taken.count > most { taken = (0..<most).map { taken[$0 * taken.count / most] } }
    self.init(
      remaining: data.weights.isEmpty ? rest : rest.weighted(data.weights), users: taken.map(\.user),
      targets: taken.map(\.targets), isLong: all)
  }
}
