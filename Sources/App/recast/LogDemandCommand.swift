import ArgumentParser
import Demand
import Engine
import InteractionStore
import Measures
import Reports
import Scenarios

/// `recast log demand`: how often recommendations are asked for, from an access log.
struct LogDemandCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "demand", abstract: "Count the requests of an access log into a trace that demand can follow.",
    discussion: """
      A shop's events do not tell how often recommendations are asked for; an access log does. Reads the log of an AWS \
      application load balancer, or any CSV with a header and a time column; both may be gzip. Rows need not be in order.
      The trace is `timestamp,value`; run it with `recast run SCENARIO --trace FILE`, or name it in demand.trace.
      """)

  @Argument(help: "The access log.") var file: String
  @Option(help: "Column of times in a CSV; the first with a name such as timestamp or time unless stated.")
  var timeColumn: String?
  @Option(help: "Count requests only whose path begins so, such as /recommendations.") var path: String?
  @Option(help: "Length of a bin: it divides five minutes or is a multiple of them.") var every = "5 min"
  @Option(help: "Where to write the trace (CSV).") var out: String?
  @Flag(help: "Leave rows out that cannot be read, instead of stopping.") var skipBadRows = false
  @Flag(help: "Print JSON.") var json = false

  func run() async throws {
    guard let bin = MeasuredText.duration(every), DemandTrace.isPossible(bin: bin) else {
      throw Stop(
        .wrongInput,
        "--every \(every) is no length of a bin. Use one that divides five minutes, such as \"1 min\", or a multiple.")
    }
    let reading: AccessLogSummary
    do {
      reading = try AccessLogSummary(
        path: file, timeColumn: timeColumn, pathPrefix: path, bin: bin)
    } catch { throw Stop(.environment, "\(error)") }
    let isSkipped = { (finding: Finding) in
      if case .row = finding.place { skipBadRows && finding.code != "missing-column" } else { false }
    }
    if skipBadRows, reading.badRows > 0 { Terminal.say("\(reading.badRows) rows left out.") }
    try Terminal.show(reading.findings.filter { !isSkipped($0) })
    guard let trace = reading.trace else {
      throw Stop(.wrongInput, "\(file) holds no request\(path == nil ? "" : " with such a path").")
    }
    if let out { try DataFiles.write(AccessLogSummary.csv(of: trace), to: out) }
    if json {
      try Terminal.write(reading.json)
    } else {
      Terminal.write(
        TextTable.text(header: ["what", "value"], rows: reading.table, numbers: [1]))
    }
  }
}
