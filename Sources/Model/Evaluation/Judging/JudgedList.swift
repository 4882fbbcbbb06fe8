/// Where one user's list met the truth under a dialect: all that metrics need. Its arrays are used again for the next user.
package struct JudgedList: Sendable {
  /// Ranks of the hits, from 1, ascending, as deep as was asked for.
  package internal(set) var ranks: [Int] = []
  /// What each hit is worth, beside `ranks`; empty where all are worth 1.
  package internal(set) var gains: [Double] = []
  /// How often the whole list holds the item of each hit, beside `ranks`; empty where the dialect does not ask.
  var copies: [Int] = []
  /// Whether each hit is the first of its item, beside `copies`.
  var isFirst: [Bool] = []
  /// Items of the list, repeats gone where the dialect removes them.
  package internal(set) var listedCount = 0
  /// Relevant items of the truth.
  package internal(set) var relevantCount = 0
  /// Rows of the truth joined with the whole list: an item listed twice makes two.
  var joinedCount = 0
  /// What relevant items are worth, largest first; empty where all are worth 1.
  package internal(set) var idealGains: [Double] = []
  /// Whether the user has a list at all.
  package internal(set) var hasList = false

  /// Number of hits in the first K.
  @inline(__always) func hitCount(_ k: Int) -> Int {
    var count = ranks.count
    while count > 0, ranks[count - 1] > k { count -= 1 }
    return count
  }

  /// Empties it for the next user.
  @inline(__always) mutating func clear() {
    ranks.removeAll(keepingCapacity: true)
    if !gains.isEmpty { gains.removeAll(keepingCapacity: true) }
    if !copies.isEmpty { copies.removeAll(keepingCapacity: true) }
    if !isFirst.isEmpty { isFirst.removeAll(keepingCapacity: true) }
    if !idealGains.isEmpty { idealGains.removeAll(keepingCapacity: true) }
    (listedCount, relevantCount, joinedCount) = (0, 0, 0)
  }
}
