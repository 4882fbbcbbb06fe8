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

/// How one user's values come about.
package struct UserJudgement: Sendable {
  private let judged: JudgedList
  private let dialect: Dialect
  private let rules: DialectRules
  /// The list in the dialect's order, best first, its repeats as the dialect has them.
  package let list: [Int32]

  /// Judges the list of one user for one metric.
  ///
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
    rules = DialectRules(dialect)
    var judge = ListJudge(rules, itemCount: itemCount, truth: truth)
    var judged = JudgedList()
    let range = truth.offsets[user]..<truth.offsets[user + 1]
    let list = Array(ordered[user])
    list.withUnsafeBufferPointer { items in
      Array(truth.items[range]).withUnsafeBufferPointer { wanted in
        Array(truth.gains[range]).withUnsafeBufferPointer { gains in
          judge.judge(
            items, wanted, gains: gains, depth: metric.k, isToTruth: metric.metric == .rPrecision, into: &judged)
        }
      }
    }
    self.judged = judged
    self.dialect = dialect
    var isSeen: Set<Int32> = []
    self.list = rules.removesRepeats ? list.filter { isSeen.insert($0).inserted } : list
  }

  /// Ranks of the hits that the metric looks at.
  package var hitRanks: [Int] { judged.ranks }
  /// What the hits are worth, beside their ranks.
  package var hitGains: [Double] { judged.gains.isEmpty ? judged.ranks.map { _ in 1 } : judged.gains }
  /// Relevant items of the user.
  package var relevantCount: Int { judged.relevantCount }

  /// The sum of a metric; nil where the dialect leaves the user out of its mean.
  package func sum(_ metric: MetricAtK) -> MetricSum? {
    let k = metric.k
    let discounts = RankDiscounts(ranks: max(k, judged.relevantCount), isLate: dialect == .lenskit)
    if judged.value(metric, dialect, rules.counting, discounts).isNaN { return nil }
    let hits = judged.hitCount(k)
    func ideal(_ count: Int) -> [Double] {
      (0..<count).map { (judged.idealGains.isEmpty ? 1 : judged.idealGains[$0]) * discounts.weights[$0 + 1] }
    }
    let discounted = (0..<hits).map { hitGains[$0] * discounts.weights[judged.ranks[$0]] }
    let precisions = (0..<hits).map { Double($0 + 1) / Double(judged.ranks[$0]) }
    let ones = [Double](repeating: 1, count: hits)
    switch metric.metric {
    case .ndcg:
      switch dialect {
      case .personalize: return MetricSum(terms: discounted, divisors: ideal(hits))
      case .rectools: return MetricSum(terms: discounted, divisors: ideal(min(k, judged.joinedCount)))
      case .recommenders:
        let rows = (0..<hits).reduce(judged.relevantCount) { $0 + judged.copies[$1] - (judged.isFirst[$1] ? 1 : 0) }
        return MetricSum(
          terms: (0..<hits).map { Double(judged.copies[$0]) * discounted[$0] }, divisors: ideal(min(k, rows)))
      default: return MetricSum(terms: discounted, divisors: ideal(min(k, judged.relevantCount)))
      }
    case .ndcgOfTruth: return MetricSum(terms: discounted, divisors: ideal(min(k, judged.relevantCount)))
    case .ndcgOfK: return MetricSum(terms: discounted, divisors: ideal(k))
    case .dcg: return MetricSum(terms: discounted, divisors: [1])
    case .precision:
      return MetricSum(terms: ones, divisors: [Double(dialect == .lenskit ? min(k, judged.listedCount) : k)])
    case .recall: return MetricSum(terms: ones, divisors: [whole(k)])
    case .hitRate: return MetricSum(terms: hits > 0 ? [1] : [], divisors: [1])
    case .reciprocalRank:
      return MetricSum(terms: hits > 0 ? [1] : [], divisors: [Double(hits > 0 ? judged.ranks[0] : 1)])
    case .averagePrecision:
      let capped = Double(min(judged.relevantCount, min(k, judged.listedCount)))
      return MetricSum(terms: precisions, divisors: [dialect == .lenskit ? capped : whole(k)])
    case .averagePrecisionOfK: return MetricSum(terms: precisions, divisors: [Double(k)])
    case .averagePrecisionCapped: return MetricSum(terms: precisions, divisors: [Double(min(k, judged.relevantCount))])
    case .rPrecision:
      switch dialect {
      case .rectools: return MetricSum(terms: ones, divisors: [Double(min(k, judged.joinedCount))])
      case .recommenders:
        let found = judged.hitCount(min(k, judged.relevantCount))
        return MetricSum(
          terms: [Double](repeating: 1, count: found), divisors: [Double(judged.relevantCount)])
      default:
        let found = judged.hitCount(judged.relevantCount)
        return MetricSum(
          terms: [Double](repeating: 1, count: found), divisors: [Double(judged.relevantCount)])
      }
    }
  }

  /// What recall and average precision divide by.
  private func whole(_ k: Int) -> Double {
    switch dialect {
    case .rectools: Double(judged.joinedCount)
    case .lenskit: Double(min(k, judged.relevantCount))
    default: Double(judged.relevantCount)
    }
  }
}
