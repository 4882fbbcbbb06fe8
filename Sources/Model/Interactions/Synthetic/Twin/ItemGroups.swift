import Randomness
import RealModule

/// Items in a few groups by who takes them: a coarse picture of what goes with what.
///
/// Each user is a random direction, an item the sum of its users' directions (a random projection of the co-occurrence
/// matrix) less what all items have in common; items are grouped by direction (spherical k-means).
/// Sources: D. Achlioptas, "Database-friendly random projections", JCSS 66, 2003; I. Dhillon, D. Modha, Machine Learning
/// 42, 2001.
struct ItemGroups {
  static let dimensions = 48
  let count: Int
  /// Group of each item.
  let groups: [Int]

  init(_ fitting: TwinFitting, counts: [Int]) {
    let log = fitting.log
    let dimensions = ItemGroups.dimensions
    let popular = log.items.indices.filter { counts[$0] >= 5 }
    count = max(1, min(12, popular.count / 20))
    var vectors = [Float](repeating: 0, count: log.items.count * dimensions)
    for user in fitting.ranking {
      var stream = RandomStream(seed: 1, name: "twin/projection", index: Int(user))
      let bits = stream.next()
      let events = fitting.userEvents(user)
      let weight = 1 / Float(events.count).squareRoot()
      for event in events {
        let base = Int(log.itemIDs[Int(event)]) * dimensions
        for axis in 0..<dimensions { vectors[base + axis] += bits >> UInt64(axis) & 1 == 1 ? weight : -weight }
      }
    }
    ItemGroups.center(&vectors, log.items.count)
    groups = ItemGroups.grouped(vectors, items: log.items.count, seeds: popular, into: count)
  }

  /// Takes the mean direction out of every item, and makes lengths 1.
  private static func center(_ vectors: inout [Float], _ items: Int) {
    var mean = [Float](repeating: 0, count: dimensions)
    for item in 0..<items { for axis in 0..<dimensions { mean[axis] += vectors[item * dimensions + axis] } }
    let length = mean.reduce(0) { $0 + $1 * $1 }.squareRoot()
    if length > 0 { for axis in mean.indices { mean[axis] /= length } }
    for item in 0..<items {
      let base = item * dimensions
      var along: Float = 0
      for axis in 0..<dimensions { along += vectors[base + axis] * mean[axis] }
      var square: Float = 0
      for axis in 0..<dimensions {
        vectors[base + axis] -= along * mean[axis]
        square += vectors[base + axis] * vectors[base + axis]
      }
      guard square > 0 else { continue }
      let scale = 1 / square.squareRoot()
      for axis in 0..<dimensions { vectors[base + axis] *= scale }
    }
  }

  private static func grouped(_ vectors: [Float], items: Int, seeds: [Int], into count: Int) -> [Int] {
    guard count > 1 else { return [Int](repeating: 0, count: items) }
    var stream = RandomStream(seed: 1, name: "twin/groups")
    var centers: [Float] = []
    for _ in 0..<count {
      let base = seeds[stream.integer(below: seeds.count)] * dimensions
      centers += vectors[base..<base + dimensions]
    }
    var groups = [Int](repeating: 0, count: items)
    for _ in 0..<12 {
      var sums = [Float](repeating: 0, count: centers.count)
      for item in 0..<items {
        var best = 0
        var most = -Float.infinity
        for group in 0..<count {
          var product: Float = 0
          for axis in 0..<dimensions {
            product += vectors[item * dimensions + axis] * centers[group * dimensions + axis]
          }
          if product > most { (best, most) = (group, product) }
        }
        groups[item] = best
        for axis in 0..<dimensions { sums[best * dimensions + axis] += vectors[item * dimensions + axis] }
      }
      for group in 0..<count {
        let range = group * dimensions..<(group + 1) * dimensions
        let length = sums[range].reduce(0) { $0 + $1 * $1 }.squareRoot()
        if length > 0 { for place in range { centers[place] = sums[place] / length } }
      }
    }
    return groups
  }

  /// Shares of events; how far users keep to groups; how far sessions do beyond that.
  ///
  /// Two events of a user are of one group with probability S + (1 − S) loyalty, where S is that of two events of anybody:
  /// the moment estimate of a Dirichlet–multinomial.
  func measured(_ fitting: TwinFitting) -> (shares: [Double], loyalty: Double, stickiness: Double) {
    let log = fitting.log
    var totals = [Double](repeating: 0, count: count)
    for item in log.itemIDs { totals[groups[Int(item)]] += 1 }
    let shares = totals.map { $0 / Double(max(1, log.count)) }
    let chance = shares.reduce(0) { $0 + $1 * $1 }
    var same = 0.0
    var users = 0.0
    for user in fitting.ranking {
      let events = fitting.userEvents(user)
      guard events.count >= 5 else { continue }
      var counts = [Double](repeating: 0, count: count)
      for event in events { counts[groups[Int(log.itemIDs[Int(event)])]] += 1 }
      let n = Double(events.count)
      same += counts.reduce(0) { $0 + $1 * ($1 - 1) } / (n * (n - 1))
      users += 1
    }
    guard Int(users) >= fitting.least, chance < 1 else { return (shares.map(threeDigits), 0, 0) }
    let within = same / users
    var neighbours = 0.0
    var alike = 0.0
    for session in fitting.sessions {
      for place in (session.first + 1)..<max(session.first + 1, session.end) {
        neighbours += 1
        let pair = [place - 1, place].map { groups[Int(log.itemIDs[Int(fitting.byUser[$0])])] }
        if pair[0] == pair[1] { alike += 1 }
      }
    }
    let loyalty = min(0.95, max(0, (within - chance) / (1 - chance)))
    let stickiness = neighbours > 0 ? min(0.95, max(0, (alike / neighbours - within) / (1 - within))) : 0
    return (shares.map(threeDigits), threeDigits(loyalty), threeDigits(stickiness))
  }

  /// Share of items in each group; nil where a group that has some has too few users.
  func shares(of items: ArraySlice<Int>, _ byItem: [Int32], _ starts: [Int], _ fitting: TwinFitting) -> [Double]? {
    var counts = [Double](repeating: 0, count: count)
    var users = [Set<Int32>](repeating: [], count: count)
    for item in items {
      let group = groups[item]
      counts[group] += 1
      for event in byItem[starts[item]..<starts[item + 1]] where users[group].count < fitting.least {
        users[group].insert(fitting.log.userIDs[Int(event)])
      }
    }
    guard zip(counts, users).allSatisfy({ $0 == 0 || $1.count >= fitting.least }) else { return nil }
    return counts.map { threeDigits($0 / Double(max(1, items.count))) }
  }
}
