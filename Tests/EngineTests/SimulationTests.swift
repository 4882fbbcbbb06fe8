import Engine
import Foundation
import Measures
import Reports
import Scenarios
import Serving
import Statistics
import TestSupport
import Testing

/// Too much for its campaign at the peak, so that everything that can happen happens.
let overloadedScenario =
  smallScenario
  .replacing("requestsPerDay: 3000 req/day", with: "requestsPerDay: 60000 req/day")
  .replacing("months: 2", with: "months: 1")
  .replacing(
    "campaign: {kind: campaign}",
    with: "campaign: {kind: campaign, maximumTPS: 1 TPS, burst: 2 s, network: {median: 2 ms, p99: 2 ms}}")

@Suite("A simulation") struct SimulationTests {
  private func simulate(
    _ yaml: String = smallScenario, plans: [String] = [], _ length: SimulationSettings.Length = .replications(4),
    threads: Int = 2, memory: Double = SimulationSettings.defaultMemoryLimitBytes,
    windows: ((String) throws -> Void)? = nil
  ) async throws -> SimulationResult {
    try await Simulation.result(
      of: try input(yaml),
      settings: SimulationSettings(plans: plans, length: length, threads: threads, memoryLimitBytes: memory),
      windows: windows)
  }

  @Test("the same text, JSON, CSV and windows on 1, 2 and 4 threads") func threads() async throws {
    var outputs: [[String]] = []
    for threads in [1, 2, 4] {
      var rows = ""
      let result = try await simulate(threads: threads) { rows += $0 }
      outputs.append([
        rows, try SimulationJSON.json(result).text(isPretty: true), SimulationCSV.text(result),
        "\(SimulationTable.plans(result, result.plans))",
      ])
    }
    #expect(outputs[0] == outputs[1] && outputs[0] == outputs[2])
    let windows = 59 * 288
    #expect(outputs[0][0].split(separator: "\n").count == 1 + 4 * 4 * windows)
  }

  @Test("nothing that must hold fails, and the numbers of a table come from one another") func checks() async throws {
    let result = try await simulate(overloadedScenario, .replications(2))
    #expect(result.failures.isEmpty, "\(SimulationTable.checks(result))")
    #expect(SimulationTable.checks(result).contains("all hold"))
    let campaign = try #require(result.plans.first { $0.name == "campaign" })
    let share = try #require(campaign.interval(.throttledShare))
    #expect(abs(share.value - Double(campaign.counts.fallbackThrottled) / Double(campaign.counts.arrivals)) < 1e-12)
    #expect(share.low < share.value && share.value < share.high && share.value > 0.05)
    let mean = try #require(campaign.interval(.meanLatencyMilliseconds))
    #expect(abs(mean.value / (campaign.latencyMilliseconds.mean ?? 0) - 1) < 1e-3)
    let p99 = try #require(campaign.latency(0.99))
    #expect(p99.interval.value == campaign.latencyMilliseconds.quantile(0.99))
  }

  @Test("latency counts from the intended start: an overloaded plan answers late, not seldom") func omission()
    async throws
  {
    let result = try await simulate(overloadedScenario, plans: ["campaign"], .replications(2))
    let plan = result.plans[0]
    // Every request that ended has a latency, the throttled ones with all their waiting: a client that began its next
    // request only after the last answer would have measured the service time alone.
    #expect(Int(plan.latencyMilliseconds.count) == plan.counts.arrivals - plan.counts.inFlight)
    let throttled = Double(plan.counts.fallbackThrottled) / Double(plan.counts.arrivals)
    let calm = try await simulate(
      overloadedScenario.replacing("maximumTPS: 1 TPS, ", with: "minProvisionedTPS: 100 TPS, "), plans: ["campaign"])
    #expect(throttled > 0.05 && calm.plans[0].counts.fallbackThrottled == 0)
    let (busy, idle) = (plan.latency(0.9), calm.plans[0].latency(0.9))
    #expect(try #require(busy).interval.low > 1.2 * #require(idle).interval.high)
  }

  @Test("the windows that are written are enough to make the TPS-hours again") func windows() async throws {
    var text = ""
    let legacy = smallScenario + "training: {recipe: legacy}\n"
    let result = try await simulate(legacy, plans: ["campaign"], .replications(2)) { text += $0 }
    #expect(result.failures.isEmpty)
    let rows = text.split(separator: "\n").dropFirst().map {
      $0.split(separator: ",", omittingEmptySubsequences: false)
    }
    let first = rows.filter { $0[1] == "0" }
    let tpsHours = first.reduce(0.0) { sum, row in
      sum + max((Double(row[6]) ?? .nan) / 300, Double(row[7]) ?? .nan) / 12
    }
    let stated = first.reduce(0.0) { $0 + (Double($1[9]) ?? .nan) }
    #expect(abs(tpsHours - stated) < 1e-4 && first.count == 59 * 288)
    let mean = try #require(result.plans[0].tpsHours)
    #expect(abs(mean.value / tpsHours - 1) < 0.02)
    #expect(rows.reduce(0) { $0 + (Int($1[4]) ?? 0) } == result.plans[0].counts.arrivals)
    #expect(first[0][2] == "2027-02-01T00:00:00Z" && first[1][2] == "2027-02-01T00:05:00Z")
  }

  @Test("plans on the same luck differ with shorter intervals than plans on their own") func pairing() async throws {
    let yaml = smallScenario.replacing(
      "hybrid: {kind: hybrid}", with: "other: {kind: campaign, minProvisionedTPS: 2 TPS}")
    let result = try await simulate(yaml, plans: ["campaign", "other"], .replications(10))
    let difference = try #require(result.differences.first)
    #expect(difference.first == "other" && difference.second == "campaign")
    let cost = try #require(difference.comparisons.first { $0.quantity == .monthlyCost }?.paired)
    #expect(cost.difference.value > 0)
    let latency = try #require(difference.comparisons.first { $0.quantity == .meanLatencyMilliseconds }?.paired)
    #expect(latency.varianceReduction ?? .infinity > 2)
  }

  @Test("arrivals are Poisson between replications and not over time") func dispersion() async throws {
    let result = try await simulate(plans: ["popular"], .replications(10))
    #expect(abs(try #require(result.dispersion.betweenReplications) - 1) < 0.05)
    #expect(try #require(result.dispersion.overTime) > 1.2)
  }

  @Test("replications go on until the precision is reached, or the most are made") func precision() async throws {
    let rule = SequentialStopping(relativePrecision: 0.05, minimum: 10, maximum: 40)
    let reached = try await simulate(plans: ["popular", "batch"], .precision(rule))
    #expect(reached.reachedPrecision == true && reached.replications >= 10)
    for plan in reached.plans { #expect((plan.values(.monthlyCost).relativeHalfWidth() ?? 1) <= 0.05) }
    let fine = SequentialStopping(relativePrecision: 1e-7, minimum: 10, maximum: 12)
    let exhausted = try await simulate(plans: ["batch"], .precision(fine))
    #expect(exhausted.reachedPrecision == false && exhausted.replications == 12)
    #expect(
      SimulationTable.notes(exhausted).contains { $0.contains("first-passage bias") && $0.contains("not reached") })
  }

  @Test("what needs more memory than the limit is refused with the sizes, before anything is played") func memory()
    async
  {
    do {
      _ = try await simulate(memory: 1e6) { _ in Issue.record("a row was written") }
      Issue.record("it was played")
    } catch {
      let text = "\(error)"
      #expect(text.contains("limit is 1 MB") && text.contains("--memory-limit"))
    }
    await #expect(throws: RunError.self) { try await simulate(plans: ["fly"]) }
  }
}

@Suite("Advice") struct AdviceTests {
  @Test("the floor is the least that holds the limit, and the best for a budget throttles no more than another")
  func advice() async throws {
    let yaml = overloadedScenario.replacing("maximumTPS: 1 TPS, burst: 2 s", with: "burst: 2 s")
    let advice = try await Advice.advice(
      for: try input(yaml),
      settings: SimulationSettings(plans: ["campaign", "batch"], length: .replications(3), threads: 2),
      throttleLimit: 0.002, budget: 600)
    let floor = try #require(advice.floors.first)
    #expect(advice.floors.count == 1, "a batch has no floor")
    let cheapest = try #require(floor.cheapest)
    #expect(cheapest.trial.throttledShare.value <= 0.002 && cheapest.floorTPS > 1)
    // The floor below was tried, and does not hold it.
    let below = try #require(floor.points.first { $0.floorTPS == cheapest.floorTPS - 1 })
    #expect(below.trial.throttledShare.value > 0.002)
    for (point, next) in zip(floor.points, floor.points.dropFirst()) {
      #expect(point.trial.throttledShare.value >= next.trial.throttledShare.value)
      #expect(point.trial.monthlyCost.value <= next.trial.monthlyCost.value)
    }
    let best = try #require(floor.bestForBudget)
    #expect(best.trial.monthlyCost.value <= 600)
    for point in floor.points where point.trial.monthlyCost.value <= 600 {
      #expect(point.trial.throttledShare.value >= best.trial.throttledShare.value)
    }
    let files = try ReportFolder(advice).files
    #expect(files.first?.name == "advice.pdf" && files.last?.name == "advice.json" && files.count >= 6)
    let cache = try #require(advice.caches.first)
    #expect(!cache.isStated && cache.points[0].hitRatio.value == 0)
    for (point, next) in zip(cache.points, cache.points.dropFirst()) {
      #expect(point.hitRatio.value < next.hitRatio.value)
      #expect((next.medianProfileAgeHours ?? 0) >= (point.medianProfileAgeHours ?? 0))
    }
    let prewarming = try #require(advice.prewarmings.first)
    let hours = try #require(prewarming.hours)
    #expect(hours.count < 24 && prewarming.shareInHours >= 0.95 && !prewarming.points.isEmpty)
    for point in prewarming.points { #expect(point.avoidedPerMonth.low > 0 && point.costDifference.value >= 0) }
  }
}
