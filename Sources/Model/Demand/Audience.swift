import Interactions
import Randomness
import RealModule

/// Who asks: users in order of activity, the most active first, and those whom no batch can know.
package struct Audience: Sendable {
  /// Relative activity of each known user, descending; not empty, positive sum.
  package let activity: [Double]
  /// Share of requests by users without an identity, 0...1; no job and no profile knows them.
  package let anonymousShare: Double
  /// Share of requests by users whose first visit was less than 24 hours ago, 0...1.
  package let newUserShare: Double

  package init(activity: [Double], anonymousShare: Double, newUserShare: Double) {
    precondition(!activity.isEmpty && anonymousShare >= 0 && newUserShare >= 0 && anonymousShare + newUserShare <= 1)
    self.activity = activity.sorted(by: >)
    self.anonymousShare = anonymousShare
    self.newUserShare = newUserShare
  }

  package var users: Int { activity.count }

  /// Log-normal activity over `users` users: the quantiles of the distribution, so no draw is spent.
  ///
  /// - Parameter sigma: standard deviation of log activity; 0 is equal activity, 1.2 lets the top 10 % make 46 % of requests.
  package static func logNormalActivity(users: Int, sigma: Double) -> [Double] {
    precondition(users > 0 && sigma >= 0)
    return (0..<users).map { rank in
      Double.exp(sigma * NormalDistribution.quantile(1 - (Double(rank) + 0.5) / Double(users)))
    }
  }

  /// Activity of `users` users that follows the events per user of a log: its curve, stretched to another number of users.
  package static func activity(of log: InteractionLog, users: Int) -> [Double] {
    precondition(users > 0)
    var counts = [Double](repeating: 0, count: log.users.count)
    for user in log.userIDs { counts[Int(user)] += 1 }
    let sorted = counts.filter { $0 > 0 }.sorted(by: >)
    guard !sorted.isEmpty else { return [Double](repeating: 1, count: users) }
    return (0..<users).map { rank in
      let position = (Double(rank) + 0.5) / Double(users) * Double(sorted.count) - 0.5
      let below = min(max(Int(position.rounded(.down)), 0), sorted.count - 1)
      let above = min(below + 1, sorted.count - 1)
      let weight = min(max(position - Double(below), 0), 1)
      return sorted[below] * (1 - weight) + sorted[above] * weight
    }
  }

  /// The share of events in a log by users first seen less than 24 hours before, the first day left out.
  package static func newUserShare(of log: InteractionLog) -> Double {
    guard let begin = log.timestamps.first else { return 0 }
    var firstSeen = [Int64](repeating: .max, count: log.users.count)
    var isNew = 0
    var counted = 0
    for index in 0..<log.count {
      let user = Int(log.userIDs[index])
      let now = log.timestamps[index]
      firstSeen[user] = min(firstSeen[user], now)
      guard now >= begin + 86_400 else { continue }
      counted += 1
      if now - firstSeen[user] < 86_400 { isNew += 1 }
    }
    return counted == 0 ? 0 : Double(isNew) / Double(counted)
  }
}
