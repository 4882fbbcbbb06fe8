import ArgumentParser
import Engine
import InteractionStore
import Invoices
import Measures
import Pricing
import Scenarios

/// `recast bill reconcile`: an invoice beside what recast prices for the same usage, and beside a forecast.
struct BillReconcileCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "reconcile", abstract: "Set an AWS bill beside recast's prices and a forecast, line by line.",
    discussion: """
      FILE is an AWS Cost and Usage Report as CSV, plain or gzip, in either spelling of its columns, or a FOCUS 1.0 to 1.3 \
      file. Its Personalize lines are summed by meter and day; each day is priced by its share of the month's ladder, and a \
      difference is shown with its likely cause. A cause settles a difference where it predicts the amount; what none settles \
      is open: a price that the card does not have, a band of the ladder that nothing known puts the quantity in, more \
      billed at nothing than the card gives away. Taxes, credits and the like stand apart. A forecast is the output of \
      recast bill --json or the facts.json of a run; only months with rows for every day are compared with it.
      Exit code 1 when more than the tolerance is open, a usage type is unknown, a line was not compared for its region, \
      unit or currency, or no month of the forecast could be compared.
      """)

  @Option(help: "The bill: a Cost and Usage Report or a FOCUS file.") var cur: String
  @Option(help: "Rate card by name or path; repeatable, a line takes the card of its region.")
  var rates: [String] = ["us-east-1"]
  @Option(help: "A forecast: output of recast bill --json, or a facts.json.") var forecast: String?
  @Option(help: "The plan of the forecast that was bought.") var plan: String?
  @Option(help: "A usage type's meter, such as USE1-Requests=v2Requests; repeatable.") var map: [String] = []
  @Option(help: "Product code of a service to read; repeatable.") var service: [String] = [Service.personalize.rawValue]
  @Option(
    help: "What the account uses each month, in each region, besides the bill, such as tpsHours=15000; repeatable.")
  var otherUsage: [String] = []
  @Option(
    help: "A cause that leaves nothing open: price-changed, currency, no-card, other-unit or no-price; repeatable.")
  var accept: [String] = []
  @Option(help: "Share of the bill for usage that may be open.") var tolerance = "1%"
  @Flag(help: "Compare months that the file holds in part with the forecast's share for these days.") var proRata =
    false
  @Option(help: "A month that the file holds whole whatever days it has rows for, such as 2026-11; repeatable.")
  var wholeMonth: [String] = []
  @Option(help: "Rows of the text: run (days that agree together) or day.") var by = LineFolding.run
  @Flag(help: "Print JSON.") var json = false
  @Flag(help: "Print CSV, a row a line.") var csv = false

  func validate() throws {
    if json, csv { throw ValidationError("Choose one of --json and --csv.") }
    if plan != nil, forecast == nil { throw ValidationError("--plan needs --forecast.") }
    if proRata, forecast == nil { throw ValidationError("--pro-rata needs --forecast.") }
    if !wholeMonth.isEmpty, forecast == nil { throw ValidationError("--whole-month needs --forecast.") }
    _ = try toleratedShare()
    _ = try services()
    _ = try meters()
    _ = try terms()
    _ = try accepted()
    _ = try wholeMonths()
  }

  func run() async throws {
    let forecast = try forecast.map { try ForecastFile.forecast(path: $0, plan: plan) }
    let cards = try rates.map(RateCards.load)
    for card in cards { RateCards.warnIfOld(card) }
    if let card = cards.first(where: { $0.currency != cards[0].currency }) {
      throw Stop(
        .wrongInput, "The rate cards are in \(cards[0].currency) and \(card.currency); give cards in one currency.")
    }
    let services = try services()
    let invoice = try invoice(services)
    let wholeMonths = try wholeMonths()
    if let month = wholeMonths.first(where: { month in !invoice.months.contains { $0.month == month } }) {
      throw Stop(.wrongInput, "--whole-month is \(month), and \(cur) has no usage of that month.")
    }
    let others = RateCardFolder.entries().compactMap(\.card).filter { card in
      !cards.contains { $0.region == card.region }
    }
    let reconciliation = Reconciliation(
      of: invoice,
      with: Reconciliation.Prices(
        cards: cards, otherCards: others, meters: UsageTypeMeters(given: try meters()), terms: try terms(),
        accepted: try accepted()))
    if let forecast, forecast.currency != reconciliation.currency {
      throw Stop(
        .wrongInput, "The forecast is in \(forecast.currency), the rate card in \(reconciliation.currency).")
    }
    let tolerance = try toleratedShare()
    let backTest = forecast.map {
      BackTest(
        of: $0, against: reconciliation, services: services, isProRata: proRata, wholeMonths: wholeMonths,
        tolerance: tolerance)
    }
    let output = ReconciliationOutput(
      invoice: invoice, reconciliation: reconciliation, backTest: backTest, tolerance: tolerance, folding: by)
    if json {
      try Terminal.write(output.json)
    } else if csv {
      Terminal.write(String(decoding: output.csv, as: UTF8.self))
    } else {
      Terminal.write(output.text)
    }
    guard !output.isHeld else { return }
    throw Stop(.failedCheck, output.reason)
  }

  private func invoice(_ services: [Service]) throws -> InvoiceReading {
    var reader = InvoiceReader(source: cur, services: services)
    do { try readChunks(of: cur) { reader.read($0) } } catch { throw Stop(.environment, "\(error)") }
    let invoice = reader.finish()
    try Terminal.show(invoice.findings)
    return invoice
  }

  private func toleratedShare() throws -> Quantity {
    guard let share = BillingText.percent(tolerance) else {
      throw ValidationError("--tolerance needs a share in percent, such as 1%.")
    }
    return share
  }

  private func terms() throws -> BillingTerms {
    var terms = BillingTerms.standard
    for text in otherUsage {
      let halves = text.split(separator: "=", maxSplits: 1).map(String.init)
      guard halves.count == 2, let meter = Meter(rawValue: halves[0]), meter.isPriced,
        let quantity = Quantity(decimal: halves[1]), quantity >= .zero
      else {
        throw ValidationError(
          "--other-usage is `\(text)`; it needs a priced meter and a number, such as tpsHours=15000.")
      }
      terms.otherMonthlyUsage[meter] = quantity
    }
    return terms
  }

  private func accepted() throws -> Set<DifferenceCause> {
    Set(
      try accept.map { word in
        guard let cause = DifferenceCause.acceptable.first(where: { $0.option == word }) else {
          let known = DifferenceCause.acceptable.map(\.option).joined(separator: ", ")
          throw ValidationError("--accept is `\(word)`; it needs one of \(known).")
        }
        return cause
      })
  }

  private func wholeMonths() throws -> [CalendarMonth] {
    try wholeMonth.map { text in
      guard let month = BillingText.month(text) else {
        throw ValidationError("--whole-month is `\(text)`; it needs a calendar month, such as 2026-11.")
      }
      return month
    }
  }

  private func services() throws -> [Service] {
    try service.map { code in
      guard let service = Service(rawValue: code) else {
        let known = Service.allCases.map(\.rawValue).joined(separator: ", ")
        throw ValidationError("--service is `\(code)`; it needs one of \(known).")
      }
      return service
    }
  }

  private func meters() throws -> [String: Meter] {
    var meters: [String: Meter] = [:]
    for text in map {
      let halves = text.split(separator: "=", maxSplits: 1).map(String.init)
      guard halves.count == 2, let meter = Meter(rawValue: halves[1]), meter.isPriced else {
        throw ValidationError(
          "--map is `\(text)`; it needs a usage type and a priced meter, such as USE1-Requests=v2Requests. "
            + "`recast rates meters` lists the meters.")
      }
      meters[halves[0]] = meter
    }
    return meters
  }
}
