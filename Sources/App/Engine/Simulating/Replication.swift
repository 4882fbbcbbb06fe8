import Demand
import Measures
import Pricing
import Scenarios
import Serving
import Statistics

/// What is kept of one replication of one plan: numbers, and its latencies as steps.
struct ReplicationRecord: Sendable {
  let counts: RequestCounts
  let latency: DistributionSteps
  let meanLatencyMilliseconds: Double
  /// Expected cost of a month, in the card's currency.
  let monthlyCost: Double
  let tpsHours: Double
  let peakProvisionedTPS: Double
  let jobs: Int
  /// Attempts refused in each hour of the local day.
  let throttledByHour: [Int]
  /// Highest rate of requests in any five minutes, a second.
  let peakRate: Double
}

/// One replication as it comes from playing, before its histograms are merged and let go.
struct PlayedReplication: Sendable {
  let record: ReplicationRecord
  let latency: Histogram
  let ages: Ages
  let arrivals: [Int32]
  /// Rows of the windows, empty unless asked for.
  let windowRows: String
  let failures: [(check: SimulationCheck, detail: String)]
  let gaps: [Meter]
}

/// Plays and prices one plan: what a piece of work of a simulation does.
struct PlanPlayer: Sendable {
  let simulator: Simulator
  let card: RateCard
  let terms: BillingTerms
  /// Months that the horizon has; parts of one where a trace is shorter.
  let months: Double

  init(_ plan: Plan, _ scenario: Scenario, _ resolved: ResolvedDemand, card: RateCard) {
    simulator = Simulator(
      plan: plan, demand: resolved.demand, data: resolved.data, front: scenario.front, pages: scenario.pages,
      utcOffset: scenario.utcOffset, seed: scenario.seed)
    self.card = card
    terms = scenario.billing.terms
    months = PlanPlayer.months(from: resolved.demand.start, to: resolved.demand.end, scenario)
  }

  /// The scenario's months where the demand spans them, else the horizon's hours over 730 (a year's by twelve).
  static func months(from start: Instant, to end: Instant, _ scenario: Scenario) -> Double {
    start == scenario.startInstant && end == scenario.endInstant ? Double(scenario.months) : (end - start).hours / 730
  }

  func play(_ replication: Int, writesWindows: Bool) throws(PricingError) -> PlayedReplication {
    let outcome = simulator.replication(replication)
    let bill = try Bill(pricing: outcome.usage, with: card, terms: terms)
    let windows = WindowTable(outcome)
    let tpsHours = windows.billed.reduce(Quantity.zero) { $0 + $1.tpsHours }
    // Merged anew at each call.
    let latency = outcome.latencyMilliseconds
    return PlayedReplication(
      record: ReplicationRecord(
        counts: outcome.counts, latency: DistributionSteps(latency), meanLatencyMilliseconds: latency.mean ?? 0,
        monthlyCost: bill.total.expected.approximate / months, tpsHours: tpsHours.approximate,
        peakProvisionedTPS: outcome.peakProvisionedTPS, jobs: outcome.jobs,
        throttledByHour: windows.throttledByHour(utcOffset: simulator.utcOffset), peakRate: windows.peakRate),
      latency: latency, ages: outcome.ages, arrivals: windows.windows.arrivals,
      windowRows: writesWindows ? windows.rows(plan: simulator.plan.name, replication: replication) : "",
      failures: SimulationCheck.failures(outcome, bill, card: card, simulator: simulator), gaps: bill.gaps)
  }
}
