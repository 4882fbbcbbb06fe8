extension JudgedList {
  /// Σ over the hits in the first K of their gain / log₂(rank + 1).
  /// Source: K. Järvelin, J. Kekäläinen, ACM TOIS 20(4), 2002; linear gain, as trec_eval.
  @inline(__always) func dcg(_ k: Int, _ discounts: borrowing RankDiscounts) -> Double {
    var sum = 0.0
    for hit in 0..<hitCount(k) { sum += gain(hit) * discounts.weights[Int(ranks[hit])] }
    return sum
  }

  /// DCG where each hit counts as often as the whole list holds its item: recommenders joins hits with the list again.
  @inline(__always) func joinedDCG(_ k: Int, _ discounts: borrowing RankDiscounts) -> Double {
    var sum = 0.0
    for hit in 0..<hitCount(k) { sum += Double(copies[hit]) * discounts.weights[Int(ranks[hit])] }
    return sum
  }
}
