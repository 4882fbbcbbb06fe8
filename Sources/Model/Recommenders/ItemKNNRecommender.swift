import Interactions
import RealModule

/// Scores items by their similarity to those of the profile, newest first.
struct ItemKNNRecommender: Recommender {
  let name: String
  private let parameters: ItemKNNParameters
  private let similarity: ItemSimilarity
  let fallback: PopularityRanking
  /// Weight of an item by the number of distinct items taken after it; it ends where weights no longer matter.
  private let weights: [Float]

  /// Profile items whose weight is below 2⁻¹⁰ are left out: they could change nothing but ties.
  private static let halvings = 10.0

  init(data: TrainingData, parameters: ItemKNNParameters) {
    self.init(
      name: ItemKNNParameters.modelName, data: data,
      similarity: ItemSimilarity(log: data.log, events: data.events, parameters: parameters), parameters: parameters)
  }

  /// With rows of any similarity; of the parameters, those that say how a profile is read matter.
  init(name: String, data: TrainingData, similarity: ItemSimilarity, parameters: ItemKNNParameters) {
    let popularity = DecayedPopularParameters(halfLifeDays: parameters.fallbackHalfLifeDays).fit(data)
    self.init(name: name, parameters: parameters, similarity: similarity, fallback: popularity.fallback)
  }

  private init(name: String, parameters: ItemKNNParameters, similarity: ItemSimilarity, fallback: PopularityRanking) {
    self.name = name
    self.parameters = parameters
    self.similarity = similarity
    self.fallback = fallback
    let halfLife = parameters.recencyHalfLifeItems
    let read = Int(min(Double(parameters.historyLimit), (halfLife * Self.halvings).rounded(.up)))
    weights = (0..<read).map { Float(Double.exp2(-Double($0) / halfLife)) }
  }

  init(name: String, parameters: ItemKNNParameters, from reader: inout ModelReader) throws(ModelFileError) {
    self.init(
      name: name, parameters: parameters, similarity: try ItemSimilarity(from: &reader),
      fallback: try PopularityRanking(from: &reader))
  }

  func encode(into writer: inout ModelWriter) {
    similarity.encode(into: &writer)
    fallback.encode(into: &writer)
  }

  private var itemCount: Int { similarity.ofSelf.count }

  func score(_ profile: Profile, at seconds: Int64, repeats: Bool, scratch: inout ScoringScratch) {
    add(profile, selfCounts: repeats, scratch: &scratch)
    scratch.unblock()
  }

  /// Adds up weighted similarities over the profile's newest distinct items, which it leaves blocked.
  private func add(_ profile: Profile, selfCounts: Bool, scratch: inout ScoringScratch) {
    scratch.prepare(itemCount: itemCount)
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
      guard distinct < parameters.historyLimit, newer < weights.count else { return }
      guard Int(item) < itemCount, scratch.block(item) else { continue }
      distinct += 1
      let weight = weights[newer]
      for index in similarity.row(item) {
        scratch.add(weight * similarity.similarities[index], to: similarity.neighbours[index])
      }
      if selfCounts, similarity.ofSelf[Int(item)] > 0 { scratch.add(weight * similarity.ofSelf[Int(item)], to: item) }
    }
  }
}
