import Interactions

/// Parameters of RP3β: a random walk of three steps from the user's items, with popular endings held back.
///
/// Source: B. Paudel, F. Christoffel, C. Newell, A. Bernstein, "Updatable, accurate, diverse, and scalable
/// recommendations for interactive applications", ACM TiiS 7(1), 2017.
package struct RP3betaParameters: RecommenderParameters {
  package static let modelName = "rp3beta"
  /// Exponent of the transition probabilities; `byValidation` for one chosen with `beta`.
  package var alpha = byValidation
  /// Exponent of the ending's user count in the denominator; `byValidation` for one chosen with `alpha`.
  package var beta = byValidation
  /// Neighbours kept for an item, at least 1.
  package var neighbours = 300
  /// Distinct items of a user that fitting reads, newest first; it bounds the cost of fitting.
  package var historyLimit = 500
  /// An item of the profile has half the weight for every so many distinct items taken after it.
  package var recencyHalfLifeItems = 1e9
  /// Half-life of the fallback's popularity in days, positive.
  package var fallbackHalfLifeDays = RecommenderSpecification.defaultHalfLifeDays

  /// Stands for exponents that are chosen on events taken out of the training data: no pair is good on dense and on
  /// sparse data.
  package static let byValidation = -1.0
  /// Pairs that publications found best on data of different kinds, the first where nothing can be chosen by.
  private static let pairs = [(0.85, 0.3), (1.08, 0.7), (0.6, 0.2), (1.4, 0.35), (0.6, 0), (1, 0.5)]
  /// Users that the exponents are judged by, and events beyond which the first pair is taken: the fits would take minutes.
  private static let (judges, mostEvents) = (2_000, 3_000_000)

  package init() {}

  package static let keys = [
    ParameterKey<Self>(
      "alpha", \.alpha, in: byValidation...4, "exponent of the transition probabilities; -1: by validation"),
    ParameterKey<Self>(
      "beta", \.beta, in: byValidation...2, "exponent of the ending's user count in the denominator; -1: by validation"),
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
    "score(j) = Σ over profile items i of Σ over users u of both of (1/|Uᵢ|)^α (1/|Iᵤ|)^α / |Uⱼ|^β, "
      + (isGiven ? "α \(alpha), β \(beta), " : "α and β by validation events, ")
      + "\(neighbours) neighbours an item"
  }

  /// How profiles are read from such rows.
  private var reading: ItemKNNParameters {
    ItemKNNParameters(
      neighbours: neighbours, historyLimit: historyLimit, shrink: 0, recencyHalfLifeItems: recencyHalfLifeItems,
      fallbackHalfLifeDays: fallbackHalfLifeDays)
  }

  private var isGiven: Bool { alpha >= 0 && beta >= 0 }

  /// Twice item-knn while exponents are chosen: the events without those taken out, and one model at a time.
  package func fittingBytes(_ size: DataSize) -> Int { (isGiven ? 1 : 2) * reading.fittingBytes(size) + 8 * size.users }

  /// As for item-knn, once for each pair that is tried.
  package func fittingSeconds(_ size: DataSize) -> Double {
    reading.fittingSeconds(size) * (isGiven || size.events > Self.mostEvents ? 1 : 1 + Double(Self.pairs.count))
  }

  package func fit(_ data: TrainingData) -> any Recommender {
    let (alpha, beta) = exponents(data)
    return ItemKNNRecommender(
      name: Self.modelName, data: data, formula: .walk(alpha: alpha, beta: beta), reading: reading)
  }

  /// The exponents as given, the others by the best pair on the validation events.
  private func exponents(_ data: TrainingData) -> (alpha: Double, beta: Double) {
    func completed(_ pair: (Double, Double)) -> (alpha: Double, beta: Double) {
      (alpha < 0 ? pair.0 : alpha, beta < 0 ? pair.1 : beta)
    }
    guard !isGiven, data.events <= Self.mostEvents,
      let slice = ValidationSlice(of: data, kind: .automatic, limit: Self.judges)
    else { return completed(Self.pairs[0]) }
    var best = (pair: completed(Self.pairs[0]), quality: -1.0)
    for (place, pair) in Self.pairs.enumerated() {
      let tried = completed(pair)
      let model = ItemKNNRecommender(
        name: Self.modelName, data: slice.remaining, formula: .walk(alpha: tried.alpha, beta: tried.beta),
        reading: reading)
      let reached = slice.quality(model, users: slice.users.count)
      // Of equal ones the first.
      if reached > best.quality { best = (tried, reached) }
      data.progress?(Double(place + 1) / Double(Self.pairs.count + 1))
    }
    return best.pair
  }

  package func decode(from reader: inout ModelReader) throws(ModelFileError) -> any Recommender {
    try ItemKNNRecommender(name: Self.modelName, reading: reading, from: &reader)
  }
}
