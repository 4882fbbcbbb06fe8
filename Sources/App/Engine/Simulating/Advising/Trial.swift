import Demand
import Measures
import Pricing
import Scenarios
import Serving
import Statistics

/// Plays variants of plans on the same requests and the same luck, so that they differ by what was varied alone.
struct Trials {
  let scenario: Scenario
  let card: RateCard
  let resolved: ResolvedDemand
  let replications: Int
  let threads: Int
  let level: Double
  /// Called with a sentence about what is being tried.
  let progress: @Sendable (String) -> Void

  /// All replications of one variant.
  func play(_ plan: Plan, _ what: String) async throws -> SimulatedPlan {
    progress(what)
    let player = PlanPlayer(plan, scenario, resolved, card: card)
    var sum = PlanSum()
    try await inOrder(replications, threads: threads) {
      try player.play($0, writesWindows: false)
    } consume: { _, played in
      if let failure = played.failures.first {
        throw RunError(.checkFailed, "\(failure.check.title): \(failure.detail) (plan \(plan.name)).")
      }
      sum.add(played)
    }
    return sum.plan(plan, level: level)
  }
}

/// What a variant of a plan came to.
package struct TrialPoint: Sendable {
  /// Share of requests that ended with the fallback because of throttling.
  package let throttledShare: Interval
  package let monthlyCost: Interval
  package let p99Milliseconds: Interval?

  init?(_ plan: SimulatedPlan) {
    guard let share = plan.interval(.throttledShare), let cost = plan.interval(.monthlyCost) else { return nil }
    throttledShare = share
    monthlyCost = cost
    p99Milliseconds = plan.latency(0.99)?.interval
  }
}
