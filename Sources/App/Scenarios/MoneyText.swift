import Measures

/// Amounts of money as written in scenarios and rate cards.
enum MoneyText {
  /// `500 USD`.
  static func money(_ text: String) -> Money? {
    let parts = text.split(separator: " ")
    guard parts.count == 2, let currency = Currency(code: String(parts[1])) else { return nil }
    return Money(decimal: String(parts[0]), currency: currency)
  }

  /// `0.15 USD / 1,000 request` → 0.15 USD for 1,000 of the unit.
  static func price(_ text: String) -> (price: Money, units: Int, unit: String)? {
    let halves = text.split(separator: "/", maxSplits: 1)
    guard halves.count == 2, let money = money(halves[0].trimmed), money.picos >= 0 else { return nil }
    let per = halves[1].trimmed
    let digits = per.prefix { $0.isNumber || $0 == "," }
    let count = digits.isEmpty ? 1 : Int(digits.filter { $0 != "," })
    guard let count, count > 0 else { return nil }
    return (money, count, String(per.dropFirst(digits.count).drop { $0 == " " }))
  }
}

extension Substring {
  fileprivate var trimmed: String { String(drop { $0 == " " }.reversed().drop { $0 == " " }.reversed()) }
}
