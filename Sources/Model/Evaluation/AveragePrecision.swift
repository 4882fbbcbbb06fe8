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
