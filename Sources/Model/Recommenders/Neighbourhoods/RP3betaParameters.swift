import Interactions

/// Parameters of RP3β: a random walk of three steps from the user's items, with popular endings held back.
///
/// Source: B. Paudel, F. Christoffel, C. Newell, A. Bernstein, "Updatable, accurate, diverse, and scalable
/// recommendations for interactive applications", ACM TiiS 7(1), 2017.
package struct RP3betaParameters: RecommenderParameters {
  package static let modelName = "rp3beta"
  /// Exponent of the transition probabilities.
  package var alpha = 0.85
  /// Exponent of the ending's user count in the denominator.
  package var beta = 0.3
  /// Neighbours kept for an item, at least 1.
  package var neighbours = 300
  /// Distinct items of a user that fitting reads, newest first; it bounds the cost of fitting.
  package var historyLimit = 500
  /// An item of the profile has half the weight for every so many distinct items taken after it.
  package var recencyHalfLifeItems = 1e9
  /// Half-life of the fallback's popularity in days, positive.
  package var fallbackHalfLifeDays = RecommenderSpecification.defaultHalfLifeDays

  package init() {}

  package static let keys = [
    ParameterKey<Self>("alpha", \.alpha, in: 0...4, "exponent of the transition probabilities"),
    ParameterKey<Self>("beta", \.beta, in: 0...2, "exponent of the ending's user count in the denominator"),
    ParameterKey<Self>("neighbours", \.neighbours, in: 1...10_000, "neighbours kept for an item"),
    ParameterKey<Self>("historyLimit", \.historyLimit, in: 1...100_000, "newest items of a user that are read"),
    ParameterKey<Self>(
      "recencyHalfLifeItems", \.recencyHalfLifeItems, in: 0.01...1e9,
      "newer items after which an item of the profile has half the weight"),
    ParameterKey<Self>(
      "fallbackHalfLifeDays", \.fallbackHalfLifeDays, in: 0.001...36_500,
      "days in which an event's weight halves in the popularity that fills lists"),
  ]

  package var formula: String {
    "score(j) = Σ over profile items i of Σ over users u of both of (1/|Uᵢ|)^\(alpha) (1/|Iᵤ|)^\(alpha) / |Uⱼ|^\(beta), "
      + "\(neighbours) neighbours an item"
  }

  /// How profiles are read from such rows.
  private var reading: ItemKNNParameters {
    ItemKNNParameters(
      neighbours: neighbours, historyLimit: historyLimit, shrink: 0, recencyHalfLifeItems: recencyHalfLifeItems,
      fallbackHalfLifeDays: fallbackHalfLifeDays)
  }

  private var formulaOfSimilarity: SimilarityFormula { .walk(alpha: alpha, beta: beta) }

  package func fittingBytes(_ size: DataSize) -> Int { reading.fittingBytes(size) + 8 * size.users }

  /// As for item-knn.
  package func fittingSeconds(_ size: DataSize) -> Double { reading.fittingSeconds(size) }

  package func fit(_ data: TrainingData) -> any Recommender {
    ItemKNNRecommender(name: Self.modelName, data: data, formula: formulaOfSimilarity, reading: reading)
  }

  package func decode(from reader: inout ModelReader) throws(ModelFileError) -> any Recommender {
    try ItemKNNRecommender(name: Self.modelName, formula: formulaOfSimilarity, reading: reading, from: &reader)
  }
}
