extension ListInContext {
  /// Average recommendation popularity: mean number of earlier events of the listed items.
  /// Source: H. Abdollahpouri, R. Burke, B. Mobasher, FLAIRS 2019.
  var averagePopularity: Double { background.map { known in mean { Double(known.itemEvents[Int($0)]) } } ?? .nan }

  /// Share of listed items that are among the fifth of the items with the most events: the head.
  var headShare: Double { background.map { known in mean { known.isHead[Int($0)] ? 1 : 0 } } ?? .nan }
}
