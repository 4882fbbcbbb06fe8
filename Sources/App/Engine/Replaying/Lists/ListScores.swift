import Evaluation
import Interactions

/// How well one list met its request, in what is kept of it: the list itself is not.
struct ListScore: Sendable, Hashable {
  /// In [0, 1].
  var ndcg: Double
  /// Rank of the first hit, from 1; 0 without a hit.
  var firstRank: Int16
  /// Number of hits.
  var hits: Int16

  /// Of a list that is missing.
  static let missing = ListScore(ndcg: 0, firstRank: 0, hits: 0)

  init(ndcg: Double, firstRank: Int16, hits: Int16) {
    self.ndcg = ndcg
    self.firstRank = firstRank
    self.hits = hits
  }

  /// - Parameter truth: ascending.
  init(_ list: [Int32], truth: ArraySlice<Int32>, k: Int) {
    let hits = Hits(list: list[...], truth: truth, k: k)
    ndcg = Metric.ndcg.value(hits)
    firstRank = Int16(clamping: hits.ranks.first ?? 0)
    self.hits = Int16(clamping: hits.ranks.count)
  }

  /// The score as a metric of a request with so many items in its truth.
  func value(_ metric: Metric, k: Int, truthCount: Int) -> Double {
    switch metric {
    case .ndcg: ndcg
    case .precision: Double(hits) / Double(k)
    case .recall: truthCount > 0 ? Double(hits) / Double(truthCount) : 0
    case .hitRate: hits > 0 ? 1 : 0
    case .reciprocalRank: firstRank > 0 ? 1 / Double(firstRank) : 0
    }
  }
}

/// The score of every question of a replay, in the order of the table.
struct ListScores: Sendable {
  var scores: [ListScore]

  /// The scores of a course's questions; a missing list scores 0.
  func of(_ places: [Int32]) -> [ListScore] { places.map { $0 < 0 ? .missing : scores[Int($0)] } }
}
