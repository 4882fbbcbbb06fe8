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

  func play(_ replication: Int, writesWindows: Bool) throws(PricingError) -> PlayedReplication {
    let outcome = simulator.replication(replication)
    let bill = try Bill(pricing: outcome.usage, with: card, terms: terms)
    let windows = WindowTable(outcome, start: simulator.demand.start)
    let tpsHours = windows.campaigns.reduce(Quantity.zero) { $0 + $1.tpsHours }
    return PlayedReplication(
      record: ReplicationRecord(
        counts: outcome.counts, latency: DistributionSteps(outcome.latencyMilliseconds),
        meanLatencyMilliseconds: outcome.latencyMilliseconds.mean ?? 0,
        monthlyCost: bill.total.expected.approximate / months, tpsHours: tpsHours.approximate,
        peakProvisionedTPS: outcome.peakProvisionedTPS, jobs: outcome.jobs),
      latency: outcome.latencyMilliseconds, ages: outcome.ages, arrivals: windows.arrivals,
      windowRows: writesWindows ? windows.rows(plan: simulator.plan.name, replication: replication) : "",
      failures: SimulationCheck.failures(outcome, bill, windows, card: card), gaps: bill.gaps)
  }
}
