extension Hits {
  /// Whether anything was found.
  var hitRate: Double { ranks.isEmpty ? 0 : 1 }
}

extension JudgedList {
  /// 1 with a hit in the first K, else 0: trec_eval's `success`.
  @inline(__always) func hitRate(_ k: Int) -> Double { hitCount(k) > 0 ? 1 : 0 }
}
