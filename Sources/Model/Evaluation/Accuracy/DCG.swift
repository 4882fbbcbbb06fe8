extension JudgedList {
  /// Σ over the hits in the first K of their gain / log₂(rank + 1).
  /// Source: K. Järvelin, J. Kekäläinen, ACM TOIS 20(4), 2002; linear gain, as trec_eval.
  func dcg(_ k: Int, _ discounts: RankDiscounts) -> Double {
    var sum = 0.0
    let hits = hitCount(k)
    if gains.isEmpty {
      for index in 0..<hits { sum += discounts.weights[ranks[index]] }
    } else {
      for index in 0..<hits { sum += gains[index] * discounts.weights[ranks[index]] }
    }
    return sum
  }

  /// DCG where each hit counts as often as the whole list holds its item: recommenders joins hits with the list again.
  func joinedDCG(_ k: Int, _ discounts: RankDiscounts) -> Double {
    var sum = 0.0
    for index in 0..<hitCount(k) { sum += Double(copies[index]) * discounts.weights[ranks[index]] }
    return sum
  }
}
