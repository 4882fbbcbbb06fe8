import Interactions
import RealModule

/// Working memory of one scoring thread: arrays the size of the catalogue, made once and left clean by every request.
///
/// What a request touched is listed, so cleaning costs what the request cost and not the size of the catalogue, unless a
/// model scores all items at once.
package struct ScoringScratch: Sendable {
  /// Score of each item; zero unless the item is in `scored`, or all are scored.
  var scores: [Float] = []
  /// Items with a score, in order of first touch; none where all are scored.
  var scored: [Int32] = []
  /// Number of items scored at once, 0 where `scored` lists them.
  private(set) var allScored = 0
  /// Whether an item may not enter the list: it is excluded, or already in it.
  private var isBlocked: [Bool] = []
  private var blocked: [Int32] = []
  private var best = TopItems()
  /// Working memory of counting votes, without ballots.
  var ballots = Ballots()

  /// Working memory of models within a model.
  private var inner: [ScoringScratch] = []

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

  /// Adds amounts, positive and beside `columns` in the same order, times a positive factor; columns are below the
  /// prepared count.
  mutating func add(_ columns: [Int32], _ amounts: [Float], in row: Range<Int>, times factor: Float) {
    add(columns, amounts, in: row) { factor * $0 }
  }

  /// Adds a row of counts times a positive factor; columns are below the prepared count, counts positive.
  mutating func add(_ columns: [Int32], _ counts: [UInt32], in row: Range<Int>, times factor: Float) {
    add(columns, counts, in: row) { factor * Float($0) }
  }

  /// What is added is positive and not tiny, so a score of zero is one never touched.
  @inline(__always) private mutating func add<Amount>(
    _ columns: [Int32], _ amounts: [Amount], in row: Range<Int>, _ scaled: (Amount) -> Float
  ) {
    precondition(row.lowerBound >= 0 && row.upperBound <= columns.count && columns.count == amounts.count)
    scores.withUnsafeMutableBufferPointer { scores in
      columns.withUnsafeBufferPointer { columns in
        amounts.withUnsafeBufferPointer { amounts in
          for index in row {
            let item = columns[index]
            let score = scores[Int(item)]
            if score == 0 { scored.append(item) }
            scores[Int(item)] = score + scaled(amounts[index])
          }
        }
      }
    }
  }

  /// Lets `body` write a score for each item below `itemCount` into zeros; all of them are candidates then.
  mutating func scoreAll(itemCount: Int, _ body: (UnsafeMutableBufferPointer<Float>) -> Void) {
    precondition(scored.isEmpty && allScored == 0)
    prepare(itemCount: itemCount)
    allScored = itemCount
    scores.withUnsafeMutableBufferPointer { body(UnsafeMutableBufferPointer(rebasing: $0[..<itemCount])) }
  }

  /// Whether nothing has a score.
  var isEmpty: Bool { allScored == 0 && scored.isEmpty }

  /// The greatest score of all that have one; 0 without any.
  var greatestScore: Float {
    if allScored > 0 { return scores[..<allScored].max() ?? 0 }
    return scored.reduce(0) { max($0, scores[Int($1)]) }
  }

  /// Puts another score in place of an item's, below the prepared count; where not all items are scored, it counts from
  /// above zero on.
  mutating func replace(_ score: Float, of item: Int32) {
    if Int(item) >= allScored, allScored > 0 {
      // All items up to this one are scored from now on.
      allScored = Int(item) + 1
    } else if allScored == 0 {
      if scores[Int(item)] == 0 {
        guard score > 0 else { return }
        scored.append(item)
      } else if score <= 0 {
        // Still listed, so that it is cleaned; the least score there is.
        scores[Int(item)] = .leastNonzeroMagnitude
        return
      }
    }
    scores[Int(item)] = score
  }

  /// The score of an item; 0 where it has none.
  func score(of item: Int32) -> Float { Int(item) < scores.count ? scores[Int(item)] : 0 }

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

  /// The `count` best scored items that are known, allowed and not blocked, best first, filled up from the fallback;
  /// everything is zero and free again after it.
  mutating func takeList(_ count: Int, fallback: PopularityRanking, allowed: ItemSet?) -> [Int32] {
    var list = bestItems(count, fallback: fallback, allowed: allowed)
    fill(&list, to: count, from: fallback, allowed: allowed)
    reset()
    return list
  }

  private mutating func bestItems(_ count: Int, fallback: PopularityRanking, allowed: ItemSet?) -> [Int32] {
    best.start(capacity: count)
    guard count > 0 else { return [] }
    if allScored > 0 {
      for item in 0..<Int32(allScored) where scores[Int(item)] > best.bar {
        if isCandidate(item, fallback: fallback, allowed: allowed) { best.offer(item, score: scores[Int(item)]) }
      }
    } else {
      for item in scored where scores[Int(item)] >= best.bar {
        if isCandidate(item, fallback: fallback, allowed: allowed) { best.offer(item, score: scores[Int(item)]) }
      }
    }
    return best.sorted().map(\.item)
  }

  private func isCandidate(_ item: Int32, fallback: PopularityRanking, allowed: ItemSet?) -> Bool {
    if Int(item) < isBlocked.count, isBlocked[Int(item)] { return false }
    return fallback.place(of: item) != nil && allowed?.contains(item) ?? true
  }

  private mutating func fill(
    _ list: inout [Int32], to count: Int, from ranking: PopularityRanking, allowed: ItemSet?
  ) {
    guard list.count < count else { return }
    for item in list { block(item) }
    for item in ranking.items where Int(item) >= isBlocked.count || !isBlocked[Int(item)] {
      guard allowed?.contains(item) ?? true else { continue }
      list.append(item)
      if list.count == count { return }
    }
  }

  /// Makes everything zero and free again.
  mutating func reset() {
    unblock()
    for item in scored { scores[Int(item)] = 0 }
    scored.removeAll(keepingCapacity: true)
    if allScored > 0 { scores.withUnsafeMutableBufferPointer { $0[..<allScored].update(repeating: 0) } }
    allScored = 0
  }
}

// Models within a model.
extension ScoringScratch {
  /// Clean working memory for each of `count` models, to be given back clean.
  mutating func takeInner(count: Int) -> [ScoringScratch] {
    var taken: [ScoringScratch] = []
    swap(&taken, &inner)
    while taken.count < count { taken.append(ScoringScratch()) }
    return taken
  }

  /// Keeps the working memory that was taken for the next request.
  mutating func giveBack(_ taken: consuming [ScoringScratch]) { inner = taken }

  /// Adds the logarithms of all scores on a common scale, weighted, to those of other models, as far as these go.
  func addCompressed(to sums: UnsafeMutableBufferPointer<Float>, scale: Float, weight: Float) {
    scores.withUnsafeBufferPointer { scores in
      // No score adds nothing, and items in their order are many at a time: four of them cost less than one of a list.
      let isDense = allScored > 0 || scored.count > sums.count / 4
      if isDense {
        for item in 0..<min(allScored > 0 ? allScored : scores.count, sums.count) {
          sums[item] += weight * StandardScores.compressed(scale * scores[item])
        }
      } else {
        for item in scored where Int(item) < sums.count {
          sums[Int(item)] += weight * StandardScores.compressed(scale * scores[Int(item)])
        }
      }
    }
  }

  /// The best scored items that are known, without some; the scores stay.
  mutating func bestItems(_ count: Int, besides items: ArraySlice<Int32>, fallback: PopularityRanking) -> [Int32] {
    block(items)
    defer { unblock() }
    return bestItems(count, fallback: fallback, allowed: nil)
  }
}
