import Measures
import Randomness
import RealModule

/// A made-up log that is like a private one in its curves, rhythm and structure, and has nothing of anybody's.
///
/// It is drawn from `TwinParameters` alone: users, items and their sequences are new, and named anew.
package enum SyntheticTwin {
  /// Measures a log; nil where it has fewer than twice `leastUsers` users.
  ///
  /// - Parameter leastUsers: users behind every number that is kept; 10 unless stated, an assumption of ours.
  package static func fit(
    _ log: InteractionLog, leastUsers: Int = 10, utcOffset: Timespan = .zero
  ) -> TwinParameters? {
    var fitting = TwinFitting(log, leastUsers: leastUsers, utcOffset: utcOffset)
    return fitting.fit()
  }

  /// The log of a seed; the same on every run.
  ///
  /// - Parameter isTaken: whether a name is one of the private log's; no such name is given.
  package static func log(
    _ parameters: TwinParameters, seed: UInt64, isTaken: (String) -> Bool = { _ in false }
  ) -> InteractionLog {
    precondition(parameters.users > 0 && parameters.items > 0 && !parameters.classes.isEmpty)
    precondition(!parameters.strata.isEmpty && !parameters.eventTypes.isEmpty)
    let visits = TwinVisits(parameters, seed: seed)
    let total = visits.visits.reduce(0) { $0 + $1.events }
    var events = TwinEvents(parameters, total: total, end: visits.end, seed: seed)
    for visit in visits.visits { events.play(visit) }
    return events.log(parameters, seed: seed, isTaken: isTaken)
  }
}

/// The events of visits, in order of visit.
private struct TwinEvents {
  private let parameters: TwinParameters
  private let total: Int
  private let end: Int64
  private var shelves: TwinShelves
  private var step = 0
  private var users: [Int32] = []
  private var items: [Int32] = []
  private var timestamps: [Int64] = []
  private var types: [UInt8] = []
  private var values: [Float] = []
  private var histories: [[Int32]]
  private var likings: [[Double]]
  /// When each user's last visit ended; long ago where there is none.
  private var ends: [Int64]
  private var met = PairSet()
  private var choices: RandomStream
  private var pauses: RandomStream
  private var typeStream: RandomStream
  private let firstTypes: AliasTable
  private let nextTypes: [AliasTable]

  init(_ parameters: TwinParameters, total: Int, end: Int64, seed: UInt64) {
    self.parameters = parameters
    self.total = total
    self.end = end
    shelves = TwinShelves(parameters, events: total, seed: seed)
    histories = [[Int32]](repeating: [], count: parameters.users)
    likings = [[Double]](repeating: [], count: parameters.users)
    ends = [Int64](repeating: .min / 2, count: parameters.users)
    choices = RandomStream(seed: seed, name: "twin/choices")
    pauses = RandomStream(seed: seed, name: "twin/pauses")
    typeStream = RandomStream(seed: seed, name: "twin/types")
    firstTypes = AliasTable(weights: parameters.eventTypes.map(\.firstShare))
    nextTypes = parameters.eventTypes.map { AliasTable(weights: $0.nextShares) }
  }

  mutating func play(_ visit: TwinVisits.Visit) {
    let user = Int(visit.user)
    if likings[user].isEmpty {
      likings[user] = shelves.drawLiking(loyalty: parameters.groupLoyalty, &choices)
    }
    // A visit that ran into the next one would make one session of two.
    var second = max(visit.start, ends[user] + Int64(parameters.sessionGapSeconds) + 1)
    var last: Int32?
    var type = -1
    for event in 0..<visit.events {
      if event > 0 { second += Int64(max(0, parameters.pauseSeconds.value(at: pauses.uniform()).rounded())) }
      let item = nextItem(of: visit.user, after: last)
      type = type < 0 ? firstTypes.draw(&typeStream) : nextTypes[type].draw(&typeStream)
      users.append(visit.user)
      items.append(item)
      timestamps.append(min(second, end - 1))
      types.append(UInt8(type))
      values.append(value(ofType: parameters.eventTypes[type]))
      ends[user] = second
      last = item
      if users.count * TwinShelves.steps / total > step {
        step = users.count * TwinShelves.steps / total
        if step < TwinShelves.steps { shelves.stock(step: step) }
      }
    }
  }

  private mutating func nextItem(of user: Int32, after last: Int32?) -> Int32 {
    if choices.uniform() < parameters.repeatShare, let item = repeated(of: user) { return remember(item, user) }
    var group = -1
    if let last, choices.uniform() < parameters.groupStickiness { group = shelves.group(of: last) }
    if group < 0 { group = shelves.drawGroup(likings[Int(user)], &choices) }
    if let item = shelves.take(from: group, for: user, unless: met, &choices) { return remember(item, user) }
    // Nothing unmet is left: again something, where people take things again, else what others took.
    let again = parameters.repeatShare > 0 ? repeated(of: user) : nil
    return remember(again ?? takenByOthers(for: user), user)
  }

  /// An item that the user has not met, by popularity so far.
  private mutating func takenByOthers(for user: Int32) -> Int32 {
    if !items.isEmpty {
      for _ in 0..<100 {
        let item = items[choices.integer(below: items.count)]
        if !met.contains(user, item) { return item }
      }
    }
    return shelves.spare(for: user, unless: met, &choices)
  }

  /// An item of the user's history of which some are left on the shelf, taken off it.
  private mutating func repeated(of user: Int32) -> Int32? {
    let known = histories[Int(user)].count
    guard known > 0 else { return nil }
    for _ in 0..<12 {
      let item = histories[Int(user)][choices.integer(below: known)]
      if shelves.left[Int(item)] > 0 { return shelves.taken(item) }
    }
    return nil
  }

  private mutating func remember(_ item: Int32, _ user: Int32) -> Int32 {
    met.insert(user, item)
    histories[Int(user)].append(item)
    return item
  }

  private mutating func value(ofType type: TwinParameters.EventType) -> Float {
    guard let sketch = type.values, typeStream.uniform() < type.valueShare else { return .nan }
    let scale = [1.0, 10, 100][min(2, max(0, type.valueDecimals))]
    return Float((sketch.value(at: typeStream.uniform()) * scale).rounded() / scale)
  }

  /// The log with names of its own, numbered by chance: neither activity nor popularity shows in a name.
  func log(_ parameters: TwinParameters, seed: UInt64, isTaken: (String) -> Bool) -> InteractionLog {
    var stream = RandomStream(seed: seed, name: "twin/names")
    func names(_ word: String, _ count: Int) -> [String] {
      var numbers = Array(1...max(1, count))
      numbers.shuffle(using: &stream)
      for round in 0... {
        let prefix = round == 0 ? "\(word)-" : "twin\(round > 1 ? "\(round)" : "")-\(word)-"
        let names = numbers.map { "\(prefix)\($0)" }
        if !names.contains(where: isTaken) { return names }
      }
      return []
    }
    return InteractionLog(
      users: names("user", parameters.users), items: names("item", parameters.items),
      eventTypes: parameters.eventTypes.map(\.name), userIDs: users, itemIDs: items, timestamps: timestamps,
      eventTypeIDs: types, values: values)
  }
}
