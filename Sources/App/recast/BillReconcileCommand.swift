import ArgumentParser
import Engine
import FoundationEssentials
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
      difference is shown with its likely cause. Taxes, credits and the like stand apart. A forecast is the output of \
      recast bill --json or the facts.json of a run; only months that the file holds whole are compared with it.
      Exit code 1 when what has no cause is more than the tolerance, or a usage type is unknown.
      """)

  @Option(help: "The bill: a Cost and Usage Report or a FOCUS file.") var cur: String
  @Option(help: "Rate card by name or path; repeatable, a line takes the card of its region or the first.")
  var rates: [String] = ["us-east-1"]
  @Option(help: "A forecast: output of recast bill --json, or a facts.json.") var forecast: String?
  @Option(help: "The plan of the forecast that was bought.") var plan: String?
  @Option(help: "A usage type's meter, such as USE1-Requests=v2Requests; repeatable.") var map: [String] = []
  @Option(help: "Product code of a service to read; repeatable.") var service: [String] = [Service.personalize.rawValue]
  @Option(help: "Share of the bill for usage that may be left without a cause.") var tolerance = "1%"
  @Flag(help: "Compare months that the file holds in part with the forecast's share for these days.") var proRata =
    false
  @Flag(help: "Print JSON.") var json = false
  @Flag(help: "Print CSV, a row a line.") var csv = false

  func validate() throws {
    if json, csv { throw ValidationError("Choose one of --json and --csv.") }
    if plan != nil, forecast == nil { throw ValidationError("--plan needs --forecast.") }
    if proRata, forecast == nil { throw ValidationError("--pro-rata needs --forecast.") }
    _ = try toleratedShare()
    _ = try services()
    _ = try meters()
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
    let others = RateCards.atHand().filter { card in !cards.contains { $0.region == card.region } }
    let reconciliation = Reconciliation(
      of: invoice,
      with: Reconciliation.Prices(cards: cards, otherCards: others, meters: UsageTypeMeters(given: try meters())))
    if let forecast, forecast.currency != reconciliation.currency {
      throw Stop(
        .wrongInput, "The forecast is in \(forecast.currency), the rate card in \(reconciliation.currency).")
    }
    let tolerance = try toleratedShare()
    let backTest = forecast.map {
      BackTest(of: $0, against: reconciliation, services: services, isProRata: proRata, tolerance: tolerance)
    }
    let output = ReconciliationOutput(
      invoice: invoice, reconciliation: reconciliation, backTest: backTest, tolerance: tolerance)
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

  private func toleratedShare() throws -> Double {
    guard let share = BillingText.percent(tolerance) else {
      throw ValidationError("--tolerance needs a share in percent, such as 1%.")
    }
    return share.approximate
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

extension RateCards {
  /// All cards that lie where names are looked for and can be read, nearest first, one a region.
  fileprivate static func atHand() -> [RateCard] {
    var cards: [RateCard] = []
    for folder in InputLoading.rateCardFolders() {
      let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.isEmpty ? "." : folder)) ?? []
      for name in names.sorted() where name.hasSuffix(".yaml") {
        guard let card = try? InputLoading.rateCard(folder + name).card else { continue }
        if !cards.contains(where: { $0.region == card.region }) { cards.append(card) }
      }
    }
    return cards
  }
}
