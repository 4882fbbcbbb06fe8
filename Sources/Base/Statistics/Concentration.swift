/// Gini coefficient of counts in ascending order: 0 when all are equal, towards 1 when one has all; 0 for none.
/// Source: A. Sen, On Economic Inequality, 1973: G = 2 Σ i·x_i / (n Σ x) − (n + 1) / n.
package func giniCoefficient(ofAscending counts: [Int]) -> Double {
  let n = Double(counts.count)
  var weighted = 0.0
  var total = 0.0
  for (index, count) in counts.enumerated() {
    weighted += Double(index + 1) * Double(count)
    total += Double(count)
  }
  return total > 0 ? 2 * weighted / (n * total) - (n + 1) / n : 0
}

/// Share of the sum of ascending counts that the largest `head` of them hold; 0 for a sum of 0.
package func headShare(ofAscending counts: [Int], head: Int) -> Double {
  let total = counts.reduce(0, +)
  return total > 0 ? Double(counts.suffix(head).reduce(0, +)) / Double(total) : 0
}
