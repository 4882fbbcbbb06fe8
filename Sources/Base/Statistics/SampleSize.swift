import Randomness

/// How many users an A/B test of a rate needs, and what it can see.
package enum ABTestSize {
  /// Users in each of two arms of equal size, for a two-sided test of two proportions.
  ///
  /// n = (z₁₋α⁄₂ √(2 p̄ (1 − p̄)) + z₁₋β √(p₁(1 − p₁) + p₂(1 − p₂)))² / (p₂ − p₁)², rounded up; p̄ is the mean of both rates.
  /// Each user counts once: visits of one user are not independent.
  ///
  /// - Parameters:
  ///   - baseline: the rate of the control, in (0, 1).
  ///   - changed: the rate that shall not be missed, in (0, 1), unlike `baseline`.
  ///   - level: 1 − α, in (0, 1).
  ///   - power: 1 − β, the chance to see the change where it is there, in (0, 1).
  /// Source: J. Fleiss, B. Levin, M. Paik, "Statistical methods for rates and proportions", 3rd ed. 2003, formula 4.14.
  package static func usersPerArm(
    baseline: Double, changed: Double, level: Double = 0.95, power: Double = 0.8
  ) -> Double {
    precondition(baseline > 0 && baseline < 1 && changed > 0 && changed < 1 && baseline != changed)
    precondition(level > 0 && level < 1 && power > 0 && power < 1)
    let mean = (baseline + changed) / 2
    let spread = baseline * (1 - baseline) + changed * (1 - changed)
    let certain = NormalDistribution.quantile(0.5 + level / 2) * (2 * mean * (1 - mean)).squareRoot()
    let seen = NormalDistribution.quantile(power) * spread.squareRoot()
    let difference = changed - baseline
    return ((certain + seen) * (certain + seen) / (difference * difference)).rounded(.up)
  }

  /// The chance that such a test sees the change, by the same approximation; the wrong tail is left out.
  package static func power(
    baseline: Double, changed: Double, usersPerArm: Double, level: Double = 0.95
  ) -> Double {
    let mean = (baseline + changed) / 2
    let spread = baseline * (1 - baseline) + changed * (1 - changed)
    let certain = NormalDistribution.quantile(0.5 + level / 2) * (2 * mean * (1 - mean)).squareRoot()
    return NormalDistribution.cumulative(
      (abs(changed - baseline) * usersPerArm.squareRoot() - certain) / spread.squareRoot())
  }
}
