import ArgumentParser
import Engine
import InteractionStore
import Measures
import Pricing
import Reports

/// `recast bill`: usage in, money out.
struct BillCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bill", abstract: "Price a file of usage.",
    discussion: """
      The file has the columns resource,meter,start,end,quantity,unit (ISO 8601 times, UTC); `recast rates meters` lists the
      meters. A campaign's resource begins with legacy: or v2:, its requests and its floor (minProvisionedTPS) are rows.
      Exit code 1 when a price is missing: the total is then a lower bound.
      """)

  @Argument(help: "Usage as CSV.") var usage: String
  @Option(help: "Rate card by name or path.") var rates = "us-east-1"
  @Flag(help: "Print JSON.") var json = false

  func run() async throws {
    let bytes: [UInt8]
    do { bytes = try readFile(usage, atMost: 1_000_000_000) } catch { throw Stop(.environment, "\(error)") }
    let card = try RateCards.load(rates)
    let read = UsageCSV.usage(from: bytes, source: usage)
    try Terminal.show(read.findings)
    let bill: Bill
    do { bill = try Bill(pricing: read.usage, with: card) } catch { throw Stop(.wrongInput, "\(error)") }
    if json {
      try Terminal.write(Summaries.json(bill))
    } else {
      let rows = Summaries.rows(bill)
      Terminal.write(
        TextTable.text(
          header: ["month", "resource", "meter", "quantity", "amount (\(bill.currency))", "low–high"], rows: rows,
          numbers: [3, 4, 5]))
    }
    if bill.isPartial {
      throw Stop(
        .failedCheck, "No price for \(bill.gaps.map(\.rawValue).joined(separator: ", ")): the total is a lower bound.")
    }
  }
}
