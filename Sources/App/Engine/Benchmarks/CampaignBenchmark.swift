import Demand
import Measures
import Scenarios
import Serving

extension Benchmark {
  /// The campaign model with varying rate, capacity, throttling and ages.
  static let campaign = Benchmark(
    name: "campaign", summary: "a campaign's week: varying rate, capacity, throttling, retries, latencies, ages",
    unit: "requests/CPU s",
    peer: .queue(
      ["--c", "8", "--lambda", "6.4", "--arrivals", "inv", "--days", "7", "--windows", "1"], builds: [.optimised])
  ) { _ in
    let simulator = campaignSimulator()
    return {
      let counts = simulator.replication(0).counts
      return BenchmarkPass(units: counts.arrivals, check: "\(counts.servedByCampaign)")
    }
  }

  private static func campaignSimulator() -> Simulator {
    let month = CalendarMonth(year: 2026, month: 12)
    let audience = Audience(
      activity: Audience.logNormalActivity(users: 20_000, sigma: 1.2), anonymousShare: 0.05, newUserShare: 0.02)
    let weights: [Double] = (0..<24).map { hour in
      let sinceNine = Double((hour + 15) % 24)
      return 0.4 + 0.05 * sinceNine
    }
    let demand = DemandModel(
      start: month.start, end: month.start + .days(7), requestsPerDay: 300_000,
      shape: RateShape(daily: weights, weekly: [1, 1, 1, 1, 1, 0.7, 0.7]), utcOffset: .zero, monthlyGrowth: 0,
      bursts: [], audience: audience)
    let yaml = """
      demand: {users: 1 users, requestsPerDay: 1 req/day}
      horizon: {start: 2026-12}
      rateCard: none
      plans: {campaign: {kind: campaign, minProvisionedTPS: 4 TPS}}
      """
    // The plan comes from the same defaults as every scenario's.
    guard let plan = ScenarioReading.scenario(fromYAML: yaml, source: "bench", name: "bench").0?.plans.first else {
      preconditionFailure("the benchmark's own scenario is sound")
    }
    return Simulator(
      plan: plan, demand: demand,
      data: DataVolume(interactions: 1e6, interactionsPerDay: 1e4, bytesPerInteraction: 60, bytesPerListItem: 24),
      utcOffset: .zero, seed: 1)
  }
}
