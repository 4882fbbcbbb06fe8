/// How different the lists of different users are: 1 − the mean over pairs of users of the cosine of their lists,
/// |A ∩ B| / √(|A||B|). 0 when all have the same list, 1 when no two share an item.
///
/// Users without a list are left out. Pairs need no loop of their own: each item adds the products of all its holders.
package struct Personalisation: Sendable {
  private let lists: FlatLists
  private let k: Int
  private let itemCount: Int

  /// - Parameters:
  ///   - lists: each item once a list.
  ///   - itemCount: above every index of an item.
  package init(_ lists: FlatLists, k: Int, itemCount: Int) {
    self.lists = lists
    self.k = k
    self.itemCount = itemCount
  }

  /// The value for some users, or all; not-a-number for fewer than two with a list.
  package func value(users: [Int]? = nil) -> Double {
    var (sums, squares) = ([Double](repeating: 0, count: itemCount), [Double](repeating: 0, count: itemCount))
    var counted = 0
    func add(_ user: Int) {
      let list = lists[user].prefix(k)
      guard !list.isEmpty else { return }
      counted += 1
      let weight = 1 / Double(list.count).squareRoot()
      for item in list {
        sums[Int(item)] += weight
        squares[Int(item)] += weight * weight
      }
    }
    if let users { users.forEach(add) } else { (0..<lists.count).forEach(add) }
    guard counted > 1 else { return .nan }
    var shared = 0.0
    for item in 0..<itemCount { shared += sums[item] * sums[item] - squares[item] }
    // Rounding may leave a hair below 0 where nothing is shared.
    return 1 - max(0, shared) / (Double(counted) * Double(counted - 1))
  }
}
