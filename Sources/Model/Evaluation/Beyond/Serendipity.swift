extension ListInContext {
  /// How much more the list offers than popularity would: the mean over listed items of max(0, (n + 1 − rank)/n − (n + 1 −
  /// popularity rank)/n) where the item was a hit and 0 elsewhere, for n items in the catalogue; an item that nobody took is
  /// popular with 0. Source: RecTools 0.19, `Serendipity`.
  var serendipity: Double {
    guard let background, catalogueSize > 0, !list.isEmpty else { return .nan }
    let n = Double(catalogueSize)
    var sum = 0.0
    for (place, item) in list.enumerated() where relevant.contains(item) {
      let offered = (n - Double(place)) / n
      let popular = background.popularityRank[Int(item)].map { (n + 1 - Double($0)) / n } ?? 0
      sum += max(0, offered - popular)
    }
    return sum / Double(list.count)
  }
}
