import ArgumentParser
import Engine
import InteractionStore

/// `recast explain`: where a number comes from.
struct ExplainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "explain", abstract: "Follow any number of a report or bill to its inputs, prices and assumptions.",
    discussion: """
      RESULT is a report's folder, a facts.json, or what `recast bill … --json` or `recast evaluate … --json` printed. \
      NUMBER is a number as the report prints it, or a path: elements by name or by position, [*] for all of them.

        recast explain reports/corner-shop                        the main figures and their paths
        recast explain reports/corner-shop 102.29
        recast explain reports/corner-shop '3.6 ms'
        recast explain reports/corner-shop plans.batch.monthlyCost
        recast explain reports/corner-shop 'plans[campaign].bill.lines[v2Requests]'

      What the file allows is computed again. Exit code 1 when a figure does not follow from the file.
      """)

  @Argument(help: "A report's folder, a facts.json, or a bill or an evaluation as JSON.") var result: String
  @Argument(parsing: .allUnrecognized, help: "A number as printed, or a path; the main figures unless given.")
  var number: [String] = []
  @Flag(help: "Print JSON.") var json = false

  func run() throws {
    let answer: ExplainAnswer
    do {
      let document = try ResultLoading.load(result)
      answer = try ExplainAnswer(number.joined(separator: " "), in: document)
    } catch let error as ExplainError {
      throw Stop(.wrongInput, error.description)
    } catch {
      throw Stop(.environment, "\(error)")
    }
    if json {
      try Terminal.write(answer.json)
    } else {
      Terminal.write(answer.text(source: result))
    }
    let count = answer.mismatchCount
    guard count > 0 else { return }
    throw Stop(.failedCheck, "\(count == 1 ? "1 figure does" : "\(count) figures do") not follow from the file.")
  }
}
