/// Where a ranked list met the truth: all that the metrics of one request need.
///
/// An item listed again is removed first, so later items move up; only the first K that remain count.
package struct Hits: Sendable {
  /// Ranks of the listed items that are in the truth, from 1, ascending, at most `k`.
  package let ranks: [Int]
  /// Number of items in the truth.
  package let truthCount: Int
  /// The K of "at K", positive.
  package let k: Int

  /// - Parameters:
  ///   - list: items, best first; may be empty or shorter than `k`.
  ///   - truth: items taken, ascending, each once.
  package init(list: ArraySlice<Int32>, truth: ArraySlice<Int32>, k: Int) {
    precondition(k > 0)
    self.k = k
    truthCount = truth.count
    var ranks: [Int] = []
    var rank = 0
    for index in list.indices where !list[..<index].contains(list[index]) {
      rank += 1
      if rank > k { break }
      if truth.containsInOrder(list[index]) { ranks.append(rank) }
    }
    self.ranks = ranks
  }
}

extension ArraySlice<Int32> {
  /// Whether an ascending slice holds a value.
  fileprivate func containsInOrder(_ value: Int32) -> Bool {
    var low = startIndex
    var high = endIndex
    while low < high {
      let middle = low + (high - low) / 2
      if self[middle] < value { low = middle + 1 } else { high = middle }
    }
    return low < endIndex && self[low] == value
  }
}
