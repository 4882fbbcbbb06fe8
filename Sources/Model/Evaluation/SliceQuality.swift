import Randomness
import Statistics

/// The quality of several plans on one part of the requests. Plans are given by their position in the comparison.
///
/// Means are request-weighted, Σ over requests / number of requests, unless they say otherwise.
package struct SliceQuality: Sendable {
  /// Name of the slice, or `all requests`.
  package let name: String
  /// Number of requests with a truth.
  package let requestCount: Int
  /// Number of distinct users asking them.
  package var userCount: Int { clusters.users.count }

  private let clusters: UserSums
  private let level: Double
  private let bootstrap: ClusterBootstrap
  /// `[column][user]`, columns in the order of `column(_:_:)`.
  private let sums: [[Double]]

  /// Nil where no request is chosen.
  init?(
    name: String, isChosen: [Bool], scores: [RequestScores], resamples: Int, level: Double, stream: RandomStream
  ) {
    guard let first = scores.first, isChosen.contains(true) else { return nil }
    let clusters = UserSums(users: first.users, isChosen: isChosen)
    let sums = scores.flatMap { plan in Metric.allCases.map { clusters.sums(plan.values($0)) } }
    self.name = name
    self.clusters = clusters
    self.level = level
    self.sums = sums
    requestCount = Int(clusters.requestCounts.reduce(0, +))
    // A slice resamples its own users; every plan and metric of it sees the same resamples.
    bootstrap = ClusterBootstrap(
      numerators: sums, denominators: sums.map { _ in clusters.requestCounts }, resamples: resamples, stream: stream)
  }

  /// The mean of a plan with its interval. One user's requests say nothing of other users: then, here and below, the ends
  /// are not-a-number.
  package func mean(_ metric: Metric, plan: Int) -> Interval {
    bounded(bootstrap.interval(column(metric, plan), level: level))
  }

  private func bounded(_ interval: Interval) -> Interval {
    userCount > 1 ? interval : Interval(value: interval.value, low: .nan, high: .nan)
  }

  /// The mean of one plan minus that of another, paired on the same resamples.
  package func difference(_ metric: Metric, plan: Int, minus other: Int) -> Interval {
    bounded(bootstrap.difference(column(metric, plan), minus: column(metric, other), level: level))
  }

  /// The mean of one plan divided by that of another, paired on the same resamples; not finite over a mean of 0.
  package func ratio(_ metric: Metric, plan: Int, over other: Int) -> Interval {
    bounded(bootstrap.ratio(column(metric, plan), over: column(metric, other), level: level))
  }

  /// The mean over users of each user's own mean: every user counts alike, however often they ask.
  package func userWeightedMean(_ metric: Metric, plan: Int) -> Double {
    let total = zip(sums[column(metric, plan)], clusters.requestCounts).reduce(0) { $0 + $1.0 / $1.1 }
    return total / Double(userCount)
  }

  /// One user's means, for tables.
  package struct UserRow: Sendable, Hashable {
    /// User index.
    package let user: Int32
    /// The user's requests with a truth.
    package let requestCount: Int
    /// `[plan][metric]`, metrics in the order of `Metric.allCases`.
    package let means: [[Double]]
  }

  /// A row a user, users in order of their first request.
  package var userRows: [UserRow] {
    let planCount = sums.count / Metric.allCases.count
    return clusters.users.indices.map { position in
      let count = clusters.requestCounts[position]
      let means = (0..<planCount).map { plan in
        Metric.allCases.map { sums[column($0, plan)][position] / count }
      }
      return UserRow(user: clusters.users[position], requestCount: Int(count), means: means)
    }
  }

  private func column(_ metric: Metric, _ plan: Int) -> Int { plan * Metric.allCases.count + metric.index }
}
