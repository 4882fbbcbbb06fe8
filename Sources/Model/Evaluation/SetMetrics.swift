// Metrics that look at which items were found, not in which order.
extension Hits {
  /// Share of the K places that hold a hit; a shorter list is still divided by K.
  var precision: Double { Double(ranks.count) / Double(k) }

  /// Share of the truth that was found.
  var recall: Double { Double(ranks.count) / Double(truthCount) }

  /// Whether anything was found.
  var hitRate: Double { ranks.isEmpty ? 0 : 1 }
}
