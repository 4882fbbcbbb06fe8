import Attributes
import LinearAlgebra

/// Items with few events, and the items with many that are most like them by their attributes.
struct ColdItems: Sendable {
  /// Cold items that have any such neighbour, ascending.
  private(set) var items: [Int32] = []
  /// Start of each one's neighbours; one more entry than items.
  private(set) var offsets: [Int] = [0]
  private(set) var neighbours: [Int32] = []
  /// Beside `neighbours`: cosine of the attributes over the sum of all neighbours' cosines.
  private(set) var shares: [Float] = []
  /// Items without any event that the table describes, ascending: they can be recommended too.
  private(set) var unseen: [Int32] = []

  /// Neighbours of a cold item.
  private static let neighbourCount = 20

  /// - Parameters:
  ///   - counts: events of each item.
  ///   - limit: events from which on an item is not cold.
  init(_ table: AttributeTable, names: [String], counts: [Int32], limit: Int) {
    let features = AttributeFeatures(table, names: names)
    // Warm items of each feature.
    var starts = [Int](repeating: 0, count: features.featureCount + 1)
    let warm = counts.indices.filter { counts[$0] >= Int32(clamping: limit) }
    for item in warm { for index in features.row(item) { starts[Int(features.features[index]) + 1] += 1 } }
    for feature in 0..<features.featureCount { starts[feature + 1] += starts[feature] }
    var next = starts
    var holders = [Int32](repeating: 0, count: starts[features.featureCount])
    var holderWeights = [Float](repeating: 0, count: holders.count)
    for item in warm {
      for index in features.row(item) {
        let feature = Int(features.features[index])
        holders[next[feature]] = Int32(item)
        holderWeights[next[feature]] = features.weights[index]
        next[feature] += 1
      }
    }
    let cold = counts.indices.filter { counts[$0] < Int32(clamping: limit) && !features.row($0).isEmpty }
    var rows = [[TopItems.Entry]](repeating: [], count: cold.count)
    rows.withUnsafeMutableBufferPointer { rows in
      nonisolated(unsafe) let rows = rows
      Chunks.run(over: cold.count, by: 64) { chunk in
        var sums = [Float](repeating: 0, count: counts.count)
        var touched: [Int32] = []
        var best = TopItems()
        for place in chunk {
          for index in features.row(cold[place]) {
            let feature = Int(features.features[index])
            for holder in starts[feature]..<starts[feature + 1] {
              let item = holders[holder]
              if sums[Int(item)] == 0 { touched.append(item) }
              sums[Int(item)] += features.weights[index] * holderWeights[holder]
            }
          }
          best.start(capacity: Self.neighbourCount)
          for item in touched {
            best.offer(item, score: sums[Int(item)])
            sums[Int(item)] = 0
          }
          touched.removeAll(keepingCapacity: true)
          rows[place] = best.sorted()
        }
      }
    }
    for (item, row) in zip(cold, rows) where !row.isEmpty {
      let sum = row.reduce(Float(0)) { $0 + $1.score }
      items.append(Int32(item))
      neighbours += row.map(\.item)
      shares += row.map { $0.score / sum }
      offsets.append(neighbours.count)
    }
    unseen = counts.indices.filter { counts[$0] == 0 && table.row(of: names[$0]) != nil }.map(Int32.init)
  }

  func encode(into writer: inout ModelWriter) {
    writer.write(items)
    writer.write(offsets.map(Int64.init))
    writer.write(neighbours)
    writer.write(shares)
    writer.write(unseen)
  }

  init(from reader: inout ModelReader, itemCount: Int) throws(ModelFileError) {
    items = try reader.readArray(Int32.self)
    offsets = try reader.readArray(Int64.self).map(Int.init)
    neighbours = try reader.readArray(Int32.self)
    shares = try reader.readArray(Float.self)
    unseen = try reader.readArray(Int32.self)
    let isItem = { (item: Int32) in item >= 0 && Int(item) < itemCount }
    try reader.require(items.allSatisfy(isItem) && neighbours.allSatisfy(isItem) && unseen.allSatisfy(isItem))
    try reader.require(offsets.count == items.count + 1 && offsets.first == 0 && offsets.last == neighbours.count)
    try reader.require(zip(offsets, offsets.dropFirst()).allSatisfy { $0 <= $1 })
    try reader.require(shares.count == neighbours.count && shares.allSatisfy(\.isFinite))
    try reader.require(Set(unseen).count == unseen.count && Set(items).count == items.count)
  }
}
