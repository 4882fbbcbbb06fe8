/// How the rows of a user become a ranked list.
package enum ListOrder: String, Sendable, Hashable {
  /// By rank where the file has ranks, else by score, else as the file has them; equal ones as the file has them.
  case file
  /// By score, best first, equal ones in the order of the file.
  case score
  /// By score as a 32-bit number, equal ones by the bytes of their item's id from the last to the first.
  /// Source: trec_eval 9, `form_res_rels.c` (`float sim`, then `strcmp`), as pytrec_eval 0.5 has it.
  case scoreThenLastID
  /// By score, equal ones by the bytes of their item's id.
  /// Source: ir_measures 0.4.3, `msmarco_provider.py`.
  case scoreThenFirstID
  /// By score with a sort that leaves equal ones in an order of its own. Source: ranx 0.3.21, `sort_dict_by_value`.
  case unstable

  /// In words, for the line under a table.
  package var words: String {
    switch self {
    case .file: "equal scores keep the order of the file"
    case .score: "ordered by score, equal scores keep the order of the file"
    case .scoreThenLastID: "ordered by score in 32 bits, equal scores by item id, last one first"
    case .scoreThenFirstID: "ordered by score, equal scores by item id, first one first"
    case .unstable: "ordered by score, equal scores as its unstable sort leaves them"
    }
  }
}

extension ScoredLists {
  /// The ranked lists.
  ///
  /// - Parameters:
  ///   - removesRepeats: whether an item's rows after its first one in the file are left out first, as in a file read into a
  ///     dictionary.
  ///   - itemOrder: position of each item among all ids in order of their bytes; used by the orders that look at ids.
  package func ordered(_ order: ListOrder, removesRepeats: Bool, itemOrder: [Int32]) -> FlatLists {
    var lists = FlatLists()
    lists.items.reserveCapacity(items.count)
    lists.offsets.reserveCapacity(offsets.count)
    var rows: [Int] = []
    for user in 0..<count {
      rows.removeAll(keepingCapacity: true)
      rows += offsets[user]..<offsets[user + 1]
      if removesRepeats { removeRepeats(&rows) }
      sort(&rows, order, itemOrder)
      for row in rows { lists.items.append(items[row]) }
      lists.offsets.append(lists.items.count)
    }
    return lists
  }

  private func removeRepeats(_ rows: inout [Int]) {
    let byItem = rows.sorted { (items[$0], $0) < (items[$1], $1) }
    var isRepeat = false
    var repeats: Set<Int> = []
    for (previous, row) in zip(byItem, byItem.dropFirst()) where items[previous] == items[row] {
      repeats.insert(row)
      isRepeat = true
    }
    if isRepeat { rows.removeAll { repeats.contains($0) } }
  }

  /// The number that a row is ordered by: its score, or where there is none its rank or place.
  private func score(_ row: Int) -> Double {
    if !scores.isEmpty { return scores[row] }
    return ranks.isEmpty ? -Double(row) : -ranks[row]
  }

  private func sort(_ rows: inout [Int], _ order: ListOrder, _ itemOrder: [Int32]) {
    func key(_ row: Int) -> Double {
      // A smaller key comes first.
      if order == .file, !ranks.isEmpty { return ranks[row] }
      return -score(row)
    }
    switch order {
    case .file, .score:
      guard !ranks.isEmpty || !scores.isEmpty else { return }
      // Of equal ranks the better score comes first.
      let hasBoth = order == .file && !ranks.isEmpty && !scores.isEmpty
      func second(_ row: Int) -> Double { hasBoth ? -scores[row] : 0 }
      if !zip(rows, rows.dropFirst()).allSatisfy({ (key($0), second($0)) <= (key($1), second($1)) }) {
        rows.sort { (key($0), second($0), $0) < (key($1), second($1), $1) }
      }
    case .scoreThenLastID:
      rows.sort {
        (-Float(score($0)), itemOrder[Int(items[$1])], $0) < (-Float(score($1)), itemOrder[Int(items[$0])], $1)
      }
    case .scoreThenFirstID:
      rows.sort { (key($0), itemOrder[Int(items[$0])], $0) < (key($1), itemOrder[Int(items[$1])], $1) }
    case .unstable:
      rows = unstableOrder(of: rows.map(key)).map { rows[$0] }
    }
  }
}

/// Position of each id among all in order of their bytes.
package func byteOrder(of ids: [String]) -> [Int32] {
  let sorted = ids.indices.sorted { ids[$0].utf8.lexicographicallyPrecedes(ids[$1].utf8) }
  var positions = [Int32](repeating: 0, count: ids.count)
  for (position, index) in sorted.enumerated() { positions[index] = Int32(position) }
  return positions
}
