import Demand
import Interactions
import Measures
import Scenarios
import Serving
import Statistics

/// A plan played: replications at the stated demand, and one run at each end of the uncertain inputs.
package struct PlanServing: Sendable {
  /// Usage of the first replication: what the bill is made of.
  package let usage: Usage
  /// Usage with demand and billed training-hours at their favourable ends.
  package let lowUsage: Usage
  /// Usage with demand and billed training-hours at their unfavourable ends.
  package let highUsage: Usage
  /// Latencies of all replications together.
  package let latencyMilliseconds: Histogram
  /// The same by the way that the answers took.
  package let latencies: RouteLatencies
  /// Mean of the replications' median and 99th percentile, with its 95 % interval.
  ///
  /// Nil where fewer than ten replications had a request at all.
  package let p50: Interval?
  package let p99: Interval?
  package let p999: Interval?
  /// Counts of all replications together.
  package let counts: RequestCounts
  package let ages: Ages
  /// Jobs in the horizon; attempts of them that failed, those given up, and those left out for one still ran.
  package let jobs: Int
  package let failedJobAttempts: Int
  package let jobsGivenUp: Int
  package let jobsSkipped: Int
  package let peakProvisionedTPS: Double

  /// Share of requests that ended without the answer that the plan has for them: throttled, late, stopped or failed.
  package var unservedShare: Double {
    let unserved = counts.fallbackThrottled + counts.fallbackLate + counts.fallbackStopped + counts.failed
    return counts.arrivals == 0 ? 0 : Double(unserved) / Double(counts.arrivals)
  }
}

/// Plays all plans of a scenario.
enum ServingRun {
  /// One result a plan, in order. The pieces of work and their seeds are fixed by the scenario, so the result does not
  /// depend on the number of cores.
  static func plans(
    _ scenario: Scenario, demand: DemandEnds, progress: @escaping @Sendable (RunProgress) -> Void
  ) async -> [PlanServing] {
    let jobs = scenario.plans.indices.flatMap { plan in
      (0..<scenario.replications).map { Job(plan: plan, end: .expected, replication: $0) }
        + [Job(plan: plan, end: .low, replication: 0), Job(plan: plan, end: .high, replication: 0)]
    }
    let outcomes = await inParallel(jobs.count, progress: { progress(RunProgress(stage: .serving, share: $0)) }) {
      var outcome = simulator(for: jobs[$0], scenario, demand).replication(jobs[$0].replication)
      // The counts of five minutes are for exports; a run of many months would keep them for each replication.
      outcome.windows = ServingWindows()
      return outcome
    }
    return scenario.plans.indices.map { plan in
      let own = zip(jobs, outcomes).filter { $0.0.plan == plan }
      return PlanServing(
        expected: own.filter { $0.0.end == .expected }.map(\.1), low: own.first { $0.0.end == .low }?.1,
        high: own.first { $0.0.end == .high }?.1)
    }
  }

  /// The first replication of each plan at the stated demand, in order.
  static func firstReplications(
    _ scenario: Scenario, demand: DemandEnds, progress: @escaping @Sendable (RunProgress) -> Void
  ) async -> [ServingOutcome] {
    await inParallel(
      scenario.plans.count, progress: { progress(RunProgress(stage: .serving, share: $0)) }
    ) { simulator(for: Job(plan: $0, end: .expected, replication: 0), scenario, demand).replication(0) }
  }

  private struct Job {
    enum End { case low, expected, high }
    let plan: Int
    let end: End
    let replication: Int
  }

  private static func simulator(for job: Job, _ scenario: Scenario, _ ends: DemandEnds) -> Simulator {
    let plan = scenario.plans[job.plan]
    let (resolved, played) =
      switch job.end {
      case .low: (ends.low, plan.with(billedHours: scenario.billedHours.low))
      case .expected: (ends.expected, plan)
      case .high: (ends.high, plan.with(billedHours: scenario.billedHours.high))
      }
    return Simulator(
      plan: played, demand: resolved.demand, data: resolved.data, front: scenario.front, pages: scenario.pages,
      utcOffset: scenario.utcOffset, seed: scenario.seed)
  }
}

/// Demand as stated, and at both ends of its uncertainty: users and requests move together.
struct DemandEnds {
  let low: ResolvedDemand
  let expected: ResolvedDemand
  let high: ResolvedDemand

  init(_ scenario: Scenario, log: InteractionLog) {
    low = ResolvedDemand(scenario, log: log, factor: 1 - scenario.demand.uncertainty)
    expected = ResolvedDemand(scenario, log: log)
    high = ResolvedDemand(scenario, log: log, factor: 1 + scenario.demand.uncertainty)
  }
}

extension Plan {
  /// The plan with so many billed hours a training; those of a recommender and of our own model are not billed.
  fileprivate func with(billedHours: Double) -> Plan {
    func priced(_ kind: Kind) -> Kind {
      switch kind {
      case .batch(var batch):
        batch.training.billedHours = billedHours
        return .batch(batch)
      case .campaign(var campaign):
        campaign.training.billedHours = billedHours
        return .campaign(campaign)
      case .campaigns(var group):
        for index in group.parts.indices { group.parts[index].settings.training.billedHours = billedHours }
        return .campaigns(group)
      case .hybrid(var batch, var campaign, let routing):
        batch.training.billedHours = billedHours
        campaign.training.billedHours = billedHours
        return .hybrid(batch, campaign, routing)
      case .recommender, .own, .popular: return kind
      }
    }
    return Plan(name: name, kind: priced(kind), cache: cache)
  }
}

extension PlanServing {
  fileprivate init(expected: [ServingOutcome], low: ServingOutcome?, high: ServingOutcome?) {
    var latency = Histogram()
    var routes = RouteLatencies()
    var counts = RequestCounts()
    var ages = Ages()
    let latencies = expected.map(\.latencyMilliseconds)
    for (outcome, own) in zip(expected, latencies) {
      latency.merge(own)
      routes.merge(outcome.latencies)
      counts.merge(outcome.counts)
      ages.merge(outcome.ages)
    }
    func overReplications(_ p: Double) -> Interval? {
      let quantiles = Summary(latencies.compactMap { $0.quantile(p) })
      return quantiles.count >= 10 ? quantiles.meanInterval(level: 0.95) : nil
    }
    let first = expected.first?.usage ?? Usage()
    self.init(
      usage: first, lowUsage: low?.usage ?? first, highUsage: high?.usage ?? first, latencyMilliseconds: latency,
      latencies: routes,
      p50: overReplications(0.5), p99: overReplications(0.99), p999: overReplications(0.999), counts: counts,
      ages: ages, jobs: expected.first?.jobs ?? 0, failedJobAttempts: expected.first?.failedJobAttempts ?? 0,
      jobsGivenUp: expected.first?.jobsGivenUp ?? 0, jobsSkipped: expected.first?.jobsSkipped ?? 0,
      peakProvisionedTPS: expected.map(\.peakProvisionedTPS).max() ?? 0)
  }
}
