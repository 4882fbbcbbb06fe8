extension Hits {
  /// Share of the truth that was found.
  var recall: Double { Double(ranks.count) / Double(truthCount) }
}

extension JudgedList {
  /// Share of the truth that was found in the first K; above 1 in dialects that count repeats as hits.
  @inline(__always) func recall(_ k: Int, _ dialect: Dialect) -> Double {
    let whole =
      switch dialect {
      case .rectools: joinedCount
      case .lenskit: min(k, relevantCount)
      default: relevantCount
      }
    return whole > 0 ? Double(hitCount(k)) / Double(whole) : 0
  }
}
