import ArgumentParser
import Engine
import FoundationEssentials
import Glibc
import InteractionStore
import Measures
import Pricing
import Reports

/// `recast rates`: price cards.
struct RatesCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rates", abstract: "List, show, compare and import rate cards; list meters.",
    subcommands: [
      ListCommand.self, ShowCommand.self, RatesDiffCommand.self, RatesImportCommand.self, MetersCommand.self,
    ])

  struct ListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "list", abstract: "The rate cards at hand, with region and age.")
    @Option(help: "Days after which a rate card is called old.") var maxCardAge = 180
    @Flag(help: "Print JSON.") var json = false

    func run() async throws {
      var cards: [(name: String, folder: String, card: RateCard?)] = []
      for folder in InputLoading.rateCardFolders() {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.isEmpty ? "." : folder)) ?? []
        for name in names.sorted() where name.hasSuffix(".yaml") && !cards.contains(where: { $0.name == name }) {
          cards.append((name, folder, try? InputLoading.rateCard(folder + name).card))
        }
      }
      let today = RateCards.today
      if json {
        try Terminal.write(
          .array(
            cards.map { name, folder, card in
              [
                "name": .string(String(name.dropLast(5))), "path": .string(folder + name),
                "region": card.map { .string($0.region) } ?? .null,
                "dateRead": card.map { .string("\($0.dateRead)") } ?? .null,
                "ageDays": card.map { .integer($0.ageDays(on: today)) } ?? .null,
                "prices": card.map { .integer($0.prices.count) } ?? .null,
              ]
            }))
        return
      }
      var rows: [[String]] = []
      for (name, folder, card) in cards {
        let age = card.map { $0.ageDays(on: today) }
        let ageText = age.map { $0 > maxCardAge ? "\($0) d old" : "\($0) d" } ?? ""
        rows.append([
          String(name.dropLast(5)), card?.region ?? "cannot be read", card.map { "\($0.dateRead)" } ?? "", ageText,
          card.map { "\($0.prices.count)" } ?? "", folder + name,
        ])
      }
      Terminal.write(
        TextTable.text(header: ["card", "region", "read on", "age", "prices", "file"], rows: rows, numbers: [3, 4]))
    }
  }

  struct ShowCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "show", abstract: "Prices of a card with source and confidence.")
    @Argument(help: "Name or path of the card.") var card: String
    @Option(help: "Days after which a rate card is called old.") var maxCardAge = 180
    @Flag(help: "Print JSON.") var json = false

    func run() async throws {
      let loaded = try RateCards.load(card)
      RateCards.warnIfOld(loaded, beyondDays: maxCardAge)
      if json { return try Terminal.write(RateCardJSON.card(loaded)) }
      Terminal.write("\(loaded.name)\nregion \(loaded.region), read on \(loaded.dateRead)\n\n")
      let rows = Summaries.prices(loaded)
      Terminal.write(TextTable.text(header: ["meter", "price", "confidence", "source"], rows: rows))
      if let freeTier = loaded.freeTier {
        let what = freeTier.allowances.map { "\($0.quantity.text()) \($0.meter.unit)s" }.joined(separator: ", ")
        Terminal.write(
          "\nfree tier, off unless asked for: \(what) a month for \(freeTier.months) months "
            + "(\(freeTier.confidence.rawValue); \(freeTier.source))\n")
      }
    }
  }

  struct MetersCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "meters", abstract: "Meters that usage files and cards name, with unit, formula and source.")
    @Flag(help: "Print JSON.") var json = false
    @Argument(help: "One meter: its formula and source.") var meter: String?

    func validate() throws {
      if let meter, Meter(rawValue: meter) == nil { throw ValidationError("There is no meter \(meter).") }
    }

    func run() async throws {
      let meters = meter.flatMap(Meter.init(rawValue:)).map { [$0] } ?? Meter.allCases
      if json {
        try Terminal.write(
          .array(
            meters.map {
              [
                "meter": .string($0.rawValue), "unit": .string($0.unit), "service": .string($0.service.rawValue),
                "counts": .string($0.definition.counts), "formula": .string($0.definition.formula),
                "source": .string($0.definition.source),
                "usageTypes": .array($0.definition.usageTypes.map { .string($0) }),
              ]
            }))
      } else if meter != nil {
        let definition = meters[0].definition
        Terminal.write(
          TextTable.text(
            header: ["meter", meters[0].rawValue],
            rows: [
              ["unit", definition.unit], ["service", definition.service.name], ["counts", definition.counts],
              ["formula", definition.formula], ["source", definition.source],
              ["usage types", definition.usageTypes.joined(separator: ", ")],
            ]))
      } else {
        let rows = meters.map { [$0.rawValue, $0.unit, $0.definition.counts] }
        Terminal.write(TextTable.text(header: ["meter", "unit", "what it counts"], rows: rows))
      }
    }
  }
}

/// Loads a rate card or stops with what is wrong with it.
enum RateCards {
  static func load(_ name: String) throws -> RateCard {
    let read: (card: RateCard?, findings: [Finding])
    do { read = try InputLoading.rateCard(name) } catch { throw Stop(.environment, "\(error)") }
    try Terminal.show(read.findings)
    guard let card = read.card else { throw Stop(.wrongInput) }
    return card
  }

  /// The clock's day in UTC: only warnings depend on it, never a result.
  static var today: CivilDate { Instant(seconds: Int64(time(nil))).utcDate }

  /// Says on standard error that a card is older than a number of days.
  static func warnIfOld(_ card: RateCard, beyondDays days: Int = 180) {
    let age = card.ageDays(on: today)
    guard age > days else { return }
    Terminal.say(
      "warning: the prices of \(card.name) were read on \(card.dateRead), \(age) days ago; AWS may have changed them.")
  }
}
