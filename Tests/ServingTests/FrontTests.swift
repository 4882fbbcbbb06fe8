import Demand
import Measures
import Serving
import Statistics
import Testing

@Suite("What stands before the answers")
struct FrontTests {
  private static let meters: [Meter] = [
    .apiGatewayHTTPRequests, .apiGatewayRESTRequests, .lambdaRequests, .lambdaGBSeconds, .lambdaArmGBSeconds,
    .cloudWatchLogsGB, .dataTransferOutGB,
  ]
  private static let full = FrontSettings(
    api: .http, lambda: .init(processor: .x86, memoryMB: 256, ownTime: .milliseconds(5)), logBytesPerRequest: 300,
    transferOutBytesPerRequest: 2000)

  private func outcome(_ plan: Plan, _ front: FrontSettings, _ demand: DemandModel) -> ServingOutcome {
    Simulator(plan: plan, demand: demand, data: volume, front: front, utcOffset: .zero, seed: 1).replication(0)
  }

  @Test("every request of every plan passes once, whatever becomes of it", arguments: everyKind)
  func requests(plan: Plan) {
    let demand = demand(days: 2.5, perDay: 9000, anonymous: 0.2, new: 0.1)
    let outcome = outcome(plan, Self.full, demand)
    let arrivals = outcome.counts.arrivals
    #expect(outcome.usage.total(of: .lambdaRequests) == Quantity(arrivals))
    #expect(outcome.usage.total(of: .apiGatewayHTTPRequests) == Quantity(arrivals))
    #expect(outcome.usage.total(of: .cloudWatchLogsGB) == Quantity(arrivals * 300, over: 1_000_000_000))
    #expect(outcome.usage.total(of: .dataTransferOutGB) == Quantity(arrivals * 2000, over: 1_000_000_000))
    #expect(outcome.usage.total(of: .apiGatewayRESTRequests) == .zero)
  }

  @Test("each day has the requests of its own hours, and the rows cover the horizon once")
  func days() {
    let demand = demand(days: 2.5, perDay: 9000)
    let rows = outcome(everyKind[0], Self.full, demand).usage.rows.filter { $0.meter == .lambdaRequests }
    #expect(
      rows.map { ($0.start - monday).hours } == [0, 24, 48] && rows.map { ($0.end - monday).hours } == [24, 48, 60])
    let all = arrivals(demand)
    for row in rows {
      let own = all.count { $0.microseconds >= row.start.microseconds && $0.microseconds < row.end.microseconds }
      #expect(row.quantity == Quantity(own))
    }
  }

  @Test("a function is billed for its own time and the mean wait for the answer", arguments: everyKind)
  func duration(plan: Plan) throws {
    let outcome = outcome(plan, Self.full, demand(days: 2, perDay: 9000))
    let mean = try #require(outcome.latencyMilliseconds.mean)
    // A quarter of a GB; two days, each to nine decimals.
    let expected = Double(outcome.counts.arrivals) * 0.25 * (5 + mean) / 1000
    #expect(abs(outcome.usage.total(of: .lambdaGBSeconds).approximate - expected) < 3e-9 * max(1, expected))
  }

  @Test("the popular list waits for nothing but memory: by hand")
  func popularList() {
    let front = FrontSettings(
      api: .rest, lambda: .init(processor: .arm64, memoryMB: 1024, ownTime: .milliseconds(9.95)),
      logBytesPerRequest: 0, transferOutBytesPerRequest: 0)
    let outcome = outcome(everyKind[3], front, demand(perDay: 5000))
    // 9.95 ms of its own and 0.05 ms of a look-up in one GB.
    let seconds = Double(outcome.counts.arrivals) * 0.01
    #expect(abs(outcome.usage.total(of: .lambdaArmGBSeconds).approximate - seconds) < 1e-6)
    #expect(outcome.usage.total(of: .apiGatewayRESTRequests) == Quantity(outcome.counts.arrivals))
    let moved = Self.meters.filter { outcome.usage.total(of: $0) > .zero }
    #expect(moved == [.apiGatewayRESTRequests, .lambdaRequests, .lambdaArmGBSeconds])
  }

  @Test("it changes the bill and nothing else, and without it nothing of it is billed", arguments: everyKind)
  func nothingElse(plan: Plan) {
    let demand = demand(days: 1, perDay: 9000, anonymous: 0.1)
    let (with, without) = (outcome(plan, Self.full, demand), outcome(plan, .none, demand))
    #expect(with.counts == without.counts && with.latencyMilliseconds == without.latencyMilliseconds)
    #expect(without.usage.rows == with.usage.rows.filter { !Self.meters.contains($0.meter) })
  }
}
