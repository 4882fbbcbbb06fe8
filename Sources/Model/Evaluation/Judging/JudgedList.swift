/// Where one user's list met the truth under a dialect: all that metrics need. Its memory is used again for the next user, and
/// it is never copied: scoring millions of lists must neither allocate nor count references.
struct JudgedList: ~Copyable {
  /// Number of hits, as deep as was asked for.
  var hits = 0
  /// Ranks of the hits, from 1, ascending.
  let ranks: UnsafeMutablePointer<Int32>
  /// What each hit is worth, where gains are graded.
  let gains: UnsafeMutablePointer<Double>
  /// How often the whole list holds the item of each hit, where the dialect asks.
  let copies: UnsafeMutablePointer<Int32>
  /// Whether each hit is the first of its item, where the dialect asks.
  let isFirst: UnsafeMutablePointer<Bool>
  /// Whether relevant items may be worth something other than 1.
  let isGraded: Bool
  /// Items of the list, repeats gone where the dialect removes them.
  var listedCount = 0
  /// Relevant items of the truth.
  var relevantCount = 0
  /// Rows of the truth joined with the whole list: an item listed twice makes two.
  var joinedCount = 0
  /// What relevant items are worth, largest first, where gains are graded.
  var idealGains: [Double] = []
  /// Whether the user has a list at all.
  var hasList = false

  /// - Parameter longest: rows of the longest list, which bound the hits.
  init(longest: Int, isGraded: Bool) {
    self.isGraded = isGraded
    ranks = .allocate(capacity: longest)
    gains = .allocate(capacity: isGraded ? longest : 0)
    copies = .allocate(capacity: longest)
    isFirst = .allocate(capacity: longest)
  }

  deinit {
    ranks.deallocate()
    gains.deallocate()
    copies.deallocate()
    isFirst.deallocate()
  }

  /// Number of hits in the first K.
  @inline(__always) func hitCount(_ k: Int) -> Int {
    var count = hits
    while count > 0, Int(ranks[count - 1]) > k { count -= 1 }
    return count
  }

  /// What a hit is worth.
  @inline(__always) func gain(_ hit: Int) -> Double { isGraded ? gains[hit] : 1 }
}

extension FlatLists {
  /// Rows of the longest list.
  var longest: Int { (0..<count).reduce(0) { max($0, offsets[$1 + 1] - offsets[$1]) } }
}
