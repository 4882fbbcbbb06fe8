import ArgumentParser
import FoundationEssentials
import Interactions
import InteractionStore
import PostgreSQL
import Scenarios

/// `recast log import`: any source into a file that opens without parsing.
struct LogImportCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "import", abstract: "Read a log into a file that opens without parsing.",
    discussion: """
      A name ending in .sqlite or .db gives a SQLite database, any other a columnar file, which opens some forty times \
      faster. Either appears under its name when it is whole; whoever stops recast meanwhile keeps the older one.

      A PostgreSQL source is `postgresql://[user@]host/database`, or `postgresql:` with PGHOST, PGDATABASE and so on. \
      Passwords come from ~/.pgpass, a service file or PGPASSWORD, never from an argument.
      """)
  @OptionGroup var source: LogSource
  @Option(help: "The file to write, such as LOG.recast; an older one of recast's is replaced when all is read.")
  var into: String

  func run() async throws {
    let reading = try source.load()
    do {
      try LogWriting.write(reading.log, source: source.file, into: into)
    } catch {
      throw Stop(.environment, "\(error)")
    }
    Terminal.write(
      "\(reading.log.count) events of \(reading.log.users.count) users and \(reading.log.items.count) items in \(into)\n"
    )
  }
}

/// `recast log export`: a log as text, or into a database.
struct LogExportCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export", abstract: "Write a log as CSV, TSV, JSON Lines, SQLite, or a new PostgreSQL table.",
    discussion: """
      The end of --out decides: .csv, .tsv, .jsonl, .sqlite, .recast; `postgresql://…` needs --into-table. A file appears \
      when it is whole; a table is made in one transaction, and one that is there already is never touched.
      """)
  @OptionGroup var source: LogSource
  @Option(help: "The file to write, or a PostgreSQL connection string without password.") var out: String
  @Option(help: "The PostgreSQL table to make.") var intoTable: String?

  func validate() throws {
    if PostgresTarget.isTarget(out) != (intoTable != nil) {
      throw ValidationError("--into-table belongs to --out postgresql://…, and that to it.")
    }
  }

  func run() async throws {
    let log = try source.load().log
    do {
      if let intoTable {
        try PostgresLogSource.store(log, PostgresConnection(PostgresTarget(out)), table: intoTable)
      } else if let form = LogWriting.textForm(of: out) {
        try LogTextFile.write(log, as: form, to: out)
      } else if [".sqlite", ".db", ".recast"].contains(where: out.hasSuffix) {
        try LogWriting.write(log, source: source.file, into: out)
      } else {
        throw Stop(.wrongInput, "--out \(out) ends in none of .csv, .tsv, .jsonl, .sqlite, .db, .recast.")
      }
    } catch let error as Stop {
      throw error
    } catch let error as PostgresError {
      throw Stop(error.isWrongInput ? .wrongInput : .environment, "\(error)")
    } catch {
      throw Stop(.environment, "\(error)")
    }
    Terminal.write("\(log.count) events in \(intoTable ?? out)\n")
  }
}

/// Which form a file of a log has, by its name.
enum LogWriting {
  static func write(_ log: InteractionLog, source: String, into path: String) throws(StoreError) {
    if path.hasSuffix(".sqlite") || path.hasSuffix(".db") {
      // A connection string is not kept; it names people and machines.
      let name = PostgresTarget.isTarget(source) ? "PostgreSQL" : PathText.fileName(source)
      try SQLiteLogStore.importLog(log, source: name, into: path)
    } else {
      try ColumnarLogStore.importLog(log, into: path)
    }
  }

  static func textForm(of path: String) -> LogTextForm? {
    [("csv", LogTextForm.csv), ("tsv", .tsv), ("jsonl", .jsonLines)].first { path.hasSuffix("." + $0.0) }?.1
  }
}
