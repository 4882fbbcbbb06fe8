import RealModule

/// The gamma distribution.
package struct GammaDistribution: Sendable, Equatable {
  package let shape: Double
  package let scale: Double

  /// Both positive and finite; the functions below are good to about 1e-10 for shapes up to 10,000.
  package init(shape: Double, scale: Double) {
    precondition(shape > 0 && scale > 0 && shape.isFinite && scale.isFinite)
    self.shape = shape
    self.scale = scale
  }

  /// The share of the distribution at or below a value.
  package func cumulative(_ value: Double) -> Double {
    value <= 0 ? 0 : GammaDistribution.lowerShare(shape, value / scale)
  }

  /// The logarithm of the density at a positive value.
  package func logDensity(_ value: Double) -> Double {
    (shape - 1) * Double.log(value) - value / scale - Double.logGamma(shape) - shape * Double.log(scale)
  }

  /// The value below which a share `p` in (0, 1) lies: Newton's steps on the logarithm, kept in a bracket.
  package func quantile(_ p: Double) -> Double {
    precondition(p > 0 && p < 1)
    // Wilson and Hilferty's cube (PNAS 17, 1931), and for small shapes the first term of the series.
    let z = NormalDistribution.quantile(p)
    let cube = 1 - 1 / (9 * shape) + z / (3 * shape.squareRoot())
    var x = shape * cube * cube * cube
    if !(cube > 0) || shape < 1 { x = Double.exp((Double.log(p) + Double.logGamma(shape + 1)) / shape) }
    x = max(x, Double.leastNormalMagnitude)
    var (low, high) = (0.0, Double.infinity)
    for _ in 0..<200 {
      let excess = GammaDistribution.lowerShare(shape, x) - p
      if excess > 0 { high = x } else { low = x }
      let logSlope = shape * Double.log(x) - x - Double.logGamma(shape)
      let step = excess / Double.exp(logSlope)
      var next = step.isFinite ? x * Double.exp(-min(max(step, -2), 2)) : .nan
      if !(next > low && next < high) { next = high.isFinite ? 0.5 * (low + high) : 2 * x }
      guard abs(next - x) > 1e-14 * x else { return next * scale }
      x = next
    }
    return x * scale
  }

  /// The regularised lower incomplete gamma function P(a, x): its series below a + 1, its continued fraction above.
  /// Source: NIST Digital Library of Mathematical Functions, 8.11.4 and 8.9.2 (by Lentz's method).
  static func lowerShare(_ a: Double, _ x: Double) -> Double {
    guard x > 0 else { return 0 }
    let front = Double.exp(a * Double.log(x) - x - Double.logGamma(a))
    if x < a + 1 {
      var term = 1 / a
      var sum = term
      var n = a
      repeat {
        n += 1
        term *= x / n
        sum += term
      } while term > sum * 1e-17
      return min(1, front * sum)
    }
    let tiny = 1e-300
    var b = x + 1 - a
    var c = 1 / tiny
    var d = 1 / b
    var h = d
    for i in 1..<100_000 {
      let an = -Double(i) * (Double(i) - a)
      b += 2
      d = an * d + b
      if abs(d) < tiny { d = tiny }
      c = b + an / c
      if abs(c) < tiny { c = tiny }
      d = 1 / d
      let change = d * c
      h *= change
      if abs(change - 1) < 1e-16 { break }
    }
    return max(0, 1 - front * h)
  }
}
