/// Parameters of item-kNN.
///
/// The defaults were chosen for quality and cost on two logs, films (MovieLens 100K) and a shop (Online Retail II),
/// fitted to the first 64 % of the events and judged on the next 16 %.
package struct ItemKNNParameters: Sendable, Hashable {
  /// Neighbours kept for an item, at least 1.
  package var neighbours: Int
  /// Distinct items of a user that fitting and scoring read, newest first, at least 1. It bounds the cost of fitting:
  /// at most this squared for each user.
  package var historyLimit: Int
  /// Added to the denominator of the cosine, so that few common users prove little; 0 … 10⁹.
  package var shrink: Double
  /// An item of the profile has half the weight for every so many distinct items taken after it; positive, and infinite
  /// for equal weights. Items taken in the same second weigh the same.
  package var recencyHalfLifeItems: Double
  /// Half-life of the fallback's popularity in days, positive.
  package var fallbackHalfLifeDays: Double

  /// Parameters in their ranges.
  package init(
    neighbours: Int = 50, historyLimit: Int = 100, shrink: Double = 10, recencyHalfLifeItems: Double = 5,
    fallbackHalfLifeDays: Double = RecommenderSpecification.defaultHalfLifeDays
  ) {
    precondition(neighbours >= 1 && historyLimit >= 1 && (0...1e9).contains(shrink))
    precondition(recencyHalfLifeItems > 0 && fallbackHalfLifeDays > 0)
    self.neighbours = neighbours
    self.historyLimit = historyLimit
    self.shrink = shrink
    self.recencyHalfLifeItems = recencyHalfLifeItems
    self.fallbackHalfLifeDays = fallbackHalfLifeDays
  }

  var formula: String {
    "score(j) = Σ over profile items i of 2^(−newer items / \(recencyHalfLifeItems)) · s(i, j), "
      + "s(i, j) = |Uᵢ ∩ Uⱼ| / (√(|Uᵢ| |Uⱼ|) + \(shrink)), \(neighbours) neighbours an item"
  }
}
