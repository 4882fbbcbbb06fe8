import RealModule

/// 1 / log₂(rank + 1) by rank, and its sums: what a hit at a rank counts in DCG.
package struct RankDiscounts: Sendable {
  /// By rank; the first entry is not used.
  let weights: [Double]
  /// Σ of the weights of ranks 1 … n, by n.
  let sums: [Double]

  /// - Parameter isLate: whether the discount begins at rank 3, 1 / log₂ max(rank, 2), as LensKit has it.
  package init(ranks: Int, isLate: Bool = false) {
    var weights = [0.0]
    var sums = [0.0]
    for rank in 1...max(1, ranks) {
      weights.append(1 / Double.log2(Double(isLate ? max(rank, 2) : rank + 1)))
      sums.append(sums[rank - 1] + weights[rank])
    }
    self.weights = weights
    self.sums = sums
  }
}
