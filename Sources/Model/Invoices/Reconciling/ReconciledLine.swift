import Measures
import Pricing

/// One meter on one day of an invoice beside what recast prices for the same usage.
package struct ReconciledLine: Hashable, Sendable {
  package let month: CalendarMonth
  package let firstDay: CivilDate
  /// 1, or more in exports by month.
  package let days: Int
  /// As the file has it; empty where it does not say.
  package let region: String
  /// Nil where no meter is known for the usage type.
  package let meter: Meter?
  /// Usage types of the rows, ascending.
  package let usageTypes: [String]
  package let quantity: Quantity
  /// The meter's unit; the file's own where the meter is unknown or counted otherwise.
  package let unit: String
  package let invoiced: Money
  /// The card it was compared with.
  package let cardName: String
  /// What recast prices: the day's share of the month's ladder, which runs over the days in order; nil where it was not
  /// compared.
  package let recast: AmountRange?
  package let cause: DifferenceCause
  /// What speaks for the cause, as a sentence; empty where the amounts agree.
  package let evidence: String
  /// Whether the cause does not settle the difference, or there was nothing to compare with.
  package let isOpen: Bool
  /// The part of the difference that is open, or all that is invoiced where it was not compared; never negative.
  package let open: Money
  /// Rows of the export.
  package let rows: Int

  /// Invoiced for each unit, rounded half to even at 10^-12; nil where nothing was used.
  package var impliedRate: Money? { invoiced.perUnit(quantity) }
  /// Invoiced less expected; nil where it was not compared.
  package var difference: Money? { recast.map { invoiced - $0.expected } }
  /// The difference as a share of what was expected; nil where that is nothing.
  package var relativeDifference: Double? {
    guard let recast, recast.expected.picos != 0, let difference else { return nil }
    return difference.approximate / recast.expected.approximate
  }
}

/// A charge apart from usage, or all of a month that are called the same.
package struct OtherCharge: Hashable, Sendable {
  package let month: CalendarMonth
  package let kind: ChargeKind
  /// The file's own word, such as `EdpDiscount`.
  package let type: String
  package let description: String
  package internal(set) var amount: Money
  /// Its kind as a cause.
  package var cause: DifferenceCause { DifferenceCause(kind) }
}

extension Money {
  /// The amount for each unit of a quantity; nil where that is zero.
  func perUnit(_ quantity: Quantity) -> Money? {
    guard quantity > .zero else { return nil }
    return FixedPoint.product(picos, Quantity.scale, over: quantity.parts).map { Money(picos: $0, currency: currency) }
  }

  /// The amount without its sign.
  var magnitude: Money { picos < 0 ? Money(picos: -picos, currency: currency) : self }

  /// Decimal text with two decimals at least and as many more, up to twelve, as the amount has.
  package var exactText: String {
    var text = self.text(places: 12)
    while text.hasSuffix("0"), text.split(separator: ".").last?.utf8.count ?? 0 > 2 { text.removeLast() }
    return text
  }
}
