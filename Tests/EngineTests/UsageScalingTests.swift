import Demand
import Engine
import Measures
import Pricing
import Scenarios
import Serving
import Testing

@Suite("Usage with more users or requests") struct UsageScalingTests {
  private static let start = CalendarMonth(year: 2026, month: 12).start
  private static let data = DataVolume(
    interactions: 1e6, interactionsPerDay: 1e4, bytesPerInteraction: 60, bytesPerListItem: 40_000)

  private func demand(users: Int, perDay: Double = 20_000) -> DemandModel {
    let burst = Burst(start: Self.start + .hours(20), duration: .hours(1), factor: 8, ramp: .zero)
    return DemandModel(
      start: Self.start, end: Self.start + .days(3), requestsPerDay: perDay, shape: .flat, utcOffset: .zero,
      monthlyGrowth: 0.05, bursts: [burst],
      audience: Audience(
        activity: Audience.logNormalActivity(users: users, sigma: 1), anonymousShare: 0.05, newUserShare: 0.1))
  }

  /// A plan with the defaults of scenarios.
  private func plan(_ yaml: String) throws -> Plan {
    let text = """
      demand: {users: 1 users, requestsPerDay: 1 req/day}
      horizon: {start: 2026-12}
      log: {synthetic: {}}
      rateCard: none
      plans: {shop: \(yaml)}
      """
    let (scenario, findings) = ScenarioReading.scenario(fromYAML: text, source: "", name: "x")
    return try #require(scenario?.plans.first, "\(findings)")
  }

  private func usage(_ plan: Plan, _ demand: DemandModel) -> Usage {
    let front = FrontSettings(
      api: .http, lambda: .init(processor: .x86, memoryMB: 128, ownTime: .milliseconds(5)), logBytesPerRequest: 300,
      transferOutBytesPerRequest: 2000)
    return Simulator(plan: plan, demand: demand, data: Self.data, front: front, utcOffset: .zero, seed: 1)
      .replication(0).usage
  }

  @Test(
    "what users move is that of a plan with so many users",
    arguments: ["dynamodb", "rds-small", "elasticache-redis", "own-database"])
  func users(store: String) throws {
    let plan = try plan("{kind: batch, store: \(store), themes: on}")
    let few = demand(users: 500)
    let size = StoreSize(plan, demand: few, data: Self.data)
    let byUsers: [Meter] = [
      .batchRequestsV2, .themeRequests, .dynamoDBWriteUnits, .dynamoDBStorageGBMonths, .rdsSmallHours,
      .rdsStorageGBMonths, .elastiCacheRedisMicroHours,
    ]
    for factor in [3, 70] {
      let scaled = usage(plan, few).scaled(users: Double(factor), requests: 1, store: size)
      let played = usage(plan, demand(users: 500 * factor))
      for meter in byUsers {
        let (a, b) = (scaled.total(of: meter).approximate, played.total(of: meter).approximate)
        // Users are counted in whole ones, a job at a time.
        #expect(abs(a - b) <= 0.003 * b, "\(factor) \(meter): \(a) \(b)")
      }
    }
  }

  @Test("what requests move grows with them, and nothing else does") func requests() throws {
    let usage = usage(try plan("{kind: batch}"), demand(users: 500))
    let scaled = usage.scaled(users: 1, requests: 2.5)
    let byRequests: [Meter] = [
      .dynamoDBReadUnits, .lambdaRequests, .lambdaGBSeconds, .apiGatewayHTTPRequests, .cloudWatchLogsGB,
      .dataTransferOutGB,
    ]
    for meter in Meter.allCases {
      let (before, after) = (usage.total(of: meter).approximate, scaled.total(of: meter).approximate)
      #expect(abs(after - before * (byRequests.contains(meter) ? 2.5 : 1)) <= 1e-6 * before, "\(meter)")
      if byRequests.contains(meter) { #expect(before > 0) }
    }
  }

  @Test(
    "the surcharge for metadata falls on the requests that the bill counts, the floor's included",
    arguments: ["v2", "legacy"])
  func metadata(recipe: String) throws {
    let family: RecipeFamily = recipe == "v2" ? .v2 : .legacy
    var settings = try #require(try plan("{kind: campaign, metadata: on}").campaigns.first?.settings)
    settings.training = TrainingSettings(
      family: family, every: .days(7), timeOfDay: .hours(2), importTime: DurationRange(.zero, .zero),
      wallTime: DurationRange(.hours(1), .hours(1)), billedHours: 3)
    let usage = usage(Plan(name: "shop", kind: .campaign(settings)), demand(users: 500, perDay: 60_000))
    // As played, scaled by nothing, idle nearly, at the floor, and far above it.
    for usage in [usage] + [1, 0.001, 0.5, 1.7, 40].map({ usage.scaled(users: 1, requests: $0) }) {
      let bill = try Bill(pricing: usage, with: testCard())
      let billed = bill.lines.filter { $0.meter == (family == .v2 ? .v2Requests : .tpsHours) }
        .reduce(Quantity.zero) { $0 + $1.quantity }.approximate
      let expected = family == .v2 ? billed : billed * 3600
      #expect(abs(usage.total(of: .metadataRequests).approximate - expected) < 1e-6 * expected)
    }
    #expect(usage.scaled(users: 9, requests: 1).total(of: .metadataRequests) == usage.total(of: .metadataRequests))
  }
}
