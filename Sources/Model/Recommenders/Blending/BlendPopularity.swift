import RealModule

/// The popularity that joins every blend: of all time and of late.
struct BlendPopularity: Sendable {
  private(set) var all: PopularityRecommender
  private(set) var recent: PopularityRecommender

  private static var recentMeasure: PopularityMeasure {
    .fading(halfLifeSeconds: RecommenderSpecification.defaultHalfLifeDays * 86_400)
  }

  init(_ data: TrainingData) {
    all = PopularityRecommender(name: PopularParameters.modelName, measure: .distinctUsers, data: data)
    recent = PopularityRecommender(name: DecayedPopularParameters.modelName, measure: Self.recentMeasure, data: data)
  }

  /// Logarithms of both with mean 0 and standard deviation 1 over known items, by item.
  var scores: [[Float]] { [Self.standard(all), Self.standard(recent)] }

  private static func standard(_ popularity: PopularityRecommender) -> [Float] {
    let scores = popularity.currentScores.map { Double.log(onePlus: $0) }
    let known = popularity.fallback.items
    let count = Double(max(1, known.count))
    var sum = 0.0
    for item in known { sum += scores[Int(item)] }
    let mean = sum / count
    var squares = 0.0
    for item in known { squares += (scores[Int(item)] - mean) * (scores[Int(item)] - mean) }
    let deviation = (squares / count).squareRoot()
    return scores.map { deviation > 0 ? Float(($0 - mean) / deviation) : 0 }
  }

  mutating func update(with events: [ObservedEvent]) {
    all.update(with: events)
    recent.update(with: events)
  }

  func encode(into writer: inout ModelWriter) {
    all.encode(into: &writer)
    recent.encode(into: &writer)
  }

  init(from reader: inout ModelReader) throws(ModelFileError) {
    all = try PopularityRecommender(name: PopularParameters.modelName, measure: .distinctUsers, from: &reader)
    recent = try PopularityRecommender(
      name: DecayedPopularParameters.modelName, measure: Self.recentMeasure, from: &reader)
  }
}
