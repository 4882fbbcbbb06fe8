extension Hits {
  /// Share of the K places that hold a hit; a shorter list is still divided by K.
  var precision: Double { Double(ranks.count) / Double(k) }
}

extension JudgedList {
  /// Share of the K places that hold a hit. A shorter list is still divided by K, but for LensKit, which divides by its length
  /// and has no value for an empty one (`metrics/ranking/_pr.py`).
  @inline(__always) func precision(_ k: Int, _ dialect: Dialect) -> Double {
    guard dialect == .lenskit else { return Double(hitCount(k)) / Double(k) }
    let length = min(k, listedCount)
    return length > 0 ? Double(hitCount(k)) / Double(length) : .nan
  }
}
