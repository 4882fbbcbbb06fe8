import Interactions

/// A fitted model that scores items for a profile; every model behaves alike in all that is said here.
///
/// A model says what it knows in `score`; lists, re-ranking, similar items, exclusion and filters are made from scores
/// in one place for all models (`Recommender+Lists.swift`).
package protocol Recommender: Sendable {
  /// The field's name of the model, as users write it: `popular`, `item-knn`, ….
  var name: String { get }

  /// Items known at the cut, most popular first: all that this model can ever recommend, and what fills its lists.
  var fallback: PopularityRanking { get }

  /// Adds the model's scores of items to clean working memory; the higher the better, all finite.
  ///
  /// Either only the items the model has something to say about (`prepare`, `add`; positive amounts), or all items at
  /// once (`scoreAll`). Unknown items of the profile are passed over. A model of popularity alone scores nothing: its
  /// answer is its fallback.
  ///
  /// - Parameters:
  ///   - profile: what is known of the user, oldest first; no event later than `seconds`.
  ///   - seconds: instant of the request, seconds since the epoch.
  ///   - repeats: whether items of the profile may be recommended again, so that their own scores matter.
  ///   - scratch: clean working memory; the model leaves scores in it and nothing blocked.
  func score(_ profile: Profile, at seconds: Int64, repeats: Bool, scratch: inout ScoringScratch)

  /// Adds scores of the items like one item to clean working memory.
  func scoreSimilar(to item: Int32, scratch: inout ScoringScratch)

  /// The lists of many profiles, each as `recommend` makes it: models that score many at a time are faster so. Where they
  /// multiply matrices, scores may differ in the last digit from those of one profile alone.
  func recommend(
    toAll profiles: [Profile], at seconds: Int64, count: Int, exclusion: Exclusion, scratch: inout ScoringScratch
  ) -> [[Int32]]

  /// How much of a later fit `update` saves.
  var learning: Learning { get }

  /// Learns new events, in order of time, none earlier than what the model was fitted to. Items beyond the table of the
  /// fit make it longer. Where `learning` is `.refit`, nothing happens.
  mutating func update(with events: [ObservedEvent])

  /// What fitting found out that a user should know, in sentences: chosen weights, the course of a search.
  var notes: [String] { get }

  /// Writes all that the model knows, to be read by `decode` of its parameters.
  func encode(into writer: inout ModelWriter)
}

/// What learning new events leads to.
package enum Learning: String, Sendable, Hashable {
  /// The very model that a fit to all events would give.
  case exact
  /// A model close to that; what is left out is said where the model is described.
  case approximate
  /// Nothing: the model must be fitted anew.
  case refit
}

/// A new event with what was known of its user just before.
package struct ObservedEvent: Sendable {
  /// Index of the user; it may be new.
  package let user: Int32
  /// Index of the item; it may be new.
  package let item: Int32
  /// Seconds since the epoch.
  package let seconds: Int64
  /// The user's earlier events, oldest first: all that the model has learned or is about to learn before this one.
  package let before: Profile

  package init(user: Int32, item: Int32, seconds: Int64, before: Profile) {
    self.user = user
    self.item = item
    self.seconds = seconds
    self.before = before
  }
}

/// Which items a list may not hold.
package enum Exclusion: String, Sendable, Hashable, CaseIterable {
  /// Nothing is excluded: a user may be shown what they already took (repeat purchases).
  case none
  /// Items of the profile are excluded.
  case seen
}

extension Recommender {
  /// Number of items that occurred before the cut: all that this model can ever recommend.
  package var knownItemCount: Int { fallback.items.count }

  /// As for a user who took that item alone.
  package func scoreSimilar(to item: Int32, scratch: inout ScoringScratch) {
    score(Profile(items: [item], timestamps: [0]), at: 0, repeats: false, scratch: &scratch)
  }

  package var learning: Learning { .refit }
  package var notes: [String] { [] }

  /// Nothing is learned.
  package mutating func update(with events: [ObservedEvent]) {}
}
