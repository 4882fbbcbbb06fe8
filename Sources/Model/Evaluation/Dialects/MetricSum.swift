import RealModule

/// One user's value of a metric term by term: Σ terms / Σ divisors.
package struct MetricSum: Sendable {
  /// What is added up above the line: a term a hit, or none.
  package let terms: [Double]
  /// What is added up below it; `[1]` where nothing is divided by.
  package let divisors: [Double]

  /// The value; 0 over nothing.
  package var value: Double {
    let below = divisors.reduce(0, +)
    return below > 0 ? terms.reduce(0, +) / below : 0
  }
}

extension Metric {
  /// A request's value term by term.
  package func sum(_ hits: Hits) -> MetricSum {
    func discounted(_ ranks: some Sequence<Int>) -> [Double] { ranks.map { 1 / Double.log2(Double($0 + 1)) } }
    func ones(_ count: Int) -> [Double] { [Double](repeating: 1, count: count) }
    guard hits.truthCount > 0 else { return MetricSum(terms: [], divisors: [1]) }
    return switch self {
    case .ndcg:
      MetricSum(terms: discounted(hits.ranks), divisors: discounted(1...min(hits.k, hits.truthCount)))
    case .precision: MetricSum(terms: ones(hits.ranks.count), divisors: [Double(hits.k)])
    case .recall: MetricSum(terms: ones(hits.ranks.count), divisors: [Double(hits.truthCount)])
    case .hitRate: MetricSum(terms: hits.ranks.isEmpty ? [] : [1], divisors: [1])
    case .reciprocalRank:
      MetricSum(terms: hits.ranks.isEmpty ? [] : [1], divisors: [Double(hits.ranks.first ?? 1)])
    }
  }
}

/// How one user's value of a metric comes about.
package struct UserJudgement: Sendable {
  /// The list in the dialect's order, best first, its repeats as the dialect has them.
  package let list: [Int32]
  /// Ranks of the hits that the metric looks at.
  package let hitRanks: [Int]
  /// What the hits are worth, beside their ranks.
  package let hitGains: [Double]
  /// Relevant items of the user.
  package let relevantCount: Int
  /// The value term by term; nil where the dialect leaves the user out of the metric's mean.
  package let sum: MetricSum?

  /// - Parameters:
  ///   - itemCount: above every index of an item.
  ///   - itemOrder: position of each item among all ids in order of their bytes.
  package init(
    _ dialect: Dialect, _ metric: MetricAtK, lists: ScoredLists, truth: GradedTruth, user: Int, itemCount: Int,
    itemOrder: [Int32]
  ) {
    let hasScores = !lists.scores.isEmpty
    let ordered = lists.ordered(
      dialect.order(metric.metric, hasScores: hasScores),
      removesRepeats: dialect.removesRepeatsFirst(hasScores: hasScores), itemOrder: itemOrder)
    let rules = DialectRules(dialect)
    var judge = ListJudge(rules, itemCount: itemCount, truth: truth)
    var judged = JudgedList(longest: ordered.longest, isGraded: judge.isGraded)
    let range = truth.offsets[user]..<truth.offsets[user + 1]
    let rows = Array(ordered[user])
    judge.judge(
      rows.span, truth.items.span.extracting(range), gains: truth.gains.span.extracting(range),
      depth: ListDepth([metric]), into: &judged)
    var isSeen: Set<Int32> = []
    list = rules.removesRepeats ? rows.filter { isSeen.insert($0).inserted } : rows
    var (ranks, gains): ([Int], [Double]) = ([], [])
    for hit in 0..<judged.hits {
      ranks.append(Int(judged.ranks[hit]))
      gains.append(judged.gain(hit))
    }
    (hitRanks, hitGains, relevantCount) = (ranks, gains, judged.relevantCount)
    let discounts = RankDiscounts(ranks: max(metric.k, judged.relevantCount), isLate: dialect == .lenskit)
    sum = judged.value(metric, dialect, rules.counting, discounts).isNaN ? nil : judged.sum(metric, dialect, discounts)
  }
}

extension JudgedList {
  /// A metric's value term by term.
  fileprivate func sum(_ metric: MetricAtK, _ dialect: Dialect, _ discounts: borrowing RankDiscounts) -> MetricSum {
    let k = metric.k
    let found = hitCount(k)
    func ones(_ count: Int) -> [Double] { [Double](repeating: 1, count: count) }
    switch metric.metric {
    case .ndcg, .ndcgOfTruth, .ndcgOfK:
      return MetricSum(
        terms: discounted(found, discounts, isJoined: dialect == .recommenders),
        divisors: ideal(idealCount(metric, dialect), discounts))
    case .dcg: return MetricSum(terms: discounted(found, discounts, isJoined: false), divisors: [1])
    case .precision:
      return MetricSum(terms: ones(found), divisors: [Double(dialect == .lenskit ? min(k, listedCount) : k)])
    case .recall: return MetricSum(terms: ones(found), divisors: [whole(k, dialect)])
    case .hitRate: return MetricSum(terms: found > 0 ? [1] : [], divisors: [1])
    case .reciprocalRank:
      return MetricSum(terms: found > 0 ? [1] : [], divisors: [found > 0 ? Double(ranks[0]) : 1])
    case .averagePrecision:
      let capped = Double(min(relevantCount, min(k, listedCount)))
      return MetricSum(terms: precisions(found), divisors: [dialect == .lenskit ? capped : whole(k, dialect)])
    case .averagePrecisionOfK: return MetricSum(terms: precisions(found), divisors: [Double(k)])
    case .averagePrecisionCapped:
      return MetricSum(terms: precisions(found), divisors: [Double(min(k, relevantCount))])
    case .rPrecision:
      if dialect == .rectools { return MetricSum(terms: ones(found), divisors: [Double(min(k, joinedCount))]) }
      let first = hitCount(dialect == .recommenders ? min(k, relevantCount) : relevantCount)
      return MetricSum(terms: ones(first), divisors: [Double(relevantCount)])
    }
  }

  /// Each hit's part of DCG.
  private func discounted(_ count: Int, _ discounts: borrowing RankDiscounts, isJoined: Bool) -> [Double] {
    var terms: [Double] = []
    for hit in 0..<count {
      terms.append((isJoined ? Double(copies[hit]) : gain(hit)) * discounts.weights[Int(ranks[hit])])
    }
    return terms
  }

  /// The precision at each hit's rank.
  private func precisions(_ count: Int) -> [Double] {
    var terms: [Double] = []
    for hit in 0..<count { terms.append(Double(hit + 1) / Double(ranks[hit])) }
    return terms
  }

  /// How many hits the ideal list has in front.
  private func idealCount(_ metric: MetricAtK, _ dialect: Dialect) -> Int {
    let found = hitCount(metric.k)
    if metric.metric == .ndcgOfK { return metric.k }
    if metric.metric == .ndcgOfTruth { return min(metric.k, relevantCount) }
    switch dialect {
    case .personalize: return found
    case .rectools: return min(metric.k, joinedCount)
    case .recommenders:
      var rows = relevantCount
      for hit in 0..<found { rows += Int(copies[hit]) - (isFirst[hit] ? 1 : 0) }
      return min(metric.k, rows)
    default: return min(metric.k, relevantCount)
    }
  }

  private func ideal(_ count: Int, _ discounts: borrowing RankDiscounts) -> [Double] {
    var terms: [Double] = []
    for place in 0..<count { terms.append((isGraded ? idealGains[place] : 1) * discounts.weights[place + 1]) }
    return terms
  }

  /// What recall and average precision divide by.
  private func whole(_ k: Int, _ dialect: Dialect) -> Double {
    switch dialect {
    case .rectools: Double(joinedCount)
    case .lenskit: Double(min(k, relevantCount))
    default: Double(relevantCount)
    }
  }
}
