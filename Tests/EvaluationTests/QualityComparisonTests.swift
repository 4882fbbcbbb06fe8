import Evaluation
import Interactions
import Randomness
import RealModule
import Statistics
import Testing

@Suite("Quality of plans")
struct QualityComparisonTests {
  private let stream = RandomStream(seed: 7, name: "tests/quality")
  /// User 5 asks three times, users 6 and 7 once each; the request without truth does not count.
  private let asked = requests([5, 6, 5, 7, 5, 6], [[1], [2], [3], [4], [5], []])

  private func comparison(_ plans: [(String, [[Int32]])], slices: [RequestSlice] = []) throws -> QualityComparison {
    try #require(
      QualityComparison(
        plans: plans.map { ($0.0, RequestScores(lists: RankedLists($0.1), requests: asked, k: 2)) }, slices: slices,
        stream: stream))
  }
  private let truthful: [[Int32]] = [[1], [2], [3], [4], [5], [9]]
  private let half: [[Int32]] = [[1], [9], [9], [4], [8, 5], [9]]

  @Test("a plan that knows the truth scores 1, one that lists nothing 0, both without doubt")
  func extremes() throws {
    let quality = try comparison([("truth", truthful), ("nothing", [[], [], [], [], [], []])]).overall
    for metric in [Metric.ndcg, .recall, .hitRate, .reciprocalRank] {
      #expect(quality.mean(metric, plan: 0) == Interval(value: 1, low: 1, high: 1))
      #expect(quality.mean(metric, plan: 1) == Interval(value: 0, low: 0, high: 0))
      #expect(quality.difference(metric, plan: 0, minus: 1) == Interval(value: 1, low: 1, high: 1))
    }
    #expect(quality.mean(.precision, plan: 0).value == 0.5)
  }

  @Test("means go over requests with truth, or over users where asked")
  func estimands() throws {
    let quality = try comparison([("half", half)]).overall
    #expect(quality.requestCount == 5 && quality.userCount == 3)
    // Hits: user 5 two of three requests, user 6 none of one, user 7 one of one.
    #expect(isClose(quality.mean(.hitRate, plan: 0).value, 3.0 / 5))
    #expect(isClose(quality.userWeightedMean(.hitRate, plan: 0), (2.0 / 3 + 0 + 1) / 3))
    #expect(isClose(quality.mean(.reciprocalRank, plan: 0).value, 2.5 / 5))
    let interval = quality.mean(.hitRate, plan: 0)
    #expect(interval.low < interval.value && interval.value < interval.high)
  }

  @Test("the table of users adds up to the means")
  func userRows() throws {
    let quality = try comparison([("truth", truthful), ("half", half)]).overall
    let rows = quality.userRows
    #expect(rows.map(\.user) == [5, 6, 7] && rows.map(\.requestCount) == [3, 1, 1])
    for plan in 0...1 {
      for (index, metric) in Metric.allCases.enumerated() {
        let sum = rows.reduce(0) { $0 + $1.means[plan][index] * Double($1.requestCount) }
        #expect(isClose(sum / 5, quality.mean(metric, plan: plan).value))
      }
    }
  }

  @Test("slices hold their own requests, and empty ones are left out")
  func slices() throws {
    let slices = RequestSlice.slices(names: ["a", "b", "c", "d"], labels: [0, 1, 0, 1, 0, 3])
    let result = try comparison([("half", half)], slices: slices)
    #expect(result.slices.map(\.name) == ["a", "b"])
    #expect(result.slices.map(\.requestCount) == [3, 2] && result.slices.map(\.userCount) == [1, 2])
    #expect(isClose(result.slices[0].mean(.hitRate, plan: 0).value, 2.0 / 3))
    #expect(isClose(result.slices[1].mean(.hitRate, plan: 0).value, 1.0 / 2))
  }

  @Test("users are known by an event before the cut")
  func knownUsers() {
    let events = log([(0, 0, 1), (1, 0, 10), (0, 1, 11)])
    let held = HeldOutRequests(of: events, from: 10)
    let slices = RequestSlice.knownAndUnknownUsers(held, histories: UserHistories(of: events), cut: 10)
    #expect(slices.map(\.isMember) == [[false, true], [true, false]])
  }

  @Test("two equal plans do not differ, and their ratio is one, in every resample")
  func paired() throws {
    let quality = try comparison([("a", half), ("b", half)]).overall
    #expect(quality.difference(.recall, plan: 0, minus: 1) == Interval(value: 0, low: 0, high: 0))
    #expect(quality.ratio(.recall, plan: 0, over: 1) == Interval(value: 1, low: 1, high: 1))
  }

  @Test("is nothing where no request has a truth")
  func noTruth() {
    let empty = requests([1, 2], [[], []])
    let scores = RequestScores(lists: RankedLists([[1], [2]]), requests: empty, k: 1)
    #expect(QualityComparison(plans: [("a", scores)], stream: stream) == nil)
  }

  @Test("intervals hold the true mean about as often as they say, though users' requests are alike")
  func coverage() throws {
    // 120 users ask 1–9 times; user u hits with probability p(u), drawn once: 0.2 or 0.8, so the true mean is 0.5.
    // Requests taken for independent would give intervals too short (coverage near 0.75 here).
    var stream = RandomStream(seed: 3, name: "tests/quality/coverage")
    let experiments = 300
    var covered = 0
    var halfLower = 0
    for experiment in 0..<experiments {
      var users: [Int32] = []
      var lists: [[Int32]] = []
      for user in 0..<Int32(120) {
        let probability = stream.uniform() < 0.5 ? 0.2 : 0.8
        for _ in 0...stream.integer(below: 9) {
          users.append(user)
          lists.append(stream.uniform() < probability ? [1] : [2])
        }
      }
      let asked = requests(users, users.map { _ in [1] })
      let scores = RequestScores(lists: RankedLists(lists), requests: asked, k: 1)
      let quality = try #require(
        QualityComparison(
          plans: [("p", scores)], resamples: 300,
          stream: RandomStream(seed: 4, name: "tests/quality/bootstrap", index: experiment)))
      let interval = quality.overall.mean(.hitRate, plan: 0)
      if interval.low <= 0.5 && 0.5 <= interval.high { covered += 1 }
      if interval.value < 0.5 { halfLower += 1 }
    }
    // 0.95 less 0.01 for the percentile method at 120 clusters; ± 3 standard errors of 300 experiments.
    let share = Double(covered) / Double(experiments)
    #expect(share > 0.90 && share < 0.985, "\(share)")
    #expect((110...190).contains(halfLower))
  }

  @Test("most-popular's score on a small split is the hand count")
  func mostPopular() throws {
    // Before second 10: item 0 three users, item 1 two, item 2 one. Everyone is shown [0, 1].
    let events = log([
      (0, 0, 1), (1, 0, 2), (2, 0, 3), (0, 1, 4), (1, 1, 5), (0, 2, 6),
      (0, 1, 10), (0, 2, 10), (1, 2, 11), (3, 0, 12), (1, 1, 13), (1, 1, 13),
    ])
    let held = HeldOutRequests(of: events, from: 10)
    #expect(held.count == 4)
    let lists = RankedLists([[Int32]](repeating: [0, 1], count: 4))
    let scores = RequestScores(lists: lists, requests: held, k: 2)
    let second = 1 / Double.log2(3)
    // {1, 2}: hit at 2 of an ideal of two; {2}: none; {0}: at 1; {1}: at 2.
    let expected = [second / (1 + second), 0, 1, second]
    for (value, hand) in zip(scores.values(.ndcg), expected) { #expect(isClose(value, hand)) }
    #expect(scores.values(.recall) == [0.5, 0, 1, 1])
    #expect(scores.values(.precision) == [0.5, 0, 0.5, 0.5])
    let coverage = CatalogueCoverage(of: lists, k: 2, catalogue: CatalogueCoverage.catalogue(of: events, before: 10))
    #expect(coverage.recommendedItems == 2 && coverage.catalogueItems == 3)
  }
}
