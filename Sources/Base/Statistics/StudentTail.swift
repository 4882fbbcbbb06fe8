import RealModule

/// P(|T| ≥ |t|) of Student's t with `degreesOfFreedom` ≥ 1: the p value of a two-sided test.
///
/// It is the regularised incomplete beta function at ν/(ν + t²) with ν/2 and ½; relative error about 1e-13.
/// Source: Abramowitz and Stegun, Handbook of Mathematical Functions, 1964, 26.7.1 and 26.5.8.
package func studentTail(_ t: Double, degreesOfFreedom: Int) -> Double {
  precondition(degreesOfFreedom >= 1)
  guard t.isFinite else { return t.isNaN ? .nan : 0 }
  let nu = Double(degreesOfFreedom)
  return incompleteBeta(nu / (nu + t * t), complement: t * t / (nu + t * t), nu / 2, 0.5)
}

/// Regularised incomplete beta function I_x(a, b); `complement` is 1 − x, given apart for its precision near x = 1.
private func incompleteBeta(_ x: Double, complement: Double, _ a: Double, _ b: Double) -> Double {
  if x <= 0 { return 0 }
  if complement <= 0 { return 1 }
  // The continued fraction converges fast below the mean only; above it the other tail is taken.
  if x > (a + 1) / (a + b + 2) { return 1 - incompleteBeta(complement, complement: x, b, a) }
  let front = Double.exp(
    Double.logGamma(a + b) - Double.logGamma(a) - Double.logGamma(b) + a * Double.log(x) + b * Double.log(complement))
  return front * betaFraction(x, a, b) / a
}

/// The continued fraction 26.5.8 by W. J. Lentz's method (Applied Optics 15(3), 1976).
private func betaFraction(_ x: Double, _ a: Double, _ b: Double) -> Double {
  let tiny = 1e-300
  func bounded(_ value: Double) -> Double { abs(value) < tiny ? tiny : value }
  var c = 1.0
  var d = 1 / bounded(1 - (a + b) * x / (a + 1))
  var result = d
  for step in 1...10_000 {
    let m = Double(step)
    let even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
    d = 1 / bounded(1 + even * d)
    c = bounded(1 + even / c)
    result *= d * c
    let odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
    d = 1 / bounded(1 + odd * d)
    c = bounded(1 + odd / c)
    let change = d * c
    result *= change
    if abs(change - 1) < 1e-15 { break }
  }
  return result
}
