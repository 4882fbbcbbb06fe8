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
  /// - Precondition: at least 2 values.
  package func meanInterval(level: Double) -> Interval {
    precondition(count >= 2)
    let half = studentQuantile(0.5 + level / 2, degreesOfFreedom: count - 1) * (variance / Double(count)).squareRoot()
    return Interval(value: mean, low: mean - half, high: mean + half)
  }
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
