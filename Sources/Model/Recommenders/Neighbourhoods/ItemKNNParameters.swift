/// Parameters of item-kNN.
///
/// The defaults were chosen for quality and cost on two logs, films (MovieLens 100K) and a shop (Online Retail II),
/// fitted to the first 64 % of the events and judged on the next 16 %.
package struct ItemKNNParameters: RecommenderParameters {
  package static let modelName = "item-knn"
  /// Neighbours kept for an item, at least 1.
  package var neighbours: Int
  /// Distinct items of a user that fitting and scoring read, newest first, at least 1. It bounds the cost of fitting:
  /// at most this squared for each user.
  package var historyLimit: Int
  /// Exponent of the neighbour's user count in the denominator, 0 … 1: at 0 popular neighbours are favoured, at 0.5 the
  /// similarity is the cosine, at 1 they are held back. The service's `popularity_discount_factor` of SIMS.
  package var popularityDiscount = 0.5
  /// Common users that a pair of items needs to count at all, at least 1: `min_cointeraction_count` of SIMS.
  package var minimumCooccurrence = 1
  /// Added to the denominator of the cosine, so that few common users prove little; 0 … 10⁹.
  package var shrink: Double
  /// An item of the profile has half the weight for every so many distinct items taken after it; positive, and infinite
  /// for equal weights. Items taken in the same second weigh the same.
  package var recencyHalfLifeItems: Double
  /// Half-life of the fallback's popularity in days, positive.
  package var fallbackHalfLifeDays: Double

  package init() { self.init(neighbours: 50) }

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

  package static let keys = [
    ParameterKey<Self>("neighbours", \.neighbours, in: 1...10_000, "neighbours kept for an item"),
    ParameterKey<Self>("historyLimit", \.historyLimit, in: 1...100_000, "newest items of a user that are read"),
    ParameterKey<Self>("shrink", \.shrink, in: 0...1e9, "added to the denominator of the cosine"),
    ParameterKey<Self>(
      "popularityDiscount", \.popularityDiscount, in: 0...1, "exponent of the neighbour's user count; 0.5 is the cosine"
    ),
    ParameterKey<Self>(
      "minimumCooccurrence", \.minimumCooccurrence, in: 1...1_000_000, "common users that a pair needs to count"),
    ParameterKey<Self>(
      "recencyHalfLifeItems", \.recencyHalfLifeItems, in: 0.01...1e9,
      "newer items after which an item of the profile has half the weight"),
    ParameterKey<Self>(
      "fallbackHalfLifeDays", \.fallbackHalfLifeDays, in: 0.001...36_500,
      "days in which an event's weight halves in the popularity that fills lists"),
  ]

  /// How shared users become a similarity.
  var formulaOfSimilarity: SimilarityFormula {
    .cosine(discount: popularityDiscount, shrink: shrink, minimum: Double(minimumCooccurrence))
  }

  package var formula: String {
    "score(j) = Σ over profile items i of 2^(−newer items / \(recencyHalfLifeItems)) · s(i, j), "
      + "s(i, j) = |Uᵢ ∩ Uⱼ| / (|Uᵢ|^½ |Uⱼ|^\(popularityDiscount) + \(shrink)), \(neighbours) neighbours an item"
  }

  package func fittingBytes(_ size: DataSize) -> Int {
    // The incidence by rows and by columns, the rows of neighbours, in pieces and joined, and popularity.
    32 * size.events + 24 * size.users + size.items * (128 + 24 * min(neighbours, size.items))
  }

  /// Each event with the other items of its user, and each pair of items that is met.
  package func fittingSeconds(_ size: DataSize) -> Double {
    // Every event meets the other items of its user; long histories are more than the mean.
    let met = min(Double(historyLimit), 2 * Double(size.events) / Double(max(1, size.users)))
    let meetings = Double(size.events) * met
    let pairs = min(meetings, Double(size.items) * Double(size.items))
    return 1e-7 * Double(size.events) + meetings / CoreRate.additions / 2 + 6 * pairs / CoreRate.additions
  }

  package func fit(_ data: TrainingData) -> any Recommender {
    ItemKNNRecommender(
      name: Self.modelName, data: data, formula: formulaOfSimilarity, reading: self)
  }

  package func decode(from reader: inout ModelReader) throws(ModelFileError) -> any Recommender {
    try ItemKNNRecommender(name: Self.modelName, reading: self, from: &reader)
  }
}
