/// Whose exact definition of the metrics is meant: libraries give the same name to different numbers.
package enum Dialect: String, Sendable, Hashable, CaseIterable {
  /// Ours: the textbook's, every user with a truth counted, NDCG in [0, 1].
  case standard
  /// The offline metrics of Amazon Personalize under their own keys.
  case personalize
  /// trec_eval 9 with `-c`: users without a list score zero.
  case trec
  /// pytrec_eval 0.5: as trec_eval, but users without a list are left out.
  case pytrecEval = "pytrec_eval"
  /// ir_measures 0.4: as trec_eval, but the reciprocal rank is that of MS MARCO's program.
  case irMeasures = "ir_measures"
  /// ranx 0.3 over a `Run`: repeats are gone, lists ordered by an unstable sort, users without a list zero. (Its
  /// `make_comparable` sorts once more, which shuffles equal scores anew; that is not followed.) Lists without scores are read
  /// as ready arrays.
  case ranx
  /// ranx 0.3 over ready arrays: the order as given, and a repeat of a relevant item is a further hit.
  case ranxArrays = "ranx_arrays"
  /// RecTools 0.19 by rank.
  case rectools
  /// LensKit 2025.8 a list, where users without a list have an empty one.
  case lenskit
  /// Recommenders (Microsoft's, now LF AI) 1.2, `python_evaluation`.
  case recommenders

  /// The name in files and on the command line.
  package var name: String { rawValue }

  /// How repeats, gains and short lists are taken: a clause each.
  package var clauses: [String] {
    let whole = "whole gains of 1 and more are relevant"
    let every = "every item of the truth is relevant, gains are not looked at"
    switch self {
    case .standard:
      return [
        "repeats in a list are removed first", "gains are linear, those below 0 count as 0",
        "a short list is divided by K like a full one",
      ]
    case .personalize:
      return [
        "hits are 1, whatever their gain", "repeats in a list are removed first",
        "NDCG's ideal is that of the hits found, beside it that of the truth",
      ]
    case .trec: return [whole, "the ideal is over all relevant items"]
    case .pytrecEval: return [whole, "the ideal is over all relevant items"]
    case .irMeasures: return [whole, "MRR orders equal scores by item id, first one first"]
    case .ranx: return [whole, "repeats are removed where lists have scores, and are hits again where they have none"]
    case .ranxArrays: return [whole, "each repeat of a relevant item is a hit again"]
    case .rectools:
      return [
        every, "each repeat of a relevant item is a hit again and a further relevant row",
        "ndcg has divide_by_achievable, ndcg_ideal_k is the library's default",
      ]
    case .lenskit:
      return [
        every, "ranks 1 and 2 weigh the same", "precision is over the list's length",
        "recall and MAP are over at most K items",
      ]
    case .recommenders: return [every, "each repeat of a relevant item is a hit again"]
    }
  }

  /// Which users a mean is over.
  package var counted: String {
    switch self {
    case .standard, .personalize: "users with a relevant item in the truth; without a list as zero"
    case .trec: "all users of the truth (trec_eval -c); without a list or a relevant item as zero"
    case .irMeasures, .ranx, .ranxArrays: "all users of the truth; without a list or a relevant item as zero"
    case .pytrecEval: "users of the truth with a list"
    case .rectools: "all users of the truth; without a list as zero"
    case .lenskit: "all users of the truth; precision and MAP without those who have no list"
    case .recommenders:
      "users of the truth with a list; for NDCG all; for R-precision those with a hit among the first |T|"
    }
  }

  /// The order of lists for a metric.
  package func order(_ metric: AccuracyMetric, hasScores: Bool) -> ListOrder {
    switch self {
    case .standard, .personalize, .ranxArrays, .rectools, .lenskit: .file
    case .trec, .pytrecEval: .scoreThenLastID
    case .irMeasures: metric == .reciprocalRank ? .scoreThenFirstID : .scoreThenLastID
    case .ranx: hasScores ? .unstable : .file
    case .recommenders: .score
    }
  }

  /// Whether rows of an item after its first one are left out before lists are ordered, as a dictionary does.
  func removesRepeatsFirst(hasScores: Bool) -> Bool {
    switch self {
    case .trec, .pytrecEval, .irMeasures: true
    case .ranx: hasScores
    default: false
    }
  }

  /// The metrics that the library has, in the order of tables; AUC stands apart, for it takes no K.
  package var metrics: [AccuracyMetric] {
    switch self {
    case .standard, .ranx, .ranxArrays:
      [.ndcg, .dcg, .precision, .recall, .hitRate, .reciprocalRank, .averagePrecision, .rPrecision]
    case .personalize: [.ndcg, .ndcgOfTruth, .precision, .reciprocalRank]
    case .trec, .pytrecEval, .irMeasures:
      [.ndcg, .precision, .recall, .hitRate, .reciprocalRank, .averagePrecision, .rPrecision]
    case .rectools:
      [
        .ndcg, .ndcgOfK, .precision, .recall, .hitRate, .reciprocalRank, .averagePrecision, .averagePrecisionOfK,
        .rPrecision,
      ]
    case .lenskit: [.ndcg, .dcg, .precision, .recall, .hitRate, .reciprocalRank, .averagePrecision]
    case .recommenders: [.ndcg, .precision, .recall, .averagePrecision, .averagePrecisionCapped, .rPrecision]
    }
  }
}
