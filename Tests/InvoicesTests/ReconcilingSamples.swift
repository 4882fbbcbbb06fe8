import Invoices
import Measures
import Pricing

let november = CalendarMonth(year: 2026, month: 11)

/// A price row with a ladder of (end of band, price), and other readings of it.
func price(
  _ meter: Meter, per units: Int = 1, _ ladder: [(String?, String)], others: [[(String?, String)]] = []
) -> Price {
  Price(
    id: meter.rawValue, meter: meter, units: units,
    candidates: ([ladder] + others).map { bands in
      PriceCandidate(tiers: bands.map { Tier(upTo: $0.0.map(quantity), price: money($0.1)) }, source: "test")
    }, confidence: .seen)
}

/// A card with the prices that the tests need.
func card(region: String = "us-east-1", tpsHour: String = "0.20", freeTier: FreeTier? = nil) -> RateCard {
  RateCard(
    name: "card of \(region)", region: region, currency: .usd,
    dateRead: CivilDate(daysSinceEpoch: 20_780),
    prices: [
      price(.ingestedGB, [(nil, "0.05")]), price(.trainingHours, [(nil, "0.24")]),
      price(.tpsHours, [("100", tpsHour), ("200", "0.10"), (nil, "0.05")]),
      price(.batchRequestsLegacy, per: 1000, [(nil, "0.086")], others: [[("20000", "0.067"), (nil, "0.05")]]),
    ], freeTier: freeTier)
}

/// A row for a day of November 2026.
func dayRow(
  _ day: Int, _ amount: String, _ cost: String, usageType: String = "USE1-TPS-hours", rate: String = "",
  region: String = "us-east-1", type: String = "Usage", currency: String = "USD", description: String = "",
  invoice: String = "", unit: String = ""
) -> String {
  let date = november.start + .days(Double(day - 1))
  return SampleReport.row(
    invoice: invoice, type: type, start: "\(date)", end: "\(date + .days(1))", usageType: usageType, amount: amount,
    currency: currency, rate: rate, cost: cost, description: description, unit: unit, region: region)
}

/// What an invoice of some rows is beside a card.
func reconciliation(
  _ rows: [String], with cards: [RateCard] = [card()], others: [RateCard] = [], meters: [String: Meter] = [:],
  besides: [Meter: Quantity] = [:], accepted: Set<DifferenceCause> = []
) -> Reconciliation {
  Reconciliation(
    of: invoice(SampleReport.text(rows)),
    with: Reconciliation.Prices(
      cards: cards, otherCards: others, meters: UsageTypeMeters(given: meters),
      terms: BillingTerms(otherMonthlyUsage: besides), accepted: accepted))
}
