import Measures
import Pricing

/// Errors of some lines of a back-test together.
package struct BackTestSummary: Hashable, Sendable {
  /// Lines that have a forecast amount; n of all other figures.
  package let lines: Int
  package let invoiced: Money
  package let forecast: AmountRange
  /// Invoiced less forecast.
  package let error: Money
  /// Sum of the lines' errors without their signs.
  package let absoluteError: Money
  /// Lines whose invoiced amount lies within the forecast's range.
  package let linesInside: Int

  /// The error as a share of what was invoiced; nil where that is nothing.
  package var relativeError: Double? { share(error) }
  /// The absolute error as a share of what was invoiced (weighted absolute percentage error); nil where that is nothing.
  package var relativeAbsoluteError: Double? { share(absoluteError) }
  /// Share of the lines inside; nil without lines.
  package var coverage: Double? { lines == 0 ? nil : Double(linesInside) / Double(lines) }

  init(_ all: some Sequence<BackTestLine>, currency: Currency) {
    let compared = all.filter { $0.forecast != nil }
    lines = compared.count
    invoiced = compared.reduce(.zero(currency)) { $0 + $1.invoiced }
    forecast = compared.compactMap(\.forecast).reduce(.zero(currency), +)
    error = invoiced - forecast.expected
    absoluteError = compared.compactMap(\.error).reduce(.zero(currency)) { $0 + $1.magnitude }
    linesInside = compared.count { $0.isInside }
  }

  private func share(_ amount: Money) -> Double? {
    invoiced.picos == 0 ? nil : amount.approximate / invoiced.approximate
  }
}

extension BackTest {
  /// All lines together.
  package var summary: BackTestSummary { BackTestSummary(lines, currency: currency) }

  /// By month, ascending.
  package var byMonth: [(month: CalendarMonth, summary: BackTestSummary)] {
    Set(lines.map(\.month)).sorted().map { month in
      (month, BackTestSummary(lines.filter { $0.month == month }, currency: currency))
    }
  }

  /// By meter, in the order of `Meter`.
  package var byMeter: [(meter: Meter, summary: BackTestSummary)] {
    Meter.allCases.compactMap { meter in
      let own = lines.filter { $0.meter == meter }
      return own.isEmpty ? nil : (meter, BackTestSummary(own, currency: currency))
    }
  }
}
