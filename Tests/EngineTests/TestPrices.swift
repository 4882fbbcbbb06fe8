import Measures
import Pricing

/// A flat price for every meter that has one a unit, but those left out: one cent for the first, two for the second, and so on.
func testCard(without missing: Set<Meter> = []) -> RateCard {
  let prices = Meter.allCases.filter { !missing.contains($0) && $0.isPriced && $0 != .recommenderHours }.map { meter in
    Price(
      id: meter.rawValue, meter: meter, units: 1,
      candidates: [PriceCandidate(tiers: [Tier(upTo: nil, price: testPrice(meter))], source: "test")],
      windows: meter == .tpsHours || meter == .v2Requests ? [.fiveMinutes] : [], confidence: .seen)
  }
  return RateCard(
    name: "test", region: "nowhere-1", currency: .usd, dateRead: CivilDate(daysSinceEpoch: 20_780), prices: prices)
}

func testPrice(_ meter: Meter) -> Money {
  Money(picos: Int128(1 + (Meter.allCases.firstIndex(of: meter) ?? 0)) * 10_000_000_000)
}
