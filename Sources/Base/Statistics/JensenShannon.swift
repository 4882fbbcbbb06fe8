import RealModule

/// Jensen–Shannon distance of two distributions given by counts of the same categories: 0 when alike, 1 when nothing is
/// common; a metric. Not-a-number where either sums to 0.
///
/// Source: D. Endres, J. Schindelin, "A new metric for probability distributions", IEEE Trans. Information Theory 49(7), 2003:
/// the square root of the divergence in bits.
package func jensenShannonDistance(_ a: [Double], _ b: [Double]) -> Double {
  precondition(a.count == b.count)
  let (sumA, sumB) = (a.reduce(0, +), b.reduce(0, +))
  guard sumA > 0, sumB > 0 else { return .nan }
  var divergence = 0.0
  for index in a.indices {
    let (p, q) = (a[index] / sumA, b[index] / sumB)
    let middle = (p + q) / 2
    if p > 0 { divergence += p / 2 * Double.log2(p / middle) }
    if q > 0 { divergence += q / 2 * Double.log2(q / middle) }
  }
  return max(0, min(1, divergence)).squareRoot()
}
