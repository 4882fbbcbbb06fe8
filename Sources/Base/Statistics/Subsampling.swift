import Randomness

/// Statistics of a set of users as a whole, such as coverage, which resampling with replacement gets wrong: a bootstrap sample
/// holds a user twice and so sees fewer different items than any sample of users would.
package enum Subsampling {
  /// An interval by half-samples: groups of half the users, drawn without replacement.
  ///
  /// Holds for statistics that settle as the mean of many users does, such as a mean over pairs. Without replacement a half
  /// scatters around the whole as the whole does around the truth, (1 − ½) σ²/(n/2) = σ²/n; the spread is mirrored at the value.
  /// Source: J. Shao, C. F. J. Wu, Annals of Statistics 17(3), 1989 (delete-d jackknife); D. Politis, J. Romano, Annals of
  /// Statistics 22(4), 1994.
  ///
  /// - Parameters:
  ///   - count: users; nil is returned for fewer than 20.
  ///   - statistic: the value of a group of users, given by their positions in ascending order.
  package static func halfSampleInterval(
    count: Int, value: Double, resamples: Int, level: Double = 0.95, stream: RandomStream,
    _ statistic: ([Int]) -> Double
  ) -> Interval? {
    guard count >= 20, value.isFinite else { return nil }
    let replicates = values(count: count, size: count / 2, resamples: resamples, stream: stream, statistic)
    guard !replicates.isEmpty else { return nil }
    return Interval(
      value: value, low: 2 * value - quantile(ofSorted: replicates, (1 + level) / 2),
      high: 2 * value - quantile(ofSorted: replicates, (1 - level) / 2))
  }

  /// What groups of `size` users see, drawn without replacement: the mean and the central share `level` of them (rarefaction).
  ///
  /// The range is that of a fresh group of this size as long as groups hardly overlap: nil where `size` is above a tenth of the
  /// users. Source: N. Gotelli, R. Colwell, Ecology Letters 4, 2001 (compare richness at equal numbers of individuals).
  package static func rarefied(
    count: Int, size: Int, resamples: Int, level: Double = 0.95, stream: RandomStream, _ statistic: ([Int]) -> Double
  ) -> Interval? {
    guard size > 0, size <= count / 10 else { return nil }
    let replicates = values(count: count, size: size, resamples: resamples, stream: stream, statistic)
    guard !replicates.isEmpty else { return nil }
    return Interval(
      value: replicates.reduce(0, +) / Double(replicates.count), low: quantile(ofSorted: replicates, (1 - level) / 2),
      high: quantile(ofSorted: replicates, (1 + level) / 2))
  }

  /// Finite values of random groups, ascending.
  private static func values(
    count: Int, size: Int, resamples: Int, stream: RandomStream, _ statistic: ([Int]) -> Double
  ) -> [Double] {
    var stream = stream
    var order = Array(0..<count)
    var found: [Double] = []
    for _ in 0..<resamples {
      // The first `size` places of a Fisher–Yates shuffle, whatever the order before.
      for place in 0..<size { order.swapAt(place, place + stream.integer(below: count - place)) }
      found.append(statistic(order[..<size].sorted()))
    }
    return found.filter(\.isFinite).sorted()
  }
}
