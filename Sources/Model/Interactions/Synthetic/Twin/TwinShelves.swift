import Randomness
import RealModule

/// Items with how often each is still to be taken, drawn by group, popularity and time of life.
///
/// An item's weight is what is left of its events over what is left of its life, so that the popularity curve is met
/// whatever is drawn before.
struct TwinShelves {
  static let steps = 200
  let groupCount: Int
  private let shares: [Double]
  private let groups: [Int32]
  /// Place of each item in its group's tree.
  private let places: [Int32]
  private let members: [[Int32]]
  private let births: [Double]
  private let deaths: [Double]
  private(set) var left: [Int32]
  /// How often in all.
  private let targets: [Int32]
  private var trees: [WeightTree] = []
  private var factors: [Double]
  private var wandering: [Double]
  private let drift: Double
  private var driftStream: RandomStream
  /// Share of the log's events that are drawn, to one step.
  private var now = 0.0
  /// Items whose life is over with events left.
  private var late: [Int32] = []
  private var isLate: [Bool]

  /// - Parameter events: how many all items have together.
  init(_ parameters: TwinParameters, events: Int, seed: UInt64) {
    let count = parameters.items
    var stream = RandomStream(seed: seed, name: "twin/items")
    let curve = (0..<count).map { parameters.popularity.value(at: (Double($0) + 0.5) / Double(count)) }
    let scale = Double(events) / max(1, curve.reduce(0, +))
    // Rounded by chance where the curve lies between whole numbers, so that the sum is met.
    var carried = 0.0
    left = curve.map { value in
      let exact = value * scale + carried
      let whole = max(1, exact.rounded())
      carried = exact - whole
      return Int32(min(whole, 2e9))
    }
    targets = left
    shares = parameters.groupShares
    groupCount = shares.count
    drift = parameters.drift
    let tables = parameters.strata.map { AliasTable(weights: $0.groupShares) }
    var groups: [Int32] = []
    var births: [Double] = []
    var deaths: [Double] = []
    for item in 0..<count {
      let share = (Double(item) + 0.5) / Double(count)
      let number = parameters.strata.firstIndex { share <= $0.upTo } ?? parameters.strata.count - 1
      let stratum = parameters.strata[number]
      groups.append(Int32(tables[number].draw(&stream)))
      let birth = min(0.98, max(0, stratum.births?.value(at: stream.uniform()) ?? 0))
      let life = stratum.lives?.value(at: stream.uniform()) ?? 1
      births.append(birth)
      deaths.append(min(1, birth + max(0.02, life)))
    }
    (self.groups, self.births, self.deaths) = (groups, births, deaths)
    var members = [[Int32]](repeating: [], count: groupCount)
    var places = [Int32](repeating: 0, count: count)
    for item in 0..<count {
      places[item] = Int32(members[Int(groups[item])].count)
      members[Int(groups[item])].append(Int32(item))
    }
    (self.members, self.places) = (members, places)
    factors = [Double](repeating: 0, count: count)
    isLate = [Bool](repeating: false, count: count)
    driftStream = RandomStream(seed: seed, name: "twin/drift")
    wandering = (0..<count).map { _ in 0 }
    for item in 0..<count { wandering[item] = driftStream.normal() }
    stock(step: 0)
  }

  /// Weights of the next stretch of the log.
  mutating func stock(step: Int) {
    now = Double(step) / Double(TwinShelves.steps)
    let width = 1 / Double(TwinShelves.steps)
    // A memory of a tenth of the log.
    let memory = Double.exp(-width / 0.1)
    let fresh = (1 - memory * memory).squareRoot()
    for item in factors.indices {
      if step > 0 { wandering[item] = memory * wandering[item] + fresh * driftStream.normal() }
      let isAlive = births[item] < now + width && deaths[item] > now && left[item] > 0
      // Towards the end of its life what is left matters, not what wanders.
      let remaining = max(width, deaths[item] - max(now, births[item]))
      let strength = drift * min(1, remaining / 0.1)
      factors[item] = isAlive ? Double.exp(strength * wandering[item]) * urgency(item, remaining) / remaining : 0
      if deaths[item] <= now, left[item] > 0, !isLate[item] {
        isLate[item] = true
        late.append(Int32(item))
      }
    }
    trees = members.map { items in WeightTree(items.map { factors[Int($0)] * Double(left[Int($0)]) }) }
  }

  /// Above 1 where an item is behind its plan, below where it is ahead: users who take an item once only would else leave
  /// the most popular short.
  private func urgency(_ item: Int, _ remaining: Double) -> Double {
    let share = Double(left[item]) / Double(targets[item])
    let behind = share / (remaining / (deaths[item] - births[item]))
    return min(4, max(0.25, behind * behind))
  }

  func group(of item: Int32) -> Int { Int(groups[Int(item)]) }

  /// A group by what is left on its shelf and a user's liking, which is 1 on average.
  func drawGroup(_ liking: [Double], _ stream: inout RandomStream) -> Int {
    var sum = 0.0
    for group in 0..<groupCount { sum += liking[group] * max(0, trees[group].total) }
    var drawn = stream.uniform() * sum
    for group in 0..<groupCount {
      drawn -= liking[group] * max(0, trees[group].total)
      if drawn < 0 { return group }
    }
    return groupCount - 1
  }

  /// An item of a group that the user has not met, taken off the shelf; one of another group where this one has none; nil
  /// where hardly any is left.
  mutating func take(from group: Int, for user: Int32, unless met: PairSet, _ stream: inout RandomStream) -> Int32? {
    if let item = draw(group, for: user, met, tries: 40, &stream) { return taken(item) }
    // Those past their life first: they are what the popularity curve still misses.
    while let item = late.last, left[Int(item)] <= 0 { late.removeLast() }
    for item in late.suffix(16) where left[Int(item)] > 0 && !met.contains(user, item) { return taken(item) }
    for other in 1..<max(2, groupCount) {
      if let item = draw((group + other) % groupCount, for: user, met, tries: 20, &stream) { return taken(item) }
    }
    let start = stream.integer(below: left.count)
    for step in 0..<min(left.count, 4_000) {
      let item = Int32((start + step) % left.count)
      if left[Int(item)] > 0, isOut(item), !met.contains(user, item) { return taken(item) }
    }
    return nil
  }

  /// Some item that the user has not met, whatever is left of it.
  func spare(for user: Int32, unless met: PairSet, _ stream: inout RandomStream) -> Int32 {
    let start = stream.integer(below: left.count)
    for step in 0..<min(left.count, 4_000) {
      let item = Int32((start + step) % left.count)
      if isOut(item), !met.contains(user, item) { return item }
    }
    return Int32(start)
  }

  /// Whether an item has appeared.
  private func isOut(_ item: Int32) -> Bool { births[Int(item)] <= now }

  private func draw(
    _ group: Int, for user: Int32, _ met: PairSet, tries: Int, _ stream: inout RandomStream
  ) -> Int32? {
    guard !members[group].isEmpty, trees[group].total > 1e-9 else { return nil }
    for _ in 0..<tries {
      let item = members[group][trees[group].index(at: stream.uniform() * trees[group].total)]
      if left[Int(item)] > 0, factors[Int(item)] > 0, !met.contains(user, item) { return item }
    }
    return nil
  }

  /// Takes an item off the shelf.
  mutating func taken(_ item: Int32) -> Int32 {
    guard left[Int(item)] > 0 else { return item }
    left[Int(item)] -= 1
    let factor = factors[Int(item)]
    if factor > 0 { trees[Int(groups[Int(item)])].add(-factor, to: Int(places[Int(item)])) }
    return item
  }

  /// Each group's liking by a user who keeps to groups with a loyalty: shares drawn from a Dirichlet distribution, over
  /// those of everybody.
  func drawLiking(loyalty: Double, _ stream: inout RandomStream) -> [Double] {
    guard loyalty > 0.001, groupCount > 1 else { return [Double](repeating: 1, count: groupCount) }
    let strength = 1 / loyalty - 1
    var drawn = shares.map { stream.gamma(shape: max(1e-3, strength * $0)) }
    let sum = max(1e-300, drawn.reduce(0, +))
    for group in drawn.indices { drawn[group] = shares[group] > 0 ? drawn[group] / sum / shares[group] : 0 }
    return drawn
  }
}

extension RandomStream {
  /// A gamma variate of scale 1.
  /// Source: G. Marsaglia, W. Tsang, "A simple method for generating gamma variables", ACM TOMS 26(3), 2000.
  fileprivate mutating func gamma(shape: Double) -> Double {
    if shape < 1 {
      let boost = Double.pow(uniform(), 1 / shape)
      return gamma(shape: shape + 1) * boost
    }
    let d = shape - 1.0 / 3
    let c = 1 / (9 * d).squareRoot()
    while true {
      let x = normal()
      let v = 1 + c * x
      guard v > 0 else { continue }
      let cube = v * v * v
      if Double.log(uniform()) < 0.5 * x * x + d - d * cube + d * Double.log(cube) { return d * cube }
    }
  }
}
