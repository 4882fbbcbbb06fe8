import Measures
import Pricing

/// One meter in one month as it was forecast.
package struct ForecastLine: Hashable, Sendable {
  package let month: CalendarMonth
  package let meter: Meter
  package let quantity: Quantity
  /// Nil where the forecast had no price for it.
  package let amount: AmountRange?

  package init(month: CalendarMonth, meter: Meter, quantity: Quantity, amount: AmountRange?) {
    self.month = month
    self.meter = meter
    self.quantity = quantity
    self.amount = amount
  }
}

/// Monthly usage and amounts as they were forecast.
package struct Forecast: Sendable {
  /// Where it comes from, in the user's words.
  package let name: String
  package let currency: Currency
  /// A line a month and meter, in that order.
  package let lines: [ForecastLine]

  /// Sums the lines of each month and meter; one without an amount leaves its sum without.
  /// - Parameter lines: amounts are in `currency`.
  package init(name: String, currency: Currency, lines: [ForecastLine]) {
    self.name = name
    self.currency = currency
    let months = Set(lines.map(\.month)).sorted()
    self.lines = months.flatMap { month in
      Meter.allCases.compactMap { meter in
        let own = lines.filter { $0.month == month && $0.meter == meter }
        guard !own.isEmpty else { return nil }
        let amounts = own.compactMap(\.amount)
        return ForecastLine(
          month: month, meter: meter, quantity: own.reduce(.zero) { $0 + $1.quantity },
          amount: amounts.count == own.count ? amounts.reduce(.zero(currency), +) : nil)
      }
    }
  }

  /// The months it has lines for, ascending.
  package var months: [CalendarMonth] { Set(lines.map(\.month)).sorted() }
}

extension ForecastLine {
  /// The line for a part of its month.
  func share(days: Int, of all: Int) -> ForecastLine {
    guard days < all else { return self }
    func part(_ money: Money) -> Money {
      Money(picos: FixedPoint.share(money.picos, Int128(days), of: Int128(all)), currency: money.currency)
    }
    return ForecastLine(
      month: month, meter: meter,
      quantity: Quantity(parts: FixedPoint.share(quantity.parts, Int128(days), of: Int128(all))),
      amount: amount.map { AmountRange(expected: part($0.expected), low: part($0.low), high: part($0.high)) })
  }
}
