import RealModule

extension Hits {
  /// Discounted cumulative gain over that of the best possible list, which holds min(K, |T|) hits in front.
  /// Source: K. Järvelin, J. Kekäläinen, ACM TOIS 20(4), 2002, with binary gain and the discount 1 / log₂(rank + 1),
  /// as trec_eval's `ndcg_cut`.
  var ndcg: Double {
    var gain = 0.0
    for rank in ranks { gain += 1 / Double.log2(Double(rank + 1)) }
    var ideal = 0.0
    for rank in 1...min(k, truthCount) { ideal += 1 / Double.log2(Double(rank + 1)) }
    return gain / ideal
  }
}

extension JudgedList {
  /// DCG over that of the best list of the truth, which has the largest gains in front; 0 without a relevant item.
  @inline(__always) func ndcgOfTruth(_ k: Int, _ discounts: borrowing RankDiscounts) -> Double {
    let count = min(k, relevantCount)
    guard count > 0 else { return 0 }
    let ideal = isGraded ? idealDCG(count, discounts) : discounts.sums[count]
    return dcg(k, discounts) / ideal
  }

  @inline(__always) private func idealDCG(_ count: Int, _ discounts: borrowing RankDiscounts) -> Double {
    var sum = 0.0
    for index in 0..<count { sum += idealGains[index] * discounts.weights[index + 1] }
    return sum
  }

  /// NDCG as the dialect has it.
  @inline(__always) func ndcg(_ k: Int, _ dialect: Dialect, _ discounts: borrowing RankDiscounts) -> Double {
    switch dialect {
    case .personalize:
      // The reading under which AWS's published values can be reached: the ideal holds only the hits that were found.
      let hits = hitCount(k)
      return hits > 0 ? dcg(k, discounts) / discounts.sums[hits] : 0
    case .rectools:
      return joinedCount > 0 ? dcg(k, discounts) / discounts.sums[min(k, joinedCount)] : 0
    case .recommenders:
      let hits = hitCount(k)
      var rows = relevantCount
      for index in 0..<hits { rows += Int(copies[index]) - (isFirst[index] ? 1 : 0) }
      return rows > 0 ? joinedDCG(k, discounts) / discounts.sums[min(k, rows)] : 0
    default: return ndcgOfTruth(k, discounts)
    }
  }
}
