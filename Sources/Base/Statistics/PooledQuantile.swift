/// The distribution of one replication's values, as steps: the part of a histogram that is worth keeping.
package struct DistributionSteps: Sendable, Equatable {
  /// Number of values.
  package let count: Double
  /// Ascending, each with the share of values at or below it.
  private let values: [Double]
  private let shares: [Double]

  package init(_ histogram: Histogram) {
    count = Double(histogram.count)
    let steps = histogram.cumulative
    values = steps.map(\.value)
    shares = steps.map(\.share)
  }

  /// Bytes that it takes.
  package var bytes: Int { values.count * 16 + 64 }

  /// The share of values at or below `value`; 0 when empty.
  package func share(atOrBelow value: Double) -> Double {
    // The first step beyond it, by bisection.
    var (low, high) = (0, values.count)
    while low < high {
      let middle = (low + high) / 2
      if values[middle] <= value { low = middle + 1 } else { high = middle }
    }
    return low == 0 ? 0 : shares[low - 1]
  }
}

/// A quantile of all replications' values together, with an interval from the replications.
///
/// The value is that of the merged histogram: percentiles are never averaged. For the interval the share of values at or
/// below it is taken as a ratio over replications, which are independent while the values within one are not; the share's t
/// interval around p is then read off the merged distribution.
/// Source: R. S. Woodruff, "Confidence intervals for medians and other position measures", JASA 47(260), 1952.
package struct PooledQuantile: Sendable, Equatable {
  /// The value, to a histogram's 0.4 %, with the interval's ends.
  package let interval: Interval
  /// Whether the interval's upper end is only the largest value seen, because too few lie above: the true end is higher.
  package let isUpperEndOpen: Bool

  /// Nil where there is no value, or fewer than two replications.
  package init?(_ p: Double, merged: Histogram, replications: [DistributionSteps], level: Double = 0.95) {
    precondition(p > 0 && p < 1)
    guard replications.count >= 2, let value = merged.quantile(p) else { return nil }
    let counts = replications.map(\.count)
    func halfWidth(at value: Double) -> Double? {
      let below = zip(replications, counts).map { $0.share(atOrBelow: value) * $1 }
      return ReplicatedValues(ratioOf: below, to: counts).interval(level: level).map { ($0.high - $0.low) / 2 }
    }
    // Just above and just below the value's bucket: where many values are equal, the shares on its two sides differ.
    guard let above = halfWidth(at: value * (1 + 0x1.0p-8)), let below = halfWidth(at: value * (1 - 0x1.0p-8)) else {
      return nil
    }
    let half = max(above, below)
    isUpperEndOpen = p + half >= 1
    interval = Interval(
      value: value, low: min(value, merged.quantile(max(0, p - half)) ?? value),
      high: max(value, merged.quantile(min(1, p + half)) ?? value))
  }
}
