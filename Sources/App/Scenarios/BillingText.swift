import Measures

/// Terms of a bill as written in scenarios and on the command line.
package enum BillingText {
  /// `10 %`, `10%` → a tenth, exactly; at most 100 %.
  package static func percent(_ text: String) -> Quantity? {
    guard text.last == "%" else { return nil }
    let number = text.dropLast().reversed().drop { $0 == " " }.reversed()
    guard let percent = Quantity(decimal: String(number)), percent >= .zero, percent <= Quantity(100) else {
      return nil
    }
    return Quantity(parts: percent.parts / 100)
  }

  /// `1,390 KRW / USD` → 1,390 won for a dollar.
  package static func exchangeRate(_ text: String) -> (rate: Money, from: Currency)? {
    let halves = text.split(separator: "/").map { $0.split(separator: " ").joined(separator: " ") }
    guard halves.count == 2, let rate = MoneyText.money(halves[0]), rate.picos > 0,
      let from = Currency(code: halves[1]), from != rate.currency
    else { return nil }
    return (rate, from)
  }

  /// `2026-12`.
  package static func month(_ text: String) -> CalendarMonth? {
    guard text.utf8.count == 7, let date = Instant(iso8601: text + "-01")?.utcDate else { return nil }
    return CalendarMonth(year: date.year, month: date.month)
  }
}
