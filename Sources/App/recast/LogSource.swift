import ArgumentParser
import Interactions
import InteractionStore
import Measures
import PostgreSQL
import Scenarios
import ServingTables

/// Where the commands on logs read from: a file, or a table or query of a database.
struct LogSource: ParsableArguments {
  @Argument(
    help: """
      The log: CSV, TSV or JSON Lines in Personalize form or by --mapping, MovieLens, all of these as gzip, a file of \
      recast's, a SQLite database with --table or --query, or postgresql:// with either.
      """)
  var file: String
  @Option(help: "\(LogFormat.allCases.map(\.rawValue).joined(separator: ", ")); recognised unless stated.")
  var format: String?
  @Option(help: "A YAML file that says which columns hold what; docs/mapping.yaml is an example.") var mapping: String?
  @Option(help: "The table or view of a database to read.") var table: String?
  @Option(help: "One query to read; it is run as it is, where nothing can be changed.") var query: String?
  @Option(help: "Keep only events of the items in this file: a CSV with ITEM_ID, or one id a line.")
  var knownItems: String?
  @Option(help: "The same for users: a CSV with USER_ID, or one id a line.") var knownUsers: String?
  @Flag(help: "Leave broken rows out instead of stopping.") var skipBadRows = false
  @Flag(help: "Parse the file even where its content was read before, and do not keep what was read.") var noCache =
    false

  func validate() throws {
    if let format, LogFormat(rawValue: format) == nil {
      throw ValidationError(
        "--format \(format) is not known. Use one of: \(LogFormat.allCases.map(\.rawValue).joined(separator: ", ")).")
    }
    if table != nil, query != nil { throw ValidationError("Give --table or --query, not both.") }
    if PostgresTarget.isTarget(file), table == nil, query == nil {
      throw ValidationError("A PostgreSQL source needs --table or --query.")
    }
  }

  /// The log, or a stop with everything that is wrong with it.
  ///
  /// - Parameter keepsRows: whether the rows that events came from are wanted, for which a file is always parsed.
  func load(keepsRows: Bool = false) throws -> LogReading {
    let options = LogOptions(
      format: format.flatMap(LogFormat.init), mapping: try readMapping(), keepsRows: keepsRows)
    let reading: LogReading
    do {
      if PostgresTarget.isTarget(file), let selection {
        let connection = try PostgresConnection(PostgresTarget(file), isReadOnly: true)
        reading = try PostgresLogSource.loadLog(connection, selection, options: options)
      } else if let selection {
        reading = try SQLiteLogSource.loadLog(file, selection, options: options)
      } else {
        reading = try loadLog(path: file, options: options, usesCache: !noCache && !keepsRows)
      }
    } catch let error as PostgresError {
      throw Stop(error.isWrongInput ? .wrongInput : .environment, "\(error)")
    } catch {
      throw Stop(.environment, "\(error)")
    }
    if skipBadRows, reading.rowsBad > 0 { Terminal.say("\(reading.rowsBad) broken rows left out.") }
    let isShown: (Finding) -> Bool = {
      if case .row(_) = $0.place { !(skipBadRows && $0.severity == .error) } else { true }
    }
    try Terminal.show(reading.findings.filter(isShown))
    return try restricted(reading)
  }

  private var selection: DatabaseSelection? {
    table.map(DatabaseSelection.table) ?? query.map(DatabaseSelection.query)
  }

  private func readMapping() throws -> LogMapping? {
    guard let mapping else { return nil }
    let text: String
    do { text = String(decoding: try readFile(mapping, atMost: 1_000_001), as: UTF8.self) } catch {
      throw Stop(.environment, "\(error)")
    }
    let read = LogMappingReading.mapping(fromYAML: text, source: mapping, zone: ZoneFile.rule(named:))
    try Terminal.show(read.findings)
    return read.mapping
  }

  /// The events of known users and items, with a word on what was left out.
  private func restricted(_ reading: LogReading) throws -> LogReading {
    guard knownItems != nil || knownUsers != nil else { return reading }
    let users = try knownUsers.map { try names(in: $0, column: "USER_ID") }
    let items = try knownItems.map { try names(in: $0, column: "ITEM_ID") }
    let (log, dropped) = reading.log.keeping(users: users, items: items)
    Terminal.say("\(log.count) of \(reading.log.count) events kept.")
    func say(_ events: Int, _ reason: String) { if events > 0 { Terminal.say("  \(events) left out: \(reason)") } }
    func some(_ names: [String], of count: Int) -> String {
      let shown = names.map { $0.debugDescription }.joined(separator: ", ")
      return "\(count) unknown, such as \(shown)"
    }
    say(dropped.unknownUser, "the user is not known (\(some(dropped.firstUsers, of: dropped.users)))")
    say(dropped.unknownItem, "the item is not known (\(some(dropped.firstItems, of: dropped.items)))")
    say(dropped.unknownBoth, "neither is known")
    return LogReading(
      log: log, format: reading.format, rowsRead: reading.rowsRead, rowsBad: reading.rowsBad, faults: reading.faults,
      findings: reading.findings)
  }

  /// The ids of a file, by the name of their column where it has a header.
  private func names(in path: String, column name: String) throws -> Set<String> {
    let names = Set(try ServingDatabase.run { try KeyFile.keys(path, columns: [name]) })
    guard !names.isEmpty else { throw Stop(.wrongInput, "\(path) names nothing.") }
    return names
  }
}
