import Demand
import Measures
import Pricing
import Scenarios
import Serving
import Statistics

/// Serving alone: plans played over the horizon in independent replications, with the same luck for every plan.
package enum Simulation {
  /// The first line of `windows.csv`.
  package static let windowHeader = WindowTable.header

  /// - Parameters:
  ///   - windows: takes the rows of `windows.csv` in order of replication and plan, its header first; nil for none.
  ///   - progress: called with the share done.
  /// - Throws: `RunError` where the input does not allow it, and whatever `windows` throws.
  package static func result(
    of input: RunInput, settings: SimulationSettings, windows: ((String) throws -> Void)? = nil,
    progress: @escaping @Sendable (Double) -> Void = { _ in }
  ) async throws -> SimulationResult {
    let scenario = input.scenario
    let plans = try chosen(settings.plans, of: scenario)
    let resolved = ResolvedDemand(scenario, log: try Run.log(of: input))
    let demand = resolved.demand
    try Run.refuseEndlessWork(demand.expectedRequests, plans: plans.count, runs: settings.length.maximum)
    let memory = MemoryEstimate(
      plans: plans, windows: demand.slots.count, users: demand.audience.users, pages: scenario.pages.names.count,
      replications: settings.length.maximum, threads: settings.threads, rowsKept: windows == nil ? 0 : 100)
    if let refusal = memory.refusal(limit: settings.memoryLimitBytes) { throw RunError(.tooLarge, refusal) }

    let players = plans.map { PlanPlayer($0, scenario, resolved, card: input.card) }
    try windows?(WindowTable.header)
    var sums = plans.map { _ in PlanSum() }
    var dispersion = CountDispersion(windows: demand.slots.count)
    var failures: [(check: SimulationCheck, plan: String, replication: Int, detail: String)] = []
    var made = 0
    var goal = settings.length.first
    var reachedPrecision: Bool?
    while made < goal {
      let first = made
      let writesWindows = windows != nil
      let most = Double(settings.length.maximum * plans.count)
      try await inOrder((goal - first) * plans.count, threads: settings.threads) { piece in
        try players[piece % plans.count].play(first + piece / plans.count, writesWindows: writesWindows)
      } consume: { piece, played in
        let (plan, replication) = (piece % plans.count, first + piece / plans.count)
        sums[plan].add(played)
        // All plans have the same arrivals.
        if plan == 0 { dispersion.add(played.arrivals) }
        failures += played.failures.map { ($0.check, plans[plan].name, replication, $0.detail) }
        if !played.windowRows.isEmpty { try windows?(played.windowRows) }
        progress(Double(first * plans.count + piece + 1) / most)
      }
      made = goal
      if case .precision(let rule) = settings.length {
        let simulated = zip(plans, sums).map { $1.plan($0, level: settings.level) }
        switch step(rule, simulated, made: made) {
        case .reached: reachedPrecision = true
        case .exhausted: reachedPrecision = false
        case .goOn(let count): goal = count
        }
      }
    }
    return SimulationResult(
      scenario: scenario, currency: input.card.currency,
      plans: zip(plans, sums).map { $1.plan($0, level: settings.level) }, replications: made, length: settings.length,
      reachedPrecision: reachedPrecision, level: settings.level, start: demand.start, end: demand.end,
      expectedRequests: demand.expectedRequests, dispersion: dispersion, failures: failures,
      demandSource: scenario.demand.arrivals.sentence, memory: memory)
  }

  /// The scenario's plans of these names, in the order asked for; all where none is named.
  static func chosen(_ names: [String], of scenario: Scenario) throws(RunError) -> [Plan] {
    guard !names.isEmpty else { return scenario.plans }
    var plans: [Plan] = []
    for name in names where !plans.contains(where: { $0.name == name }) {
      guard let plan = scenario.plans.first(where: { $0.name == name }) else {
        let known = scenario.plans.map(\.name).joined(separator: ", ")
        throw RunError(.unknownPlan, "The scenario has no plan \(name); it has \(known).")
      }
      plans.append(plan)
    }
    return plans
  }

  /// Whether mean latency, p99 and cost of every plan are precise enough.
  private static func step(_ rule: SequentialStopping, _ plans: [SimulatedPlan], made: Int) -> SequentialStopping.Step {
    let values = plans.flatMap { [$0.values(.monthlyCost), $0.values(.meanLatencyMilliseconds)] }
    return rule.step(after: values, made: made, others: plans.compactMap(\.relativeHalfWidthOfP99))
  }
}

/// Replications of a plan as they come.
struct PlanSum {
  var counts = RequestCounts()
  var latency = Histogram()
  var ages = Ages()
  var records: [ReplicationRecord] = []
  var gaps: [Meter] = []

  mutating func add(_ played: PlayedReplication) {
    counts.merge(played.record.counts)
    latency.merge(played.latency)
    ages.merge(played.ages)
    records.append(played.record)
    gaps = played.gaps
  }

  func plan(_ plan: Plan, level: Double) -> SimulatedPlan {
    SimulatedPlan(
      name: plan.name, kind: plan.kindName, counts: counts, latencyMilliseconds: latency, ages: ages, records: records,
      gaps: gaps, level: level)
  }
}
