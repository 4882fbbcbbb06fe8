import Evaluation
import Measures
import Pricing
import Scenarios
import Serving
import Statistics

/// One limit of the scenario, and how a plan stands to it.
package struct LimitCheck: Sendable {
  /// Which of the scenario's limits.
  package enum Limit: String, Sendable, CaseIterable {
    case monthlyCost, p99Latency, profileAge, served, qualityOfBest
  }
  package let limit: Limit
  /// The plan's value and the limit, as text with units.
  package let value: String
  package let bound: String
  /// Whether the point value holds the limit.
  package let isHeld: Bool
  /// Whether the whole interval is on the same side of it.
  package let isCertain: Bool
}

/// Which plan to buy, by a rule that is stated: the cheapest of those that hold every limit; of equally cheap ones, the
/// better in NDCG.
package struct Decision: Sendable {
  /// Checks by plan, in the plans' order.
  package let checks: [[LimitCheck]]
  /// Position of the plan to buy; nil where no plan holds every limit.
  package let winner: Int?
  /// The next cheapest plan that holds every limit.
  package let runnerUp: Int?
  /// Plans that no other beats in both cost and NDCG, ascending in cost; those with a missing price have no cost to compare.
  package let frontier: [Int]
  /// The plan with the highest NDCG.
  package let best: Int
  /// Plans that would win if less quality were asked, with the highest share of the best plan's NDCG at which each does;
  /// descending.
  package let winnersAtLowerQuality: [(plan: Int, share: Double)]

  init(_ plans: [PlanResult], limits: Limits, quality: SliceQuality) {
    let ndcg = plans.indices.map { quality.mean(.ndcg, plan: $0).value }
    let best = plans.indices.max { (ndcg[$0], -$0) < (ndcg[$1], -$1) } ?? 0
    self.best = best
    checks = plans.indices.map { Decision.checks(plans[$0], $0, limits: limits, quality: quality, best: best) }
    let order = plans.indices.sorted { a, b in
      let (costA, costB) = (plans[a].cost.monthly.expected, plans[b].cost.monthly.expected)
      return costA != costB ? costA < costB : (ndcg[a], b) > (ndcg[b], a)
    }
    let checks = checks
    let held = order.filter { plan in checks[plan].allSatisfy(\.isHeld) && !plans[plan].cost.bill.isPartial }
    winner = held.first
    runnerUp = held.dropFirst().first
    let ratios = plans.indices.map { quality.ratio(.ndcg, plan: $0, over: best).value }
    // Ascending in cost: each plan that fails by quality alone, unless a cheaper one would win at the same limit.
    var cheaper: [(plan: Int, share: Double)] = []
    for plan in order where plan != winner {
      if let winner, plans[plan].cost.monthly.expected >= plans[winner].cost.monthly.expected { break }
      let failed = checks[plan].filter { !$0.isHeld }.map(\.limit)
      guard failed == [.qualityOfBest], !plans[plan].cost.bill.isPartial, ratios[plan].isFinite,
        cheaper.allSatisfy({ $0.share < ratios[plan] })
      else { continue }
      cheaper.append((plan, ratios[plan]))
    }
    winnersAtLowerQuality = cheaper.reversed()
    var frontier: [Int] = []
    for plan in order where !plans[plan].cost.bill.isPartial && frontier.allSatisfy({ ndcg[$0] < ndcg[plan] }) {
      frontier.append(plan)
    }
    self.frontier = frontier
  }

  private static func checks(_ plan: PlanResult, _ index: Int, limits: Limits, quality: SliceQuality, best: Int)
    -> [LimitCheck]
  {
    var checks: [LimitCheck] = []
    let cost = plan.cost.monthly
    if let limit = limits.monthlyCost, limit.currency == cost.expected.currency {
      checks.append(
        LimitCheck(
          limit: .monthlyCost, value: "\(Format.money(cost.expected)) \(limit.currency)",
          bound: "≤ \(Format.money(limit)) \(limit.currency)", isHeld: cost.expected <= limit,
          isCertain: (cost.low <= limit) == (cost.high <= limit)))
    }
    if let limit = limits.p99LatencyMilliseconds {
      // Without a request there is no latency, and so none too long.
      let p99 = plan.serving.p99
      checks.append(
        LimitCheck(
          limit: .p99Latency, value: Format.milliseconds(p99), bound: "≤ \(Format.milliseconds(limit))",
          isHeld: p99.map { $0.value <= limit } ?? true,
          isCertain: p99.map { ($0.low <= limit) == ($0.high <= limit) } ?? false))
    }
    if let limit = limits.profileAge {
      // A plan that never answers from a profile has no fresh one.
      let age = plan.serving.ages.profileHours.quantile(0.5)
      checks.append(
        LimitCheck(
          limit: .profileAge, value: Format.hours(age), bound: "≤ \(Format.hours(limit.hours))",
          isHeld: age.map { $0 <= limit.hours } ?? false, isCertain: true))
    }
    let served = 1 - plan.serving.unservedShare
    checks.append(
      LimitCheck(
        limit: .served, value: Format.percent(served, 2), bound: "≥ \(Format.percent(limits.servedShare, 2))",
        isHeld: served >= limits.servedShare, isCertain: true))
    let ratio = quality.ratio(.ndcg, plan: index, over: best)
    // Where no plan hits anything the ratio is no number: nothing is known of quality, and no limit on it is held.
    checks.append(
      LimitCheck(
        limit: .qualityOfBest, value: Format.percent(ratio.value), bound: "≥ \(Format.percent(limits.qualityOfBest))",
        isHeld: ratio.value >= limits.qualityOfBest,
        isCertain: (ratio.low >= limits.qualityOfBest) == (ratio.high >= limits.qualityOfBest)))
    return checks
  }
}

/// Everything known of one plan.
package struct PlanResult: Sendable {
  package let name: String
  /// `batch`, `campaign`, `hybrid`, `recommender`, `own` or `popular`.
  package let kind: String
  package let serving: PlanServing
  package let cost: PlanCost
  package let effort: Effort?
}
