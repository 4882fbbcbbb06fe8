import Statistics

/// How recommendations spread over a catalogue.
package struct ItemShares: Sendable {
  /// Items whose indices are below this are counted, where `isMember` does not say otherwise.
  package let itemCount: Int
  private let isMember: [Bool]
  /// What the catalogue is, in words.
  package let words: String

  /// A catalogue of all items that the two files name.
  package init(itemCount: Int) {
    self.itemCount = itemCount
    isMember = []
    words = "\(itemCount) items that lists or truth name"
  }

  /// A given catalogue.
  ///
  /// - Parameter isMember: by item, whether it belongs; items past its end do not.
  package init(isMember: [Bool], words: String) {
    self.isMember = isMember
    itemCount = isMember.count { $0 }
    self.words = "\(itemCount) \(words)"
  }

  private func holds(_ item: Int) -> Bool {
    isMember.isEmpty ? item < itemCount : item < isMember.count && isMember[item]
  }

  private var size: Int { isMember.isEmpty ? itemCount : isMember.count }

  /// How often each item of the catalogue stands within the first K of the users' lists, ascending.
  package func counts(_ lists: FlatLists, k: Int) -> [Int] {
    let counts = countsByItem(lists, k: k, users: nil)
    return isMember.isEmpty ? counts.sorted() : counts.indices.filter { isMember[$0] }.map { counts[$0] }.sorted()
  }

  /// The same by item, zero for those that do not belong.
  private func countsByItem(_ lists: FlatLists, k: Int, users: [Int]?) -> [Int] {
    var counts = [Int](repeating: 0, count: size)
    func count(_ user: Int) {
      for item in lists[user].prefix(k) where holds(Int(item)) { counts[Int(item)] += 1 }
    }
    if let users { users.forEach(count) } else { (0..<lists.count).forEach(count) }
    return counts
  }

  /// Share of the catalogue within the first K of any of the users' lists.
  package func coverage(_ lists: FlatLists, k: Int, users: [Int]? = nil) -> Double {
    guard itemCount > 0 else { return 0 }
    return Double(countsByItem(lists, k: k, users: users).count { $0 > 0 }) / Double(itemCount)
  }

  /// Gini coefficient of how often each item of the catalogue is recommended: 0 when all alike, towards 1 when one has all.
  package func gini(_ lists: FlatLists, k: Int) -> Double { giniCoefficient(ofAscending: counts(lists, k: k)) }

  /// The Lorenz curve of the same at eleven places: the share of recommendations that the least recommended items have.
  package func lorenz(_ lists: FlatLists, k: Int) -> [Double] { lorenzCurve(ofAscending: counts(lists, k: k)) }
}
