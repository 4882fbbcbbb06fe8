/// Every user's values of a dialect's metrics.
package struct DialectScores: Sendable {
  package let dialect: Dialect
  package let metrics: [MetricAtK]
  /// `[metric × users + user]`; not-a-number where the dialect leaves a user out of the metric's mean.
  private let values: [Double]
  /// Users of the truth.
  package let userCount: Int

  /// A metric's values by user; not-a-number where a user is left out.
  package func values(_ metric: Int) -> ArraySlice<Double> {
    values[(metric * userCount)..<((metric + 1) * userCount)]
  }

  /// The mean of a metric over the users it counts, and their number; nil where it counts nobody.
  package func mean(_ metric: Int) -> (value: Double, users: Int)? {
    var (sum, users) = (0.0, 0)
    for value in values(metric) where !value.isNaN {
      sum += value
      users += 1
    }
    return users > 0 ? (sum / Double(users), users) : nil
  }

  /// Scores the list of user n against the truth of user n.
  ///
  /// - Parameters:
  ///   - itemCount: above every index of an item.
  ///   - itemOrder: position of each item among all ids in order of their bytes; empty where the dialect does not look at ids.
  package init(
    _ dialect: Dialect, _ metrics: [MetricAtK], lists: ScoredLists, truth: GradedTruth, itemCount: Int,
    itemOrder: [Int32] = []
  ) {
    let hasScores = !lists.scores.isEmpty
    let orders = Set(metrics.map { dialect.order($0.metric, hasScores: hasScores) })
    var values = [Double](repeating: .nan, count: metrics.count * truth.count)
    for order in orders.sorted(by: { $0.rawValue < $1.rawValue }) {
      let ordered = lists.ordered(
        order, removesRepeats: dialect.removesRepeatsFirst(hasScores: hasScores), itemOrder: itemOrder)
      let chosen = metrics.indices.filter { dialect.order(metrics[$0].metric, hasScores: hasScores) == order }
      let scores = DialectScores(
        dialect, chosen.map { metrics[$0] }, ordered: ordered, truth: truth, itemCount: itemCount)
      for (position, metric) in chosen.enumerated() {
        values.replaceSubrange((metric * truth.count)..<((metric + 1) * truth.count), with: scores.values(position))
      }
    }
    self.init(dialect: dialect, metrics: metrics, values: values, userCount: truth.count)
  }

  private init(dialect: Dialect, metrics: [MetricAtK], values: [Double], userCount: Int) {
    (self.dialect, self.metrics, self.values, self.userCount) = (dialect, metrics, values, userCount)
  }

  /// Scores lists that are in order.
  package init(_ dialect: Dialect, _ metrics: [MetricAtK], ordered lists: FlatLists, truth: GradedTruth, itemCount: Int)
  {
    precondition(lists.count == truth.count)
    let users = truth.count
    let rules = DialectRules(dialect)
    let depth = ListDepth(metrics)
    let discounts = RankDiscounts(ranks: max(depth.forAll, depth.forFirst), isLate: dialect == .lenskit)
    var judge = ListJudge(rules, itemCount: itemCount, truth: truth)
    var judged = JudgedList(longest: lists.longest, isGraded: judge.isGraded)
    var values = [Double](repeating: .nan, count: metrics.count * users)
    // Spans, for an array would be counted as shared at each access of a loop.
    var found = values.mutableSpan
    let (items, listStarts) = (lists.items.span, lists.offsets.span)
    let (wanted, gains, truthStarts) = (truth.items.span, truth.gains.span, truth.offsets.span)
    let asked = metrics.span
    for user in 0..<users {
      let truthRows = truthStarts[user]..<truthStarts[user + 1]
      judge.judge(
        items.extracting(listStarts[user]..<listStarts[user + 1]), wanted.extracting(truthRows),
        gains: gains.extracting(truthRows), depth: depth, into: &judged)
      for index in 0..<asked.count {
        found[index * users + user] = judged.value(asked[index], dialect, rules.counting, discounts)
      }
    }
    self.init(dialect: dialect, metrics: metrics, values: values, userCount: users)
  }
}

extension JudgedList {
  /// The value of a metric; not-a-number where the user is left out.
  @inline(__always)
  func value(
    _ metric: MetricAtK, _ dialect: Dialect, _ counting: DialectRules.Counting,
    _ discounts: borrowing RankDiscounts
  ) -> Double {
    switch counting {
    case .withTruth: if relevantCount == 0 { return .nan }
    case .withList: if !hasList { return .nan }
    case .everybody:
      if dialect == .recommenders, !hasList, metric.metric != .ndcg { return .nan }
    }
    let k = metric.k
    return switch metric.metric {
    case .ndcg: ndcg(k, dialect, discounts)
    case .ndcgOfTruth: ndcgOfTruth(k, discounts)
    case .ndcgOfK: dcg(k, discounts) / discounts.sums[k]
    case .dcg: dcg(k, discounts)
    case .precision: precision(k, dialect)
    case .recall: recall(k, dialect)
    case .hitRate: hitRate(k)
    case .reciprocalRank: reciprocalRank(k)
    case .averagePrecision: averagePrecision(k, dialect)
    case .averagePrecisionOfK: precisionSum(k) / Double(k)
    case .averagePrecisionCapped: averagePrecisionCapped(k)
    case .rPrecision: rPrecision(k, dialect)
    }
  }
}
