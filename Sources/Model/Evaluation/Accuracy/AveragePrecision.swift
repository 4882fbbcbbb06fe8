extension Hits {
  /// Σ over hits of the precision at their rank, divided by |T|; its mean over users is the MAP at K of trec_eval's
  /// `map_cut` and of ranx.
  package var averagePrecision: Double {
    guard truthCount > 0 else { return 0 }
    var sum = 0.0
    for (index, rank) in ranks.enumerated() { sum += Double(index + 1) / Double(rank) }
    return sum / Double(truthCount)
  }
}

extension JudgedList {
  /// Σ over the hits in the first K of the precision at their rank.
  @inline(__always) func precisionSum(_ k: Int) -> Double {
    var sum = 0.0
    for index in 0..<hitCount(k) { sum += Double(index + 1) / Double(ranks[index]) }
    return sum
  }

  /// That sum over |T|, or what stands for it. LensKit has no value for an empty list (`metrics/ranking/_map.py`).
  @inline(__always) func averagePrecision(_ k: Int, _ dialect: Dialect) -> Double {
    let whole =
      switch dialect {
      case .rectools: joinedCount
      case .lenskit: min(relevantCount, min(k, listedCount))
      default: relevantCount
      }
    if whole == 0 { return dialect == .lenskit ? .nan : 0 }
    return precisionSum(k) / Double(whole)
  }

  /// That sum over min(K, |T|). Source: recommenders 1.2, `map_at_k`.
  @inline(__always) func averagePrecisionCapped(_ k: Int) -> Double {
    relevantCount > 0 ? precisionSum(k) / Double(min(k, relevantCount)) : 0
  }
}
