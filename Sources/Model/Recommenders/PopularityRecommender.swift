import Interactions

/// The same ranking for everyone, less what is excluded.
struct PopularityRecommender: Recommender {
  let name: String
  let ranking: PopularityRanking

  var knownItemCount: Int { ranking.items.count }

  func recommend(
    to profile: Profile, at seconds: Int64, count: Int, exclusion: Exclusion, scratch: inout ScoringScratch
  ) -> [Int32] {
    precondition(count >= 0)
    var list: [Int32] = []
    if exclusion == .seen { scratch.block(profile.items) }
    scratch.fill(&list, to: count, from: ranking)
    scratch.reset()
    return list
  }
}
