import Interactions
import Randomness
import RealModule

/// Who asks: users in order of activity, the most active first, and those whom no batch can know.
package struct Audience: Sendable {
  /// Relative activity of each known user, descending; not empty, positive sum.
  package let activity: [Double]
  /// Share of requests by users without an identity, 0...1; no job and no profile knows them.
  package let anonymousShare: Double
  /// How long the others have been known.
  package let tenure: Tenure
  /// Draws a user's rank by activity; made once, for all replications.
  let ranks: AliasTable

  package init(activity: [Double], anonymousShare: Double, tenure: Tenure) {
    precondition(!activity.isEmpty && (0...1).contains(anonymousShare))
    self.activity = activity.sorted(by: >)
    self.anonymousShare = anonymousShare
    self.tenure = tenure
    ranks = AliasTable(weights: self.activity)
  }

  /// - Parameter newUserShare: share of all requests by users whose first visit was less than 24 hours ago; with the
  ///   anonymous ones at most 1.
  package init(activity: [Double], anonymousShare: Double, newUserShare: Double) {
    precondition(newUserShare >= 0 && anonymousShare + newUserShare <= 1 + 1e-9)
    let identified = 1 - anonymousShare
    self.init(
      activity: activity, anonymousShare: anonymousShare,
      tenure: Tenure(newUserShare: identified > 0 ? min(1, newUserShare / identified) : 0))
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
    let sorted = log.userIDs.counts(below: log.users.count).filter { $0 > 0 }.sorted(by: >).map(Double.init)
    guard !sorted.isEmpty else { return [Double](repeating: 1, count: users) }
    return (0..<users).map { rank in
      let position = (Double(rank) + 0.5) / Double(users) * Double(sorted.count) - 0.5
      let below = min(max(Int(position.rounded(.down)), 0), sorted.count - 1)
      let above = min(below + 1, sorted.count - 1)
      let weight = min(max(position - Double(below), 0), 1)
      return sorted[below] * (1 - weight) + sorted[above] * weight
    }
  }
}
