import Attributes
import Filters
import Interactions
import Recommenders

/// Answers from a saved model, by name.
package struct Answers: Sendable {
  /// An item of an answer, with the model's score where it has one.
  package struct Item: Sendable, Hashable {
    package let name: String
    package let score: Float?
  }

  private let trained: TrainedModel
  private let users: [String: Int32]
  private let items: [String: Int32]

  /// What lists may hold; nil for all.
  private let filter: CompiledFilter?

  /// Instant of all answers: the newest event that the model knows.
  private let now: Int64

  /// - Parameters:
  ///   - filter: applied while ranking, with the users' events as the model knows them.
  ///   - itemTable: attributes that the filter reads.
  /// - Throws: where the filter names a field that the table does not have.
  package init(
    _ trained: TrainedModel, filter: BoundFilter? = nil, itemTable: AttributeTable? = nil
  ) throws(FilterCompilationError) {
    self.trained = trained
    if let filter {
      let table = itemTable ?? AttributeTable(ids: trained.items, columns: [])
      self.filter = try CompiledFilter(
        filter, subjects: table.aligned(to: trained.items), eventTypes: trained.eventTypes)
    } else {
      self.filter = nil
    }
    users = Dictionary(trained.users.enumerated().map { ($1, Int32($0)) }) { first, _ in first }
    items = Dictionary(trained.items.enumerated().map { ($1, Int32($0)) }) { first, _ in first }
    now = trained.histories.timestamps.max() ?? 0
  }

  private func profile(of user: String) -> Profile {
    users[user].map { trained.histories.profile(of: $0, before: .max) } ?? .unknown
  }

  /// The items that a user's list may hold, or nil for all.
  private func allowed(_ user: Int32?, current: Int32?, scratch: inout FilterScratch) -> ItemSet? {
    guard let filter else { return nil }
    var events = FilterEvents.none
    if let user {
      let own = trained.histories.offsets[Int(user)]..<trained.histories.offsets[Int(user) + 1]
      events = FilterEvents(
        items: trained.histories.items[own], types: trained.types[own], timestamps: trained.histories.timestamps[own])
    }
    return filter.allowed(
      for: FilterRequest(user: user, events: events, currentItem: current, seconds: now), scratch: &scratch)
  }

  private func named(_ list: [Int32]) -> [Item] { list.map { Item(name: trained.items[Int($0)], score: nil) } }

  /// A list for each user, best first; popular items for those the model does not know.
  package func lists(
    for names: [String], count: Int, repeats: Bool, progress: @escaping @Sendable (Double) -> Void = { _ in }
  ) async -> [(id: String, items: [Item])] {
    let chunk = 128
    let parts = await inParallel((names.count + chunk - 1) / chunk, progress: progress) { index -> [[Int32]] in
      var scratch = ScoringScratch()
      var filtering = FilterScratch()
      return names[(index * chunk)..<min(names.count, (index + 1) * chunk)].map { name in
        let profile = profile(of: name)
        let allowed = allowed(users[name], current: nil, scratch: &filtering)
        if profile.isEmpty, let user = users[name],
          let list = trained.coldUsers?.list(
            for: user, count: count, fallback: trained.recommender.fallback, allowed: allowed, scratch: &scratch)
        {
          return list
        }
        return trained.recommender.recommend(
          to: profile, at: now, count: count, exclusion: repeats ? .none : .seen, allowed: allowed, scratch: &scratch)
      }
    }
    return zip(names, parts.joined()).map { ($0, named($1)) }
  }

  /// The given items in the user's order; unknown ones last and without a score.
  package func ranked(_ names: [String], for user: String) -> [Item] {
    var scratch = ScoringScratch()
    let known = names.compactMap { items[$0] }
    let ranked = trained.recommender.rank(known, for: profile(of: user), at: now, scratch: &scratch)
    let strangers = names.filter { items[$0] == nil }
    return ranked.map { Item(name: trained.items[Int($0.item)], score: $0.score) }
      + strangers.map { Item(name: $0, score: nil) }
  }

  /// Items like one; popular items where the model does not know it.
  package func similar(to name: String, count: Int) -> [Item] {
    var scratch = ScoringScratch()
    // An index beyond all items is an item that no model knows.
    let item = items[name] ?? Int32(trained.items.count)
    var filtering = FilterScratch()
    let allowed = allowed(nil, current: items[name], scratch: &filtering)
    return named(trained.recommender.similarItems(to: item, count: count, allowed: allowed, scratch: &scratch))
  }
}
