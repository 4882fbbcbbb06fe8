import Measures
import Randomness
import RealModule
import Statistics

/// A membership-inference attack on a twin: can one tell who was in the log from which it was made?
///
/// Half of the users make a twin. For users of both halves the attacker takes the nearest of the twin's users (Jaccard
/// similarity of their items, matched by popularity over all users) and says that the nearer ones were in.
/// Source: D. Chen, N. Yu, Y. Zhang, M. Fritz, "GAN-Leaks", ACM CCS 2020 (the full black-box attack).
package struct TwinMembership: Sendable {
  /// Probability that a user who was in is nearer than one who was not; a half is chance.
  package let auc: Interval
  /// Users of each half that were tried.
  package let users: Int

  /// - Returns: nil where half of the log is too small to make a twin of.
  package init?(
    _ log: InteractionLog, leastUsers: Int, utcOffset: Timespan = .zero, seed: UInt64, mostUsers: Int = 2_000
  ) {
    var stream = RandomStream(seed: seed, name: "twin/membership")
    let isIn = log.users.map { _ in stream.uniform() < 0.5 }
    let kept = (0..<log.count).filter { isIn[Int(log.userIDs[$0])] }
    let half = log.events(at: kept)
    guard let parameters = SyntheticTwin.fit(half, leastUsers: leastUsers, utcOffset: utcOffset) else { return nil }
    let twin = SyntheticTwin.log(parameters, seed: seed)
    let profiles = TwinMembership.profiles(log)
    let targets = TwinMembership.profiles(twin)

    var order = log.users.indices.filter { profiles[$0].count >= 3 }
    order.shuffle(using: &stream)
    let members = order.filter { isIn[$0] }.prefix(mostUsers)
    let others = order.filter { !isIn[$0] }.prefix(mostUsers)
    let count = min(members.count, others.count)
    guard count >= 20 else { return nil }
    let index = ProfileIndex(targets, items: max(log.items.count, twin.items.count))
    let near = members.prefix(count).map { index.nearest(profiles[$0]) }
    let far = others.prefix(count).map { index.nearest(profiles[$0]) }
    users = count
    auc = TwinMembership.auc(near, far)
  }

  /// Each user's items as popularity ranks, each once, ascending.
  private static func profiles(_ log: InteractionLog) -> [[Int32]] {
    let ranks = TwinPrivacy.ranks(log)
    var profiles = [[Int32]](repeating: [], count: log.users.count)
    for event in 0..<log.count { profiles[Int(log.userIDs[event])].append(ranks[Int(log.itemIDs[event])]) }
    return profiles.map { ranks in
      var last: Int32 = -1
      return ranks.sorted().filter { rank in
        defer { last = rank }
        return rank != last
      }
    }
  }

  /// Area under the ROC curve with its 95 % interval.
  /// Source: J. Hanley, B. McNeil, "The meaning and use of the area under a ROC curve", Radiology 143, 1982.
  package static func auc(_ positive: [Double], _ negative: [Double]) -> Interval {
    let sorted = negative.sorted()
    var sum = 0.0
    for value in positive {
      let below = sorted.partitioningIndex { $0 >= value }
      let through = sorted.partitioningIndex { $0 > value }
      sum += Double(below) + Double(through - below) / 2
    }
    let (p, n) = (Double(positive.count), Double(negative.count))
    let area = sum / (p * n)
    let q1 = area / (2 - area)
    let q2 = 2 * area * area / (1 + area)
    let variance = (area * (1 - area) + (p - 1) * (q1 - area * area) + (n - 1) * (q2 - area * area)) / (p * n)
    let half = NormalDistribution.quantile(0.975) * max(0, variance).squareRoot()
    return Interval(value: area, low: max(0, area - half), high: min(1, area + half))
  }
}

/// Profiles by the items in them.
private struct ProfileIndex {
  private let sizes: [Int]
  private let starts: [Int]
  private let owners: [Int32]

  init(_ profiles: [[Int32]], items: Int) {
    sizes = profiles.map(\.count)
    var starts = [Int](repeating: 0, count: items + 1)
    for profile in profiles { for item in profile { starts[Int(item) + 1] += 1 } }
    for item in 0..<items { starts[item + 1] += starts[item] }
    var next = starts
    var owners = [Int32](repeating: 0, count: starts[items])
    for (owner, profile) in profiles.enumerated() {
      for item in profile {
        owners[next[Int(item)]] = Int32(owner)
        next[Int(item)] += 1
      }
    }
    (self.starts, self.owners) = (starts, owners)
  }

  /// Jaccard similarity of the nearest profile.
  func nearest(_ profile: [Int32]) -> Double {
    var common = [Int32](repeating: 0, count: sizes.count)
    for item in profile { for place in starts[Int(item)]..<starts[Int(item) + 1] { common[Int(owners[place])] += 1 } }
    var best = 0.0
    for owner in sizes.indices where common[owner] > 0 {
      best = max(best, Double(common[owner]) / Double(profile.count + sizes[owner] - Int(common[owner])))
    }
    return best
  }
}
