import Interactions
import RealModule

/// Scores items by their similarity to those of the profile, newest first.
struct ItemKNNRecommender: Recommender {
  let name: String
  private let reading: ItemKNNParameters
  private var similarity: ItemSimilarity
  private var popularity: PopularityRecommender
  /// Weight of an item by the number of distinct items taken after it; it ends where weights no longer matter.
  private let weights: [Float]

  /// Profile items whose weight is below 2⁻¹⁰ are left out: they could change nothing but ties.
  private static let halvings = 10.0

  /// With rows of any similarity; of the parameters, those that say how histories are read matter.
  init(name: String, data: TrainingData, formula: SimilarityFormula, reading: ItemKNNParameters) {
    self.init(
      name: name, reading: reading,
      similarity: ItemSimilarity(
        UserItemIncidence(data, historyLimit: reading.historyLimit), itemCount: data.log.items.count,
        formula: formula, neighbours: reading.neighbours),
      popularity: PopularityRecommender(
        name: DecayedPopularParameters.modelName, measure: Self.measure(reading), data: data))
  }

  private init(
    name: String, reading: ItemKNNParameters, similarity: ItemSimilarity, popularity: PopularityRecommender
  ) {
    self.name = name
    self.reading = reading
    self.similarity = similarity
    self.popularity = popularity
    let halfLife = reading.recencyHalfLifeItems
    let read = Int(min(Double(reading.historyLimit), (halfLife * Self.halvings).rounded(.up)))
    weights = (0..<read).map { Float(Double.exp2(-Double($0) / halfLife)) }
  }

  private static func measure(_ reading: ItemKNNParameters) -> PopularityMeasure {
    .fading(halfLifeSeconds: reading.fallbackHalfLifeDays * 86_400)
  }

  init(
    name: String, reading: ItemKNNParameters, from reader: inout ModelReader
  ) throws(ModelFileError) {
    self.init(
      name: name, reading: reading,
      similarity: try ItemSimilarity(neighbours: reading.neighbours, from: &reader),
      popularity: try PopularityRecommender(
        name: DecayedPopularParameters.modelName, measure: Self.measure(reading), from: &reader))
  }

  func encode(into writer: inout ModelWriter) {
    similarity.encode(into: &writer)
    popularity.encode(into: &writer)
  }

  var fallback: PopularityRanking { popularity.fallback }

  /// Adds up weighted similarities over the profile's newest distinct items.
  func score(_ profile: Profile, at seconds: Int64, repeats: Bool, scratch: inout ScoringScratch) {
    defer { scratch.unblock() }
    scratch.prepare(itemCount: similarity.itemCount)
    var distinct = 0
    // How many distinct items are strictly newer than the event at hand: items of one second share a weight, because
    // their order in the log says nothing.
    var newer = 0
    var instant: Int64?
    for index in profile.items.indices.reversed() {
      let item = profile.items[index]
      if instant != profile.timestamps[index] {
        instant = profile.timestamps[index]
        newer = distinct
      }
      guard distinct < reading.historyLimit, newer < weights.count else { return }
      guard Int(item) < similarity.itemCount, scratch.block(item) else { continue }
      distinct += 1
      let weight = weights[newer]
      similarity.add(item, times: weight, to: &scratch)
      if repeats, similarity.ofSelf[Int(item)] > 0 { scratch.add(weight * similarity.ofSelf[Int(item)], to: item) }
    }
  }

  var notes: [String] {
    guard case .walk(let alpha, let beta) = similarity.formula else { return [] }
    return ["Exponents α \(alpha), β \(beta)."]
  }

  var learning: Learning { .approximate }

  /// Counts what new events share with the user's other items, and similarities from these counts. Approximate: a pair
  /// that had no place among an item's neighbours at the fit is counted from zero, similarities of other items to one
  /// that became more popular follow when their own pair is met, and a user's weight in RP3β is that at the event.
  mutating func update(with events: [ObservedEvent]) {
    popularity.update(with: events)
    for event in events {
      // The distinct items that the history held before, newest first.
      var seen: Set<Int32> = []
      var held: [Int32] = []
      for item in event.before.items.reversed() where seen.insert(item).inserted {
        held.append(item)
        if held.count == reading.historyLimit { break }
      }
      guard !held.contains(event.item) else { continue }
      let leaving = held.count == reading.historyLimit ? held.removeLast() : nil
      similarity.learn(event.item, beside: held, leaving: leaving)
    }
  }
}
