import Interactions

/// Each item's nearest neighbours by cosine similarity of their user sets, with shrinkage.
///
/// similarity(i, j) = |Uᵢ ∩ Uⱼ| / (√(|Uᵢ| |Uⱼ|) + shrink), where Uᵢ are the users with i in their capped history.
/// Source: M. Deshpande, G. Karypis, "Item-based top-N recommendation algorithms", ACM TOIS 22(1), 2004; shrinkage as
/// in R. Bell, Y. Koren, ICDM 2007. Rows are computed one item at a time, so memory is linear in the capped events and
/// in items × neighbours, never in pairs of items.
struct ItemSimilarity: Sendable {
  /// Start of each item's row; one more entry than items.
  private(set) var offsets: [Int] = [0]
  /// Neighbours of all rows, most similar first, equal ones in ascending order of index; never the item itself.
  private(set) var neighbours: [Int32] = []
  /// Similarities beside `neighbours`, positive.
  private(set) var similarities: [Float] = []
  /// Each item's similarity with itself: |U| / (|U| + shrink), zero for items in nobody's history.
  private(set) var ofSelf: [Float]

  init(incidence: UserItemIncidence, itemCount: Int, neighbourCount: Int, shrink: Double) {
    let userCounts = incidence.userCounts(itemCount: itemCount)
    let columns = incidence.columns(userCounts: userCounts)
    ofSelf = userCounts.map { $0 == 0 ? 0 : Float(Double($0) / (Double($0) + shrink)) }
    let rootCounts = userCounts.map { Double($0).squareRoot() }
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
      best.start(capacity: neighbourCount)
      for other in touched {
        if Int(other) != item {
          let norm = rootCounts[item] * rootCounts[Int(other)] + shrink
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

  /// Positions of an item's row in `neighbours` and `similarities`.
  func row(_ item: Int32) -> Range<Int> { offsets[Int(item)]..<offsets[Int(item) + 1] }
}
