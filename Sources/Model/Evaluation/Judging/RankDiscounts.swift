import RealModule

/// 1 / log₂(rank + 1) by rank, and its sums: what a hit at a rank counts in DCG.
struct RankDiscounts: ~Copyable {
  /// By rank; the first entry is not used.
  let weights: UnsafeMutablePointer<Double>
  /// Σ of the weights of ranks 1 … n, by n.
  let sums: UnsafeMutablePointer<Double>

  /// - Parameter isLate: whether the discount begins at rank 3, 1 / log₂ max(rank, 2), as LensKit has it.
  init(ranks: Int, isLate: Bool = false) {
    weights = .allocate(capacity: ranks + 1)
    sums = .allocate(capacity: ranks + 1)
    (weights[0], sums[0]) = (0, 0)
    for rank in 0..<ranks {
      weights[rank + 1] = 1 / Double.log2(Double(isLate ? max(rank + 1, 2) : rank + 2))
      sums[rank + 1] = sums[rank] + weights[rank + 1]
    }
  }

  deinit {
    weights.deallocate()
    sums.deallocate()
  }
}
