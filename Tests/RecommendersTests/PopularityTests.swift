import Interactions
import Recommenders
import Testing

@Suite("Popularity")
struct PopularityTests {
  private func ranking(_ specification: RecommenderSpecification, _ events: InteractionLog) -> [Int32] {
    var scratch = ScoringScratch()
    let model = specification.fit(log: events, before: .max)
    return model.recommend(to: .unknown, at: .max, count: 100, exclusion: .none, scratch: &scratch)
  }

  @Test("counts users, not their repeats")
  func distinctUsers() {
    // Item 0: one user five times; item 1: two users once each; item 2: three users.
    let events = log(
      (0..<5).map { second -> Event in (0, 0, Int64(second)) } + [
        (1, 1, 0), (2, 1, 1), (0, 2, 0), (1, 2, 0), (2, 2, 0),
      ])
    #expect(ranking(.popular, events) == [2, 1, 0])
  }

  @Test("halves the weight of an event every half-life")
  func decay() {
    let day: Int64 = 86_400
    // At a half-life of 2 days: item 0 three events of 4 days ago, 3/4; item 1 one event now, 1; item 2 one event of
    // 2 days ago and one of 4, 3/4, a tie with item 0.
    let events = log([
      (0, 0, 0), (1, 0, 0), (2, 0, 0), (0, 2, 0), (0, 2, 2 * day), (0, 1, 4 * day),
    ])
    #expect(ranking(.decayedPopular(halfLifeDays: 2), events) == [1, 0, 2])
    #expect(ranking(.decayedPopular(halfLifeDays: 1), events) == [1, 2, 0])
    #expect(ranking(.decayedPopular(halfLifeDays: 1_000), events) == [0, 2, 1])
  }
}
