import ArgumentParser
import Engine
import Measures
import Pricing

/// `recast rates diff`: two cards, price by price.
struct RatesDiffCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "diff", abstract: "Compare two rate cards: which prices differ, and which only one has.",
    discussion: "What a change does to a bill: recast bill USAGE.csv|SCENARIO.yaml --diff A B.")
  @Argument(help: "The card before.") var before: String
  @Argument(help: "The card after.") var after: String
  @Flag(help: "Print JSON.") var json = false

  func run() async throws {
    let difference = RateCardDifference(try RateCards.load(before), try RateCards.load(after))
    if json { return try Terminal.write(difference.json) }
    guard !difference.rows.isEmpty else { return Terminal.write("The prices are the same.\n") }
    Terminal.write(
      TextTable.text(
        header: ["meter", "\(before)", "\(after)", "first band"],
        rows: difference.rows.map {
          [$0.name, $0.before ?? "no price", $0.after ?? "no price", $0.change ?? ""]
        }
      ))
  }
}
