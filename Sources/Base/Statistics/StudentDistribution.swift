import Randomness
import RealModule

/// A quantile of Student's t distribution; `p` in (0, 1), at least one degree of freedom.
///
/// Up to 8 degrees of freedom the distribution's finite sum is inverted, to 1e-12; from 9 on the Cornish–Fisher expansion
/// around the normal quantile is good to four digits.
/// Source: Abramowitz and Stegun, Handbook of Mathematical Functions, 1964, 26.7.3–5.
package func studentQuantile(_ p: Double, degreesOfFreedom: Int) -> Double {
  precondition(p > 0 && p < 1 && degreesOfFreedom >= 1)
  guard degreesOfFreedom > 8 else {
    let t = exactStudentQuantile(abs(2 * p - 1), degreesOfFreedom: degreesOfFreedom)
    return p < 0.5 ? -t : t
  }
  let z = NormalDistribution.quantile(p)
  let n = Double(degreesOfFreedom)
  let z2 = z * z
  let g1 = z * (z2 + 1) / 4
  let g2 = z * ((5 * z2 + 16) * z2 + 3) / 96
  let g3 = z * (((3 * z2 + 19) * z2 + 17) * z2 - 15) / 384
  let g4 = z * ((((79 * z2 + 776) * z2 + 1482) * z2 - 1920) * z2 - 945) / 92_160
  return z + g1 / n + g2 / (n * n) + g3 / (n * n * n) + g4 / (n * n * n * n)
}

/// The t with P(|T| ≤ t) = `share`, by bisection over the angle whose tangent is t/√ν.
private func exactStudentQuantile(_ share: Double, degreesOfFreedom: Int) -> Double {
  var (low, high) = (0.0, Double.pi / 2)
  for _ in 0..<60 {
    let middle = (low + high) / 2
    if centralShare(angle: middle, degreesOfFreedom: degreesOfFreedom) < share { low = middle } else { high = middle }
  }
  return Double(degreesOfFreedom).squareRoot() * Double.tan((low + high) / 2)
}

/// P(|T| ≤ √ν tan θ).
private func centralShare(angle: Double, degreesOfFreedom: Int) -> Double {
  let (sine, cosine) = (Double.sin(angle), Double.cos(angle))
  let isOdd = degreesOfFreedom % 2 == 1
  // The terms are products of (even or odd) k/(k + 1) with powers of cos²θ.
  var term = isOdd ? cosine : 1
  var sum = degreesOfFreedom == 1 ? 0 : term
  var k = isOdd ? 2.0 : 1.0
  while Int(k) + 2 < degreesOfFreedom {
    term *= k / (k + 1) * cosine * cosine
    sum += term
    k += 2
  }
  return isOdd ? 2 / Double.pi * (angle + sine * sum) : sine * sum
}
