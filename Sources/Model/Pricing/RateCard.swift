import Measures

/// The dated prices of one region. A meter without a row has no price: that is a gap in a bill, never zero.
package struct RateCard: Hashable, Sendable {
  package let name: String
  package let region: String
  package let currency: Currency
  /// The day the prices were read.
  package let dateRead: CivilDate
  package let prices: [Price]
  /// What AWS gives away to new accounts; nil where the card says nothing.
  package let freeTier: FreeTier?

  /// A card with at most one row a meter.
  package init(
    name: String, region: String, currency: Currency, dateRead: CivilDate, prices: [Price], freeTier: FreeTier? = nil
  ) {
    precondition(Set(prices.map(\.meter)).count == prices.count)
    precondition(prices.allSatisfy { $0.candidates.allSatisfy { $0.isPriced(in: currency) } }, "one currency a card")
    self.name = name
    self.region = region
    self.currency = currency
    self.dateRead = dateRead
    self.prices = prices
    self.freeTier = freeTier
  }

  /// The row of a meter, or nil where the card knows no price for it.
  package func price(of meter: Meter) -> Price? { prices.first { $0.meter == meter } }

  /// Days since the prices were read; negative before that day.
  package func ageDays(on date: CivilDate) -> Int { date.daysSinceEpoch - dateRead.daysSinceEpoch }

  /// The same card with one billing window for all campaigns, whatever its rows say: a what-if.
  package func with(window: BillingWindow) -> RateCard {
    RateCard(
      name: name, region: region, currency: currency, dateRead: dateRead,
      prices: prices.map { $0.windows.isEmpty ? $0 : $0.with(windows: [window]) }, freeTier: freeTier)
  }
}

/// What a new account uses free of charge each month, for its first months.
package struct FreeTier: Hashable, Sendable {
  /// One meter's free quantity a month.
  package struct Allowance: Hashable, Sendable {
    package let meter: Meter
    package let quantity: Quantity

    package init(meter: Meter, quantity: Quantity) {
      self.meter = meter
      self.quantity = quantity
    }
  }
  /// Calendar months that have it, the month of first use included. AWS says "two months" and not where they begin and end.
  package let months: Int
  package let allowances: [Allowance]
  package let confidence: Confidence
  package let source: String

  package init(months: Int, allowances: [Allowance], confidence: Confidence, source: String) {
    self.months = months
    self.allowances = allowances
    self.confidence = confidence
    self.source = source
  }

  /// The free quantity of a meter in a month, for an account whose first use was in `start`.
  func allowance(for meter: Meter, in month: CalendarMonth, since start: CalendarMonth) -> Quantity {
    let age = (month.year - start.year) * 12 + month.month - start.month
    guard (0..<months).contains(age) else { return .zero }
    return allowances.first { $0.meter == meter }?.quantity ?? .zero
  }
}
