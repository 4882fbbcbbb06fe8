/// How well one list met one request's truth, in [0, 1]; a request without truth has no quality and scores 0.
///
/// Relevance is binary, a missing list is an empty one, and both score 0 like a list without a hit.
package enum Metric: String, Sendable, Hashable, CaseIterable {
  case ndcg
  case precision
  case recall
  case hitRate = "hit_rate"
  case reciprocalRank = "mrr"

  /// The name in files and on the command line.
  package var name: String { rawValue }

  /// The metric's value for one request.
  package func value(_ hits: Hits) -> Double {
    guard hits.truthCount > 0 else { return 0 }
    return switch self {
    case .ndcg: hits.ndcg
    case .precision: hits.precision
    case .recall: hits.recall
    case .hitRate: hits.hitRate
    case .reciprocalRank: hits.reciprocalRank
    }
  }

  /// The metric's value at K for a list, best first, and a truth in ascending order.
  package func value(list: ArraySlice<Int32>, truth: ArraySlice<Int32>, k: Int) -> Double {
    value(Hits(list: list, truth: truth, k: k))
  }

  /// The metric's name as readers know it, such as `NDCG@10`.
  package func displayName(k: Int) -> String {
    switch self {
    case .ndcg: "NDCG@\(k)"
    case .precision: "Precision@\(k)"
    case .recall: "Recall@\(k)"
    case .hitRate: "Hit rate@\(k)"
    case .reciprocalRank: "MRR@\(k)"
    }
  }

  /// The definition for one request, T being its truth and K the length looked at.
  package var formula: String {
    switch self {
    case .ndcg:
      "Σ over hits of 1 / log₂(rank + 1), divided by Σ for ranks 1 … min(K, |T|) of 1 / log₂(rank + 1)"
    case .precision: "number of hits in the first K, divided by K"
    case .recall: "number of hits in the first K, divided by |T|"
    case .hitRate: "1 with a hit in the first K, else 0"
    case .reciprocalRank: "1 / rank of the first hit in the first K, else 0"
    }
  }
}
