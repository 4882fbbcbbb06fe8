import ArgumentParser
import JSONText

/// `recast emulator bill`: what a running emulator would have cost.
struct EmulatorBillCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bill",
    abstract: "What the calls and hours of a running emulator would cost at AWS, and what still bills.")
  @Option(help: "The emulator's port.") var port = EmulatorRunCommand.standardPort
  @Flag(help: "Print JSON.") var json = false

  func run() async throws {
    let bill = try RunningEmulator(port: port).ask("GET", "bill")
    if json { return Terminal.write(bill.indentedText + "\n") }
    Terminal.write(Self.text(bill))
  }

  /// The bill for people: lines, total, what goes on costing money, what it rests on.
  private static func text(_ bill: JSONTree) -> String {
    func field(_ tree: JSONTree, _ name: String) -> String { (tree[name]?.string ?? "–").escapingControls }
    let currency = field(bill, "currency")
    var text = ""
    if let problem = bill["problem"]?.string { text += "No prices: \(problem.escapingControls)\n" }
    let lines = bill["lines"]?.elements ?? []
    if lines.isEmpty {
      text += "Nothing was used that costs anything.\n"
    } else {
      text += TextTable.text(
        header: ["resource", "meter", "quantity", "unit", currency],
        rows: lines.map { line in
          [
            field(line, "resource"), field(line, "meter"), field(line, "quantity"), field(line, "unit"),
            field(line, "amount"),
          ]
        }, numbers: [2, 4])
    }
    if let total = bill["total"]?.string {
      let isRange = bill["low"]?.string != bill["high"]?.string
      let range = isRange ? " (\(field(bill, "low"))–\(field(bill, "high")))" : ""
      text += "total \(total.escapingControls) \(currency)\(range)"
      text += bill["partial"]?.boolean == true ? ", without the lines that have no price\n" : "\n"
    }
    let running = bill["billsNow"]?.elements ?? []
    if !running.isEmpty {
      text += "\nStill costs money until it is deleted or stopped:\n"
      for entry in running {
        let hourly =
          entry["perHour"]?.string.map { ", \($0.escapingControls) \(currency) an hour without requests" } ?? ""
        text += "  \(field(entry, "arn")) (\(field(entry, "status")))\(hourly). \(field(entry, "remedy"))\n"
      }
    }
    for assumption in bill["assumptions"]?.elements ?? [] {
      if let words = assumption.string { text += "Assumed: \(words.escapingControls)\n" }
    }
    return text
  }
}
