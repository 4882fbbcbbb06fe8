import Measures
import Pricing
import Randomness

extension Benchmark {
  /// Pricing a year of 5-minute slices, beside a loop that only sums the same array.
  static let bill = Benchmark(
    name: "bill", summary: "pricing a year of 5-minute slices of 200 campaigns", unit: "slices/CPU s",
    reference: ("a loop that only sums the same numbers", { _ in YearOfTraffic.shared.summed })
  ) { _ in YearOfTraffic.shared.priced }
}

/// A year of 5-minute slices of 200 campaigns, half legacy and half v2: 21 million numbers.
private struct YearOfTraffic: Sendable {
  /// One for the work and its reference.
  static let shared = YearOfTraffic()

  private let usage: Usage
  private let card: RateCard

  init() {
    let start = CalendarMonth(year: 2027, month: 1).start
    let slices = 365 * 288
    var stream = RandomStream(seed: 1, name: "bench/bill")
    var usage = Usage()
    for campaign in 0..<200 {
      let resource = Resource(campaign % 2 == 0 ? .legacy : .v2, "\(campaign)")
      usage.rows.append(
        UsageRow(
          resource: resource, meter: .minProvisionedTPS, start: start, end: start + .days(365), quantity: Quantity(1)))
      // Around the floor of 300 requests a slice, so that neither side of the comparison is the rule.
      let requests = (0..<slices).map { _ in Int32(truncatingIfNeeded: stream.next() % 600) }
      usage.traffic.append(CampaignTraffic(resource: resource, start: start, requests: requests))
    }
    self.usage = usage
    func price(_ meter: Meter, _ picos: Int128) -> Price {
      Price(
        id: meter.rawValue, meter: meter, units: 1,
        candidates: [PriceCandidate(tiers: [Tier(upTo: nil, price: Money(picos: picos))], source: "bench")],
        windows: [.fiveMinutes], confidence: .unverified)
    }
    card = RateCard(
      name: "bench", region: "bench", currency: .usd, dateRead: start.utcDate,
      prices: [price(.tpsHours, 200_000_000_000), price(.v2Requests, 150_000_000)])
  }

  private var slices: Int { usage.traffic.reduce(0) { $0 + $1.requests.count } }

  /// The bill of the whole usage: maxima, months, ladders, lines.
  func priced() -> BenchmarkPass {
    let total = (try? Bill(pricing: usage, with: card))?.total.expected.text ?? "not priced"
    return BenchmarkPass(units: slices, check: "\(total) USD")
  }

  /// The reference: a plain loop that only sums the same arrays.
  func summed() -> BenchmarkPass {
    var sum = 0
    for traffic in usage.traffic {
      for count in traffic.requests { sum &+= Int(count) }
    }
    return BenchmarkPass(units: slices, check: "\(sum) requests")
  }
}
