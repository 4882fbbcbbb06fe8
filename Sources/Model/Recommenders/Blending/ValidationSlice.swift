import Interactions
import LinearAlgebra

/// Events taken out of the training data so that choices can be made without looking at any test event.
struct ValidationSlice: Sendable {
  /// Which events of a user are taken out.
  enum Kind: String, Sendable, CaseIterable {
    /// What is like the horizon of the data.
    case automatic = "auto"
    /// The last one.
    case last
    /// Any one, chosen by a fixed rule.
    case random
    /// All from one instant on.
    case period

    static var domain: String { allCases.map(\.rawValue).joined(separator: ", ") }
    static let meaning =
      "events taken out of the training that choices are judged by; auto: what is like the evaluation's, each user's last "
      + "event unless known"
  }

  /// The training data without the events taken out.
  let remaining: TrainingData
  /// What is known of each user then.
  let histories: UserHistories
  /// Users of whom events were taken out, ascending.
  let users: [Int32]
  /// The distinct items of these events, beside `users`, at least one; the user has no other event with them.
  let targets: [[Int32]]
  /// Whether they were the last events of each user.
  let isOrdered: Bool
  /// Whether there may be several of a user.
  var isLong = false

  /// What was taken out, after "users'".
  var words: String {
    isLong ? "last training events, all of a period" : isOrdered ? "last training events" : "random training events"
  }

  /// Items that are looked for of one user, at most, and users with several: it bounds the time of a search.
  static let (mostTargets, mostUsersOfMany) = (200, 2_500)
  /// Share of all events that a period is unless the horizon says it, and the least and greatest that it may be.
  private static let (usualShare, leastShare, greatestShare) = (0.1, 0.02, 0.3)

  /// Takes events out of at most `limit` users, evenly spread over those with two events left at least; nil where fewer
  /// than 30 such users are.
  ///
  /// - Parameter draw: which of several draws, where any event is taken out.
  init?(of data: TrainingData, kind: Kind, limit: Int, draw: Int = 0) {
    let all = data.histories
    let lastOne = { (_: Int, own: Range<Int>) in (own.upperBound - 1)..<own.upperBound }
    switch (kind, data.horizon) {
    case (.last, _): self.init(of: data, all, limit: limit, isOrdered: true, lastOne)
    case (.period, .period(let share)), (.automatic, .period(let share)):
      let part = max(Self.leastShare, min(Self.greatestShare, share))
      if let slice = ValidationSlice(of: data, from: 1 - part, all: true, limit: limit) {
        self = slice
      } else {
        self.init(of: data, kind: .last, limit: limit)
      }
    case (.period, _):
      var other = data
      other.horizon = .period(share: Self.usualShare)
      self.init(of: other, kind: .period, limit: limit)
    case (.automatic, .ownEnd(let share)):
      let limit = min(limit, Self.mostUsersOfMany)
      self.init(of: data, all, limit: limit, isOrdered: true) { _, own in
        (own.upperBound - max(1, min(own.count - 2, Int(Double(own.count) * share))))..<own.upperBound
      }
      isLong = true
    case (.automatic, .oneEvent) where Self.orderSaysSomething(all, names: data.log.items):
      self.init(of: data, all, limit: limit, isOrdered: true, lastOne)
    case (.random, _), (.automatic, .anyEvent), (.automatic, .oneEvent):
      self.init(of: data, all, limit: limit, isOrdered: false) { user, own in
        let place = own.lowerBound + Self.mixed(user + draw << 32) % own.count
        return place..<(place + 1)
      }
    }
  }

  /// Takes a range of each user's history out.
  private init?(
    of data: TrainingData, _ all: UserHistories, limit: Int, isOrdered: Bool, _ range: (Int, Range<Int>) -> Range<Int>
  ) {
    self.isOrdered = isOrdered
    var taken: [(user: Int, range: Range<Int>, targets: [Int32])] = []
    for user in 0..<all.userCount {
      let own = all.offsets[user]..<all.offsets[user + 1]
      guard own.count >= 3 else { continue }
      let out = range(user, own)
      // An item of the profile is not recommended again, so it could not be found.
      let rest = Set(all.items[own.lowerBound..<out.lowerBound]).union(all.items[out.upperBound..<own.upperBound])
      let targets = Self.targets(all.items[out], besides: rest)
      if !targets.isEmpty { taken.append((user, out, targets)) }
    }
    guard taken.count >= 30 else { return nil }
    if taken.count > limit { taken = (0..<limit).map { taken[$0 * taken.count / limit] } }
    users = taken.map { Int32($0.user) }
    targets = taken.map(\.targets)
    // The events of a user are in the same order in the log and in the history.
    var ranges = [Range<Int>?](repeating: nil, count: all.userCount)
    for part in taken { ranges[part.user] = part.range }
    var place = all.offsets
    let log = data.log
    let kept = (0..<data.events).filter { event in
      let user = Int(log.userIDs[event])
      place[user] += 1
      return !(ranges[user]?.contains(place[user] - 1) ?? false)
    }
    let reduced = log.events(at: kept)
    var rest = TrainingData(reduced, events: reduced.count)
    rest.horizon = data.horizon
    remaining = data.weights.isEmpty ? rest : rest.weighted(kept.map { data.weights[$0] })
    histories = remaining.histories
  }

  /// Distinct items of some events that are not among others, evenly spread where they are many.
  static func targets(_ events: ArraySlice<Int32>, besides others: Set<Int32>) -> [Int32] {
    var met = others
    let distinct = events.filter { met.insert($0).inserted }
    guard distinct.count > mostTargets else { return distinct }
    return (0..<mostTargets).map { distinct[$0 * distinct.count / mostTargets] }
  }

  /// A slice made elsewhere.
  init(remaining: TrainingData, users: [Int32], targets: [[Int32]], isLong: Bool) {
    precondition(users.count == targets.count)
    (self.remaining, self.users, self.targets, self.isLong) = (remaining, users, targets, isLong)
    histories = remaining.histories
    isOrdered = true
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
  /// NDCG@20 of a model's lists over so many of the users, evenly spread; the model is fitted to what remains.
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
          let own = targets[position]
          let gain = list.enumerated().reduce(0) { $0 + (own.contains($1.element) ? BlendWeights.gains[$1.offset] : 0) }
          sums[part] += gain / BlendWeights.ideals[min(BlendWeights.depth, own.count)]
        }
      }
    }
    return sums.reduce(0, +) / Double(max(1, count))
  }
}
