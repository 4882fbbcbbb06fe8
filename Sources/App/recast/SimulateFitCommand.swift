import ArgumentParser
import Engine
import InteractionStore
import Scenarios

/// `recast simulate fit`: distributions for measured latencies.
struct SimulateFitCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "fit", abstract: "Fit latencies of a CSV file: log-normal, gamma, and the lines for a scenario.",
    discussion: """
      FILE has a header and a latency a row. Printed are the likeliest parameters, how far each fit is from the data, and \
      quantiles with intervals that hold for any distribution.
      """)

  @Argument(help: "CSV with a header.") var file: String
  @Option(help: "Column; the only one that holds numbers unless stated.") var column: String?
  @Option(help: "Unit of the values: us, ms (unless stated) or s.") var unit: LatencyUnit = .ms
  @Flag(help: "Print JSON.") var json = false

  /// Units that latencies are measured in.
  enum LatencyUnit: String, ExpressibleByArgument, CaseIterable {
    case us, ms, s
    var milliseconds: Double {
      switch self {
      case .us: 0.001
      case .ms: 1
      case .s: 1000
      }
    }
  }

  func run() throws {
    let bytes: [UInt8]
    do { bytes = try readFile(file, atMost: 500_000_000) } catch { throw Stop(.environment, "\(error)") }
    let column = LatencyColumn(
      from: bytes, source: PathText.fileName(file), column: column, unitMilliseconds: unit.milliseconds)
    try Terminal.show(column.findings)
    let report = LatencyReport(column)
    guard !json else { return try Terminal.write(report.json) }
    Terminal.write(report.notes.map { $0 + "\n" }.joined() + "\n")
    Terminal.write(TextTable.text(header: report.table.header, rows: report.table.rows, numbers: Set(1..<5)))
    Terminal.write("\nFor a scenario:\n\n" + report.yaml)
  }
}
