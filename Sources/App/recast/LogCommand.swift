import ArgumentParser
import Interactions
import InteractionStore
import Measures
import Scenarios

/// `recast log`: interaction logs.
struct LogCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "log",
    abstract: "Check, import, describe and generate interaction logs; serve what batch jobs made of them.",
    subcommands: [
<<<<<<< HEAD
      LogCheckCommand.self, LogSchemaCommand.self, ImportCommand.self, LogStatsCommand.self, LogGenerateCommand.self,
      LogLoadCommand.self,
      LogTablesCommand.self, LogRollbackCommand.self, LogDemandCommand.self,
    ])

  struct Source: ParsableArguments {
    @Argument(help: "The log: CSV in Personalize form, MovieLens, or a recast database.") var file: String
    @Option(help: "personalize, movielens-100k, movielens-1m or movielens-csv; recognised unless stated.")
    var format: String?
    @Flag(help: "Leave broken rows out instead of stopping.") var skipBadRows = false

    func validate() throws {
      if let format, LogFormat(rawValue: format) == nil {
        throw ValidationError(
          "--format \(format) is not known. Use one of: \(LogFormat.allCases.map(\.rawValue).joined(separator: ", ")).")
      }
    }

    /// The log, or a stop with everything that is wrong with it.
    func load() throws -> LogReading {
      let reading: LogReading
      do {
        reading = try loadLog(path: file, format: format.flatMap(LogFormat.init))
      } catch {
        throw Stop(.environment, "\(error)")
      }
      let isSkipped: (Finding) -> Bool = {
        if case .row = $0.place { skipBadRows && $0.severity == .error } else { false }
      }
      if skipBadRows, reading.rowsBad > 0 { Terminal.say("\(reading.rowsBad) broken rows left out.") }
      try Terminal.show(reading.findings.filter { !isSkipped($0) })
      return reading
    }
  }

  struct ImportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "import", abstract: "Read a log into a file that opens without parsing.",
      discussion: """
        A name ending in .sqlite or .db gives a SQLite database, any other a columnar file, which opens some fifty times \
        faster. Either appears under its name when it is whole; whoever stops recast meanwhile keeps the older one.
        """)
    @OptionGroup var source: Source
    @Option(help: "The file to write, such as LOG.recast; an older one of recast's is replaced when all is read.")
    var into: String

    func run() async throws {
      let reading = try source.load()
      do {
        if into.hasSuffix(".sqlite") || into.hasSuffix(".db") {
          try SQLiteLogStore.importLog(reading.log, source: PathText.fileName(source.file), into: into)
        } else {
          try ColumnarLogStore.importLog(reading.log, into: into)
        }
      } catch {
        throw Stop(.environment, "\(error)")
      }
      Terminal.write(
        "\(reading.log.count) events of \(reading.log.users.count) users and \(reading.log.items.count) items in \(into)\n"
      )
=======
      LogCheckCommand.self, LogSchemaCommand.self, LogImportCommand.self, LogExportCommand.self, StatsCommand.self,
      GenerateCommand.self,
    ])

  /// Where these commands read from.
  typealias Source = LogSource

  struct StatsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "stats", abstract: "Describe a log: size, span, popularity, repeats, cold shares, rhythm.")
    @OptionGroup var source: Source
    @Option(help: "Offset of local time from UTC, such as +09:00.") var utcOffset = "+00:00"
    @Flag(help: "Print JSON.") var json = false

    func run() async throws {
      guard let offset = Timespan(utcOffset: utcOffset) else {
        throw Stop(.wrongInput, "--utc-offset \(utcOffset) is no offset. Use a form such as +09:00.")
      }
      let summary = LogSummary(of: try source.load().log, utcOffset: offset)
      if json {
        try Terminal.write(Summaries.json(summary))
      } else {
        Terminal.write(
          TextTable.text(
            header: ["what", "value"], rows: Summaries.rows(summary).map { [$0.name, $0.value] }, numbers: [1]))
      }
    }
  }

  struct GenerateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "generate", abstract: "Make a synthetic log in Personalize form.",
      discussion:
        "Long-tailed popularity, tastes, sessions, daily and weekly rhythm, new items and drift; no real person.")
    @Option(help: "The CSV file to write.") var out: String
    @Option(help: "Users.") var users = SyntheticParameters().users
    @Option(help: "Items.") var items = SyntheticParameters().items
    @Option(help: "Events, views and purchases together.") var events = SyntheticParameters().events
    @Option(help: "Days.") var days = SyntheticParameters().days
    @Option(help: "Seed.") var seed: UInt64 = 1

    func validate() throws {
      if users < 1 || items < 1 || events < 1 || days < 1 {
        throw ValidationError("--users, --items, --events and --days must be at least 1.")
      }
      if users > 5_000_000 || items > 1_000_000 || events > 100_000_000 || days > 3650 {
        throw ValidationError("At most 5,000,000 users, 1,000,000 items, 100,000,000 events and 3,650 days.")
      }
    }

    func run() async throws {
      var parameters = SyntheticParameters()
      (parameters.users, parameters.items, parameters.events, parameters.days) = (users, items, events, days)
      let log = SyntheticLog(parameters, seed: seed).log
      do {
        try Data(PersonalizeCSV.bytes(of: log)).write(to: URL(filePath: out), options: .atomic)
      } catch {
        throw Stop(.environment, "\(out) cannot be written: \(error)")
      }
      Terminal.write("\(log.count) events in \(out)\n")
>>>>>>> ingest
    }
  }
}
