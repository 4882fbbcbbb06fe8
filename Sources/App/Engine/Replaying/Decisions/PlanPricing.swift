import Demand
import Measures
import Pricing
import Scenarios
import Serving

/// Prices plans and variants of them over the scenario's horizon, as `recast run` prices its first replication.
struct PlanPricing: Sendable {
  private let scenario: Scenario
  private let resolved: ResolvedDemand
  private let card: RateCard

  init(_ input: RunInput) throws(RunError) {
    scenario = input.scenario
    resolved = ResolvedDemand(input.scenario, log: try Run.log(of: input))
    card = input.card
  }

  /// Mean of a month in the card's currency, for each plan; nil where a price is missing.
  func monthlyCosts(of plans: [Plan]) async throws(RunError) -> [Double?] {
    try Run.refuseEndlessWork(resolved.demand.expectedRequests, plans: plans.count, runs: 1)
    let costs = await inParallel(plans.count) { index -> Result<Double?, PricingError> in
      let usage = Simulator(
        plan: plans[index], demand: resolved.demand, data: resolved.data, front: scenario.front, pages: scenario.pages,
        utcOffset: scenario.utcOffset, seed: scenario.seed
      ).replication(0).usage
      return Result { () throws(PricingError) in
        let bill = try Bill(pricing: usage, with: card, terms: scenario.billing.terms)
        return bill.isPartial ? nil : bill.total.expected.approximate / Double(scenario.months)
      }
    }
    do {
      return try costs.map { cost throws(PricingError) in try cost.get() }
    } catch {
      throw RunError(.pricing, "\(error)")
    }
  }
}
