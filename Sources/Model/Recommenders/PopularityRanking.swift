import Interactions

/// All items known at the cut, most popular first, equal ones in ascending order of index.
package struct PopularityRanking: Sendable, Equatable {
  /// Item indices, most popular first.
  package let items: [Int32]
  /// Place of each item in `items` from 0, or -1 for one that is not known.
  private let places: [Int32]

  /// Items in a given order, each once.
  init(items: [Int32]) {
    self.items = items
    var places = [Int32](repeating: -1, count: Int(items.max() ?? -1) + 1)
    for (place, item) in items.enumerated() { places[Int(item)] = Int32(place) }
    self.places = places
  }

  /// The known items by descending score; scores are numbers.
  init(scores: [Double], isKnown: [Bool]) {
    self.init(
      items: isKnown.indices.filter { isKnown[$0] }
        .sorted { scores[$0] != scores[$1] ? scores[$0] > scores[$1] : $0 < $1 }
        .map { Int32($0) })
  }

  /// The ranking after the scores of some items have changed, or these have become known; all others keep their order,
  /// so that a few changes cost a copy and not a sort.
  func moving(_ changed: [Int32], scores: (Int32) -> Double) -> PopularityRanking {
    func isBefore(_ a: (item: Int32, score: Double), _ b: (item: Int32, score: Double)) -> Bool {
      a.score != b.score ? a.score > b.score : a.item < b.item
    }
    let moved = Set(changed)
    let kept = items.filter { !moved.contains($0) }
    let sorted = moved.map { (item: $0, score: scores($0)) }.sorted(by: isBefore)
    var merged: [Int32] = []
    merged.reserveCapacity(kept.count + sorted.count)
    var next = 0
    for entry in sorted {
      let place = kept[next...].partitioningIndex { isBefore(entry, ($0, scores($0))) }
      merged += kept[next..<place]
      merged.append(entry.item)
      next = place
    }
    return PopularityRanking(items: merged + kept[next...])
  }

  /// The item's place from 0, most popular first, or nil where the item is not known.
  package func place(of item: Int32) -> Int? {
    guard Int(item) < places.count, places[Int(item)] >= 0 else { return nil }
    return Int(places[Int(item)])
  }

  func encode(into writer: inout ModelWriter) { writer.write(items) }

  init(from reader: inout ModelReader) throws(ModelFileError) {
    let items = try reader.readArray(Int32.self)
    // A place for every item up to the highest is made below, so the highest is bounded by what any catalogue has.
    try reader.require(items.allSatisfy { (0..<100_000_000).contains($0) } && Set(items).count == items.count)
    self.init(items: items)
  }
}
