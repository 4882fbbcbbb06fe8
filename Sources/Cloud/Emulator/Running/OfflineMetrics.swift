import Evaluation
import Interactions
import Recommenders

/// What GetSolutionMetrics tells: a model that a tenth of the users never taught is asked about them.
///
/// Each test user's oldest 90 % of events are shown, and lists are judged by the newest 10 %. Source: developer guide,
/// "Evaluating a solution version", 2025; rounding, and which users, are our own: every tenth user with two events or more,
/// a thousand at most, and one event held out at least.
struct OfflineMetrics {
  /// By the service's names.
  let values: [(String, Double)]

  init(
    _ purpose: Recipe.Purpose, _ specification: RecommenderSpecification, _ exclusion: Exclusion, _ log: InteractionLog
  ) {
    let counts = log.userIDs.counts(below: log.users.count)
    let able = counts.indices.filter { counts[$0] >= 2 }
    let tested = Array(stride(from: 0, to: able.count, by: 10).prefix(1000).map { able[$0] })
    var isTested = [Bool](repeating: false, count: counts.count)
    for user in tested { isTested[user] = true }
    let kept = (0..<log.count).filter { !isTested[Int(log.userIDs[$0])] }
    guard !tested.isEmpty, !kept.isEmpty else {
      values = []
      return
    }
    let rest = log.events(at: kept)
    let model = specification.fit(TrainingData(rest, events: rest.count))
    let histories = UserHistories(of: log)
    var lists = RankedLists()
    var truths: [[Int32]] = []
    var scratch = ScoringScratch()
    for user in tested {
      let own = histories.profile(of: Int32(user), before: .max)
      let held = max(1, own.items.count / 10)
      let shown = Profile(items: own.items.dropLast(held), timestamps: own.timestamps.dropLast(held))
      let list =
        switch purpose {
        case .relatedItems, .userSegmentation:
          model.similarItems(to: shown.items.last ?? 0, count: 25, scratch: &scratch)
        case .popularItems:
          model.recommend(to: .unknown, at: .max, count: 25, exclusion: .none, scratch: &scratch)
        case .userPersonalization, .personalizedRanking, .actions:
          model.recommend(to: shown, at: .max, count: 25, exclusion: exclusion, scratch: &scratch)
        }
      lists.append(list)
      truths.append(Array(own.items.suffix(held)))
    }
    let requests = HeldOutRequests(
      users: tested.map(Int32.init), instants: [Int64](repeating: 0, count: tested.count), truths: truths)
    if purpose == .userSegmentation {
      values = Self.segmentation(model, histories, tested, log)
      return
    }
    var values: [(String, Double)] = [
      (
        "coverage",
        CatalogueCoverage(of: lists, k: 25, catalogue: [Bool](repeating: true, count: log.items.count)).share
      )
    ]
    func mean(_ metric: Metric, _ k: Int) -> Double {
      let scores = RequestScores(lists: lists, requests: requests, k: k).values(metric)
      return scores.reduce(0, +) / Double(scores.count)
    }
    values.append(("mean_reciprocal_rank_at_25", mean(.reciprocalRank, 25)))
    for k in [5, 10, 25] { values.append(("normalized_discounted_cumulative_gain_at_\(k)", mean(.ndcg, k))) }
    for k in [5, 10, 25] { values.append(("precision_at_\(k)", mean(.precision, k))) }
    self.values = values
  }

  /// Segments: for items that test users took last, whether those users are among the first hundredth of all by affinity.
  private static func segmentation(
    _ model: any Recommender, _ histories: UserHistories, _ tested: [Int], _ log: InteractionLog
  ) -> [(String, Double)] {
    var scratch = ScoringScratch()
    let first = max(1, log.users.count / 100)
    var (hits, recalls): ([Double], [Double]) = ([], [])
    var reached = Set<Int>()
    var takers: [Int32: Set<Int>] = [:]
    for user in tested {
      guard let item = histories.profile(of: Int32(user), before: .max).items.last else { continue }
      takers[item, default: []].insert(user)
    }
    for item in takers.keys.sorted().prefix(100) {
      let similar = model.similarItems(to: item, count: 100, scratch: &scratch)
      var weights = [Float](repeating: 0, count: log.items.count)
      for (rank, other) in similar.enumerated() { weights[Int(other)] = 1 / Float(rank + 1) }
      let scores = (0..<histories.userCount).map { user in
        // The last event of a test user is what is to be foretold.
        histories.profile(of: Int32(user), before: .max).items.dropLast(1).reduce(Float(0)) { $0 + weights[Int($1)] }
      }
      let best = scores.indices.sorted { scores[$0] != scores[$1] ? scores[$0] > scores[$1] : $0 < $1 }.prefix(first)
      let wanted = takers[item] ?? []
      let found = Double(best.count { wanted.contains($0) })
      hits.append(found)
      recalls.append(found / Double(max(1, wanted.count)))
      reached.formUnion(best)
    }
    func mean(_ values: [Double]) -> Double { values.isEmpty ? 0 : values.reduce(0, +) / Double(values.count) }
    return [
      ("coverage", Double(reached.count) / Double(max(1, log.users.count))), ("hits_at_1_percent", mean(hits)),
      ("recall_at_1_percent", mean(recalls)),
    ]
  }
}
