import Interactions
import RealModule

/// Several models as one: their standard scores, weighted, and fixed scores of popularity.
struct BlendRecommender: Recommender {
  let name: String
  private let specifications: [RecommenderSpecification]
  private var models: [any Recommender]
  /// Weight of each model's standard scores, positive.
  private let weights: [Float]
  /// Weights of the fixed scores: all-time and recent popularity.
  private let fixedWeights: [Float]
  private var popularity: PopularityRecommender
  private var recent: PopularityRecommender
  /// Weighted fixed score of each item.
  private var fixed: [Float] = []
  let notes: [String]

  var fallback: PopularityRanking { recent.fallback }

  /// Fits models, finds weights on the slice (equal ones without a slice), and fits those with a weight to all data.
  init(
    name: String, models specifications: [RecommenderSpecification], data: TrainingData, slice: ValidationSlice?,
    notes course: [String] = []
  ) {
    var weights = [Float](repeating: 1, count: specifications.count)
    var fixedWeights: [Float] = [0, 0]
    var notes = course
    if let slice {
      let part = slice.remaining
      let popularity = Self.popularity(part)
      let now = part.log.timestamps.last ?? 0
      let candidates = BlendWeights(
        models: specifications.map { $0.fit(part) },
        fixed: [Self.standard(popularity.all), Self.standard(popularity.recent)], slice: slice, at: now,
        known: popularity.recent.fallback)
      let found = candidates.search(free: specifications.count)
      weights = Array(found.weights.prefix(specifications.count))
      fixedWeights = Array(found.weights.dropFirst(specifications.count))
      notes.append(
        "Weights by \(slice.users.count) users' \(slice.isOrdered ? "last" : "random") training events, NDCG@20 "
          + "\(rounded(found.quality)): "
          + zip(specifications, weights).map { "\($0.text) \(rounded(Double($1)))" }.joined(separator: "; ")
          + "; popularity \(rounded(Double(fixedWeights[0]))), recent popularity \(rounded(Double(fixedWeights[1]))).")
    } else {
      notes.append("Too few users with three events to find weights by: all models weigh the same.")
    }
    let kept = weights.indices.filter { weights[$0] > 0 }
    let popularity = Self.popularity(data)
    self.init(
      name: name, specifications: kept.map { specifications[$0] }, models: kept.map { specifications[$0].fit(data) },
      weights: kept.map { weights[$0] }, fixedWeights: fixedWeights, popularity: popularity, notes: notes)
  }

  private init(
    name: String, specifications: [RecommenderSpecification], models: [any Recommender], weights: [Float],
    fixedWeights: [Float], popularity: (all: PopularityRecommender, recent: PopularityRecommender), notes: [String]
  ) {
    self.name = name
    self.specifications = specifications
    self.models = models
    self.weights = weights
    self.fixedWeights = fixedWeights
    self.popularity = popularity.all
    recent = popularity.recent
    self.notes = notes
    fixScores()
  }

  private static func popularity(_ data: TrainingData) -> (all: PopularityRecommender, recent: PopularityRecommender) {
    (
      PopularityRecommender(name: PopularParameters.modelName, measure: .distinctUsers, data: data),
      PopularityRecommender(
        name: DecayedPopularParameters.modelName, measure: recentMeasure, data: data)
    )
  }

  private static var recentMeasure: PopularityMeasure {
    .fading(halfLifeSeconds: RecommenderSpecification.defaultHalfLifeDays * 86_400)
  }

  /// Logarithms of popularity with mean 0 and standard deviation 1 over known items.
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

  private mutating func fixScores() {
    let parts = [Self.standard(popularity), Self.standard(recent)]
    fixed = parts[0].indices.map { item in
      fixedWeights[0] * parts[0][item] + (item < parts[1].count ? fixedWeights[1] * parts[1][item] : 0)
    }
  }

  func score(_ profile: Profile, at seconds: Int64, repeats: Bool, scratch: inout ScoringScratch) {
    // Without any item it knows, the fallback is the answer.
    guard profile.items.contains(where: { fallback.place(of: $0) != nil }) else { return }
    var inner = scratch.takeInner(count: models.count)
    let itemCount = fixed.count
    scratch.scoreAll(itemCount: itemCount) { scores in
      for item in 0..<itemCount { scores[item] = fixed[item] }
      for index in models.indices {
        models[index].score(profile, at: seconds, repeats: repeats, scratch: &inner[index])
        let scale = weights[index] * StandardScores.scale(inner[index], itemCount: fallback.items.count)
        inner[index].addScores(to: scores, times: scale)
        inner[index].reset()
      }
    }
    scratch.giveBack(inner)
  }

  var learning: Learning {
    models.allSatisfy { $0.learning != .refit } ? .approximate : models.isEmpty ? .exact : .approximate
  }

  /// Models that learn do so; others, and the weights, stay as they were fitted.
  mutating func update(with events: [ObservedEvent]) {
    popularity.update(with: events)
    recent.update(with: events)
    for index in models.indices { models[index].update(with: events) }
    fixScores()
  }

  func encode(into writer: inout ModelWriter) {
    writer.write(Int64(models.count))
    for (specification, model) in zip(specifications, models) {
      writer.write(specification.text)
      model.encode(into: &writer)
    }
    writer.write(weights)
    writer.write(fixedWeights)
    popularity.encode(into: &writer)
    recent.encode(into: &writer)
    writer.write(Int64(notes.count))
    for note in notes { writer.write(note) }
  }

  init(name: String, from reader: inout ModelReader) throws(ModelFileError) {
    let count = try reader.read(Int64.self)
    try reader.require((0...100).contains(count))
    var specifications: [RecommenderSpecification] = []
    var models: [any Recommender] = []
    for _ in 0..<count {
      let text = try reader.readText()
      guard let specification = RecommenderSpecification.parse(text, source: "model").0,
        !RecommenderSpecification.composed.contains(specification.name)
      else { throw ModelFileError(.unknownRecommender, "A model of the blend is not known to this program.") }
      specifications.append(specification)
      models.append(try specification.parameters.decode(from: &reader))
    }
    let weights = try reader.readArray(Float.self)
    let fixedWeights = try reader.readArray(Float.self)
    try reader.require(weights.count == models.count && fixedWeights.count == 2)
    try reader.require((weights + fixedWeights).allSatisfy(\.isFinite))
    let all = try PopularityRecommender(
      name: PopularParameters.modelName, measure: .distinctUsers, from: &reader)
    let recent = try PopularityRecommender(
      name: DecayedPopularParameters.modelName, measure: Self.recentMeasure, from: &reader)
    let noteCount = try reader.read(Int64.self)
    try reader.require((0...10_000).contains(noteCount))
    var notes: [String] = []
    for _ in 0..<noteCount { notes.append(try reader.readText()) }
    self.init(
      name: name, specifications: specifications, models: models, weights: weights, fixedWeights: fixedWeights,
      popularity: (all, recent), notes: notes)
  }
}

/// Four digits behind the point.
func rounded(_ value: Double) -> Double { (value * 10_000).rounded() / 10_000 }
