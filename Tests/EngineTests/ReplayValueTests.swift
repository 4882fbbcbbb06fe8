import Engine
import Foundation
import InteractionStore
import Interactions
import Measures
import Randomness
import Statistics
import TestSupport
import Testing

@Suite("Values of a replay") struct ReplayValueTests {
  @Test("Shapley values: by hand, of an additive game, and always summing to the whole") func shapley() {
    // Glove game: players 0 and 1 have a left glove, player 2 a right one; a pair is worth 1. Known values 1/6, 1/6, 2/3.
    let gloves = LossSplit.shapley([0, 0, 0, 0, 0, 1, 1, 1])
    #expect(abs(gloves.0 - 1.0 / 6) < 1e-12 && abs(gloves.1 - 1.0 / 6) < 1e-12 && abs(gloves.2 - 2.0 / 3) < 1e-12)
    let additive = LossSplit.shapley(
      (0..<8).map { set in
        (set & 1 > 0 ? 0.25 : 0) + (set & 2 > 0 ? -0.5 : 0) + (set & 4 > 0 ? 2 : 0)
      })
    #expect(abs(additive.0 - 0.25) < 1e-12 && abs(additive.1 + 0.5) < 1e-12 && abs(additive.2 - 2) < 1e-12)
    var stream = RandomStream(seed: 11, name: "shapley")
    for _ in 0..<100 {
      let values = (0..<8).map { _ in stream.uniform() }
      let parts = LossSplit.shapley(values)
      #expect(abs(parts.0 + parts.1 + parts.2 - (values[7] - values[0])) < 1e-12, "seed 11")
    }
  }

  @Test("the parts of a loss sum to it, in every segment; a campaign without delay has no age of profiles") func parts()
    async throws
  {
    let input = try input(
      smallScenario.replacing("campaign: {kind: campaign}", with: "campaign: {kind: campaign, eventDelay: 0 s}"))
    var settings = ReplaySettings(threads: 2)
    settings.curveRequests = 400
    let result = try await LogReplay.outcome(of: input, settings: settings).result
    #expect(result.losses.map(\.plan) == ["batch", "campaign", "hybrid"])
    for split in result.losses {
      #expect(split.parts.count >= 4)
      for part in split.parts {
        let sum = part.model.value + part.profile.value + part.catalogue.value + part.fallback.value
        #expect(abs(sum - part.total.value) < 1e-12)
        #expect(abs(part.fresh.value - part.served.value - part.total.value) < 1e-12)
      }
    }
    #expect(result.losses[1].parts.allSatisfy { $0.profile.value == 0 })
    #expect(result.losses[0].parts[0].profile.value > 0)
    let curve = try #require(result.freshness)
    #expect(
      curve.points.compactMap(\.periodHours) == [1, 3, 6, 12, 24, 48, 168] && curve.points.last?.periodHours == nil)
    // The plan of every 24 hours is the scenario's batch.
    #expect(curve.points[4].ndcg[0]?.value == result.losses[0].parts[0].served.value)
    let (all, known, unknown) = (curve.sizes[0], curve.sizes[1], curve.sizes[2])
    #expect(
      all.requests == 400 && known.requests + unknown.requests == curve.sizes[3].requests + curve.sizes[4].requests)
    #expect(abs(known.requests + unknown.requests - 200) <= 5)
  }

  @Test("a point's cost is that of the difference, with its range; none where the quality may be none") func cost() {
    let step = DecisionNumbers.Step(
      from: 0, to: 1, costDifference: 300, ndcgDifference: Interval(value: 0.03, low: 0.02, high: 0.06))
    #expect(step.costPerPoint?.value == 100 && step.costPerPoint?.low == 50 && step.costPerPoint?.high == 150)
    let unsure = DecisionNumbers.Step(
      from: 0, to: 1, costDifference: 300, ndcgDifference: Interval(value: 0.03, low: -0.01, high: 0.06))
    #expect(unsure.costPerPoint == nil)
  }

  @Test("an option is taken by the stated rule") func choice() {
    func option(_ cost: Double?, _ ndcg: Double) -> DecisionNumbers.Option {
      .init(
        name: "", setting: 0, monthlyCost: cost, ndcg: Interval(value: ndcg, low: ndcg, high: ndcg),
        lossToBest: Interval(value: 0, low: 0, high: 0))
    }
    let options = [option(100, 0.30), option(20, 0.28), option(5, 0.20), option(nil, 0.31)]
    let cheapest = DecisionNumbers.Choice(options, pointValue: nil, qualityOfBest: 0.9)
    #expect(cheapest.best == 3 && cheapest.chosen == 1)
    // At 50 a point: 1500 − 100, 1400 − 20, 1000 − 5.
    #expect(DecisionNumbers.Choice(options, pointValue: 50, qualityOfBest: 0.9).chosen == 0)
    #expect(DecisionNumbers.Choice(options, pointValue: 1, qualityOfBest: 0.9).chosen == 2)
    let equal = [option(7, 0.1), option(7, 0.3), option(7, 0.2)]
    #expect(DecisionNumbers.Choice(equal, pointValue: nil, qualityOfBest: 0.1).chosen == 1)
    #expect(DecisionNumbers.Choice([], pointValue: nil, qualityOfBest: 0.9).chosen == nil)
  }

  @Test("sittings of rating are told from visits, one-time buyers judged as neither") func sittings() {
    func histories(_ times: [[Int64]], items: [Int] = [0, 1, 2, 3, 4, 5]) -> UserHistories {
      let users = times.indices.flatMap { user in times[user].map { _ in Int32(user) } }
      return UserHistories(
        of: InteractionLog(
          users: times.indices.map { "\($0)" }, items: (0..<6).map { "\($0)" }, eventTypes: [""], userIDs: users,
          itemIDs: times.flatMap { $0.indices.map { Int32(items[$0]) } }, timestamps: times.flatMap { $0 },
          eventTypeIDs: users.map { _ in 0 },
          values: users.map { _ in .nan }))
    }
    let sitting: [Int64] = [0, 10, 20, 30, 40, 3640]
    let visits: [Int64] = [0, 86_400, 2 * 86_400, 3 * 86_400, 4 * 86_400]
    let once: [Int64] = [5, 5, 5, 5, 5, 5]
    #expect(RatingSittings(of: histories([sitting, sitting, visits])).isRatingLog)
    #expect(!RatingSittings(of: histories([sitting, visits, visits])).isRatingLog)
    // Who takes an item again clicks, and does not rate.
    #expect(!RatingSittings(of: histories([sitting, sitting, visits], items: [0, 1, 0, 1, 0, 1])).isRatingLog)
    let shop = RatingSittings(of: histories([once, once, once, visits]))
    #expect(shop.users == 1 && shop.inOneSittingShare == 0)
    #expect(!RatingSittings(of: histories([once])).isRatingLog)
    #expect(!RatingSittings(of: histories([[0, 10, 20, 30, 40, 3641]])).isRatingLog)
  }

  @Test(
    "MovieLens is a log of sittings, Online Retail II one of visits",
    .enabled(if: RealLogs.areThere, "needs ../shared/data"),
    arguments: [("ml-100k/u.data", true), ("online-retail-ii/interactions.csv", false)])
  func realSittings(name: String, isRating: Bool) throws {
    let log = try loadLog(path: RealLogs.folder.appending(path: name).path, format: nil).log
    #expect(RatingSittings(of: UserHistories(of: log)).isRatingLog == isRating)
  }
}

private enum RealLogs {
  static let folder = ProjectFiles.root.appending(path: "../shared/data")
  static let areThere = ["ml-100k/u.data", "online-retail-ii/interactions.csv"].allSatisfy {
    FileManager.default.fileExists(atPath: folder.appending(path: $0).path)
  }
}
