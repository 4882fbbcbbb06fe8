/// Which users and which of their items lists reach at all; shares of the catalogue stand with `ItemShares`.
package enum ListCoverage {
  /// By user: whether there is a list with an item. Its mean is the user coverage, over the users of the truth.
  /// Source: J. Herlocker et al., ACM TOIS 22(1), 2004, section 4.2.
  package static func ofUsers(_ lists: ScoredLists) -> [Double] { (0..<lists.count).map { lists.hasList($0) ? 1 : 0 } }

  /// By user: share of the relevant items that stand anywhere in the whole list. Its mean is the prediction coverage, over users
  /// with a relevant item; not-a-number for the others.
  package static func ofTruth(_ lists: ScoredLists, _ truth: GradedTruth) -> [Double] {
    (0..<lists.count).map { user in
      let rows = truth.offsets[user]..<truth.offsets[user + 1]
      let relevant = rows.filter { truth.gains[$0] > 0 }
      guard !relevant.isEmpty else { return .nan }
      let listed = Set(lists.items[lists.offsets[user]..<lists.offsets[user + 1]])
      return Double(relevant.count { listed.contains(truth.items[$0]) }) / Double(relevant.count)
    }
  }
}
