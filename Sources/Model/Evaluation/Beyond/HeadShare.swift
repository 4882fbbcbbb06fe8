extension ListInContext {
  /// Share of listed items that are among the fifth of the items with the most events: the head.
  var headShare: Double { background.map { known in mean { known.isHead[Int($0)] ? 1 : 0 } } ?? .nan }
}
