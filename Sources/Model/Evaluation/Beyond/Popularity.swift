extension ListInContext {
  /// Average recommendation popularity: mean number of earlier events of the listed items.
  /// Source: H. Abdollahpouri, R. Burke, B. Mobasher, FLAIRS 2019.
  var averagePopularity: Double { background.map { known in mean { Double(known.itemEvents[Int($0)]) } } ?? .nan }
}
