import Measures
import Pricing

/// December 2026, 744 hours, in which most examples are set.
let december = CalendarMonth(year: 2026, month: 12)

/// A quantity from decimal text of the test itself.
func quantity(_ text: String) -> Quantity {
  guard let quantity = Quantity(decimal: text) else { preconditionFailure("\(text) is no quantity") }
  return quantity
}

/// An amount from decimal text of the test itself.
func money(_ text: String) -> Money {
  guard let money = Money(decimal: text) else { preconditionFailure("\(text) is no amount") }
  return money
}

/// A row of usage; times in hours after December's beginning.
func row(_ resource: String, _ meter: Meter, _ amount: String, from: Double = 0, to: Double = 0) -> UsageRow {
  UsageRow(
    resource: Resource(resource), meter: meter, start: december.start + .hours(from),
    end: december.start + .hours(max(from, to)), quantity: quantity(amount))
}

/// A price row with a ladder of (end of band, price).
func price(
  _ meter: Meter, per units: Int = 1, _ ladder: [(String?, String)], windows: [BillingWindow] = [],
  others: [[(String?, String)]] = [], hourly: HourlyTerms? = nil
) -> Price {
  Price(
    id: meter.rawValue, meter: meter, units: units,
    candidates: ([ladder] + others).map { bands in
      PriceCandidate(
        tiers: bands.map { Tier(upTo: $0.0.map(quantity), price: $0.1 == "unknown" ? nil : money($0.1)) },
        source: "test")
    }, windows: windows, hourly: hourly, confidence: .seen)
}

let legacyLadder: [(String?, String)] = [("20000", "0.20"), ("200000", "0.10"), (nil, "0.05")]

/// Prices as read in public material for us-east-1 in 2026, with the billing windows of a test.
func card(
  legacyWindows: [BillingWindow] = [.fiveMinutes], v2Windows: [BillingWindow] = [.fiveMinutes],
  without missing: Set<Meter> = [], replacing replaced: [Price] = [], freeTier: FreeTier? = nil
) -> RateCard {
  let prices = [
    price(.ingestedGB, [(nil, "0.05")]),
    price(.trainingHours, [(nil, "0.24")]),
    price(.trainingInteractions, per: 1000, [(nil, "0.002")]),
    price(.tpsHours, legacyLadder, windows: legacyWindows),
    price(.v2Requests, per: 1000, [(nil, "0.15")], windows: v2Windows),
    price(.batchRequestsV2, per: 1000, [(nil, "0.15")]),
    price(
      .batchRequestsLegacy, per: 1000, [(nil, "0.086")],
      others: [[("20000000", "0.067"), ("200000000", "0.058"), (nil, "0.05")]]),
    price(.s3StorageGBMonths, [("51200", "0.023"), ("512000", "0.022"), (nil, "0.021")]),
    price(.dynamoDBWriteUnits, per: 1_000_000, [(nil, "0.625")]),
    price(
      .segmentDatasetUsers, per: 1000,
      [("100000", "0.016"), ("1000000", "0.008"), ("10000000", "0.004"), ("50000000", "0.001"), (nil, "unknown")]),
    price(
      .recommenderHours, per: 100_000,
      [("100000", "0.375"), ("1000000", "0.045"), ("10000000", "0.018"), (nil, "0.005")],
      hourly: HourlyTerms(
        leastUsers: Quantity(100_000), freeRequestsPerHour: [4000, 6000, 9000, 14_000].map { Quantity($0) })),
    price(.recommenderExtraRequests, per: 1000, [("72000000", "0.0833"), ("720000000", "0.0417"), (nil, "0.0208")]),
    price(.metadataRequests, per: 1000, [(nil, "0.0306")]),
  ]
  let kept = prices.filter { old in !missing.contains(old.meter) && !replaced.contains { $0.meter == old.meter } }
  return RateCard(
    name: "test", region: "us-east-1", currency: .usd, dateRead: CivilDate(daysSinceEpoch: 20_780),
    prices: kept + replaced, freeTier: freeTier)
}

/// A small seeded generator of the tests' own: splitmix64.
struct Dice: RandomNumberGenerator {
  var state: UInt64

  init(_ seed: Int) { state = UInt64(seed) }

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var z = state
    z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    return z ^ (z >> 31)
  }

  mutating func roll(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &self) }

  /// Rows of flat meters and the ladder of storage, in November 2026 to January 2027.
  mutating func plainRows(_ count: Int) -> [UsageRow] {
    (0..<count).map { _ in
      let meters: [Meter] = [.ingestedGB, .trainingHours, .trainingInteractions, .batchRequestsV2, .s3StorageGBMonths]
      let meter = meters[roll(0...4)]
      let from = roll(-720...1000)
      let units = meter == .s3StorageGBMonths ? roll(0...100_000) : roll(0...50_000)
      return row(
        "r\(roll(0...2))", meter, "\(units).\(roll(0...9))", from: Double(from), to: Double(from + roll(0...900)))
    }
  }

  /// A campaign over December: a floor and requests in whole hours; `scale` 20 brings the ladder's second band into reach.
  mutating func campaign(_ name: String, scale: Int = 1) -> [UsageRow] {
    let floor = row(name, .minProvisionedTPS, "\(roll(1...3) * scale)", from: 0, to: 744)
    return [floor]
      + (0..<roll(0...60)).map { _ in
        let from = Double(roll(0...743))
        return row(name, .requests, "\(roll(0...30_000) * scale)", from: from, to: from + Double(roll(1...12)) / 12)
      }
  }
}
