import Interactions
import Recommenders
import Testing

@Suite("Sequential rules")
struct SequentialRulesTests {
  private func scores(_ parameters: SequentialRulesParameters, _ events: InteractionLog, _ known: Profile) -> [Int32:
    Float]
  {
    var scratch = ScoringScratch()
    let ranked = RecommenderSpecification(parameters).fit(log: events, before: .max)
      .rank(Array(0..<Int32(events.items.count)), for: known, at: 1_000, scratch: &scratch)
    return Dictionary(uniqueKeysWithValues: ranked.map { ($0.item, $0.score ?? -1) })
  }

  /// Two histories: 0 1 2 3 and 1 0 2.
  private let events = log([(0, 0, 1), (0, 1, 2), (0, 2, 3), (0, 3, 4), (1, 1, 1), (1, 0, 2), (1, 2, 3)])

  @Test("weigh followers by 1/gap over a shrunken total, by hand")
  func byHand() {
    var parameters = SequentialRulesParameters()
    (parameters.window, parameters.shrink, parameters.decay) = (2, 1, 0.5)
    // c(0, 1) = 1, c(0, 2) = 1/2 + 1, total 2.5; c(1, 0) = 1, c(1, 2) = 1 + 1/2, c(1, 3) = 1/2, total 3.
    let zero = scores(parameters, events, profile([(0, 1)]))
    #expect(abs(zero[1]! - 1 / 3.5) < 1e-6 && abs(zero[2]! - 1.5 / 3.5) < 1e-6 && zero[3] == 0)
    let both = scores(parameters, events, profile([(0, 1), (1, 2)]))
    #expect(abs(both[2]! - (1.5 / 4 + 0.5 * 1.5 / 3.5)) < 1e-6 && abs(both[3]! - 0.5 / 4) < 1e-6)
  }

  @Test("look no further than the window, and read no more of a profile than its newest events")
  func limits() {
    var parameters = SequentialRulesParameters()
    parameters.window = 1
    #expect(scores(parameters, events, profile([(0, 1)]))[3] == 0)
    parameters.window = 3
    #expect(scores(parameters, events, profile([(0, 1)]))[3]! > 0)
    parameters.historyLimit = 1
    let newest = scores(parameters, events, profile([(2, 1), (1, 2)]))
    #expect(newest == scores(parameters, events, profile([(1, 2)])))
  }

  @Test("know that what follows is not what went before")
  func direction() {
    let sequence = scores(SequentialRulesParameters(), log([(0, 0, 1), (0, 1, 2)]), profile([(1, 1)]))
    #expect(sequence[0] == 0)
  }

  @Test(
    "reach the published quality on MovieLens 1M, leave-last-out over all items",
    .enabled(if: hasData("ml-1m/sequence.txt"), "needs shared/data/ml-1m"))
  func movieLens() throws {
    let split = try LeaveLastOut(of: movieLensSequence())
    let (hitRate, ndcg) = split.quality(RecommenderSpecification(SequentialRulesParameters()))
    #expect(hitRate >= 0.265 && ndcg >= 0.155, "HR@10 \(hitRate), NDCG@10 \(ndcg)")
  }
}
