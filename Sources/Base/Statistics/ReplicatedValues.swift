/// One number a replication, the same quantity of the same system under independent luck.
///
/// Replications of a fixed horizon (a terminating simulation) are independent and alike, so Student's t holds for their mean
/// whatever happens inside them. Source: A. M. Law, "Simulation Modeling and Analysis", 5th ed. 2015, section 9.4.1.
package struct ReplicatedValues: Sendable, Equatable {
  /// In order of the replication's number.
  package let values: [Double]

  package init(_ values: [Double]) { self.values = values }

  /// Values whose mean is the ratio of sums Σ `numerators` / Σ `denominators`, and whose spread is the ratio's.
  ///
  /// Each is the ratio R plus the replication's residual (x − R·n) / mean n: residuals sum to zero, and their variance is the
  /// linearised one of a ratio. So a share over all requests gets its interval, and two of them a paired one, as any mean
  /// does. Without any denominator all are zero.
  /// Source: W. G. Cochran, "Sampling Techniques", 3rd ed. 1977, section 6.3.
  package init(ratioOf numerators: [Double], to denominators: [Double]) {
    precondition(numerators.count == denominators.count)
    let total = denominators.reduce(0, +)
    guard total > 0 else {
      self.init([Double](repeating: 0, count: numerators.count))
      return
    }
    let ratio = numerators.reduce(0, +) / total
    let meanDenominator = total / Double(denominators.count)
    self.init(zip(numerators, denominators).map { ratio + ($0 - ratio * $1) / meanDenominator })
  }

  /// The mean with Student's t interval; nil for fewer than two replications.
  package func interval(level: Double = 0.95) -> Interval? {
    values.count >= 2 ? Summary(values).meanInterval(level: level) : nil
  }

  /// Half the interval's width over the mean's size; 0 where all values are equal, infinite around a mean of zero, nil for
  /// fewer than two replications.
  package func relativeHalfWidth(level: Double = 0.95) -> Double? {
    guard let interval = interval(level: level) else { return nil }
    let half = (interval.high - interval.low) / 2
    return half == 0 ? 0 : half / abs(interval.value)
  }
}

/// Two systems that met the same luck, replication by replication (common random numbers).
///
/// Source: Law 2015, section 11.2.
package struct PairedComparison: Sendable, Equatable {
  /// Mean of first less second, with the t interval of the replications' differences.
  package let difference: Interval
  /// How many times the replications independent luck would need for the same interval:
  /// (Var first + Var second) / Var(first − second). Nil where the differences are all equal.
  package let varianceReduction: Double?

  /// Nil for fewer than two replications.
  package init?(_ first: ReplicatedValues, minus second: ReplicatedValues, level: Double = 0.95) {
    precondition(first.values.count == second.values.count)
    guard first.values.count >= 2 else { return nil }
    let differences = Summary(zip(first.values, second.values).map { $0 - $1 })
    difference = differences.meanInterval(level: level)
    let apart = Summary(first.values).variance + Summary(second.values).variance
    varianceReduction = differences.variance > 0 ? apart / differences.variance : nil
  }
}
