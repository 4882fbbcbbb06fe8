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
  package let caches: [CacheAdvice]
  package let prewarmings: [PrewarmingAdvice]
  /// Plans of several campaigns, for which no floor is searched.
  package let leftOut: [String]

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
    // A search tries some ten floors, a curve nine times to live, pre-warming six levels.
    try Run.refuseEndlessWork(resolved.demand.expectedRequests, plans: plans.count, runs: 25 * replications)
    let memory = MemoryEstimate(
      plans: plans, windows: resolved.demand.slots.count, users: resolved.demand.audience.users,
      pages: scenario.pages.names.count, replications: replications, threads: settings.threads)
    if let refusal = memory.refusal(limit: settings.memoryLimitBytes) { throw RunError(.tooLarge, refusal) }
    let trials = Trials(
      scenario: scenario, card: input.card, resolved: resolved, replications: replications,
      threads: settings.threads, level: settings.level, progress: progress)
    let months = PlanPlayer.months(from: resolved.demand.start, to: resolved.demand.end, scenario)
    var floors: [FloorAdvice] = []
    var caches: [CacheAdvice] = []
    var prewarmings: [PrewarmingAdvice] = []
    for plan in plans {
      let advice = try await FloorAdvice(
        plan, throttleLimit: throttleLimit ?? 1 - scenario.limits.servedShare,
        budget: budget ?? scenario.limits.monthlyCost?.approximate, trials: trials)
      if let advice { floors.append(advice) }
      if let cache = try await CacheAdvice(plan, users: resolved.demand.audience.users, trials: trials) {
        caches.append(cache)
      }
      if let prewarming = try await PrewarmingAdvice(plan, months: months, trials: trials) {
        prewarmings.append(prewarming)
      }
    }
    return Advice(
      scenario: scenario, currency: input.card.currency, replications: replications, level: settings.level,
      floors: floors, caches: caches, prewarmings: prewarmings,
      leftOut: plans.filter { $0.campaigns.count > 1 }.map(\.name))
  }
}
