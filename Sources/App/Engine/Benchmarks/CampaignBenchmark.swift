import Demand
import Glibc
import Measures
import RealModule
import Scenarios
import Serving

extension Benchmark {
  /// The whole campaign model over 30 days at 20 requests a second.
  static let campaign = Benchmark(
    name: "campaign",
    summary:
      "30 days of a campaign at 20 requests a second: varying rate, capacity, throttling, retries, latencies, ages",
    unit: "requests/CPU s",
    // A plain queue of eight servers over the same days: its arrivals vary too, and it counts by five minutes.
    peer: .queue(
      ["--c", "8", "--lambda", "20", "--mean", "0.2", "--arrivals", "inv", "--days", "30", "--windows", "1"],
      builds: [.optimised, .fastMath])
  ) { _ in
    let simulator = campaignSimulator(days: 30)
    return {
      let counts = simulator.replication(0).counts
      return BenchmarkPass(
        units: counts.arrivals,
        check: "\(counts.arrivals) requests, \(counts.throttledAttempts) throttled, \(counts.unaccounted) unaccounted",
        figures: ["peakMemoryMB": peakMemoryMB])
    }
  }

  /// Replications of a week on two threads, beside the same on one.
  static let campaignThreads = Benchmark(
    name: "campaign-threads", summary: "four replications of a campaign's week on two threads", unit: "requests/s",
    clock: .elapsedTime, reference: ("the same on one thread", { _ in campaignWeeks(threads: 1) })
  ) { _ in campaignWeeks(threads: 2) }

  private static func campaignWeeks(threads: Int) -> BenchmarkWork {
    let simulator = campaignSimulator(days: 7)
    return {
      let arrivals = onThreads(threads, pieces: 4) { simulator.replication($0).counts.arrivals }
      return BenchmarkPass(units: arrivals.reduce(0, +), check: "\(arrivals)")
    }
  }

  /// 20 requests a second on average with a daily and a weekly wave, and a push message a day that is too much at once.
  private static func campaignSimulator(days: Int) -> Simulator {
    let start = CalendarMonth(year: 2026, month: 11).start
    let audience = Audience(
      activity: Audience.logNormalActivity(users: 20_000, sigma: 1.2), anonymousShare: 0.05, newUserShare: 0.02)
    let shape = RateShape(
      daily: (0..<24).map { 1 + 0.6 * Double.sin(2 * .pi * (Double($0) - 9) / 24) }, weekly: [1, 1, 1, 1, 1, 0.7, 0.7])
    let bursts = (0..<days).map { day in
      Burst(
        start: start + .days(Double(day)) + .hours(18), duration: .minutes(10), factor: 4, ramp: .minutes(1),
        decay: .minutes(20))
    }
    let demand = DemandModel(
      start: start, end: start + .days(Double(days)), requestsPerDay: 20 * 86_400, shape: shape, utcOffset: .zero,
      monthlyGrowth: 0, bursts: bursts, audience: audience)
    let yaml = """
      demand: {users: 20000 users, requestsPerDay: 1 req/day}
      horizon: {start: 2026-11}
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

  /// The most memory that this process has held so far, in MB.
  private static var peakMemoryMB: Double {
    var usage = rusage()
    getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
    return (Double(usage.ru_maxrss) / 1024).rounded()
  }
}
