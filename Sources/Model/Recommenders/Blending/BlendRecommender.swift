import Interactions

/// Several models as one: logarithms of their standard scores, weighted, and fixed scores of popularity.
struct BlendRecommender: Recommender {
  let name: String
  private let specifications: [RecommenderSpecification]
  private var models: [any Recommender]
  /// Weight of the logarithms of each model's standard scores, positive.
  private let weights: [Float]
  /// Weights of the fixed scores: all-time and recent popularity.
  private let fixedWeights: [Float]
  private var popularity: BlendPopularity
  /// Weighted fixed score of each item.
  private var fixed: [Float] = []
  let notes: [String]

  var fallback: PopularityRanking { popularity.recent.fallback }

  /// Fits models, finds weights on the slice (equal ones without a slice), and fits those with a weight to all data.
  init(name: String, models specifications: [RecommenderSpecification], data: TrainingData, slice: ValidationSlice?) {
    guard let slice else {
      self.init(
        name: name, specifications: specifications, models: Self.fitted(specifications, data),
        weights: [Float](repeating: 1, count: specifications.count), fixedWeights: [0, 0],
        popularity: BlendPopularity(data),
        notes: ["Too few users with three events to find weights by: all models weigh the same."])
      return
    }
    var part = slice.remaining
    part.progress = data.reporting(0, 0.5).progress
    var models = Self.fitted(specifications, part)
    let found = BlendWeights.found([models], [slice])
    let checked = Self.checked(found.weights, specifications, [models], [slice])
    models = []
    self.init(
      name: name, models: specifications, found: (checked.weights, found.quality), judgedBy: slice.users.count,
      data: data.reporting(0.5, 1),
      notes: ["Judged by \(slice.users.count) users' \(slice.words)."]
        + checked.notes)
  }

  /// Users of a slice whose whole lists are compared before weights are believed.
  private static let checkedUsers = 2_000

  /// The weights, or those of one model or popularity alone where its lists are better than the blend's.
  ///
  /// Weights are found among candidates; here whole lists decide, so that a blend is never worse than its best part on
  /// the events it is judged by.
  ///
  /// - Parameter models: `[slice][model]`, fitted to what remains beside each slice.
  static func checked(
    _ found: [Float], _ specifications: [RecommenderSpecification], _ models: [[any Recommender]],
    _ slices: [ValidationSlice]
  ) -> (weights: [Float], notes: [String]) {
    let popularity = slices.map { BlendPopularity($0.remaining) }
    let users = slices.map { min(checkedUsers, $0.users.count) }
    func quality(_ weights: [Float]) -> Double {
      let kept = specifications.indices.filter { weights[$0] > 0 }
      let sum = slices.indices.reduce(0.0) { sum, index in
        let blend = BlendRecommender(
          name: "blend", specifications: kept.map { specifications[$0] }, models: kept.map { models[index][$0] },
          weights: kept.map { weights[$0] }, fixedWeights: Array(weights.dropFirst(specifications.count)),
          popularity: popularity[index], notes: [])
        return sum + slices[index].quality(blend, users: users[index]) * Double(users[index])
      }
      return sum / Double(max(1, users.reduce(0, +)))
    }
    let whole = quality(found)
    var best = (weights: found, quality: whole, name: "")
    for part in found.indices {
      let alone = found.indices.map { Float($0 == part ? 1 : 0) }
      let reached = quality(alone)
      if reached > best.quality {
        let name = part < specifications.count ? specifications[part].text : "popularity"
        best = (alone, reached, name)
      }
    }
    guard !best.name.isEmpty else { return (found, []) }
    return (
      best.weights,
      ["\(best.name) alone has the better lists, \(rounded(best.quality)) against \(rounded(whole)) of the blend."]
    )
  }

  /// Fits the models with a weight to all data; weights are those of the models and then of popularity.
  init(
    name: String, models specifications: [RecommenderSpecification], found: (weights: [Float], quality: Double),
    judgedBy users: Int, data: TrainingData, notes: [String]
  ) {
    let weights = Array(found.weights.prefix(specifications.count))
    let fixedWeights = Array(found.weights.dropFirst(specifications.count))
    let kept = weights.indices.filter { weights[$0] > 0 }
    let chosen = kept.map { specifications[$0] }
    self.init(
      name: name, specifications: chosen, models: Self.fitted(chosen, data), weights: kept.map { weights[$0] },
      fixedWeights: fixedWeights, popularity: BlendPopularity(data),
      notes: notes + [
        "Weights by \(users) lists, NDCG@20 \(rounded(found.quality)): "
          + zip(specifications, weights).map { "\($0.text) \(rounded(Double($1)))" }.joined(separator: "; ")
          + "; popularity \(rounded(Double(fixedWeights[0]))), recent popularity \(rounded(Double(fixedWeights[1])))."
      ])
  }

  private init(
    name: String, specifications: [RecommenderSpecification], models: [any Recommender], weights: [Float],
    fixedWeights: [Float], popularity: BlendPopularity, notes: [String]
  ) {
    self.name = name
    self.specifications = specifications
    self.models = models
    self.weights = weights
    self.fixedWeights = fixedWeights
    self.popularity = popularity
    self.notes = notes
    fixScores()
  }

  /// Models fitted one after the other, each a share of the progress as it is estimated to take.
  private static func fitted(_ specifications: [RecommenderSpecification], _ data: TrainingData) -> [any Recommender] {
    let size = data.size
    let seconds = specifications.map { $0.parameters.fittingSeconds(size) }
    let total = max(1e-9, seconds.reduce(0, +))
    var done = 0.0
    return zip(specifications, seconds).map { specification, own in
      let model = specification.fit(data.reporting(done / total, (done + own) / total))
      done += own
      data.progress?(min(1, done / total))
      return model
    }
  }

  private mutating func fixScores() {
    let parts = popularity.scores
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
        let scale = StandardScores.scale(inner[index], itemCount: fallback.items.count)
        inner[index].addCompressed(to: scores, scale: scale, weight: weights[index])
        inner[index].reset()
      }
    }
    scratch.giveBack(inner)
  }

  var learning: Learning { models.isEmpty ? .exact : .approximate }

  /// Models that learn do so; others, and the weights, stay as they were fitted.
  mutating func update(with events: [ObservedEvent]) {
    popularity.update(with: events)
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
    let popularity = try BlendPopularity(from: &reader)
    let noteCount = try reader.read(Int64.self)
    try reader.require((0...10_000).contains(noteCount))
    var notes: [String] = []
    for _ in 0..<noteCount { notes.append(try reader.readText()) }
    self.init(
      name: name, specifications: specifications, models: models, weights: weights, fixedWeights: fixedWeights,
      popularity: popularity, notes: notes)
  }
}

/// Four digits behind the point.
func rounded(_ value: Double) -> Double { (value * 10_000).rounded() / 10_000 }
