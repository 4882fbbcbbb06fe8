import Interactions

/// Several validation slices of the same training data, each as of another moment: a choice that holds at all of them
/// is not luck of one.
///
/// Where the order of events says something: each user's last event, and, where users' times overlap, the next event of
/// each user after nine tenths and after eight tenths of all events, from the events before alone; in files without a
/// common clock, each user's last event but one stands in. Where order says nothing: two random draws.
struct RollingOrigins {
  /// The first one stands for all where fits are dear.
  let slices: [ValidationSlice]

  /// - Parameter limit: users of one slice, at most.
  init(of data: TrainingData, limit: Int) {
    guard let first = ValidationSlice(of: data, kind: .automatic, limit: limit) else {
      slices = []
      return
    }
    guard first.isOrdered else {
      slices = [first] + [ValidationSlice(of: data, kind: .random, limit: limit, draw: 1)].compactMap { $0 }
      return
    }
    let later = [0.9, 0.8].compactMap { ValidationSlice(of: data, before: $0, limit: limit) }
    slices =
      [first]
      + (later.isEmpty ? [ValidationSlice(of: first.remaining, kind: .last, limit: limit)].compactMap { $0 } : later)
  }
}

extension ValidationSlice {
  /// The next event of each user after a share of all events, to be found from those before alone; of at most `limit`
  /// users, evenly spread over those with two earlier events at least. Nil where fewer than 30 are: times of different
  /// users then have nothing in common, or too few come back.
  init?(of data: TrainingData, before share: Double, limit: Int) {
    let log = data.log
    guard data.events > 0 else { return nil }
    let cut = log.timestamps[min(data.events - 1, Int(Double(data.events) * share))]
    let events = min(data.events, log.firstIndex(atOrAfter: cut))
    let rest = TrainingData(log, events: events)
    let known = rest.histories
    var next = [Int32](repeating: -1, count: log.users.count)
    for event in events..<data.events {
      let user = Int(log.userIDs[event])
      guard next[user] == -1 else { continue }
      let own = known.items[known.offsets[user]..<known.offsets[user + 1]]
      // What the user already has could not be found; the first other item is looked for.
      if own.count < 2 {
        next[user] = -2
      } else if !own.contains(log.itemIDs[event]) {
        next[user] = log.itemIDs[event]
      }
    }
    var places = next.indices.filter { next[$0] >= 0 }
    guard places.count >= 30 else { return nil }
    if places.count > limit { places = (0..<limit).map { places[$0 * places.count / limit] } }
    self.init(
      remaining: data.weights.isEmpty ? rest : rest.weighted(data.weights), histories: known,
      users: places.map(Int32.init), targets: places.map { next[$0] }, isOrdered: true)
  }
}
