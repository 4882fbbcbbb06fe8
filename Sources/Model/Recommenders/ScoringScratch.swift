/// Working memory of one scoring thread: arrays the size of the catalogue, made once and left clean by every request.
///
/// What a request touched is listed, so cleaning costs what the request cost and not the size of the catalogue.
package struct ScoringScratch: Sendable {
  /// Score of each item; zero unless the item is in `scored`.
  private(set) var scores: [Float] = []
  /// Items with a score, in order of first touch.
  private(set) var scored: [Int32] = []
  /// Whether an item may not enter the list: it is excluded, or already in it.
  private var isBlocked: [Bool] = []
  private var blocked: [Int32] = []
  var best = TopItems()

  /// Empty; the first request makes it as large as the catalogue.
  package init() {}

  /// Makes room for scores of items below `itemCount`.
  mutating func prepare(itemCount: Int) {
    guard scores.count < itemCount else { return }
    scores.append(contentsOf: repeatElement(0, count: itemCount - scores.count))
  }

  /// Adds a positive amount to the score of an item below the prepared count.
  mutating func add(_ amount: Float, to item: Int32) {
    let score = scores[Int(item)]
    if score == 0 { scored.append(item) }
    scores[Int(item)] = score + amount
  }

  /// Keeps items out of the list.
  mutating func block(_ items: ArraySlice<Int32>) {
    for item in items { block(item) }
  }

  /// Keeps an item out of the list; false where it already was.
  @discardableResult
  mutating func block(_ item: Int32) -> Bool {
    if isBlocked.count <= Int(item) {
      isBlocked.append(contentsOf: repeatElement(false, count: Int(item) + 1 - isBlocked.count))
    }
    if isBlocked[Int(item)] { return false }
    isBlocked[Int(item)] = true
    blocked.append(item)
    return true
  }

  /// Lets the blocked items into the list again.
  mutating func unblock() {
    for item in blocked { isBlocked[Int(item)] = false }
    blocked.removeAll(keepingCapacity: true)
  }

  /// The `count` best items with a score that are not blocked, best first.
  mutating func bestItems(_ count: Int) -> [Int32] {
    best.start(capacity: count)
    for item in scored where Int(item) >= isBlocked.count || !isBlocked[Int(item)] {
      best.offer(item, score: scores[Int(item)])
    }
    return best.sorted().map(\.item)
  }

  /// Fills a list up to `count` items from a ranking, leaving out what is blocked or already listed.
  mutating func fill(_ list: inout [Int32], to count: Int, from ranking: PopularityRanking) {
    guard list.count < count else { return }
    for item in list { block(item) }
    for item in ranking.items where Int(item) >= isBlocked.count || !isBlocked[Int(item)] {
      list.append(item)
      if list.count == count { return }
    }
  }

  /// Makes everything zero and free again.
  mutating func reset() {
    unblock()
    for item in scored { scores[Int(item)] = 0 }
    scored.removeAll(keepingCapacity: true)
  }
}
