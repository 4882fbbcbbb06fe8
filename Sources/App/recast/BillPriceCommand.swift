import ArgumentParser
import Engine
import InteractionStore
import Measures
import Pricing
import Reports
import Scenarios

/// `recast bill price`: a file of usage, or a scenario, priced line by line.
struct BillPriceCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "price", abstract: "Price a file of usage, or what the plans of a scenario use.",
    discussion: """
      A file of usage has the columns resource,meter,start,end,quantity,unit (ISO 8601 times, UTC); `recast rates meters` \
      lists the meters. A campaign's resource begins with legacy: or v2:, its requests and its floor (minProvisionedTPS) are \
      rows. A scenario (.yaml) is played once at its stated demand and each plan is priced; its account: and billing: \
      sections hold, unless an option here says otherwise.
      Exit code 1 when a price is missing: the total is then a lower bound.
      """)

  @Argument(help: "Usage as CSV, or a scenario (.yaml).") var input: String?
  @Option(help: "Rate card by name or path; us-east-1, or the scenario's own, unless stated.") var rates: String?
  @Option(
    parsing: .upToNextOption,
    help: "Two rate cards: what the second changes against the first. The input may follow them.")
  var diff: [String] = []
  @Option(help: "Only this plan of the scenario.") var plan: String?
  @Option(help: "A log instead of the scenario's own.") var log: String?
  @OptionGroup var terms: BillTermsOptions

  @Option(help: "How lines are put together in the table: line, service, resource or month.") var by = "line"
  @Flag(help: "Print JSON.") var json = false
  @Flag(help: "Print CSV, a row a line.") var csv = false
  @Flag(help: "Print the columns of FOCUS 1.2 as CSV, a row a line and band.") var focus = false
  @Option(help: "AWS account id for --focus.") var account = "000000000000"

  mutating func validate() throws {
    if diff.count == 3, input == nil { input = diff.removeLast() }
    guard input != nil else { throw ValidationError("Name a file of usage or a scenario.") }
    guard diff.isEmpty || diff.count == 2 else { throw ValidationError("--diff needs two rate cards.") }
    guard diff.isEmpty || rates == nil else { throw ValidationError("--rates and --diff exclude each other.") }
    guard [json, csv, focus].count(where: { $0 }) <= 1 else {
      throw ValidationError("Choose one of --json, --csv and --focus.")
    }
    guard diff.isEmpty || !(csv || focus) else { throw ValidationError("--diff prints a table or --json.") }
    guard StatementDetail(rawValue: by) != nil else {
      throw ValidationError(
        "--by is one of \(StatementDetail.allCases.map(\.rawValue).joined(separator: ", ")).")
    }
  }

  func run() async throws {
    let path = input ?? ""
    let priced = path.hasSuffix(".yaml") || path.hasSuffix(".yml") ? try await scenario(path) : try usage(path)
    let billing = try terms.applied(to: priced.billing)
    guard diff.isEmpty else {
      return try show(
        BillDifference(
          try statement(priced, RateCards.load(diff[0]), billing),
          try statement(priced, RateCards.load(diff[1]), billing)))
    }
    let card = try rates.map(RateCards.load) ?? priced.card ?? RateCards.load("us-east-1")
    try show(try statement(priced, card, billing))
  }

  /// What is to be priced, and with what unless an option says otherwise.
  private struct Priced {
    var usages: [(plan: String?, usage: Usage)]
    var card: RateCard?
    var billing = BillingSettings()
    let name: String
  }

  private func usage(_ path: String) throws -> Priced {
    if plan != nil { throw Stop(.wrongInput, "A file of usage has no plans; --plan needs a scenario.") }
    let bytes: [UInt8]
    do { bytes = try readFile(path, atMost: 1_000_000_000) } catch { throw Stop(.environment, "\(error)") }
    let read = UsageCSV.usage(from: bytes, source: path)
    try Terminal.show(read.findings)
    return Priced(usages: [(nil, read.usage)], name: PathText.fileName(path))
  }

  private func scenario(_ path: String) async throws -> Priced {
    let input = try LoadedInput.ready { () throws(StoreError) in try InputLoading.load(scenario: path, log: log) }
    var usages: [(plan: String?, usage: Usage)]
    do {
      usages = try await ScenarioUsage.plans(of: input) { Terminal.Progress.shared.update($0) }
    } catch { throw Stop(.wrongInput, error.description) }
    if let plan {
      usages.removeAll { $0.plan != plan }
      if usages.isEmpty {
        let names = input.scenario.plans.map(\.name).joined(separator: ", ")
        throw Stop(.wrongInput, "The scenario has no plan \(plan); it has \(names).")
      }
    }
    return Priced(usages: usages, card: input.card, billing: input.scenario.billing, name: input.scenario.name)
  }

  private func statement(_ priced: Priced, _ card: RateCard, _ billing: BillingSettings) throws -> Statement {
    RateCards.warnIfOld(card, beyondDays: terms.maxCardAge)
    if let exchange = billing.exchange, exchange.from != card.currency {
      throw Stop(.wrongInput, "The exchange rate is for \(exchange.from), the rate card is in \(card.currency).")
    }
    do {
      return try Statement(pricing: priced.usages, card: card, billing: billing, name: priced.name)
    } catch { throw Stop(.wrongInput, "\(error)") }
  }

  private func show(_ statement: Statement) throws {
    if json {
      try Terminal.write(statement.json)
    } else if csv {
      Terminal.write(String(decoding: StatementCSV.bytes(statement), as: UTF8.self))
    } else if focus {
      Terminal.write(String(decoding: FocusCSV.bytes(statement, account: account), as: UTF8.self))
    } else {
      let table = StatementTable.table(statement, by: StatementDetail(rawValue: by) ?? .line)
      Terminal.write(TextTable.text(header: table.header, rows: table.rows, numbers: table.numbers))
      Terminal.write("\n" + StatementTable.notes(statement).map { $0 + "\n" }.joined())
    }
    for warning in StatementTable.warnings(statement) { Terminal.say(warning) }
    guard statement.isPartial else { return }
    throw Stop(
      .failedCheck,
      "No price for \(statement.gaps.map(\.rawValue).joined(separator: ", ")): the total is a lower bound.")
  }

  private func show(_ difference: BillDifference) throws {
    guard difference.before.currency == difference.after.currency else {
      throw Stop(.wrongInput, "The cards are in different currencies.")
    }
    if json {
      try Terminal.write(difference.json)
    } else {
      let table = difference.table
      Terminal.write(
        TextTable.text(
          header: table.header, rows: table.rows,
          numbers: Set(table.header.count - 4..<table.header.count)))
    }
    if difference.before.isPartial || difference.after.isPartial {
      throw Stop(.failedCheck, "A price is missing in one of the cards: its total is a lower bound.")
    }
  }
}
