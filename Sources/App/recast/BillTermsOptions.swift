import ArgumentParser
import Measures
import Pricing
import Scenarios

/// Options that change on what terms usage is priced and in what money it is shown.
struct BillTermsOptions: ParsableArguments {
  @Option(
    help: "One billing window for all campaigns: 5 min, 1 h, rounded 1 h (whole TPS-hours) or month.")
  var window: String?
  @Option(
    help: "Month of the account's first use, such as 2026-12: its free tier, which AWS may have ended, is counted.")
  var freeTierFrom: String?
  @Option(help: "What the account uses each month besides, such as tpsHours=15000; ladders begin above it. Repeatable.")
  var otherUsage: [String] = []
  @Option(help: "Currency to show, such as KRW; needs a rate, here or in the scenario.") var currency: String?
  @Option(help: "Units of --currency for one of the card's.") var exchangeRate: String?
  @Option(help: "Day of the exchange rate, such as 2026-11-20.") var exchangeDate: String?
  @Option(help: "Value-added tax, such as 10%.") var vat: String?
  @Option(help: "Days after which a rate card is called old.") var maxCardAge = 180

  func validate() throws {
    if maxCardAge < 0 { throw ValidationError("--max-card-age is a number of days, 0 or more.") }
  }

  /// The settings with what the options say in the place of what a scenario says.
  ///
  /// - Parameter cardCurrency: the rate card's, from which an exchange rate converts.
  func applied(to settings: BillingSettings, cardCurrency: Currency) throws -> BillingSettings {
    var settings = settings
    if let window {
      guard let chosen = BillingWindow(rawValue: window) else {
        throw Stop(
          .wrongInput, "--window is one of \(BillingWindow.allCases.map(\.rawValue).joined(separator: ", ")).")
      }
      settings.window = chosen
    }
    if let freeTierFrom {
      guard let month = BillingText.month(freeTierFrom) else {
        throw Stop(.wrongInput, "--free-tier-from needs a calendar month, such as 2026-12.")
      }
      settings.terms.freeTierStart = month
    }
    for text in otherUsage {
      let halves = text.split(separator: "=", maxSplits: 1).map(String.init)
      guard halves.count == 2, let meter = Meter(rawValue: halves[0]), meter.climbsByMonth,
        let quantity = Quantity(decimal: halves[1]), quantity >= .zero
      else {
        throw Stop(
          .wrongInput,
          "--other-usage is `\(text)`; it needs a meter that is priced by the month's sum, and a number, "
            + "such as tpsHours=15000.")
      }
      guard !otherUsage.contains(where: { $0 != text && $0.hasPrefix(halves[0] + "=") }) else {
        throw Stop(.wrongInput, "--other-usage gives \(halves[0]) twice.")
      }
      settings.terms.otherMonthlyUsage[meter] = quantity
    }
    if let vat {
      guard let share = BillingText.percent(vat) else {
        throw Stop(.wrongInput, "--vat needs a share in percent, such as 10%.")
      }
      settings.vat = share
    }
    try applyCurrency(to: &settings, cardCurrency: cardCurrency)
    return settings
  }

  private func applyCurrency(to settings: inout BillingSettings, cardCurrency: Currency) throws {
    guard let currency else {
      if exchangeRate != nil || exchangeDate != nil {
        throw Stop(.wrongInput, "--exchange-rate and --exchange-date need --currency.")
      }
      // A scenario's own rate is for its report; without --currency amounts stay in the card's.
      settings.exchange = nil
      return
    }
    guard let code = Currency(code: currency) else {
      throw Stop(.wrongInput, "--currency is `\(currency)`; it needs a code of three capital letters, such as KRW.")
    }
    guard code != cardCurrency else {
      if exchangeRate != nil || exchangeDate != nil {
        throw Stop(.wrongInput, "The rate card is in \(code) already; --exchange-rate has nothing to convert.")
      }
      settings.exchange = nil
      return
    }
    if exchangeRate == nil, exchangeDate == nil, let given = settings.exchange, given.to == code,
      given.from == cardCurrency
    {
      return
    }
    guard let exchangeRate, let exchangeDate else {
      throw Stop(
        .wrongInput,
        "No exchange rate to \(code) is known: give --exchange-rate and --exchange-date, or billing.exchangeRate in the "
          + "scenario.")
    }
    guard let rate = Money(decimal: exchangeRate, currency: code), rate.picos > 0 else {
      throw Stop(.wrongInput, "--exchange-rate is `\(exchangeRate)`; it needs a positive number.")
    }
    guard let date = Instant(iso8601: exchangeDate)?.utcDate else {
      throw Stop(.wrongInput, "--exchange-date is `\(exchangeDate)`; it needs a day, such as 2026-11-20.")
    }
    settings.exchange = ExchangeRate(from: cardCurrency, rate: rate, date: date)
  }
}
