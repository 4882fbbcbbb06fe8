import ArgumentParser
import Engine
import FoundationEssentials
import InteractionStore
import Measures
import Pricing
import Reports

/// `recast rates`: price cards.
struct RatesCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rates", abstract: "List and show rate cards and meters.",
    subcommands: [ListCommand.self, ShowCommand.self, MetersCommand.self])

  struct ListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "The rate cards at hand.")

    func run() async throws {
      var seen: [String] = []
      for folder in InputLoading.rateCardFolders() {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.isEmpty ? "." : folder)) ?? []
        for name in names.sorted() where name.hasSuffix(".yaml") && !seen.contains(name) {
          seen.append(name)
          Terminal.write("\(name.dropLast(5))\t\(folder)\(name)\n")
        }
      }
    }
  }

  struct ShowCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "show", abstract: "Prices of a card with source and confidence.")
    @Argument(help: "Name or path of the card.") var card: String

    func run() async throws {
      let loaded = try RateCards.load(card)
      Terminal.write("\(loaded.name)\nregion \(loaded.region), read on \(loaded.dateRead)\n\n")
      let rows = Summaries.prices(loaded)
      Terminal.write(TextTable.text(header: ["meter", "price", "confidence", "source"], rows: rows))
    }
  }

  struct MetersCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "meters", abstract: "Meters that usage files and cards name, with their units.")

    func run() async throws {
      let rows = Meter.allCases.map { [$0.rawValue, $0.unit, $0.definition.counts] }
      Terminal.write(TextTable.text(header: ["meter", "unit", "what it counts"], rows: rows))
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
}
