/// Lists of users as a file gives them: rows in file order, with the ranks and scores that stand there.
///
/// Dialects put the rows of a user in order each in their own way, so the order of the file, which decides between equal
/// scores, is kept.
package struct ScoredLists: Sendable, Equatable {
  /// Start of each user's rows; one more entry than users.
  package private(set) var offsets: [Int] = [0]
  /// Items of all rows, by index.
  package private(set) var items: [Int32] = []
  /// Beside `items`, finite; empty where the file has no ranks.
  package private(set) var ranks: [Double] = []
  /// Beside `items`, not NaN; empty where the file has no scores.
  package private(set) var scores: [Double] = []

  /// No lists.
  package init() {}

  /// Lists that are in order as they are, best first.
  package init(_ lists: [[Int32]]) { for list in lists { append(list) } }

  /// Lists with a score an item.
  package init(_ lists: [[(item: Int32, score: Double)]]) {
    for list in lists { append(list.map(\.item), scores: list.map(\.score)) }
  }

  /// Adds the next user's rows, which may be none. Ranks and scores stand beside all rows of all users or beside none.
  package mutating func append(
    _ items: some Collection<Int32>, ranks: some Collection<Double> = [], scores: some Collection<Double> = []
  ) {
    self.items += items
    self.ranks += ranks
    self.scores += scores
    precondition([0, self.items.count].contains(self.ranks.count))
    precondition([0, self.items.count].contains(self.scores.count))
    offsets.append(self.items.count)
  }

  /// Number of users.
  package var count: Int { offsets.count - 1 }

  /// Whether a user has a row.
  package func hasList(_ user: Int) -> Bool { offsets[user] < offsets[user + 1] }
}

/// What users took, with how much each item was worth to them.
package struct GradedTruth: Sendable, Equatable {
  /// Start of each user's items; one more entry than users.
  package private(set) var offsets: [Int] = [0]
  /// Items by index, each once a user.
  package private(set) var items: [Int32] = []
  /// Beside `items`, finite; 1 where the file does not say. Items of 0 and less were judged and found not relevant.
  package private(set) var gains: [Double] = []
  /// Whether every gain is 1, so that none needs to be looked at.
  package private(set) var hasUnitGains = true

  /// Nobody's.
  package init() {}

  /// Truths whose items are all worth 1.
  package init(_ truths: [[Int32]]) { for truth in truths { append(truth.map { ($0, 1) }) } }

  /// Adds the next user's items, which may be none; of an item that stands there again the largest gain counts.
  package mutating func append(_ truth: [(item: Int32, gain: Double)]) {
    let begin = items.count
    for (item, gain) in truth.sorted(by: { ($0.item, $1.gain) < ($1.item, $0.gain) }) {
      if items.count > begin, items[items.count - 1] == item { continue }
      items.append(item)
      gains.append(gain)
      if gain != 1 { hasUnitGains = false }
    }
    offsets.append(items.count)
  }

  /// Number of users.
  package var count: Int { offsets.count - 1 }
}

/// Ranked lists in one array.
package struct FlatLists: Sendable, Equatable {
  /// Start of each user's list in `items`; one more entry than users.
  package var offsets: [Int] = [0]
  /// Items, best first within a user.
  package var items: [Int32] = []

  /// No lists.
  package init() {}

  /// The list of a user.
  package subscript(_ user: Int) -> ArraySlice<Int32> { items[offsets[user]..<offsets[user + 1]] }

  /// Number of users.
  package var count: Int { offsets.count - 1 }
}
