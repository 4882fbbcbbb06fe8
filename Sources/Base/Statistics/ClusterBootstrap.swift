import Randomness

/// Percentile bootstrap of ratios of sums, resampling whole clusters (users), many columns at once.
///
/// A request-weighted mean is Σ values / Σ requests over users. Users are resampled with replacement because one user's
/// requests are not independent; every column sees the same resamples, so differences between columns are paired.
/// Source: B. Efron, R. Tibshirani, "An Introduction to the Bootstrap", 1993, chapters 8 and 13.
package struct ClusterBootstrap: Sendable {
  /// Replicates of each column's ratio; `replicates[column][resample]`.
  private let replicates: [[Double]]
  /// Each column's ratio over the sample itself.
  package let estimates: [Double]
  /// What was resampled, as given: bias-corrected intervals leave out one cluster after the other.
  let numerators: [[Double]]
  let denominators: [[Double]]

  /// Resamples `resamples` times.
  ///
  /// - Parameters:
  ///   - numerators: `[column][cluster]`, sums of the values in each cluster.
  ///   - denominators: `[column][cluster]`, number of values in each cluster, not all zero in any column.
  package init(numerators: [[Double]], denominators: [[Double]], resamples: Int, stream: RandomStream) {
    precondition(numerators.count == denominators.count && resamples > 0)
    let clusters = numerators.first?.count ?? 0
    precondition(clusters > 0 && (numerators + denominators).allSatisfy { $0.count == clusters })
    var stream = stream
    estimates = zip(numerators, denominators).map { $0.reduce(0, +) / $1.reduce(0, +) }
    var replicates = [[Double]](repeating: [], count: numerators.count)
    var drawn = [Double](repeating: 0, count: clusters)
    for _ in 0..<resamples {
      for index in drawn.indices { drawn[index] = 0 }
      for _ in 0..<clusters { drawn[stream.integer(below: clusters)] += 1 }
      for column in numerators.indices {
        let values = numerators[column]
        let counts = denominators[column]
        var numerator = 0.0
        var denominator = 0.0
        for cluster in 0..<clusters {
          numerator += drawn[cluster] * values[cluster]
          denominator += drawn[cluster] * counts[cluster]
        }
        replicates[column].append(denominator > 0 ? numerator / denominator : .nan)
      }
    }
    self.replicates = replicates
    self.numerators = numerators
    self.denominators = denominators
  }

  /// Replicates of a column that have a ratio.
  func finiteReplicates(_ column: Int) -> [Double] { replicates[column].filter(\.isFinite) }

  /// The percentile interval of a column.
  package func interval(_ column: Int, level: Double = 0.95) -> Interval {
    percentile(replicates[column], estimate: estimates[column], level: level)
  }

  /// The percentile interval of column `a` minus column `b` on the same resamples.
  package func difference(_ a: Int, minus b: Int, level: Double = 0.95) -> Interval {
    percentile(
      zip(replicates[a], replicates[b]).map { $0 - $1 }, estimate: estimates[a] - estimates[b], level: level)
  }

  /// The percentile interval of column `a` divided by column `b` on the same resamples.
  package func ratio(_ a: Int, over b: Int, level: Double = 0.95) -> Interval {
    percentile(
      zip(replicates[a], replicates[b]).map { $0 / $1 }, estimate: estimates[a] / estimates[b], level: level)
  }

  private func percentile(_ values: [Double], estimate: Double, level: Double) -> Interval {
    // A resample without any request in a column has no ratio; it says nothing about the column.
    let sorted = values.filter(\.isFinite).sorted()
    guard !sorted.isEmpty else { return Interval(value: estimate, low: .nan, high: .nan) }
    return Interval(
      value: estimate, low: quantile(ofSorted: sorted, (1 - level) / 2),
      high: quantile(ofSorted: sorted, (1 + level) / 2))
  }
}
