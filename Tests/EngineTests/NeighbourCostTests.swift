import Engine
import Measures
import Pricing
import Reports
import Scenarios
import Serving
import Testing

/// The small scenario with everything around the service that costs money.
private let everything = """
  scenario: small
  seed: 3
  horizon: {start: 2027-02, months: 2, utcOffset: "+09:00"}
  log: {synthetic: {users: 400 users, items: 120 items, events: 12000 events, days: 28 days}}
  demand: {users: 2000 users, requestsPerDay: 3000 req/day}
  plans:
    database: {kind: batch, store: rds-micro}
    themed: {kind: batch, store: elasticache-valkey, themes: on}
    campaign: {kind: campaign, metadata: on}
    popular: {kind: popular}
  front:
    api: http-api
    lambda: arm64
    lambdaMemory: 512 MB
    lambdaOwnTime: 4 ms
    logs: 500 B/req
    transferOut: 3000 B/req
  evaluation: {requests: 500 requests, resamples: 100 resamples}
  limits: {qualityOfBest: 0 %}
  rateCard: us-east-1

  """

@Suite("What stands around the service, in the bill") struct NeighbourCostTests {
  private func result(without missing: Set<Meter> = []) async throws -> RunResult {
    let whole = try input(everything)
    return try await Run.result(
      of: RunInput(
        scenario: whole.scenario, card: testCard(without: missing), log: whole.log, origin: whole.origin))
  }

  @Test("every meter a plan moves is priced once, at its price") func priced() async throws {
    let result = try await result()
    for plan in result.plans {
      for meter in Meter.allCases where meter != .requests && meter != .minProvisionedTPS {
        let used = plan.serving.usage.total(of: meter).approximate
        guard used > 0 else { continue }
        let amount = plan.cost.bill.total(of: meter).expected.approximate
        #expect(abs(amount - used * testPrice(meter).approximate) < 1e-9 * max(1, amount), "\(plan.name) \(meter)")
      }
      #expect(!plan.cost.bill.isPartial)
    }
  }

  @Test("by hand: February and March 2027 have 1,416 hours") func byHand() async throws {
    let result = try await result()
    func amount(_ plan: Int, _ meter: Meter) -> Double {
      result.plans[plan].cost.bill.total(of: meter).expected.approximate
    }
    func cents(_ units: Double, _ meter: Meter) -> Double { units * testPrice(meter).approximate }
    #expect(abs(amount(0, .rdsMicroHours) - cents(1416, .rdsMicroHours)) < 1e-9)
    #expect(abs(amount(0, .rdsStorageGBMonths) - cents(40, .rdsStorageGBMonths)) < 1e-6)
    #expect(abs(amount(1, .elastiCacheValkeyMicroHours) - cents(1416, .elastiCacheValkeyMicroHours)) < 1e-9)
    #expect(abs(amount(1, .themeRequests) - cents(2000 * 59, .themeRequests)) < 1e-6)
    // Never above the floor of one request a second: what is billed for the answers is billed for their metadata.
    #expect(abs(amount(2, .metadataRequests) - cents(1416 * 3600, .metadataRequests)) < 1e-6)
    let requests = result.plans[3].serving.usage.total(of: .lambdaRequests).approximate
    #expect(abs(requests / (59 * 3000) - 1) < 0.02)
    for plan in 0..<4 {
      #expect(abs(amount(plan, .apiGatewayHTTPRequests) - cents(requests, .apiGatewayHTTPRequests)) < 1e-9)
      #expect(abs(amount(plan, .cloudWatchLogsGB) - cents(requests * 5e-7, .cloudWatchLogsGB)) < 1e-9)
      #expect(abs(amount(plan, .dataTransferOutGB) - cents(requests * 3e-6, .dataTransferOutGB)) < 1e-9)
    }
    // A look-up in memory takes 0.05 ms and the function 4 ms, in half a GB.
    #expect(abs(amount(3, .lambdaArmGBSeconds) - cents(requests * 0.5 * 0.00405, .lambdaArmGBSeconds)) < 1e-6)
  }

  @Test("the report names every line with money and says what is in no bill") func report() async throws {
    let text = markdown(Report.document(try await result()))
    for line in [
      "Serving table (RDS)", "Serving table (ElastiCache)", "API Gateway", "Lambda", "Logs and data transfer",
      "Metadata, themes, actions",
    ] {
      #expect(text.contains("| \(line) |"), "\(line)")
    }
    #expect(!text.contains("| Serving table (DynamoDB) |") && !text.contains("| EC2 |"))
    #expect(text.contains("Not in the bill: the rest of your own program, data transfer within AWS, alarms."))
    #expect(text.contains("in no latency here"))

    let plain = markdown(
      Report.document(try await Run.result(of: try input(smallScenario.replacing("{kind: batch}", with: ownTable)))))
    #expect(
      plain.contains(
        "Not in the bill: your own program and its servers, your own database, API Gateway, Lambda, logs, data transfer "
          + "to the internet, data transfer within AWS, alarms."))
    #expect(!plain.contains("| Lambda |") && !plain.contains("in no latency here"))
  }
  private let ownTable = "{kind: batch, store: own-database}"

  @Test("themes have no known price: a gap that is seen, and no such plan can win") func themes() async throws {
    let result = try await result(without: [.themeRequests])
    #expect(result.plans.map(\.cost.bill.gaps) == [[], [.themeRequests], [], []])
    #expect(result.decision.winner != 1 && result.hasFailedCheck)
    #expect(markdown(Report.document(result)).contains("No price is known for: themeRequests"))
  }

  @Test("each meter's money is shown in exactly one line") func groups() {
    for meter in Meter.allCases {
      #expect(CostGroup.allCases.filter { $0.meters.contains(meter) }.count == 1, "\(meter)")
    }
    #expect(CostGroup.allCases.allSatisfy { !$0.meters.isEmpty })
  }
}
