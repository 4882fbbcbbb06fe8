import Measures

/// The price of one unit as a price list states it: exact, to 10^-18 of the currency's unit.
///
/// Price lists state prices of single requests, which `Money` would not always hold; the price of a thousand or a million of
/// them it does.
package struct ListPrice: Hashable, Sendable {
  /// Price of one unit in 10^-18 of the currency's unit; never negative.
  package let attos: Int128
  package let currency: Currency

  /// A price from plain decimal text such as `0.0000166667`; nil when it is no number (`NaN`, `1,5`), negative, not below
  /// 10^12 or finer than 10^-18.
  package init?(decimal text: String, currency: Currency) {
    guard let attos = plainDecimal(text, scale: ListPrice.attosPerUnit), attos >= 0 else { return nil }
    self.attos = attos
    self.currency = currency
  }

  private static let attosPerUnit: Int128 = 1_000_000_000_000_000_000
  private static let attosPerPico: Int128 = 1_000_000

  /// What so many units cost where the price is for `count` of them; nil where that is finer than `Money` holds.
  package func money(units: Int, per count: Int = 1) -> Money? {
    precondition(units > 0 && count > 0)
    let (product, overflow) = attos.multipliedReportingOverflow(by: Int128(units))
    let divisor = ListPrice.attosPerPico * Int128(count)
    guard !overflow, product % divisor == 0 else { return nil }
    return Money(picos: product / divisor, currency: currency)
  }
}

extension ListPrice: CustomStringConvertible {
  /// The price of one unit with its currency and without trailing zeros, e.g. `0.0000166667 USD`.
  package var description: String {
    var text = FixedPoint.text(attos, scale: ListPrice.attosPerUnit, places: 18)
    while text.last == "0" { text.removeLast() }
    return (text.last == "." ? String(text.dropLast()) : text) + " \(currency)"
  }
}

/// A decimal number times `scale`, where the text is plain: no blanks, no grouping, no leading `+`.
func plainDecimal(_ text: String, scale: Int128) -> Int128? {
  let isPlain = text.utf8.allSatisfy { byte in
    (0x30...0x39).contains(byte)
      || [UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "e"), UInt8(ascii: "E")].contains(byte)
  }
  return isPlain ? FixedPoint.scaled(text, by: scale) : nil
}
