import Measures

/// An amount with the ends of its range; the range comes from conflicting prices and unstated billing windows.
package struct AmountRange: Hashable, Sendable {
  package let expected: Money
  package let low: Money
  package let high: Money

  package init(expected: Money, low: Money, high: Money) {
    precondition(low <= expected && expected <= high)
    self.expected = expected
    self.low = low
    self.high = high
  }

  package static func + (a: AmountRange, b: AmountRange) -> AmountRange {
    AmountRange(expected: a.expected + b.expected, low: a.low + b.low, high: a.high + b.high)
  }
  /// Nothing, in a currency.
  package static func zero(_ currency: Currency) -> AmountRange {
    AmountRange(expected: .zero(currency), low: .zero(currency), high: .zero(currency))
  }
}

/// One line of a bill: one meter of one resource in one calendar month.
package struct BillLine: Hashable, Sendable {
  package let resource: Resource
  /// The meter that is priced: a campaign's requests appear as `tpsHours` or `v2Requests`.
  package let meter: Meter
  package let month: CalendarMonth
  /// Billed quantity under the expected window.
  package let quantity: Quantity
  /// Nil where the card has no price for the meter: a gap, not zero.
  package let amount: AmountRange?
  /// Id of the price row; nil for a gap.
  package let priceID: String?
  /// How the expected amount falls into the ladder's bands.
  package let tiers: [TierShare]
  /// The formula with its inputs in words, e.g. `Σ over 5 min windows of max(requests, floor) / 3600`.
  package let formula: String
}

/// What usage costs under a rate card.
package struct Bill: Sendable {
  /// In order of month, meter and resource.
  package let lines: [BillLine]
  package let currency: Currency
  /// Name of the card it was priced with.
  package let cardName: String

  /// Sum of the priced lines, exactly.
  package var total: AmountRange { sum { _ in true } }
  /// Meters that the card has no price for.
  package var gaps: [Meter] {
    Meter.allCases.filter { meter in lines.contains { $0.meter == meter && $0.amount == nil } }
  }
  /// Whether a price is missing, so that the total is a lower bound.
  package var isPartial: Bool { lines.contains { $0.amount == nil } }
  /// The months billed, ascending.
  package var months: [CalendarMonth] { Array(Set(lines.map(\.month))).sorted() }

  /// Sum of the priced lines of a month.
  package func total(in month: CalendarMonth) -> AmountRange { sum { $0.month == month } }
  /// Sum of the priced lines of a meter.
  package func total(of meter: Meter) -> AmountRange { sum { $0.meter == meter } }
  /// Sum of the priced lines of a meter in a month.
  package func total(of meter: Meter, in month: CalendarMonth) -> AmountRange {
    sum { $0.meter == meter && $0.month == month }
  }

  private func sum(where isIncluded: (BillLine) -> Bool) -> AmountRange {
    lines.reduce(.zero(currency)) { sum, line in
      guard let amount = line.amount, isIncluded(line) else { return sum }
      return sum + amount
    }
  }
}
