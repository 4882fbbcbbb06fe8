/// A currency by its ISO 4217 code.
package struct Currency: Hashable, Sendable, CustomStringConvertible {
  /// Three upper-case letters.
  package let code: String

  /// A currency, or nil where the code is not three upper-case ASCII letters.
  package init?(code: String) {
    guard code.utf8.count == 3, code.utf8.allSatisfy({ $0 >= 65 && $0 <= 90 }) else { return nil }
    self.code = code
  }

  private init(known code: String) { self.code = code }

  package static let usd = Currency(known: "USD")
  /// Decimals that amounts are printed with (ISO 4217 minor unit; two where the currency is not known here).
  package var minorDigits: Int { ["JPY", "KRW", "VND", "CLP", "ISK"].contains(code) ? 0 : 2 }
  package var description: String { code }
}

/// An exact amount of money: a whole number of 10^-12 of the currency's unit, so that a price such as 0.0000556 USD a
/// request needs no rounding. Amounts of different currencies never add: that is our own mistake and stops the program.
package struct Money: Hashable, Sendable {
  /// Amount in 10^-12 of the currency's unit.
  package var picos: Int128
  package let currency: Currency

  package init(picos: Int128, currency: Currency = .usd) {
    self.picos = picos
    self.currency = currency
  }

  /// An amount from decimal text such as `0.0000556`; nil when it is no number or has more than 12 decimals.
  package init?(decimal text: String, currency: Currency = .usd) {
    guard let picos = FixedPoint.scaled(text, by: Money.scale) else { return nil }
    self.init(picos: picos, currency: currency)
  }

  package static let scale: Int128 = 1_000_000_000_000
  /// Nothing, in a currency.
  package static func zero(_ currency: Currency = .usd) -> Money { Money(picos: 0, currency: currency) }

  package static func + (a: Money, b: Money) -> Money {
    precondition(a.currency == b.currency, "amounts of different currencies do not add")
    return Money(picos: a.picos + b.picos, currency: a.currency)
  }
  package static func - (a: Money, b: Money) -> Money { a + Money(picos: -b.picos, currency: b.currency) }
  package static func += (a: inout Money, b: Money) { a = a + b }

  /// The amount as a floating-point number of the currency's unit: for pictures and ratios, never for adding up.
  package var approximate: Double { Double(picos) / 1e12 }

  /// A share of the amount, rounded half to even at 10^-12; the share lies in 0...1.
  package func share(_ share: Quantity) -> Money {
    Money(picos: FixedPoint.share(picos, share.parts, of: Quantity.scale), currency: currency)
  }

  /// Decimal text with the places of the currency's smallest coin, rounded half to even.
  package var text: String { text(places: currency.minorDigits) }

  /// Decimal text with a fixed number of places, rounded half to even at this point only.
  package func text(places: Int = 2) -> String { FixedPoint.text(picos, scale: Money.scale, places: places) }
}

extension Money: Comparable {
  package static func < (a: Money, b: Money) -> Bool {
    precondition(a.currency == b.currency, "amounts of different currencies do not compare")
    return a.picos < b.picos
  }
}
