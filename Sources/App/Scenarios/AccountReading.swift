import Measures
import Pricing

/// How the bill is made and printed: what the account brings, and what the reader pays in.
package struct BillingSettings: Sendable, Equatable {
  /// Other usage and free tier of the account.
  package var terms = BillingTerms.standard
  /// One billing window for all campaigns in place of the card's; nil: as the card says.
  package var window: BillingWindow?
  /// The currency that totals are shown in beside the card's.
  package var exchange: ExchangeRate?
  /// Value-added tax as a share; nil: not shown.
  package var vat: Quantity?

  package init() {}

  /// The card under the window that was asked for.
  package func applied(to card: RateCard) -> RateCard { window.map { card.with(window: $0) } ?? card }
}

/// Reads `account:` and `billing:` of a scenario.
enum AccountReading {
  static func settings(account: MappingReader, billing: MappingReader) -> BillingSettings {
    var settings = BillingSettings()
    let other = account.reader("otherUsage")
    for name in other.keys {
      if let (meter, quantity) = otherUsage(name, other) { settings.terms.otherMonthlyUsage[meter] = quantity }
    }
    settings.terms.freeTierStart = month("freeTierFrom", account)
    account.refuseUnknownKeys()

    if let text = given("window", billing) {
      settings.window = BillingWindow(rawValue: text)
      if settings.window == nil {
        billing.report(
          "unknown-word", "window", "is `\(text)`.",
          remedy: "Use \(BillingWindow.allCases.map(\.rawValue).joined(separator: ", ")).")
      }
    }
    settings.exchange = exchange(billing)
    if let text = given("vat", billing) {
      settings.vat = BillingText.percent(text)
      if settings.vat == nil {
        billing.report("wrong-value", "vat", "is `\(text)`.", remedy: "It needs a share in percent, such as `10 %`.")
      }
    }
    billing.refuseUnknownKeys()
    return settings
  }

  /// A key without a default: noted in the ledger where it is given.
  private static func given(_ name: String, _ reader: MappingReader) -> String? {
    let text = reader.text(name)
    if let text {
      reader.notes.ledger.append(LedgerEntry(key: reader.key(name), value: text, origin: .given, source: ""))
    }
    return text
  }

  private static func otherUsage(_ name: String, _ reader: MappingReader) -> (Meter, Quantity)? {
    guard let text = given(name, reader) else { return nil }
    guard let meter = Meter(rawValue: name), meter.isPriced else {
      reader.report("unknown-word", name, "is no meter that is priced.", remedy: "`recast rates meters` lists them.")
      return nil
    }
    guard let quantity = QuantityText.quantity(text, of: meter) else {
      reader.report(
        "wrong-value", name, "is `\(text)`.",
        remedy: "It needs what the account uses of it each month, such as `15,000 \(meter.unit)s`.")
      return nil
    }
    return (meter, quantity)
  }

  private static func month(_ name: String, _ reader: MappingReader) -> CalendarMonth? {
    guard let text = given(name, reader) else { return nil }
    if let month = BillingText.month(text) { return month }
    reader.report(
      "wrong-value", name, "is `\(text)`.",
      remedy: "It needs the calendar month of the account's first use, such as `2026-12`.")
    return nil
  }

  private static func exchange(_ reader: MappingReader) -> ExchangeRate? {
    let text = given("exchangeRate", reader)
    let date = reader.has("exchangeRateDate") ? reader.instant("exchangeRateDate")?.utcDate : nil
    guard let text else {
      if date != nil {
        reader.report(
          "missing-key", "exchangeRate", "is missing.", remedy: "Add it, such as `exchangeRate: 1,390 KRW / USD`.")
      }
      return nil
    }
    guard let (rate, from) = BillingText.exchangeRate(text) else {
      reader.report(
        "wrong-value", "exchangeRate", "is `\(text)`.", remedy: "It needs a form such as `1,390 KRW / USD`.")
      return nil
    }
    guard let date else {
      if !reader.has("exchangeRateDate") {
        reader.report(
          "missing-key", "exchangeRateDate", "is missing.",
          remedy: "Say of which day the rate is, such as `2026-11-20`.")
      }
      return nil
    }
    return ExchangeRate(from: from, rate: rate, date: date)
  }
}

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
