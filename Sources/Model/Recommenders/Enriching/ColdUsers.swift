import Attributes
import Interactions
import RealModule

/// What is popular among users of the same attribute values: for users without events.
///
/// An item's score is p · Π over the user's values g of ((c(item, g) + κ·p) / (c(g) + κ)) / p, with p its share of all
/// events, c(item, g) its events by users with the value, c(g) all their events: its share under each value, drawn
/// towards its share over all, as if the values were independent. Numbers count by tenths and text by words.
package struct ColdUsers: Sendable {
  /// κ, events that the share over all counts for under each value.
  private static let prior = 100.0
  /// Values of a user that are read, at most.
  private static let mostValues = 20

  /// Start of each user's values; one more entry than users.
  private let userOffsets: [Int]
  private let userValues: [Int32]
  /// Events of each item over all.
  private let counts: [Float]
  /// Events of all users with a value.
  private let valueCounts: [Float]
  /// Start of each value's items; one more entry than values.
  private let offsets: [Int]
  private let items: [Int32]
  /// Beside `items`, positive.
  private let itemCounts: [Float]

  /// - Parameter table: rows by user id; the log's users have the same ids.
  package init(_ table: AttributeTable, data: TrainingData) {
    let features = AttributeFeatures(table, names: data.log.users)
    userOffsets = features.offsets
    userValues = features.features
    var cells = [[Int32: Float]](repeating: [:], count: features.featureCount)
    var counts = [Float](repeating: 0, count: data.log.items.count)
    var valueCounts = [Float](repeating: 0, count: features.featureCount)
    for event in 0..<data.events {
      let (user, item) = (Int(data.log.userIDs[event]), data.log.itemIDs[event])
      let weight = data.weights.isEmpty ? 1 : data.weights[event]
      counts[Int(item)] += weight
      for index in features.row(user).prefix(Self.mostValues) {
        cells[Int(features.features[index])][item, default: 0] += weight
        valueCounts[Int(features.features[index])] += weight
      }
    }
    self.counts = counts
    self.valueCounts = valueCounts
    var (offsets, items, itemCounts): ([Int], [Int32], [Float]) = ([0], [], [])
    for cell in cells {
      for (item, count) in cell.sorted(by: { $0.key < $1.key }) {
        items.append(item)
        itemCounts.append(count)
      }
      offsets.append(items.count)
    }
    (self.offsets, self.items, self.itemCounts) = (offsets, items, itemCounts)
  }

  /// Whether anything is known of a user.
  package func knows(_ user: Int32) -> Bool {
    user >= 0 && Int(user) < userOffsets.count - 1 && userOffsets[Int(user)] < userOffsets[Int(user) + 1]
  }

  /// The items most popular among users like one; nil where nothing is known of that user.
  ///
  /// - Parameters:
  ///   - fallback: the model's items, which fill the list.
  ///   - allowed: the only items that may be recommended, or nil for all.
  package func list(
    for user: Int32, count: Int, fallback: PopularityRanking, allowed: ItemSet? = nil, scratch: inout ScoringScratch
  ) -> [Int32]? {
    precondition(count >= 0)
    guard knows(user) else { return nil }
    let total = max(1, counts.reduce(0) { $0 + Double($1) })
    let values = userValues[userOffsets[Int(user)]..<userOffsets[Int(user) + 1]].prefix(Self.mostValues)
    var logarithms = counts.map { $0 > 0 ? Double.log(Double($0) / total) : 0 }
    for value in values {
      let known = Double(valueCounts[Int(value)])
      // Without an event under the value the share is κ / (c(g) + κ) of that over all.
      let none = Double.log(Self.prior / (known + Self.prior))
      for item in logarithms.indices where counts[item] > 0 { logarithms[item] += none }
      for index in offsets[Int(value)]..<offsets[Int(value) + 1] {
        let item = Int(items[index])
        let expected = Self.prior * Double(counts[item]) / total
        logarithms[item] += Double.log((Double(itemCounts[index]) + expected) / expected)
      }
    }
    let most = counts.indices.filter { counts[$0] > 0 }.map { logarithms[$0] }.max() ?? 0
    scratch.prepare(itemCount: counts.count)
    for item in counts.indices where counts[item] > 0 {
      let score = Float(Double.exp(max(-80, logarithms[item] - most)))
      scratch.add(score, to: Int32(item))
    }
    return scratch.takeList(count, fallback: fallback, allowed: allowed)
  }

  func encode(into writer: inout ModelWriter) {
    writer.write(userOffsets.map(Int64.init))
    writer.write(userValues)
    writer.write(counts)
    writer.write(valueCounts)
    writer.write(offsets.map(Int64.init))
    writer.write(items)
    writer.write(itemCounts)
  }

  init(from reader: inout ModelReader) throws(ModelFileError) {
    userOffsets = try reader.readArray(Int64.self).map(Int.init)
    userValues = try reader.readArray(Int32.self)
    counts = try reader.readArray(Float.self)
    valueCounts = try reader.readArray(Float.self)
    offsets = try reader.readArray(Int64.self).map(Int.init)
    items = try reader.readArray(Int32.self)
    itemCounts = try reader.readArray(Float.self)
    for (starts, count) in [(userOffsets, userValues.count), (offsets, items.count)] {
      try reader.require(starts.first == 0 && starts.last == count)
      try reader.require(zip(starts, starts.dropFirst()).allSatisfy { $0 <= $1 })
    }
    let (values, itemCount) = (valueCounts.count, counts.count)
    try reader.require(userValues.allSatisfy { $0 >= 0 && Int($0) < values } && offsets.count == values + 1)
    try reader.require(items.allSatisfy { $0 >= 0 && Int($0) < itemCount } && itemCounts.count == items.count)
    try reader.require((counts + valueCounts + itemCounts).allSatisfy { $0.isFinite && $0 >= 0 })
  }
}
