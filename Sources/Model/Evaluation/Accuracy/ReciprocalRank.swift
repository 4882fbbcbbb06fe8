extension Hits {
  /// One over the rank of the first hit within K. Its mean is the MRR of E. Voorhees, TREC-8, 1999.
  var reciprocalRank: Double { ranks.first.map { 1 / Double($0) } ?? 0 }
}

extension JudgedList {
  /// One over the rank of the first hit within K, else 0.
  @inline(__always) func reciprocalRank(_ k: Int) -> Double {
    guard hits > 0, Int(ranks[0]) <= k else { return 0 }
    return 1 / Double(ranks[0])
  }
}
