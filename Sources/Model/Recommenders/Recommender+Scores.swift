import Interactions

extension Recommender {
  /// The list as `recommend` makes it, with what each known item scored on the way: one scoring serves both.
  ///
  /// - Returns: the list, and the scores by place in `fallback` – not-a-number for what the profile excludes.
  package func recommendWithScores(
    to profile: Profile, at seconds: Int64, count: Int, exclusion: Exclusion, allowed: ItemSet? = nil,
    scratch: inout ScoringScratch
  ) -> (items: [Int32], scores: [Float]) {
    precondition(count >= 0)
    let known = profile.until(seconds)
    score(known, at: seconds, repeats: exclusion == .none, scratch: &scratch)
    var scores = fallback.items.map { scratch.score(of: $0) }
    if exclusion == .seen {
      scratch.block(known.items)
      for item in known.items { if let place = fallback.place(of: item) { scores[place] = .nan } }
    }
    return (scratch.takeList(count, fallback: fallback, allowed: allowed), scores)
  }
}
