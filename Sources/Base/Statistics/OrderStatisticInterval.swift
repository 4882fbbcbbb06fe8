import RealModule

/// An interval for a quantile that holds for any continuous distribution: two of the sample's own values.
package struct OrderStatisticInterval: Sendable, Equatable {
  package let low: Double
  /// Nil where the sample is too small for an upper bound: no value of it lies surely above the quantile.
  package let high: Double?

  /// Each end errs with at most half of 1 − `level`. Independent values are assumed; `sorted` ascends and is not empty.
  ///
  /// - Returns: nil where the sample is too small for a lower bound, too.
  /// Source: H. A. David, H. N. Nagaraja, "Order Statistics", 3rd ed. 2003, section 7.1.
  package init?(ofSorted sorted: [Double], _ p: Double, level: Double = 0.95) {
    precondition(!sorted.isEmpty && p > 0 && p < 1 && level > 0 && level < 1)
    let n = sorted.count
    let tail = (1 - level) / 2
    // The r-th smallest value lies below the quantile unless fewer than r values do.
    // Largest r with P(B < r) ≤ tail, smallest s with P(B ≥ s) ≤ tail; B binomial.
    var lowRank = 0
    var highRank = n + 1
    var below = 0.0
    for successes in 0...n {
      // `below` is P(B < successes).
      if below <= tail { lowRank = successes }
      if 1 - below <= tail {
        highRank = successes
        break
      }
      below += binomialProbability(successes, of: n, p)
    }
    guard lowRank >= 1 else { return nil }
    low = sorted[lowRank - 1]
    high = highRank <= n ? sorted[highRank - 1] : nil
  }
}

/// P(B = k) for B binomial of n trials.
private func binomialProbability(_ k: Int, of n: Int, _ p: Double) -> Double {
  let (n, k) = (Double(n), Double(k))
  return Double.exp(
    Double.logGamma(n + 1) - Double.logGamma(k + 1) - Double.logGamma(n - k + 1) + k * Double.log(p)
      + (n - k) * Double.log(1 - p))
}
