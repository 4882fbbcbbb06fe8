import Demand
import Measures
import Pricing
import Scenarios
import Serving
import Statistics

/// What a team could do better with the plans of its scenario.
package struct Advice: Sendable {
  package let scenario: Scenario
  package let currency: Currency
  package let replications: Int
  package let level: Double
  package let floors: [FloorAdvice]

  /// Tries variants of the scenario's plans.
  ///
  /// - Parameters:
  ///   - throttleLimit: highest share of requests throttled into the fallback; nil takes the scenario's limit.
  ///   - budget: a month's, in the card's currency; nil takes the scenario's limit, if there is one.
  ///   - progress: called with what is being tried.
  /// - Throws: `RunError` where the input does not allow it.
  package static func advice(
    for input: RunInput, settings: SimulationSettings, throttleLimit: Double? = nil, budget: Double? = nil,
    progress: @escaping @Sendable (String) -> Void = { _ in }
  ) async throws -> Advice {
    let scenario = input.scenario
    let plans = try Simulation.chosen(settings.plans, of: scenario)
    let resolved = ResolvedDemand(scenario, log: try Run.log(of: input))
    let replications = settings.length.first
    // A search tries some ten floors.
    try Run.refuseEndlessWork(resolved.demand.expectedRequests, plans: plans.count, runs: 10 * replications)
    let trials = Trials(
      scenario: scenario, card: input.card, resolved: resolved, replications: replications,
      threads: settings.threads, level: settings.level, progress: progress)
    var floors: [FloorAdvice] = []
    for plan in plans {
      let advice = try await FloorAdvice(
        plan, throttleLimit: throttleLimit ?? 1 - scenario.limits.servedShare,
        budget: budget ?? scenario.limits.monthlyCost?.approximate, trials: trials)
      if let advice { floors.append(advice) }
    }
    return Advice(
      scenario: scenario, currency: input.card.currency, replications: replications, level: settings.level,
      floors: floors)
  }
}
