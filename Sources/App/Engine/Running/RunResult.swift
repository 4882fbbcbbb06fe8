import Demand
import Evaluation
import Interactions
import Measures
import Pricing
import Scenarios
import Serving

/// All that a run found out; the report and `facts.json` are made from it and from nothing else.
package struct RunResult: Sendable {
  package let scenario: Scenario
  package let card: RateCard
  package let origin: LogOrigin
  /// Events, users and items of the log after excluded event types.
  package let events: Int
  package let users: Int
  package let items: Int
  package let firstEvent: Instant
  package let lastEvent: Instant
  /// Expected requests over the horizon, and the highest expected rate.
  package let expectedRequests: Double
  package let peakRate: Double
  package let plans: [PlanResult]
  package let replay: ReplayResult
  package let decision: Decision
  package let breakEven: BreakEven?
  /// Everything the result rests on.
  package let ledger: [LedgerEntry]

  /// Whether a limit fails for every plan, or a price is missing: exit code 1.
  package var hasFailedCheck: Bool { decision.winner == nil || plans.contains { $0.cost.bill.isPartial } }
}

/// The main job: a plan turns demand into usage, a rate card usage into a bill, a replay the plan into quality.
package enum Run {
  /// Runs an input to its result.
  ///
  /// - Throws: `RunError` where the log is too small for what was asked, or an amount cannot be priced exactly.
  package static func result(
    of input: RunInput, progress: @escaping @Sendable (RunProgress) -> Void = { _ in }
  ) async throws(RunError) -> RunResult {
    let scenario = input.scenario
    let log = try log(of: input)
    let first = log.timestamps.first ?? 0
    let last = log.timestamps.last ?? 0
    let ends = DemandEnds(scenario, log: log)
    let resolved = ends.expected
    try refuseEndlessWork(
      resolved.demand.expectedRequests, plans: scenario.plans.count, runs: scenario.replications + 2)
    let servings = await ServingRun.plans(scenario, demand: ends, progress: progress)
    var plans: [PlanResult] = []
    var breakEven: BreakEven?
    do throws(PricingError) {
      for (plan, serving) in zip(scenario.plans, servings) {
        plans.append(
          PlanResult(
            name: plan.name, kind: plan.kindName, serving: serving,
            cost: try PlanCost(serving, card: input.card, terms: scenario.billing.terms, months: scenario.months),
            effort: scenario.effort[plan.kindName]))
      }
      breakEven = try BreakEven(
        plans: plans,
        stores: scenario.plans.map { StoreSize($0, demand: resolved.demand, data: resolved.data) },
        users: scenario.demand.users, requestsPerDay: scenario.demand.requestsPerDay, card: input.card,
        terms: scenario.billing.terms)
    } catch {
      throw RunError(.pricing, "\(error)")
    }
    let replay = try await Replay.run(input, log: log, progress: progress)
    return RunResult(
      scenario: scenario, card: input.card, origin: input.origin, events: log.count,
      users: Set(log.userIDs).count, items: Set(log.itemIDs).count, firstEvent: Instant(seconds: first),
      lastEvent: Instant(seconds: last), expectedRequests: resolved.demand.expectedRequests,
      peakRate: resolved.demand.peakRate, plans: plans, replay: replay,
      decision: Decision(plans, limits: scenario.limits, quality: replay.comparison.overall), breakEven: breakEven,
      ledger: scenario.ledger + resolved.measured)
  }

  /// The input's log without excluded event types, at least one event.
  static func log(of input: RunInput) throws(RunError) -> InteractionLog {
    let excluded = Set(input.scenario.excludedEventTypes.map { $0.lowercased() })
    let log = input.log.filtered { !excluded.contains($0.lowercased()) }
    guard log.count > 0 else {
      throw RunError(.logUnsuitable, "The log holds no event once the excluded event types are left out.")
    }
    return log
  }

  /// Some five million requests are played in a second on a core; beyond this number a run would take hours.
  private static let mostRequests = 2e10

  static func refuseEndlessWork(_ requests: Double, plans: Int, runs: Int) throws(RunError) {
    let all = requests * Double(plans) * Double(runs)
    guard all > mostRequests else { return }
    throw RunError(
      .tooLarge,
      "The scenario asks for \(Format.count(requests)) requests in each of \(runs) runs of \(plans) plans, "
        + "\(Format.count(all)) in all; \(Format.count(mostRequests)) is the limit. Lower demand.requestsPerDay, "
        + "horizon.months or replications.")
  }
}

extension Plan {
  /// `batch`, `campaign`, `hybrid`, `recommender`, `own` or `popular`, as scenarios write it.
  package var kindName: String {
    switch kind {
    case .batch: "batch"
    case .campaign, .campaigns: "campaign"
    case .hybrid: "hybrid"
    case .recommender: "recommender"
    case .own: "own"
    case .popular: "popular"
    }
  }
}
