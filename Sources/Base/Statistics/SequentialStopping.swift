/// How many replications are enough: as many as it takes until every quantity is known to a relative precision.
///
/// After each round the half-width of every t interval is compared with γ/(1 + γ) of its mean, which bounds the error
/// against the true mean by γ. Looking again and again favours stopping when the spread happens to look small, so intervals at
/// the stop hold the truth somewhat less often than stated (first-passage bias); a minimum of ten replications keeps that
/// within one to three points, and the level is reached as γ goes to zero.
/// Sources: Y. S. Chow, H. Robbins, Annals of Mathematical Statistics 36(2), 1965; Law 2015, section 9.4.1.
package struct SequentialStopping: Sendable, Equatable {
  /// γ: 0.02 is 2 %.
  package let relativePrecision: Double
  package let minimum: Int
  package let maximum: Int
  package let level: Double

  package init(relativePrecision: Double, minimum: Int = 10, maximum: Int, level: Double = 0.95) {
    precondition(relativePrecision > 0 && minimum >= 2 && maximum >= minimum)
    self.relativePrecision = relativePrecision
    self.minimum = minimum
    self.maximum = maximum
    self.level = level
  }

  /// What to do after a round.
  package enum Step: Sendable, Equatable {
    /// Every quantity is precise enough.
    case reached
    /// The maximum was made and some quantity is not precise enough.
    case exhausted
    /// Go on to this many replications in all.
    case goOn(to: Int)
  }

  /// - Parameters:
  ///   - quantities: one value each for every replication made.
  ///   - others: relative half-widths of quantities that are no means, such as quantiles.
  package func step(after quantities: [ReplicatedValues], made: Int, others: [Double] = []) -> Step {
    guard made >= minimum else { return .goOn(to: minimum) }
    let widest = (quantities.compactMap { $0.relativeHalfWidth(level: level) } + others).max() ?? 0
    let allowed = relativePrecision / (1 + relativePrecision)
    if widest <= allowed { return .reached }
    guard made < maximum else { return .exhausted }
    // The half-width falls with the root of the number; never more than twice as many at once, for the spread may be
    // mistaken.
    let needed = min(Double(made) * (widest / allowed) * (widest / allowed), 2 * Double(made))
    return .goOn(to: min(maximum, max(made + 1, Int(needed.rounded(.up)))))
  }
}
