/// The area under the ROC curve of one user's list: the chance that a relevant item has a higher score than another, equal
/// scores counting half.
///
/// Not-a-number where the list does not score every relevant item, or nothing else: a list that was cut off says nothing of
/// what lies beyond, and its area would flatter. Source: H. B. Mann, D. R. Whitney, Ann. Math. Statist. 18(1), 1947.
///
/// - Parameter lists: with scores; of an item that is listed again the first row counts.
package func areaUnderCurve(_ lists: ScoredLists, _ truth: GradedTruth, user: Int) -> Double {
  let wanted = truth.offsets[user]..<truth.offsets[user + 1]
  let relevant = Set(wanted.filter { truth.gains[$0] > 0 }.map { truth.items[$0] })
  let rows = lists.offsets[user]..<lists.offsets[user + 1]
  guard !relevant.isEmpty, rows.count > relevant.count else { return .nan }
  var isSeen: Set<Int32> = []
  let first = rows.filter { isSeen.insert(lists.items[$0]).inserted }
  let sorted = first.sorted { (lists.scores[$0], $0) < (lists.scores[$1], $1) }
  // Sum of the ranks of relevant items, equal scores sharing their mean rank.
  var (rankSum, found, begin) = (0.0, 0, 0)
  while begin < sorted.count {
    var end = begin
    while end < sorted.count, lists.scores[sorted[end]] == lists.scores[sorted[begin]] { end += 1 }
    let meanRank = Double(begin + 1 + end) / 2
    for row in sorted[begin..<end] where relevant.contains(lists.items[row]) {
      rankSum += meanRank
      found += 1
    }
    begin = end
  }
  let others = sorted.count - found
  guard found == relevant.count, others > 0 else { return .nan }
  let least = Double(found * (found + 1)) / 2
  return (rankSum - least) / (Double(found) * Double(others))
}

/// The area under the ROC curve of a whole list in order: the chance that a relevant item stands before another.
///
/// Not-a-number where the list lacks a relevant item, or holds nothing else.
///
/// - Parameters:
///   - list: each item once, best first.
///   - truth: relevant items, ascending.
package func areaUnderCurve(of list: ArraySlice<Int32>, truth: ArraySlice<Int32>) -> Double {
  let hits = Hits(list: list, truth: truth, k: max(1, list.count))
  let (found, others) = (hits.ranks.count, list.count - hits.ranks.count)
  guard found > 0, found == truth.count, others > 0 else { return .nan }
  // Pairs in which the other item stands first.
  let wrong = hits.ranks.reduce(0, +) - found * (found + 1) / 2
  return 1 - Double(wrong) / (Double(found) * Double(others))
}

extension ScoredLists {
  /// Rows whose item their user's list has above already.
  package var repeatedRows: Int {
    var repeats = 0
    for user in 0..<count {
      let list = items[offsets[user]..<offsets[user + 1]].sorted()
      repeats += zip(list, list.dropFirst()).count { $0 == $1 }
    }
    return repeats
  }
}
