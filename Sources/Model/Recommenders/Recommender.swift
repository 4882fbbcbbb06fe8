import Interactions

/// A fitted model that ranks items for a profile; every model behaves alike in all that is said here.
package protocol Recommender: Sendable {
  /// The field's name of the model, as users write it: `popular`, `item-knn`, ….
  var name: String { get }

  /// Number of items that occurred before the cut: all that this model can ever recommend.
  var knownItemCount: Int { get }

  /// The best items for a profile, best first, each once; equal scores in ascending order of item index.
  ///
  /// The list has `count` items, filled up with the most popular (decayed) where the model itself has too few
  /// candidates; it is shorter only where fewer known items are left. An empty profile gets the fallback alone.
  ///
  /// - Parameters:
  ///   - profile: what is known of the user; items unknown to the model are passed over.
  ///   - seconds: instant of the request, seconds since the epoch; no event of the profile is later.
  ///   - count: length of the list, not negative.
  ///   - exclusion: which items may not be recommended.
  ///   - scratch: working memory, reused between requests of any model; its content does not matter.
  func recommend(
    to profile: Profile, at seconds: Int64, count: Int, exclusion: Exclusion, scratch: inout ScoringScratch
  ) -> [Int32]
}

/// Which items a list may not hold.
package enum Exclusion: String, Sendable, Hashable, CaseIterable {
  /// Nothing is excluded: a user may be shown what they already took (repeat purchases).
  case none
  /// Items of the profile are excluded.
  case seen
}
