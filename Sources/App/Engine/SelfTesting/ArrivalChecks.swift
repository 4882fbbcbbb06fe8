import Demand
import Measures
import Pricing
import RealModule

extension SelfTest {
  static let arrivalChecks: [Check] = [counts, hours, billing]

  private static let start = CalendarMonth(year: 2027, month: 2).start
  private static let audience = Audience(activity: [1], anonymousShare: 0, newUserShare: 0)

  /// Requests in each window of a demand.
  private static func windowCounts(_ demand: DemandModel, seed: UInt64, window: Timespan) -> [Int32] {
    let length = (demand.end - demand.start).microseconds
    var counts = [Int32](repeating: 0, count: Int(length / window.microseconds))
    var arrivals = Arrivals(of: demand, seed: seed, replication: 0)
    var block = ArrivalBlock()
    repeat {
      arrivals.fill(&block)
      for index in 0..<block.count {
        counts[Int((block[index].microseconds - demand.start.microseconds) / window.microseconds)] += 1
      }
    } while block.count > 0
    return counts
  }

  private static func flat(days: Double, perDay: Double) -> DemandModel {
    DemandModel(
      start: start, end: start + .days(days), requestsPerDay: perDay, shape: .flat, utcOffset: .zero, monthlyGrowth: 0,
      bursts: [], audience: audience)
  }

  /// Mean and variance of the counts of a Poisson process, in 8,064 windows.
  private static let counts: Check = { seed in
    let demand = flat(days: 28, perDay: 28_800)
    let counts = windowCounts(demand, seed: seed, window: .minutes(5)).map(Double.init)
    let n = Double(counts.count)
    let mean = counts.reduce(0, +) / n
    let squares = counts.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    return [
      Row("Poisson arrivals: mean in 5 minutes", theory: 100, value: mean, standardError: (100 / n).squareRoot()),
      Row("Poisson arrivals: variance over mean", chiSquare: squares / mean, degreesOfFreedom: counts.count - 1),
    ]
  }

  /// A rate with a daily and a weekly wave: Σ (count − expected)² / expected over the 168 hours of a week.
  private static let hours: Check = { seed in
    let shape = RateShape(
      daily: (0..<24).map { 1 + 0.6 * Double.sin(2 * .pi * (Double($0) - 9) / 24) }, weekly: [1, 1, 1, 1, 1, 0.7, 0.7])
    let demand = DemandModel(
      start: start, end: start + .days(7), requestsPerDay: 200_000, shape: shape, utcOffset: .zero, monthlyGrowth: 0.1,
      bursts: [Burst(start: start + .hours(30), duration: .hours(3), factor: 4, ramp: .minutes(30), decay: .hours(1))],
      audience: audience)
    let counts = windowCounts(demand, seed: seed, window: .hours(1))
    let chiSquare = counts.enumerated().reduce(0.0) { sum, hour in
      let expected = demand.slots[hour.offset * 12..<(hour.offset + 1) * 12].reduce(0, +)
      return sum + (Double(hour.element) - expected) * (Double(hour.element) - expected) / expected
    }
    return [Row("varying rate: χ² of a week's hours", chiSquare: chiSquare, degreesOfFreedom: counts.count)]
  }

  /// TPS-hours of a bill by five minutes: E[max(N / 300 s, floor)] for Poisson N, where the floor is near the mean rate.
  private static let billing: Check = { seed in
    let (mean, floor) = (310.0, 1.0)
    let demand = flat(days: 28, perDay: mean * 288)
    let counts = windowCounts(demand, seed: seed, window: .minutes(5))
    let resource = Resource(.legacy, "selftest")
    var usage = Usage()
    usage.rows.append(
      UsageRow(
        resource: resource, meter: .minProvisionedTPS, start: start, end: demand.end, quantity: Quantity(1)))
    usage.traffic.append(CampaignTraffic(resource: resource, start: start, requests: counts))
    let price = Price(
      id: "tpsHours", meter: .tpsHours, units: 1,
      candidates: [
        PriceCandidate(tiers: [Tier(upTo: nil, price: Money(picos: 1_000_000_000_000))], source: "selftest")
      ], windows: [.fiveMinutes], confidence: .unverified)
    let card = RateCard(
      name: "selftest", region: "selftest", currency: .usd, dateRead: start.utcDate, prices: [price])
    // At one dollar a TPS-hour the bill is their number.
    let billed = (try? Bill(pricing: usage, with: card)).map { Double($0.total.expected.picos) / 1e12 } ?? .nan

    // The Poisson sum over all counts that matter, from the mode outwards.
    var (first, second) = (0.0, 0.0)
    for count in 0..<Int(3 * mean) {
      let chance = Double.exp(Double(count) * Double.log(mean) - mean - Double.logGamma(Double(count) + 1))
      let billedRate = max(Double(count) / 300, floor)
      first += chance * billedRate
      second += chance * billedRate * billedRate
    }
    let windows = Double(counts.count)
    let deviation = ((second - first * first) * windows).squareRoot() / 12
    return [
      Row(
        "5-minute billing: TPS-hours of 28 days", theory: first * windows / 12, value: billed, standardError: deviation)
    ]
  }
}
