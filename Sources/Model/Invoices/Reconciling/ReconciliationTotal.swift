import Measures
import Pricing

/// Lines together: those that were compared, and what could not be.
package struct ReconciliationTotal: Hashable, Sendable {
  /// Lines that were compared.
  package private(set) var lines = 0
  /// Invoiced for the lines that were compared.
  package private(set) var invoiced: Money
  package private(set) var recast: AmountRange
  /// Sum of the lines' differences without their signs.
  package private(set) var absoluteDifference: Money
  /// The part of it that no cause settles, and invoiced amounts that nothing could be set beside.
  package private(set) var open: Money
  /// Lines in another currency.
  package private(set) var linesInOtherCurrency = 0

  /// Invoiced less expected.
  package var difference: Money { invoiced - recast.expected }
  /// The difference as a share of what was expected; nil where that is nothing.
  package var relativeDifference: Double? {
    recast.expected.picos == 0 ? nil : difference.approximate / recast.expected.approximate
  }

  init(_ lines: some Sequence<ReconciledLine>, currency: Currency) {
    invoiced = .zero(currency)
    recast = .zero(currency)
    absoluteDifference = .zero(currency)
    open = .zero(currency)
    for line in lines {
      guard line.invoiced.currency == currency else {
        linesInOtherCurrency += 1
        continue
      }
      if let amount = line.recast, let difference = line.difference {
        self.lines += 1
        invoiced += line.invoiced
        recast = recast + amount
        absoluteDifference += difference.magnitude
      }
      open += line.open
    }
  }
}

extension Reconciliation {
  /// All lines together.
  package var total: ReconciliationTotal { ReconciliationTotal(lines, currency: currency) }

  /// The months of the lines with their totals, ascending.
  package var byMonth: [(month: CalendarMonth, total: ReconciliationTotal)] {
    Set(lines.map(\.month)).sorted().map { month in
      (month, ReconciliationTotal(lines.lazy.filter { $0.month == month }, currency: currency))
    }
  }

  /// The meters of the lines with their totals, in the order of `Meter`.
  package var byMeter: [(meter: Meter, quantity: Quantity, total: ReconciliationTotal)] {
    Meter.allCases.compactMap { meter in
      let own = lines.filter { $0.meter == meter }
      guard !own.isEmpty else { return nil }
      return (meter, own.reduce(.zero) { $0 + $1.quantity }, ReconciliationTotal(own, currency: currency))
    }
  }

  /// Lines by cause, in the order of `DifferenceCause`.
  package var byCause: [(cause: DifferenceCause, lines: Int, absoluteDifference: Money, open: Money)] {
    DifferenceCause.allCases.compactMap { cause in
      let own = lines.filter { $0.cause == cause }
      guard !own.isEmpty else { return nil }
      let total = ReconciliationTotal(own, currency: currency)
      return (cause, own.count, total.absoluteDifference, total.open)
    }
  }

  /// Open lines that were not compared with a price because of what the user can change: a card, a unit, a currency.
  package var uncheckedLines: [ReconciledLine] {
    lines.filter { $0.isOpen && DifferenceCause.unchecked.contains($0.cause) }
  }

  /// Whether what is open is at most a share of what is invoiced for usage, exactly.
  package func isWithin(_ tolerance: Quantity) -> Bool {
    let invoiced = lines.filter { $0.invoiced.currency == currency }.reduce(Money.zero(currency)) { $0 + $1.invoiced }
    return total.open <= invoiced.magnitude.share(tolerance)
  }

  /// Whether no usage type is unknown, something could be compared, no line was left unchecked, and what is open is at most
  /// a share of what is invoiced for usage.
  package func isHeld(tolerance: Quantity) -> Bool {
    unknownUsageTypes.isEmpty && total.lines > 0 && uncheckedLines.isEmpty && isWithin(tolerance)
  }
}
