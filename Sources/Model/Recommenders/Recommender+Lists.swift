import Interactions

/// An item of a re-ranked list.
package struct RankedItem: Sendable, Hashable {
  /// Index of the item.
  package let item: Int32
  /// The model's score; nil where the model does not know the item, as the service leaves scores out then.
  package let score: Float?

  package init(item: Int32, score: Float?) {
    self.item = item
    self.score = score
  }
}

extension Recommender {
  /// The best items for a profile, best first, each once; equal scores in ascending order of item index.
  ///
  /// The list has `count` items, filled up with the most popular where the model itself has too few candidates; it is
  /// shorter only where fewer known items are left. An empty profile gets the fallback alone. What is excluded or not
  /// allowed is left out while ranking, so it never shortens a list.
  ///
  /// - Parameters:
  ///   - profile: what is known of the user; items unknown to the model and events after `seconds` are passed over.
  ///   - seconds: instant of the request, seconds since the epoch.
  ///   - count: length of the list, not negative.
  ///   - exclusion: which items of the profile may not be recommended.
  ///   - allowed: the only items that may be recommended, or nil for all: the outcome of a filter for this user.
  ///   - scratch: working memory, reused between requests of any model; its content does not matter.
  package func recommend(
    to profile: Profile, at seconds: Int64, count: Int, exclusion: Exclusion, allowed: ItemSet? = nil,
    scratch: inout ScoringScratch
  ) -> [Int32] {
    precondition(count >= 0)
    let known = profile.until(seconds)
    score(known, at: seconds, repeats: exclusion == .none, scratch: &scratch)
    if exclusion == .seen { scratch.block(known.items) }
    return scratch.takeList(count, fallback: fallback, allowed: allowed)
  }

  /// One list after another.
  func recommendOneByOne(
    toAll profiles: [Profile], at seconds: Int64, count: Int, exclusion: Exclusion, scratch: inout ScoringScratch
  ) -> [[Int32]] {
    profiles.map { recommend(to: $0, at: seconds, count: count, exclusion: exclusion, scratch: &scratch) }
  }

  package func recommend(
    toAll profiles: [Profile], at seconds: Int64, count: Int, exclusion: Exclusion, scratch: inout ScoringScratch
  ) -> [[Int32]] {
    recommendOneByOne(toAll: profiles, at: seconds, count: count, exclusion: exclusion, scratch: &scratch)
  }

  /// The given items in the order this user should see them, each once.
  ///
  /// Items with equal scores, and items the model knows but has no score for, are in order of popularity; items it does
  /// not know come last, in the order given and without a score.
  package func rank(
    _ items: [Int32], for profile: Profile, at seconds: Int64, scratch: inout ScoringScratch
  ) -> [RankedItem] {
    score(profile.until(seconds), at: seconds, repeats: true, scratch: &scratch)
    defer { scratch.reset() }
    var known: [(item: Int32, score: Float, place: Int)] = []
    var unknown: [RankedItem] = []
    for item in items where scratch.block(item) {
      if let place = fallback.place(of: item) {
        known.append((item, scratch.score(of: item), place))
      } else {
        unknown.append(RankedItem(item: item, score: nil))
      }
    }
    known.sort { $0.score != $1.score ? $0.score > $1.score : $0.place < $1.place }
    return known.map { RankedItem(item: $0.item, score: $0.score) } + unknown
  }

  /// The items most like one, never the item itself; popular items fill up, and are all there is for an unknown item.
  package func similarItems(
    to item: Int32, count: Int, allowed: ItemSet? = nil, scratch: inout ScoringScratch
  ) -> [Int32] {
    precondition(count >= 0 && item >= 0)
    scoreSimilar(to: item, scratch: &scratch)
    scratch.block(item)
    return scratch.takeList(count, fallback: fallback, allowed: allowed)
  }
}
