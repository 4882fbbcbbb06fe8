import Randomness
import Statistics

/// Means over requests of several columns, with intervals from resampling users: the same resamples for all columns, so that
/// differences are paired.
struct UserMeans: Sendable {
  /// Requests and users behind the means.
  let requests: Int
  let users: Int
  private let bootstrap: ClusterBootstrap

  /// Below so many users an interval over them says nothing, and there is none.
  private static let fewestUsers = 10

  /// Nil where no request is chosen.
  ///
  /// - Parameters:
  ///   - columns: a value for each request.
  ///   - requestUsers: the user of each request.
  ///   - chosen: positions of the requests that count.
  init?(
    _ columns: [[Double]], requestUsers: [Int32], chosen: [Int], resamples: Int, stream: RandomStream
  ) {
    guard !chosen.isEmpty, !columns.isEmpty else { return nil }
    var clusterOf = [Int32](repeating: -1, count: Int(requestUsers.max() ?? 0) + 1)
    var counts: [Double] = []
    for position in chosen {
      let user = Int(requestUsers[position])
      if clusterOf[user] < 0 {
        clusterOf[user] = Int32(counts.count)
        counts.append(0)
      }
      counts[Int(clusterOf[user])] += 1
    }
    let sums = columns.map { column in
      var sums = [Double](repeating: 0, count: counts.count)
      for position in chosen { sums[Int(clusterOf[Int(requestUsers[position])])] += column[position] }
      return sums
    }
    requests = chosen.count
    users = counts.count
    bootstrap = ClusterBootstrap(
      numerators: sums, denominators: sums.map { _ in counts }, resamples: resamples, stream: stream)
  }

  func mean(_ column: Int) -> Interval { known(bootstrap.interval(column)) }
  func difference(_ column: Int, minus other: Int) -> Interval { known(bootstrap.difference(column, minus: other)) }

  /// The interval, its bounds not-a-number where there are too few users.
  private func known(_ interval: Interval) -> Interval {
    users >= Self.fewestUsers ? interval : Interval(value: interval.value, low: .nan, high: .nan)
  }
}
