/// A measure of how well one list met one user's truth; what exactly it is, a dialect says.
package enum AccuracyMetric: String, Sendable, Hashable, CaseIterable {
  case ndcg
  /// NDCG over the ideal list of the truth, where a dialect's own ideal is another.
  case ndcgOfTruth = "ndcg_ideal_truth"
  /// NDCG over K hits for everybody.
  case ndcgOfK = "ndcg_ideal_k"
  case dcg
  case precision
  case recall
  case hitRate = "hit_rate"
  case reciprocalRank = "mrr"
  case averagePrecision = "map"
  /// Average precision divided by K.
  case averagePrecisionOfK = "map_divided_by_k"
  /// Average precision divided by min(K, |T|).
  case averagePrecisionCapped = "map_at_k"
  case rPrecision = "r_precision"

  /// The name in files and on the command line.
  package var name: String { rawValue }

  /// The name in files; Personalize's own keys in its dialect.
  package func name(_ dialect: Dialect, k: Int) -> String {
    guard dialect == .personalize else { return rawValue }
    return switch self {
    case .ndcg: "normalized_discounted_cumulative_gain_at_\(k)"
    case .ndcgOfTruth: "normalized_discounted_cumulative_gain_at_\(k)_ideal_truth"
    case .precision: "precision_at_\(k)"
    case .reciprocalRank: "mean_reciprocal_rank_at_\(k)"
    default: "\(rawValue)_at_\(k)"
    }
  }

  /// What is divided by, in words; empty where nothing is.
  package func denominator(_ dialect: Dialect) -> String {
    switch self {
    case .ndcg:
      switch dialect {
      case .personalize: "ideal list of the hits found in the first K"
      case .rectools: "ideal list of min(K, rows of the truth joined with the list)"
      case .recommenders: "ideal list of min(K, rows of the truth joined with the list)"
      case .lenskit: "ideal list of min(K, |T|), ranks 1 and 2 weighing the same"
      default: "ideal list of min(K, |T|)"
      }
    case .ndcgOfTruth: "ideal list of min(K, |T|)"
    case .ndcgOfK: "ideal list of K hits"
    case .dcg, .hitRate: ""
    case .precision: dialect == .lenskit ? "length of the list, at most K" : "K"
    case .recall:
      switch dialect {
      case .lenskit: "min(K, |T|)"
      case .rectools: "rows of the truth joined with the list"
      default: "|T|"
      }
    case .reciprocalRank: "rank of the first hit in the first K"
    case .averagePrecision:
      switch dialect {
      case .lenskit: "min(|T|, length of the list, K)"
      case .rectools: "rows of the truth joined with the list"
      default: "|T|"
      }
    case .averagePrecisionOfK: "K"
    case .averagePrecisionCapped: "min(K, |T|)"
    case .rPrecision: dialect == .rectools ? "min(K, |T|)" : "|T|"
    }
  }

  /// Ranks beyond K that the metric looks at, for |T| relevant items.
  func depth(k: Int, truthCount: Int) -> Int { self == .rPrecision ? max(k, truthCount) : k }
}

/// A metric with the length of list that it looks at.
package struct MetricAtK: Sendable, Hashable {
  package let metric: AccuracyMetric
  /// The K of "at K", positive.
  package let k: Int

  package init(_ metric: AccuracyMetric, k: Int) {
    precondition(k > 0)
    self.metric = metric
    self.k = k
  }
}

extension Dialect {
  /// All metrics at all Ks, by metric, then K. Personalize's reciprocal rank is at 25 whatever is asked; R-precision, which
  /// has its own length, stands once where the dialect takes no K for it.
  package func metrics(at ks: [Int]) -> [MetricAtK] {
    metrics.flatMap { metric -> [MetricAtK] in
      if self == .personalize, metric == .reciprocalRank { return [MetricAtK(metric, k: 25)] }
      return ks.map { MetricAtK(metric, k: $0) }
    }
  }

  /// The Ks where none are asked for: those of Personalize in its dialect.
  package var usualKs: [Int] { self == .personalize ? [5, 10, 25] : [10] }
}
