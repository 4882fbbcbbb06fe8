import Randomness
import RealModule

extension ClusterBootstrap {
  /// The bias-corrected and accelerated (BCa) interval of a column: the percentiles are moved by the bootstrap's own median
  /// bias and by how the spread changes with the value, which skewed means of few users need.
  ///
  /// The acceleration comes from leaving out each cluster once. Where all replicates are alike, or all lie on one side of the
  /// estimate, the correction is not defined and the percentile interval is given.
  /// Source: B. Efron, "Better bootstrap confidence intervals", JASA 82(397), 1987; Efron and Tibshirani 1993, section 14.3.
  package func biasCorrectedInterval(_ column: Int, level: Double = 0.95) -> Interval {
    let sorted = finiteReplicates(column).sorted()
    let estimate = estimates[column]
    guard let first = sorted.first, let last = sorted.last, first < last else { return interval(column, level: level) }
    // Replicates equal to the estimate, frequent where values are few, count half.
    let below = Double(sorted.count { $0 < estimate }) + Double(sorted.count { $0 == estimate }) / 2
    let share = below / Double(sorted.count)
    guard share > 0, share < 1 else { return interval(column, level: level) }
    let bias = NormalDistribution.quantile(share)
    let acceleration = self.acceleration(column)
    func moved(_ p: Double) -> Double {
      let z = bias + NormalDistribution.quantile(p)
      let moved = NormalDistribution.cumulative(bias + z / (1 - acceleration * z))
      return moved.isFinite ? min(1, max(0, moved)) : p
    }
    return Interval(
      value: estimate, low: quantile(ofSorted: sorted, moved((1 - level) / 2)),
      high: quantile(ofSorted: sorted, moved((1 + level) / 2)))
  }

  /// A sixth of the skewness of the estimates without one cluster each.
  private func acceleration(_ column: Int) -> Double {
    let values = numerators[column]
    let counts = denominators[column]
    let (sum, count) = (values.reduce(0, +), counts.reduce(0, +))
    var mean = 0.0
    var left: [Double] = []
    left.reserveCapacity(values.count)
    for cluster in values.indices where count - counts[cluster] > 0 {
      let estimate = (sum - values[cluster]) / (count - counts[cluster])
      left.append(estimate)
      mean += estimate
    }
    guard !left.isEmpty else { return 0 }
    mean /= Double(left.count)
    var (squares, cubes) = (0.0, 0.0)
    for estimate in left {
      let distance = mean - estimate
      squares += distance * distance
      cubes += distance * distance * distance
    }
    return squares > 0 ? cubes / (6 * squares * squares.squareRoot()) : 0
  }
}
