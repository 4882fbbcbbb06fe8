import Interactions

/// What was known when lists were made: events before them, by the indices of the lists.
package struct ListBackground: Sendable {
  /// Users with an event.
  package let userCount: Int
  /// Events of each item.
  package let itemEvents: [Int]
  /// Users who took each item.
  package let itemUsers: [Int]
  /// Second of each item's first event; nil where it has none.
  package let firstSeen: [Int64?]
  /// Second of the last event.
  package let end: Int64
  /// Position of each item by number of events, from 1, equal ones sharing one; nil without events.
  package let popularityRank: [Int?]
  /// Whether an item is among the fifth of the items with events that have the most.
  package let isHead: [Bool]
  /// Start of each user's items in `takenItems`, for the users that lists are for.
  private let takenOffsets: [Int]
  private let takenItems: [Int32]
  /// Users of the events who took each item, ascending, by item.
  let holders: [[Int32]]

  /// - Parameters:
  ///   - users: for each user of the log the position among the users that lists are for; nil where there is none.
  ///   - items: for each item of the log its index among the items of the lists.
  ///   - listedUsers: users that lists are for.
  ///   - itemCount: above every index of an item.
  package init(_ log: InteractionLog, users: [Int?], items: [Int32], listedUsers: Int, itemCount: Int) {
    var events = [Int](repeating: 0, count: itemCount)
    var first = [Int64?](repeating: nil, count: itemCount)
    var takers = [[Int32]](repeating: [], count: itemCount)
    var taken = [[Int32]](repeating: [], count: listedUsers)
    var isUser = [Bool](repeating: false, count: log.users.count)
    for event in 0..<log.count {
      let item = items[Int(log.itemIDs[event])]
      let user = log.userIDs[event]
      isUser[Int(user)] = true
      events[Int(item)] += 1
      if first[Int(item)] == nil { first[Int(item)] = log.timestamps[event] }
      takers[Int(item)].append(user)
      if let listed = users[Int(user)] { taken[listed].append(item) }
    }
    itemEvents = events
    firstSeen = first
    end = log.timestamps.last ?? 0
    holders = takers.map { ListBackground.distinct($0) }
    itemUsers = holders.map(\.count)
    userCount = isUser.count { $0 }
    var offsets = [0]
    var flat: [Int32] = []
    for items in taken {
      // Repeats stay: what is taken often weighs more in a user's tastes.
      flat += items.sorted()
      offsets.append(flat.count)
    }
    (takenOffsets, takenItems) = (offsets, flat)
    popularityRank = ListBackground.ranks(events)
    isHead = ListBackground.head(events)
  }

  /// What a user that lists are for took, ascending, as often as it was taken.
  package func taken(_ user: Int) -> ArraySlice<Int32> { takenItems[takenOffsets[user]..<takenOffsets[user + 1]] }

  private static func distinct(_ values: [Int32]) -> [Int32] {
    var result: [Int32] = []
    for value in values.sorted() where result.last != value { result.append(value) }
    return result
  }

  private static func ranks(_ counts: [Int]) -> [Int?] {
    let distinct = Set(counts).filter { $0 > 0 }.sorted(by: >)
    let rank = Dictionary(uniqueKeysWithValues: distinct.enumerated().map { ($1, $0 + 1) })
    return counts.map { rank[$0] }
  }

  private static func head(_ counts: [Int]) -> [Bool] {
    let known = counts.indices.filter { counts[$0] > 0 }.sorted { (counts[$1], $0) < (counts[$0], $1) }
    var isHead = [Bool](repeating: false, count: counts.count)
    for item in known.prefix((known.count + 4) / 5) { isHead[item] = true }
    return isHead
  }
}

/// Categories of items, several an item.
package struct ItemCategories: Sendable {
  /// The column that they stand in.
  package let column: String
  /// Number of different categories.
  package let count: Int
  /// Codes of each item's categories, ascending, each once; none where unknown.
  package let codes: [[Int32]]

  package init(column: String, count: Int, codes: [[Int32]]) {
    self.column = column
    self.count = count
    self.codes = codes
  }
}

/// Vectors of items.
package struct ItemEmbeddings: Sendable {
  /// Numbers a vector.
  package let dimension: Int
  /// Item after item, of length 1; zeros where there is no vector.
  private let units: [Double]
  private let isKnown: [Bool]

  /// - Parameter vectors: by item, of one dimension; an empty one for an item that has none.
  package init(dimension: Int, vectors: [[Double]]) {
    self.dimension = dimension
    var (units, isKnown): ([Double], [Bool]) = ([], [])
    for vector in vectors {
      precondition(vector.isEmpty || vector.count == dimension)
      // By the largest first, so that no square overflows.
      let largest = vector.reduce(0) { max($0, abs($1)) }
      let known = largest > 0 && largest.isFinite
      let scaled = known ? vector.map { $0 / largest } : [Double](repeating: 0, count: dimension)
      let length = scaled.reduce(0) { $0 + $1 * $1 }.squareRoot()
      units += known ? scaled.map { $0 / length } : scaled
      isKnown.append(known)
    }
    (self.units, self.isKnown) = (units, isKnown)
  }

  /// Items with a vector other than of zeros.
  package var knownItems: Int { isKnown.count { $0 } }

  /// The cosine of two items' vectors; nil where one has none.
  func cosine(_ a: Int32, _ b: Int32) -> Double? {
    guard isKnown[Int(a)], isKnown[Int(b)] else { return nil }
    var sum = 0.0
    for place in 0..<dimension { sum += units[Int(a) * dimension + place] * units[Int(b) * dimension + place] }
    return min(1, max(-1, sum))
  }
}

/// One user's list, cut at K, with what it is looked at by.
package struct ListInContext {
  /// First K items, each once, best first.
  let list: ArraySlice<Int32>
  let k: Int
  /// Position among the users that lists are for.
  let user: Int
  /// Items relevant to the user.
  let relevant: Set<Int32>
  let background: ListBackground?
  let categories: ItemCategories?
  let embeddings: ItemEmbeddings?
  /// Number of items that could be recommended.
  let catalogueSize: Int

  package init(
    list: ArraySlice<Int32>, k: Int, user: Int, relevant: Set<Int32>, background: ListBackground?,
    categories: ItemCategories?, embeddings: ItemEmbeddings? = nil, catalogueSize: Int
  ) {
    self.list = list
    self.k = k
    self.user = user
    self.relevant = relevant
    self.background = background
    self.categories = categories
    self.embeddings = embeddings
    self.catalogueSize = catalogueSize
  }
}
