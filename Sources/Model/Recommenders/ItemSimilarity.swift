import Interactions
import RealModule

/// Each item's nearest neighbours by cosine similarity of their user sets, with shrinkage.
///
/// similarity(i, j) = |Uᵢ ∩ Uⱼ| / (|Uᵢ|^½ |Uⱼ|^discount + shrink), where Uᵢ are the users with i in their capped history.
/// Source: M. Deshpande, G. Karypis, "Item-based top-N recommendation algorithms", ACM TOIS 22(1), 2004; shrinkage as
/// in R. Bell, Y. Koren, ICDM 2007. Rows are computed one item at a time, so memory is linear in the capped events and
/// in items × neighbours, never in pairs of items.
package struct ItemSimilarity: Sendable {
  /// Start of each item's row; one more entry than items.
  private(set) var offsets: [Int] = [0]
  /// Neighbours of all rows, most similar first, equal ones in ascending order of index; never the item itself.
  private(set) var neighbours: [Int32] = []
  /// Similarities beside `neighbours`, positive.
  private(set) var similarities: [Float] = []
  /// Each item's similarity with itself: |U| / (|U| + shrink), zero for items in nobody's history.
  private(set) var ofSelf: [Float]

  /// Of the events strictly before `cutSeconds` (seconds since the epoch); reads `neighbours`, `historyLimit` and
  /// `shrink` of the parameters.
  package init(log: InteractionLog, before cutSeconds: Int64, parameters: ItemKNNParameters) {
    self.init(log: log, events: log.firstIndex(atOrAfter: cutSeconds), parameters: parameters)
  }

  /// Of the first `events` events of a log.
  init(log: InteractionLog, events: Int, parameters: ItemKNNParameters) {
    let itemCount = log.items.count
    let shrink = parameters.shrink
    let incidence = UserItemIncidence(log: log, events: events, historyLimit: parameters.historyLimit)
    let userCounts = incidence.userCounts(itemCount: itemCount)
    let columns = incidence.columns(userCounts: userCounts)
    ofSelf = userCounts.map { $0 == 0 ? 0 : Float(Double($0) / (Double($0) + shrink)) }
    let discount = parameters.popularityDiscount
    let discounts = discount == 0.5 ? [] : userCounts.map { Double.pow(Double($0), discount) }
    offsets.reserveCapacity(itemCount + 1)
    var shared = [Int32](repeating: 0, count: itemCount)
    var touched: [Int32] = []
    var best = TopItems()
    for item in 0..<itemCount {
      for user in columns.users[columns.offsets[item]..<columns.offsets[item + 1]] {
        for index in incidence.offsets[Int(user)]..<incidence.offsets[Int(user) + 1] {
          let other = incidence.items[index]
          if shared[Int(other)] == 0 { touched.append(other) }
          shared[Int(other)] += 1
        }
      }
      best.start(capacity: parameters.neighbours)
      for other in touched {
        if Int(other) != item, Int(shared[Int(other)]) >= parameters.minimumCooccurrence {
          // One root of the exact product, so that items of equal user sets are exactly as similar as to themselves.
          let users = Double(userCounts[item])
          let norm =
            shrink
            + (discounts.isEmpty
              ? (users * Double(userCounts[Int(other)])).squareRoot() : users.squareRoot() * discounts[Int(other)])
          best.offer(other, score: Float(Double(shared[Int(other)]) / norm))
        }
        shared[Int(other)] = 0
      }
      touched.removeAll(keepingCapacity: true)
      for entry in best.sorted() {
        neighbours.append(entry.item)
        similarities.append(entry.score)
      }
      offsets.append(neighbours.count)
    }
  }

  /// An item's neighbours and their similarities, most similar first; `item` is an index into the log's items.
  package func neighbours(of item: Int32) -> [(item: Int32, similarity: Float)] {
    row(item).map { (neighbours[$0], similarities[$0]) }
  }

  func encode(into writer: inout ModelWriter) {
    writer.write(offsets.map(Int64.init))
    writer.write(neighbours)
    writer.write(similarities)
    writer.write(ofSelf)
  }

  init(from reader: inout ModelReader) throws(ModelFileError) {
    offsets = try reader.readArray(Int64.self).map(Int.init)
    neighbours = try reader.readArray(Int32.self)
    similarities = try reader.readArray(Float.self)
    ofSelf = try reader.readArray(Float.self)
    let itemCount = ofSelf.count
    try reader.require(offsets.count == itemCount + 1 && offsets.first == 0 && offsets.last == neighbours.count)
    try reader.require(zip(offsets, offsets.dropFirst()).allSatisfy { $0 <= $1 })
    try reader.require(neighbours.allSatisfy { $0 >= 0 && Int($0) < itemCount })
    try reader.require(similarities.count == neighbours.count && similarities.allSatisfy(\.isFinite))
  }

  /// Positions of an item's row in `neighbours` and `similarities`.
  func row(_ item: Int32) -> Range<Int> { offsets[Int(item)]..<offsets[Int(item) + 1] }
}
