import LinearAlgebra

/// A model that scores every item of its catalogue for histories of items, many at a time.
///
/// Its items are indices of its own catalogue, 0..<itemCount.
package protocol LinearScoring: Sendable {
  var itemCount: Int { get }
  /// Floats from one query's scores to the next, at least `itemCount` and a multiple of 16.
  var scoreStride: Int { get }

  /// Writes the scores of all items for some of the histories, a row of `scoreStride` each.
  func score(_ histories: Histories, _ queries: Range<Int>, into scores: UnsafeMutablePointer<Float>)
}

/// What users took, as rows of items with or without weights: the queries of a dense model.
package struct Histories: Sendable {
  /// Start of each history; one more entry than histories.
  private(set) var offsets: [Int] = [0]
  private(set) var items: [Int32] = []
  /// Beside `items`; empty for ones.
  private(set) var weights: [Float] = []

  package var count: Int { offsets.count - 1 }
  /// Items of all histories.
  package var entries: Int { items.count }

  /// Histories of equal weights.
  package init(rows: [[Int32]]) {
    for row in rows {
      items.append(contentsOf: row)
      offsets.append(items.count)
    }
  }

  /// Each row of a matrix, with equal weights.
  package init(_ rows: BinaryRows) {
    offsets = rows.offsets
    items = rows.indices
  }

  /// Histories of equal weights, laid out flat.
  package init(offsets: [Int], items: [Int32]) {
    precondition(offsets.first == 0 && offsets.last == items.count)
    self.offsets = offsets
    self.items = items
  }

  /// Histories with weights, which are finite.
  package init(offsets: [Int], items: [Int32], weights: [Float]) {
    precondition(offsets.first == 0 && offsets.last == items.count && weights.count == items.count)
    self.offsets = offsets
    self.items = items
    self.weights = weights
  }

  /// The items of a history.
  package subscript(_ query: Int) -> ArraySlice<Int32> { items[offsets[query]..<offsets[query + 1]] }

  /// Pointers to offsets (from the first query), items and weights, valid during the call.
  func read<Result>(
    _ queries: Range<Int>,
    _ body: (UnsafePointer<Int>, UnsafePointer<Int32>, UnsafePointer<Float>?) -> Result
  ) -> Result {
    func call(
      _ offsets: UnsafePointer<Int>, _ items: UnsafePointer<Int32>, _ weights: UnsafePointer<Float>?
    ) -> Result { body(offsets + queries.lowerBound, items, weights) }
    return weights.isEmpty ? call(offsets, items, nil) : call(offsets, items, weights)
  }
}

extension LinearScoring {
  /// Histories scored at a time: few where the catalogue is large, so that scores stay below some megabytes.
  private var block: Int { max(1, min(64, (1 << 22) / max(1, scoreStride))) }

  /// Calls `body` with each of some histories and its scores, in order; the scores are the body's to change.
  func forEachBlock(
    of histories: Histories, _ queries: Range<Int>, _ body: (Int, UnsafeMutablePointer<Float>) -> Void
  ) {
    let stride = scoreStride
    let scores = UnsafeMutablePointer<Float>.allocate(capacity: min(block, queries.count) * stride)
    defer { scores.deallocate() }
    for start in Swift.stride(from: queries.lowerBound, to: queries.upperBound, by: block) {
      let part = start..<min(queries.upperBound, start + block)
      score(histories, part, into: scores)
      for query in part { body(query, scores + (query - start) * stride) }
    }
  }

  /// The best items by a row of scores, which is changed.
  func bestItems(
    _ count: Int, of scores: UnsafeMutablePointer<Float>, excluding: ArraySlice<Int32>, using top: inout TopK
  ) -> [Int32] {
    for item in excluding { scores[Int(item)] = -.infinity }
    return [Int32](unsafeUninitializedCapacity: min(count, itemCount)) { buffer, listed in
      listed = buffer.baseAddress.map { top.select(count, of: scores, length: itemCount, into: $0) } ?? 0
    }
  }

  /// The best items of every history, best first, equal scores in ascending order of item.
  ///
  /// Runs on all cores in blocks of fixed size, so lists do not depend on their number.
  ///
  /// - Parameters:
  ///   - count: items a list, not negative.
  ///   - excluding: items that a query's list may not hold; nil for none, else as many rows as histories.
  package func bestItems(_ histories: Histories, count: Int, excluding: Histories?) -> [[Int32]] {
    precondition(count >= 0 && excluding?.count ?? histories.count == histories.count)
    var lists = [[Int32]](repeating: [], count: histories.count)
    lists.withUnsafeMutableBufferPointer { lists in
      nonisolated(unsafe) let lists = lists
      Chunks.run(over: histories.count, by: block) { queries in
        var top = TopK()
        forEachBlock(of: histories, queries) { query, scores in
          lists[query] = bestItems(count, of: scores, excluding: excluding?[query] ?? [], using: &top)
        }
      }
    }
    return lists
  }
}
