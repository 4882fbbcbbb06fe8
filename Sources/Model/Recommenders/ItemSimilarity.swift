import Interactions

/// Each item's nearest neighbours by cosine similarity of their user sets, with shrinkage.
///
/// similarity(i, j) = |Uᵢ ∩ Uⱼ| / (√(|Uᵢ| |Uⱼ|) + shrink), where Uᵢ are the users with i in their capped history.
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
        if Int(other) != item {
          // One root of the exact product, so that items of equal user sets are exactly as similar as to themselves.
          let norm = (Double(userCounts[item]) * Double(userCounts[Int(other)])).squareRoot() + shrink
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

  /// Positions of an item's row in `neighbours` and `similarities`.
  func row(_ item: Int32) -> Range<Int> { offsets[Int(item)]..<offsets[Int(item) + 1] }
}
