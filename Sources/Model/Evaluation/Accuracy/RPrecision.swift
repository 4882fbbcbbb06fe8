extension JudgedList {
  /// Share of hits among the first |T|, for |T| relevant items. Source: trec_eval's `Rprec`.
  ///
  /// RecTools divides the hits in the first K by min(K, rows of the truth) (`Precision(r_precision=True)`); recommenders looks at
  /// ranks up to K only and has no value for a user without such a hit (`r_precision_at_k`).
  @inline(__always) func rPrecision(_ k: Int, _ dialect: Dialect) -> Double {
    switch dialect {
    case .rectools:
      return joinedCount > 0 ? Double(hitCount(k)) / Double(min(k, joinedCount)) : 0
    case .recommenders:
      let hits = hitCount(min(k, relevantCount))
      return hits > 0 ? Double(hits) / Double(relevantCount) : .nan
    default:
      return relevantCount > 0 ? Double(hitCount(relevantCount)) / Double(relevantCount) : 0
    }
  }
}
