import Interactions
import RealModule

/// Scores items by their similarity to those of the profile, newest first.
struct ItemKNNRecommender: Recommender {
  let name: String
  private let parameters: ItemKNNParameters
  private let similarity: ItemSimilarity
  private let fallback: PopularityRanking
  /// Weight of an item by the number of distinct items taken after it; it ends where weights no longer matter.
  private let weights: [Float]
  private let itemCount: Int

  /// Profile items whose weight is below 2⁻¹⁰ are left out: they could change nothing but ties.
  private static let halvings = 10.0

  init(name: String, log: InteractionLog, events: Int, parameters: ItemKNNParameters) {
    self.name = name
    self.parameters = parameters
    itemCount = log.items.count
    similarity = ItemSimilarity(log: log, events: events, parameters: parameters)
    fallback = .byDecayedEvents(log: log, events: events, halfLifeDays: parameters.fallbackHalfLifeDays)
    let halfLife = parameters.recencyHalfLifeItems
    let read = Int(min(Double(parameters.historyLimit), (halfLife * Self.halvings).rounded(.up)))
    weights = (0..<read).map { Float(Double.exp2(-Double($0) / halfLife)) }
  }

  var knownItemCount: Int { fallback.items.count }

  func recommend(
    to profile: Profile, at seconds: Int64, count: Int, exclusion: Exclusion, scratch: inout ScoringScratch
  ) -> [Int32] {
    precondition(count >= 0)
    score(profile, selfCounts: exclusion == .none, scratch: &scratch)
    scratch.unblock()
    if exclusion == .seen { scratch.block(profile.items) }
    var list = scratch.bestItems(count)
    scratch.fill(&list, to: count, from: fallback)
    scratch.reset()
    return list
  }

  /// Adds up weighted similarities over the profile's newest distinct items, which it leaves blocked.
  private func score(_ profile: Profile, selfCounts: Bool, scratch: inout ScoringScratch) {
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
