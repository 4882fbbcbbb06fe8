import Interactions
import RealModule

/// Each item's nearest neighbours: by cosine similarity of their user sets with shrinkage, or another similarity.
///
/// Of item-kNN: similarity(i, j) = |Uᵢ ∩ Uⱼ| / (|Uᵢ|^½ |Uⱼ|^discount + shrink), where Uᵢ are the users with i in their capped history.
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
    let incidence = UserItemIncidence(log: log, events: events, historyLimit: parameters.historyLimit)
    let userCounts = incidence.userCounts(itemCount: log.items.count)
    let shrink = parameters.shrink
    let discount = parameters.popularityDiscount
    let discounts = discount == 0.5 ? [] : userCounts.map { Double.pow(Double($0), discount) }
    let ofSelf = userCounts.map { $0 == 0 ? 0 : Float(Double($0) / (Double($0) + shrink)) }
    self.init(
      incidence: incidence, userCounts: userCounts, userWeights: [], neighbours: parameters.neighbours, ofSelf: ofSelf
    ) { item, other, shared in
      guard shared >= Double(parameters.minimumCooccurrence) else { return 0 }
      let users = Double(userCounts[item])
      // One root of the exact product, so that items of equal user sets are exactly as similar as to themselves.
      let norm =
        discounts.isEmpty
        ? (users * Double(userCounts[other])).squareRoot() : users.squareRoot() * discounts[other]
      return shared / (norm + shrink)
    }
  }

  /// Rows of the positive values of `similarity` between an item and each other one that shares a user with it, given
  /// the sum of the weights of the users they share. No weights: every user counts 1.
  init(
    incidence: UserItemIncidence, userCounts: [Int32], userWeights: [Double], neighbours count: Int, ofSelf: [Float],
    similarity: (_ item: Int, _ other: Int, _ shared: Double) -> Double
  ) {
    self.ofSelf = ofSelf
    let itemCount = userCounts.count
    let columns = incidence.columns(userCounts: userCounts)
    offsets.reserveCapacity(itemCount + 1)
    var shared = [Double](repeating: 0, count: itemCount)
    var touched: [Int32] = []
    var best = TopItems()
    for item in 0..<itemCount {
      for user in columns.users[columns.offsets[item]..<columns.offsets[item + 1]] {
        let weight = userWeights.isEmpty ? 1 : userWeights[Int(user)]
        for index in incidence.offsets[Int(user)]..<incidence.offsets[Int(user) + 1] {
          let other = incidence.items[index]
          let sum = shared[Int(other)]
          if sum == 0 { touched.append(other) }
          shared[Int(other)] = sum + weight
        }
      }
      best.start(capacity: count)
      for other in touched {
        if Int(other) != item {
          let value = Float(similarity(item, Int(other), shared[Int(other)]))
          if value > 0 { best.offer(other, score: value) }
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
