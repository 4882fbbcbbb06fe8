import ArgumentParser
import Attributes
import Glibc
import Measures
import Reports
import Schemas

/// `recast log check`: what the service would refuse, before it costs money.
struct LogCheckCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Check a CSV file against its schema: what Personalize would refuse, before it costs.",
    discussion: """
      Reads the file once, in bounded memory: header, types, empty cells, lengths, ids, times, event types, and whether \
      there are events and users enough to train. Findings have the lines of the first twenty rows and count all.

      Exit codes: 0 the service would take it; 1 warnings alone, with --strict; 2 it would be refused.
      """)
  @Argument(help: "The CSV file, gzip too.") var file: String
  @Option(help: "Its schema: Avro JSON.") var schema: String
  @Option(help: "The file of items, with ITEM_ID: events on others are counted.") var items: String?
  @Option(help: "The file of users, with USER_ID: events of others are counted.") var users: String?
  @Option(help: "The time now, in seconds since 1970; later events are warned of. The clock's unless given.")
  var now: Int64?
  @Flag(help: "Warnings fail the check too, with exit code 1.") var strict = false
  @Flag(help: "Print JSON.") var json = false

  func run() async throws {
    let schema = try DataFiles.usableSchema(schema)
    guard let dataset = schema.dataset else { throw Stop(.wrongInput, "The schema names no data set.") }
    var known: [String: DistinctSample] = [:]
    for (path, column) in [(items, "ITEM_ID"), (users, "USER_ID")] {
      guard let path else { continue }
      known[column] = try ids(of: path, column: column)
    }
    let now = now ?? Int64(time(nil))
    var check = DatasetCheck(schema: schema, dataset: dataset, now: now, known: known)
    try DataFiles.read(file) { check.append($0) }
    let report = check.finish()
    if json {
      try Terminal.write(LogCheckCommand.json(report, file))
    } else {
      for finding in report.findings.prefix(100) { Terminal.say("\(finding.finding(in: file))") }
      Terminal.write(LogCheckCommand.text(report, file))
    }
    if report.hasErrors {
      throw Stop(.wrongInput, json ? "" : "\(file): the service would refuse it, or fail to train.")
    }
    if strict, !report.findings.isEmpty { throw Stop(.failedCheck) }
  }

  /// The ids of a file's column.
  private func ids(of path: String, column: String) throws(Stop) -> DistinctSample {
    let schema = DatasetSchema(name: column == "ITEM_ID" ? "Items" : "Users", fields: [.init(column, .string)])
    var check = DatasetCheck(schema: schema, dataset: column == "ITEM_ID" ? .items : .users, now: .max / 2)
    try DataFiles.read(path) { check.append($0) }
    let report = check.finish()
    guard let ids = report.ids[column] else {
      try Terminal.show(report.findings.filter { $0.severity == .error }.map { $0.finding(in: path) })
      throw Stop(.wrongInput, "\(path) has no column \(column).")
    }
    return ids
  }

  private static func text(_ report: DatasetCheck.Report, _ file: String) -> String {
    var rows = [["rows", "\(report.rows)"]]
    for (column, count, isExact) in report.distinct {
      rows.append(["different \(column)", (isExact ? "" : "about ") + "\(count)"])
    }
    // Times in another unit are findings, and no dates.
    if let span = report.span, span.lowerBound >= 0, span.upperBound < 100_000_000_000 {
      rows.append(["first time", "\(Instant(seconds: span.lowerBound))"])
      rows.append(["last time", "\(Instant(seconds: span.upperBound))"])
    }
    for type in report.eventTypes.prefix(12) { rows.append(["event type \(type.name)", "\(type.rows)"]) }
    let errors = report.findings.count { $0.severity == .error }
    rows.append(["errors", "\(errors)"])
    rows.append(["warnings", "\(report.findings.count - errors)"])
    return TextTable.text(header: [report.dataset.rawValue, file], rows: rows, numbers: [1])
  }

  private static func json(_ report: DatasetCheck.Report, _ file: String) -> JSONValue {
    [
      "file": .string(file), "dataset": .string(report.dataset.rawValue), "rows": .integer(report.rows),
      "valid": .boolean(!report.hasErrors),
      "distinct": .array(
        report.distinct.map {
          ["column": .string($0.column), "count": .integer($0.count), "isExact": .boolean($0.isExact)]
        }),
      "eventTypes": .array(
        report.eventTypes.map { ["name": .string($0.name), "rows": .integer($0.rows)] }),
      "first": report.span.map { .integer(Int($0.lowerBound)) } ?? .null,
      "last": report.span.map { .integer(Int($0.upperBound)) } ?? .null,
      "findings": .array(report.findings.map(\.json)),
    ]
  }
}
