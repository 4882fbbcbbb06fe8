import Randomness

/// A number with the bounds of its uncertainty; what the bounds mean stands beside it where it is shown.
package struct Interval: Hashable, Sendable {
  package let value: Double
  package let low: Double
  package let high: Double

  package init(value: Double, low: Double, high: Double) {
    self.value = value
    self.low = low
    self.high = high
  }
}

/// Mean and variance of a sample.
package struct Summary: Sendable {
  package private(set) var count = 0
  package private(set) var mean = 0.0
  private var squares = 0.0

  package init() {}
  package init(_ values: some Sequence<Double>) { for value in values { add(value) } }

  /// Adds a value. Source: B. P. Welford, Technometrics 4(3), 1962.
  package mutating func add(_ value: Double) {
    count += 1
    let delta = value - mean
    mean += delta / Double(count)
    squares += delta * (value - mean)
  }

  /// Sample variance with n − 1 in the denominator; 0 for fewer than two values.
  package var variance: Double { count > 1 ? squares / Double(count - 1) : 0 }

  /// Student's t interval of the mean of independent replications.
  ///
  /// - Parameter level: two-sided confidence, e.g. 0.95.
  /// - Precondition: at least 10 values (the quantile's expansion is good to four digits from 9 degrees of freedom on).
  package func meanInterval(level: Double) -> Interval {
    precondition(count >= 10)
    let half = studentQuantile(0.5 + level / 2, degreesOfFreedom: count - 1) * (variance / Double(count)).squareRoot()
    return Interval(value: mean, low: mean - half, high: mean + half)
  }
}

/// A quantile of Student's t distribution by the Cornish–Fisher expansion around the normal one.
/// Source: Abramowitz and Stegun, Handbook of Mathematical Functions, 1964, 26.7.5.
package func studentQuantile(_ p: Double, degreesOfFreedom: Int) -> Double {
  let z = NormalDistribution.quantile(p)
  let n = Double(degreesOfFreedom)
  let z2 = z * z
  let g1 = z * (z2 + 1) / 4
  let g2 = z * ((5 * z2 + 16) * z2 + 3) / 96
  let g3 = z * (((3 * z2 + 19) * z2 + 17) * z2 - 15) / 384
  let g4 = z * ((((79 * z2 + 776) * z2 + 1482) * z2 - 1920) * z2 - 945) / 92_160
  return z + g1 / n + g2 / (n * n) + g3 / (n * n * n) + g4 / (n * n * n * n)
}

/// The quantile of values sorted in ascending order, by linear interpolation between order statistics (type 7 of
/// Hyndman and Fan, The American Statistician 50(4), 1996). `sorted` is not empty, `p` in [0, 1].
package func quantile(ofSorted sorted: [Double], _ p: Double) -> Double {
  precondition(!sorted.isEmpty && p >= 0 && p <= 1)
  let position = p * Double(sorted.count - 1)
  let below = Int(position)
  guard below + 1 < sorted.count else { return sorted[sorted.count - 1] }
  return sorted[below] + (position - Double(below)) * (sorted[below + 1] - sorted[below])
}
