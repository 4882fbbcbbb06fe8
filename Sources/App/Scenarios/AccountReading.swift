import Measures
import Pricing

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
    guard let meter = Meter(rawValue: name), meter.climbsByMonth else {
      reader.report(
        "unknown-word", name, "is no meter that is priced by the month's sum.",
        remedy: "`recast rates meters` lists the meters.")
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
