import Interactions

/// Share of the catalogue that was recommended at least once within the first K of any list.
///
/// The denominator is the number of items in the catalogue given; listed items outside it do not count.
/// It grows with the number of lists, so compare it only between plans on the same requests.
package struct CatalogueCoverage: Sendable, Hashable {
  /// Distinct items of the catalogue within the first K of any list.
  package let recommendedItems: Int
  /// Items in the catalogue: the denominator.
  package let catalogueItems: Int

  /// In [0, 1]; 0 for an empty catalogue.
  package var share: Double { catalogueItems > 0 ? Double(recommendedItems) / Double(catalogueItems) : 0 }

  /// - Parameter catalogue: whether an item index belongs to the catalogue; indices past its end do not.
  package init(of lists: RankedLists, k: Int, catalogue: [Bool]) {
    precondition(k > 0)
    var isNew = catalogue
    var recommended = 0
    for request in 0..<lists.count {
      for item in lists[request].prefix(k) where Int(item) < isNew.count && isNew[Int(item)] {
        isNew[Int(item)] = false
        recommended += 1
      }
    }
    recommendedItems = recommended
    catalogueItems = catalogue.reduce(0) { $0 + ($1 ? 1 : 0) }
  }

  /// The catalogue of items that occur in a log before `cut` (seconds since the epoch), by item index.
  package static func catalogue(of log: InteractionLog, before cut: Int64) -> [Bool] {
    var isMember = [Bool](repeating: false, count: log.items.count)
    for event in 0..<log.firstIndex(atOrAfter: cut) { isMember[Int(log.itemIDs[event])] = true }
    return isMember
  }
}
