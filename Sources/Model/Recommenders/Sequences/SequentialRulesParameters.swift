import RealModule

/// Parameters of sequential rules: what follows what, closer pairs counting more.
///
/// The defaults are those that did well on files of different kinds in publications, tuned to none.
package struct SequentialRulesParameters: RecommenderParameters {
  package static let modelName = "sequential-rules"
  /// How the weight of a pair falls with the gap g between its places in a history.
  package enum Weighting: String, Sendable, CaseIterable {
    /// 1 / g.
    case inverse
    /// 1 / g².
    case inverseSquare = "inverse-square"
    /// 1 for every gap.
    case equal
  }

  /// Largest gap between two items of a rule, in events of the user, at least 1.
  package var window = 10
  package var weighting = Weighting.inverse
  /// Added to an item's total, in units of one adjacent pair, so that rare items prove little.
  package var shrink = 5.0
  /// Newest events of a profile that are read, at least 1.
  package var historyLimit = 10
  /// Weight of each older event of the profile relative to the next newer one, 0 … 1.
  package var decay = 0.8
  /// Half-life of the fallback's popularity in days, positive.
  package var fallbackHalfLifeDays = RecommenderSpecification.defaultHalfLifeDays

  package init() {}

  package static let keys = [
    ParameterKey<Self>("window", \.window, in: 1...100, "largest gap of a pair, in events of the user"),
    ParameterKey<Self>("weighting", \.weighting, "how a pair's weight falls with its gap g: 1/g, 1/g² or 1"),
    ParameterKey<Self>("shrink", \.shrink, in: 0...1e9, "adjacent pairs added to an item's total"),
    ParameterKey<Self>("historyLimit", \.historyLimit, in: 1...1_000, "newest events of a profile that are read"),
    ParameterKey<Self>("decay", \.decay, in: 0...1, "weight of an event relative to the next newer one"),
    ParameterKey<Self>(
      "fallbackHalfLifeDays", \.fallbackHalfLifeDays, in: 0.001...36_500,
      "days in which an event's weight halves in the popularity that fills lists"),
  ]

  package var formula: String {
    let weight =
      switch weighting {
      case .inverse: "1/g"
      case .inverseSquare: "1/g²"
      case .equal: "1"
      }
    return "score(j) = Σ over the newest \(historyLimit) events i of \(decay)^(newer events) · c(i, j) / (Σⱼ c(i, j) + "
      + "\(shrink)), c(i, j) = Σ over pairs i before j with gap g ≤ \(window) of \(weight)"
  }

  /// Weight of a pair by its gap from 1, in 2,520ths: whole numbers, so that sums do not depend on their order.
  var gapWeights: [UInt32] {
    (1...window).map { gap in
      let unit = Double(Self.unit)
      return switch weighting {
      case .inverse: UInt32((unit / Double(gap)).rounded())
      case .inverseSquare: UInt32((unit / Double(gap * gap)).rounded())
      case .equal: Self.unit
      }
    }
  }

  /// What an adjacent pair counts: the least common multiple of 1 … 10, so that 1/g is exact in the usual window.
  static let unit: UInt32 = 2_520

  package func fittingBytes(_ size: DataSize) -> Int {
    // Pairs are at most window a event, and at most all pairs of items; eight bytes each, doubled while arrays grow.
    let pairs = Double(size.events) * Double(window)
    let cells = min(pairs, Double(size.items) * Double(size.items))
    return 36 * size.events + 64 * size.items + 16 * size.users + Int(min(1e18, 16 * cells))
  }

  /// The pairs within the window.
  package func fittingSeconds(_ size: DataSize) -> Double {
    Double(size.events) * (1e-7 + Double(window) / CoreRate.additions)
  }

  package func fit(_ data: TrainingData) -> any Recommender {
    SequentialRulesRecommender(data: data, parameters: self)
  }

  package func decode(from reader: inout ModelReader) throws(ModelFileError) -> any Recommender {
    try SequentialRulesRecommender(parameters: self, from: &reader)
  }
}
