import Interactions
import Randomness
import Statistics

/// Quality of hybrids by the share of users who are sent to real time; users are ranked on the first half of the held-out
/// time, and everything is scored on the second. Each request scores as the batch or as the campaign for all would have: a
/// campaign for some throttles less, if it throttles at all.
enum HybridCurve {
  /// Shares of the users that are tried.
  static let shares: [Double] = [0, 0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.5, 0.75, 1]

  /// - Parameters:
  ///   - batch, live: on all requests.
  ///   - costs: of a hybrid at each share, the most active users first; empty without.
  static func points(
    batch: ReplayCourse, live: ReplayCourse, scores: ListScores, segments: ReplaySegments, requests: HeldOutRequests,
    sendsUnknownUsers: Bool, costs: [Double?], resamples: Int, stream: RandomStream
  ) -> [DecisionNumbers.HybridPoint] {
    let stored = scores.of(batch.places).map(\.ndcg)
    let answered = scores.of(live.places).map(\.ndcg)
    var gains = [Double](repeating: 0, count: segments.firstHalfRequests.count)
    for position in 0..<requests.count where !segments.isSecondHalf(position) {
      gains[Int(requests.users[position])] += answered[position] - stored[position]
    }
    let active = segments.firstHalfRequests.indices.filter { segments.firstHalfRequests[$0] > 0 }
    let byActivity = active.sorted {
      (segments.firstHalfRequests[$1], $0) < (segments.firstHalfRequests[$0], $1)
    }
    let byGain = active.sorted { gains[$0] != gains[$1] ? gains[$0] > gains[$1] : $0 < $1 }
    let second = (0..<requests.count).filter { segments.isSecondHalf($0) }
    let users = second.map { requests.users[$0] }
    var columns: [[Double]] = []
    var requestShares: [Double] = []
    for order in [byActivity, byGain] {
      for share in shares {
        var isLive = [Bool](repeating: share >= 1, count: gains.count)
        for user in order.prefix(Int((share * Double(order.count)).rounded())) { isLive[user] = true }
        let routes = second.map { position in
          isLive[Int(requests.users[position])] || (sendsUnknownUsers && !batch.isKnownToJob[position])
        }
        columns.append(zip(second, routes).map { $1 ? answered[$0] : stored[$0] })
        requestShares.append(Double(routes.count { $0 }) / Double(max(1, routes.count)))
      }
    }
    guard
      let means = UserMeans(
        columns, requestUsers: users, chosen: Array(second.indices), resamples: resamples, stream: stream)
    else { return [] }
    return shares.indices.map { index in
      DecisionNumbers.HybridPoint(
        userShare: shares[index], requestShare: requestShares[index],
        monthlyCost: index < costs.count ? costs[index] : nil, ndcg: means.mean(index),
        more: means.difference(index, minus: 0), gainRequestShare: requestShares[shares.count + index],
        gainNDCG: means.mean(shares.count + index),
        gainMore: means.difference(shares.count + index, minus: shares.count))
    }
  }
}

extension DecisionNumbers {
  /// From each plan to the next dearer one that costs more.
  static func steps(
    _ plans: [ReplayedPlan], _ differences: [(first: Int, second: Int, ndcg: Interval)]
  ) -> [Step] {
    let order = plans.indices.filter { plans[$0].monthlyCost != nil }.sorted {
      (plans[$0].monthlyCost ?? 0, $0) < (plans[$1].monthlyCost ?? 0, $1)
    }
    return zip(order, order.dropFirst()).compactMap { from, to in
      let cost = (plans[to].monthlyCost ?? 0) - (plans[from].monthlyCost ?? 0)
      guard let pair = differences.first(where: { $0.first == min(from, to) && $0.second == max(from, to) }) else {
        return nil
      }
      let ndcg =
        pair.first == to
        ? pair.ndcg : Interval(value: -pair.ndcg.value, low: -pair.ndcg.high, high: -pair.ndcg.low)
      return Step(from: from, to: to, costDifference: cost, ndcgDifference: ndcg)
    }
  }
}
