import ArgumentParser
import Attributes
import Measures
import Reports
import Schemas

extension DatasetKind: ExpressibleByArgument {
  public init?(argument: String) { self.init(named: argument) }
}

/// `recast log schema`: Avro schemas as Personalize takes them.
struct LogSchemaCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "schema", abstract: "Propose a Personalize schema from data, or check one.",
    subcommands: [InferCommand.self, CheckCommand.self])

  struct InferCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "infer", abstract: "Propose a schema from a CSV file, with the evidence for each column.")
    @Argument(help: "The CSV file, gzip too; its first line names the columns.") var file: String
    @Option(help: "users, items, interactions, actions or actioninteractions; recognised unless given.")
    var dataset: DatasetKind?
    @Option(help: "Rows looked at, at most.") var rows = 1_000_000
    @Option(help: "Write the schema to this file.") var out: String?
    @Flag(help: "Print JSON.") var json = false

    func validate() throws {
      if rows < 1 { throw ValidationError("--rows must be at least 1.") }
    }

    func run() async throws {
      var inference = SchemaInference(source: file, rowLimit: rows)
      try DataFiles.read(file) { inference.append($0) }
      let (proposal, findings) = inference.finish(as: dataset)
      try Terminal.show(findings)
      guard let proposal else { throw Stop(.wrongInput, "\(file) gives no schema.") }
      if let out { try DataFiles.write(Array(proposal.schema.text.utf8), to: out) }
      // What the service would say to the proposal, such as too many columns.
      let problems = SchemaReading(Array(proposal.schema.text.utf8), source: out ?? "the proposed schema").problems()
      for finding in problems where finding.severity == .error || finding.code != "untrained-text" {
        Terminal.say("\(finding)")
      }
      if json {
        try Terminal.write(LogSchemaCommand.json(proposal))
      } else {
        Terminal.write(LogSchemaCommand.text(proposal) + (out == nil ? "\n" + proposal.schema.text : ""))
      }
    }
  }

  struct CheckCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "check", abstract: "Check a schema against every rule of the service.",
      discussion: "Exit code 2 when the service would refuse it.")
    @Argument(help: "The schema: Avro JSON.") var schema: String
    @Option(help: "The data set it is for; what its record's name says unless given.") var dataset: DatasetKind?
    @Option(help: "custom, VIDEO_ON_DEMAND or ECOMMERCE.") var domain = "custom"
    @Option(help: "Write the schema, put right as far as that is safe, to this file.") var fix: String?
    @Flag(help: "Print JSON.") var json = false

    func validate() throws {
      if SchemaDomain(rawValue: domain) == nil {
        throw ValidationError(
          "--domain \(domain) is none. Use \(SchemaDomain.allCases.map(\.rawValue).joined(separator: ", ")).")
      }
    }

    func run() async throws {
      let reading = try DataFiles.schema(schema)
      let domain = SchemaDomain(rawValue: domain) ?? .custom
      let findings = reading.problems(for: dataset, domain)
      let offer = reading.schema.map { SchemaFix($0, as: dataset, domain) }.flatMap { $0.changes.isEmpty ? nil : $0 }
      if let fix, let made = reading.schema.map({ SchemaFix($0, as: dataset, domain) }) {
        try DataFiles.write(Array(made.schema.text.utf8), to: fix)
      }
      if json {
        try Terminal.write([
          "schema": .string(schema), "valid": .boolean(!findings.hasErrors),
          "findings": .array(findings.map(\.json)), "fix": offer.map(LogSchemaCommand.json) ?? .null,
        ])
        if findings.hasErrors { throw Stop(.wrongInput) }
        return
      }
      for finding in findings.prefix(100) { Terminal.say("\(finding)") }
      if let offer { Terminal.write(LogSchemaCommand.text(offer, path: schema, isWritten: fix)) }
      if findings.hasErrors { throw Stop(.wrongInput, "\(schema): the service would refuse it.") }
      if offer == nil { Terminal.write("\(schema): the service would take it.\n") }
    }
  }

  // MARK: - Texts

  private static func text(_ proposal: SchemaInference.Proposal) -> String {
    let rows = proposal.columns.map { column in
      [
        DataFiles.plain(column.evidence.name), column.field.map { DataFiles.plain($0.name) } ?? "–",
        column.field.map(typeText) ?? "left out",
        DataFiles.plain(column.reason) + (column.conversion.isEmpty ? "" : "  → \(DataFiles.plain(column.conversion))"),
      ]
    }
    let missing = proposal.schema.fields.dropFirst(proposal.columns.count { $0.field != nil })
      .map { ["–", $0.name, typeText($0), "required by the service; the file has no such column"] }
    return "\(proposal.dataset.rawValue), from \(proposal.isWhole ? "all " : "the first ")\(proposal.rows) rows\n\n"
      + TextTable.text(header: ["column", "field", "type", "evidence"], rows: rows + missing)
  }

  private static func typeText(_ field: DatasetSchema.Field) -> String {
    (field.isNullable ? "null|" : "") + field.type.rawValue + (field.isCategorical ? " categorical" : "")
      + (field.isTextual ? " textual" : "")
  }

  private static func text(_ fix: SchemaFix, path: String, isWritten: String?) -> String {
    let columns = fix.columns.filter { $0.from != $0.to }
      .map { "  \($0.from.map(DataFiles.plain) ?? "(none yet)") → \(DataFiles.plain($0.to))\n" }
    return "\nWhat can be put right:\n" + fix.changes.map { "  \($0)\n" }.joined()
      + (columns.isEmpty ? "" : "Columns of the data that change with it:\n" + columns.joined())
      + (isWritten.map { "Written to \($0).\n" } ?? "recast log schema check \(path) --fix FILE writes it.\n")
  }

  // MARK: - JSON

  private static func json(_ proposal: SchemaInference.Proposal) -> JSONValue {
    let columns = proposal.columns.map { column -> JSONValue in
      [
        "column": .string(column.evidence.name), "field": column.field.map { .string($0.name) } ?? .null,
        "type": column.field.map { .string(typeText($0)) } ?? .null, "reason": .string(column.reason),
        "conversion": .string(column.conversion), "rows": .integer(column.evidence.rows),
        "filled": .integer(column.evidence.filled), "distinct": .integer(column.evidence.cells.distinct),
        "longest": .integer(column.evidence.longest),
      ]
    }
    return [
      "dataset": .string(proposal.dataset.rawValue), "rows": .integer(proposal.rows),
      "isWhole": .boolean(proposal.isWhole), "columns": .array(columns), "schema": .string(proposal.schema.text),
    ]
  }

  private static func json(_ fix: SchemaFix) -> JSONValue {
    [
      "schema": .string(fix.schema.text), "changes": .array(fix.changes.map(JSONValue.string)),
      "columns": .array(
        fix.columns.map { ["from": $0.from.map(JSONValue.string) ?? .null, "to": .string($0.to)] }),
    ]
  }
}
