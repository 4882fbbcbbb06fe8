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
      LogCheckCommand.self, LogSchemaCommand.self, ImportCommand.self, LogStatsCommand.self, LogGenerateCommand.self,
      LogPersonalizeCommand.self, LogBatchInputCommand.self, LogLoadCommand.self, LogTablesCommand.self,
      LogRollbackCommand.self, LogDemandCommand.self,
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
    }
  }
}
