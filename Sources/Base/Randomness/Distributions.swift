import RealModule

extension RandomStream {
  /// An exponential variate with the given mean: one draw, by inversion.
  @inlinable package mutating func exponential(mean: Double) -> Double { Logarithm.log(uniform()) * -mean }

  /// A standard normal variate: one draw, by inversion, so that streams stay aligned between plans.
  package mutating func normal() -> Double { NormalDistribution.quantile(uniform()) }

  /// A log-normal variate exp(mu + sigma·Z): one draw.
  package mutating func logNormal(mu: Double, sigma: Double) -> Double { Double.exp(mu + sigma * normal()) }

  /// A uniform variate between two bounds: one draw.
  @inlinable package mutating func uniform(_ low: Double, _ high: Double) -> Double { low + (high - low) * uniform() }
}

/// The standard normal distribution.
package enum NormalDistribution {
  /// The value below which a share `p` of the distribution lies; `p` in (0, 1). Relative error about 1e-16.
  /// Source: M. J. Wichura, "Algorithm AS 241", Applied Statistics 37, 1988 (PPND16).
  package static func quantile(_ p: Double) -> Double {
    precondition(p > 0 && p < 1)
    let q = p - 0.5
    if abs(q) <= 0.425 {
      let r = 0.180625 - q * q
      return q
        * horner(
          r, 2509.0809287301226727, 33430.575583588128105, 67265.770927008700853, 45921.953931549871457,
          13731.693765509461125, 1971.5909503065514427, 133.14166789178437745, 3.387132872796366608)
        / horner(
          r, 5226.495278852854561, 28729.085735721942674, 39307.89580009271061, 21213.794301586595867,
          5394.1960214247511077, 687.1870074920579083, 42.313330701600911252, 1)
    }
    let r = Double.sqrt(-Double.log(q < 0 ? p : 1 - p))
    let value =
      r <= 5
      ? horner(
        r - 1.6, 7.7454501427834140764e-4, 0.0227238449892691845833, 0.24178072517745061177, 1.27045825245236838258,
        3.64784832476320460504, 5.7694972214606914055, 4.6303378461565452959, 1.42343711074968357734)
        / horner(
          r - 1.6, 1.05075007164441684324e-9, 5.475938084995344946e-4, 0.0151986665636164571966,
          0.14810397642748007459, 0.68976733498510000455, 1.6763848301838038494, 2.05319162663775882187, 1)
      : horner(
        r - 5, 2.01033439929228813265e-7, 2.71155556874348757815e-5, 0.0012426609473880784386,
        0.026532189526576123093, 0.29656057182850489123, 1.7848265399172913358, 5.4637849111641143699,
        6.6579046435011037772)
        / horner(
          r - 5, 2.04426310338993978564e-15, 1.4215117583164458887e-7, 1.8463183175100546818e-5,
          7.868691311456132591e-4, 0.0148753612908506148525, 0.13692988092273580531, 0.59983220655588793769, 1)
    return q < 0 ? -value : value
  }

  /// The share of the distribution below `x`, to the precision of the complementary error function, in both tails.
  package static func cumulative(_ x: Double) -> Double { Double.erfc(-x / 2.0.squareRoot()) / 2 }

  /// A polynomial of degree seven, coefficients from the highest power down.
  @inline(__always)
  private static func horner(
    _ x: Double, _ c7: Double, _ c6: Double, _ c5: Double, _ c4: Double, _ c3: Double, _ c2: Double, _ c1: Double,
    _ c0: Double
  ) -> Double {
    ((((((c7 * x + c6) * x + c5) * x + c4) * x + c3) * x + c2) * x + c1) * x + c0
  }
}
