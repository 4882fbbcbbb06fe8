import RealModule

/// A gamma distribution: positive numbers with mean shape × scale.
package struct GammaDistribution: Sendable, Equatable {
  package let shape: Double
  package let scale: Double

  /// Both positive and finite.
  package init(shape: Double, scale: Double) {
    precondition(shape > 0 && scale > 0 && shape.isFinite && scale.isFinite)
    self.shape = shape
    self.scale = scale
  }

  /// The one under which positive values are likeliest; nil for fewer than two different values or one not positive.
  ///
  /// Source: T. P. Minka, "Estimating a Gamma distribution", 2002: Newton's steps on log k − ψ(k) = log mean − mean log.
  package init?(fitting values: [Double]) {
    guard values.count > 1, values.allSatisfy({ $0 > 0 && $0.isFinite }) else { return nil }
    let n = Double(values.count)
    let mean = values.reduce(0, +) / n
    let gap = Double.log(mean) - values.reduce(0) { $0 + Double.log($1) } / n
    guard gap > 1e-12, gap.isFinite else { return nil }
    var shape = (3 - gap + ((gap - 3) * (gap - 3) + 24 * gap).squareRoot()) / (12 * gap)
    for _ in 0..<50 {
      let step = (Double.log(shape) - digamma(shape) - gap) / (1 / shape - trigamma(shape))
      let next = max(shape / 2, shape - step)
      let isDone = abs(next - shape) < 1e-13 * shape
      shape = next
      if isDone { break }
    }
    self.init(shape: shape, scale: mean / shape)
  }

  /// The share of the distribution at or below `value`.
  package func share(atOrBelow value: Double) -> Double {
    value > 0 ? regularizedLowerGamma(shape, value / scale) : 0
  }

  /// The value below which a share `p` in (0, 1) lies, by bisection, to 1e-12.
  package func quantile(_ p: Double) -> Double {
    precondition(p > 0 && p < 1)
    var (low, high) = (0.0, max(1, shape))
    while regularizedLowerGamma(shape, high) < p { (low, high) = (high, 2 * high) }
    for _ in 0..<200 {
      let middle = (low + high) / 2
      if regularizedLowerGamma(shape, middle) < p { low = middle } else { high = middle }
      if high - low <= 1e-13 * high { break }
    }
    return (low + high) / 2 * scale
  }
}

/// P(a, x): the series below a + 1, the continued fraction of its complement above.
/// Source: NIST Digital Library of Mathematical Functions, 8.11.4 and 8.9.2 (Lentz's evaluation).
func regularizedLowerGamma(_ a: Double, _ x: Double) -> Double {
  guard x > 0 else { return 0 }
  let front = Double.exp(a * Double.log(x) - x - Double.logGamma(a))
  if x < a + 1 {
    var term = 1 / a
    var sum = term
    var k = a
    for _ in 0..<10_000 where term > sum * 1e-17 {
      k += 1
      term *= x / k
      sum += term
    }
    return min(1, sum * front)
  }
  let tiny = 1e-300
  var b = x + 1 - a
  var c = 1 / tiny
  var d = 1 / b
  var fraction = d
  for i in 1..<10_000 {
    let an = -Double(i) * (Double(i) - a)
    b += 2
    d = an * d + b
    if abs(d) < tiny { d = tiny }
    c = b + an / c
    if abs(c) < tiny { c = tiny }
    d = 1 / d
    fraction *= d * c
    if abs(d * c - 1) < 1e-16 { break }
  }
  return max(0, 1 - front * fraction)
}

/// ψ(x) for positive x: recurrence up to 8, then the asymptotic series (Abramowitz and Stegun 6.3.18).
func digamma(_ x: Double) -> Double {
  var (x, sum) = (x, 0.0)
  while x < 8 {
    sum -= 1 / x
    x += 1
  }
  let i = 1 / (x * x)
  return sum + Double.log(x) - 0.5 / x - i * (1.0 / 12 - i * (1.0 / 120 - i * (1.0 / 252 - i * (1.0 / 240 - i / 132))))
}

/// ψ′(x) for positive x: the same way (6.4.12).
func trigamma(_ x: Double) -> Double {
  var (x, sum) = (x, 0.0)
  while x < 8 {
    sum += 1 / (x * x)
    x += 1
  }
  let i = 1 / (x * x)
  let series = 1.0 / 6 - i * (1.0 / 30 - i * (1.0 / 42 - i * (1.0 / 30 - i * 5.0 / 66)))
  return sum + 1 / x + i / 2 + i / x * series
}
