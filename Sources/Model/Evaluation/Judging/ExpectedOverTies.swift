/// Values of metrics in expectation over all orders of equal scores: what a list with ties is worth before anybody breaks them.
///
/// Under the standard dialect. Of an item that a list has twice the row counts that comes first: by rank, else by score, else
/// in the file. Source: F. McSherry, M. Najork, "Computing information retrieval performance measures efficiently in the
/// presence of tied scores", ECIR 2008.
package struct ExpectedOverTies: Sendable {
  /// How it is called in the passport of a number.
  package static let words =
    "expected value over all orders of equal scores (McSherry and Najork, ECIR 2008)"

  /// Rows that nothing tells apart.
  private struct Group {
    /// Rows before it.
    let before: Int
    let count: Int
    let relevant: Int
    let gain: Double
  }

  private let groups: [Group]
  /// Gains of relevant items, the largest first.
  private let ideal: [Double]

  /// One user's list against their truth.
  package init(_ lists: ScoredLists, _ truth: GradedTruth, user: Int) {
    var gains: [Int32: Double] = [:]
    for row in truth.offsets[user]..<truth.offsets[user + 1] where truth.gains[row] > 0 {
      gains[truth.items[row]] = truth.gains[row]
    }
    ideal = gains.values.sorted(by: >)
    var groups: [Group] = []
    var before = 0
    for rows in lists.tiedRows(user) {
      let worths = rows.compactMap { gains[lists.items[$0]] }
      groups.append(
        Group(before: before, count: rows.count, relevant: worths.count, gain: worths.sorted(by: >).reduce(0, +)))
      before += rows.count
    }
    self.groups = groups
  }

  /// Every user's expected values: a column a metric, not-a-number where a user has no relevant item.
  package static func columns(_ metrics: [MetricAtK], _ lists: ScoredLists, _ truth: GradedTruth) -> [[Double]] {
    let discounts = RankDiscounts(ranks: metrics.map(\.k).max() ?? 1)
    var columns = metrics.map { _ in [Double]() }
    for user in 0..<truth.count {
      let expected = ExpectedOverTies(lists, truth, user: user)
      for (index, metric) in metrics.enumerated() { columns[index].append(expected.value(metric, discounts)) }
    }
    return columns
  }

  /// The expected value; not-a-number for a user without a relevant item, and for metrics that the standard dialect lacks.
  package func value(_ metric: MetricAtK) -> Double { value(metric, RankDiscounts(ranks: metric.k)) }

  private func value(_ metric: MetricAtK, _ discounts: borrowing RankDiscounts) -> Double {
    guard !ideal.isEmpty else { return .nan }
    let k = metric.k
    return switch metric.metric {
    case .ndcg: dcg(k, discounts) / idealDCG(k, discounts)
    case .dcg: dcg(k, discounts)
    case .precision: hits(k) / Double(k)
    case .recall: hits(k) / Double(ideal.count)
    case .hitRate: hitRate(k)
    case .reciprocalRank: reciprocalRank(k)
    case .averagePrecision: precisionSum(k) / Double(ideal.count)
    case .rPrecision: hits(ideal.count) / Double(ideal.count)
    case .ndcgOfTruth, .ndcgOfK, .averagePrecisionOfK, .averagePrecisionCapped: .nan
    }
  }

  /// Rows of a group that lie in the first K, in whatever order.
  private func shown(_ group: Group, _ k: Int) -> Int { max(0, min(group.count, k - group.before)) }

  private func hits(_ k: Int) -> Double {
    groups.reduce(0) { $0 + Double(shown($1, k)) * Double($1.relevant) / Double($1.count) }
  }

  private func dcg(_ k: Int, _ discounts: borrowing RankDiscounts) -> Double {
    var sum = 0.0
    for group in groups where group.gain > 0 && group.before < k {
      let weight = discounts.sums[group.before + shown(group, k)] - discounts.sums[group.before]
      sum += group.gain / Double(group.count) * weight
    }
    return sum
  }

  private func idealDCG(_ k: Int, _ discounts: borrowing RankDiscounts) -> Double {
    var sum = 0.0
    for (place, gain) in ideal.prefix(k).enumerated() { sum += gain * discounts.weights[place + 1] }
    return sum
  }

  /// One less the chance that none of the relevant rows is among those shown of each group.
  private func hitRate(_ k: Int) -> Double {
    var miss = 1.0
    for group in groups where group.relevant > 0 {
      let shown = shown(group, k)
      for place in 0..<shown {
        miss *= max(0, Double(group.count - group.relevant - place)) / Double(group.count - place)
      }
    }
    return 1 - miss
  }

  /// Over the places at which the first relevant row of the first group that has any may stand.
  private func reciprocalRank(_ k: Int) -> Double {
    guard let group = groups.first(where: { $0.relevant > 0 }) else { return 0 }
    var (sum, noneYet) = (0.0, 1.0)
    for place in 0..<min(shown(group, k), group.count - group.relevant + 1) {
      let chance = Double(group.relevant) / Double(group.count - place)
      sum += noneYet * chance / Double(group.before + place + 1)
      noneYet *= 1 - chance
    }
    return sum
  }

  /// At each place the chance of a hit there times the precision that is expected if it is one.
  private func precisionSum(_ k: Int) -> Double {
    var (sum, earlier) = (0.0, 0)
    for group in groups {
      let (count, relevant) = (Double(group.count), Double(group.relevant))
      let others = group.count > 1 ? (relevant - 1) / (count - 1) : 0
      for place in 0..<shown(group, k) where group.relevant > 0 {
        let hits = Double(earlier) + 1 + Double(place) * others
        sum += relevant / count * hits / Double(group.before + place + 1)
      }
      earlier += group.relevant
    }
    return sum
  }
}

extension ScoredLists {
  /// A user's rows, best first, those that nothing tells apart together, each item once.
  fileprivate func tiedRows(_ user: Int) -> [[Int]] {
    func rank(_ row: Int) -> Double { ranks.isEmpty ? 0 : ranks[row] }
    func score(_ row: Int) -> Double { scores.isEmpty ? 0 : scores[row] }
    let rows = offsets[user]..<offsets[user + 1]
    var isSeen: Set<Int32> = []
    // Without either the order of the file is the order, and nothing is tied.
    guard !ranks.isEmpty || !scores.isEmpty else {
      return rows.filter { isSeen.insert(items[$0]).inserted }.map { [$0] }
    }
    let sorted = rows.sorted { (rank($0), -score($0), $0) < (rank($1), -score($1), $1) }
    var groups: [[Int]] = []
    for row in sorted where isSeen.insert(items[row]).inserted {
      if let last = groups.last?.last, rank(last) == rank(row), score(last) == score(row) {
        groups[groups.count - 1].append(row)
      } else {
        groups.append([row])
      }
    }
    return groups
  }
}
