import Interactions
import Recommenders
import Testing

@Suite("Lists with their scores")
struct ScoredListTests {
  private static let sample = log(
    pseudorandomEvents(count: 1_500, users: 60, items: 40, seconds: 1_000), users: 60, items: 45)

  @Test(
    "are the lists, in the order of the scores; what is excluded has none",
    arguments: RecommenderSpecification.defaults)
  func laws(_ specification: RecommenderSpecification) {
    let model = specification.fit(log: Self.sample, before: .max)
    let histories = UserHistories(of: Self.sample)
    var scratch = ScoringScratch()
    for exclusion in Exclusion.allCases {
      for user in 0..<Int32(60) {
        let profile = histories.profile(of: user, before: .max)
        let list = model.recommend(to: profile, at: 2_000, count: 12, exclusion: exclusion, scratch: &scratch)
        let (items, scores) = model.recommendWithScores(
          to: profile, at: 2_000, count: 12, exclusion: exclusion, scratch: &scratch)
        #expect(items == list && scores.count == model.knownItemCount)
        let own = items.compactMap { model.fallback.place(of: $0) }.map { scores[$0] }
        #expect(own.count == items.count && own.allSatisfy { !$0.isNaN })
        // What has a score stands before what only fills the list up.
        let scored = own.prefix { $0 != 0 }
        #expect(zip(scored, scored.dropFirst()).allSatisfy { $0 >= $1 })
        let taken = Set(profile.items)
        for (place, item) in model.fallback.items.enumerated() {
          #expect(scores[place].isNaN == (exclusion == .seen && taken.contains(item)))
        }
      }
    }
  }
}
