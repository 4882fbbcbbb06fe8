/// Parameters of sequence-kNN: what came next where others had the same few items close together.
///
/// Sequential rules add up pairs; here places of other histories where several of the newest items stand near count
/// disproportionately, so that a context of two or three items is recognised without counting all triples.
package struct SequenceKNNParameters: RecommenderParameters {
  package static let modelName = "sequence-knn"
  /// Largest gap between an item and what follows it, in events, at least 1.
  package var window = 10
  /// Newest events of a profile that are read, at least 1.
  package var historyLimit = 10
  /// Weight of each older event of the profile relative to the next newer one, 0 … 1.
  package var decay = 0.8
  /// Exponent of a place's votes, 1 … 4, in halves: at 1 pairs add up, above it places with several matches win.
  package var power = 2.5
  /// Exponent of an item's number of occurrences in the denominator of its votes, 0 … 2.
  package var discount = 0.4
  /// Occurrences of an item that are looked at, evenly spread over all; it bounds the time of an answer.
  package var occurrences = 1_000
  /// Half-life of the fallback's popularity in days, positive.
  package var fallbackHalfLifeDays = RecommenderSpecification.defaultHalfLifeDays

  package init() {}

  package static let keys = [
    ParameterKey<Self>("window", \.window, in: 1...100, "largest gap between an item and what follows it, in events"),
    ParameterKey<Self>("historyLimit", \.historyLimit, in: 1...1_000, "newest events of a profile that are read"),
    ParameterKey<Self>("decay", \.decay, in: 0...1, "weight of an event relative to the next newer one"),
    ParameterKey<Self>("power", \.power, in: 1...4, "exponent of a place's votes, in halves"),
    ParameterKey<Self>("discount", \.discount, in: 0...2, "exponent of an item's occurrences in the denominator"),
    ParameterKey<Self>("occurrences", \.occurrences, in: 1...1_000_000, "occurrences of an item that are looked at"),
    ParameterKey<Self>(
      "fallbackHalfLifeDays", \.fallbackHalfLifeDays, in: 0.001...36_500,
      "days in which an event's weight halves in the popularity that fills lists"),
  ]

  package var formula: String {
    "score(j) = (Σ over places p of j in all histories of v(p)^\(power))^(1/\(power)), v(p) = Σ over the newest "
      + "\(historyLimit) events i of \(decay)^(newer events) / (nᵢ + 5)^\(discount) / gap from i to p, gap ≤ \(window)"
  }

  package func fittingBytes(_ size: DataSize) -> Int { 40 * size.events + 64 * size.items + 16 * size.users }

  package func fit(_ data: TrainingData) -> any Recommender {
    SequenceKNNRecommender(data: data, parameters: self)
  }

  package func decode(from reader: inout ModelReader) throws(ModelFileError) -> any Recommender {
    try SequenceKNNRecommender(parameters: self, from: &reader)
  }
}
