import ArgumentParser
import BatchFiles
import Engine
import Reports
import ServingTables

/// `recast log tables`: what a database serves.
struct LogTablesCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tables", abstract: "The serving tables of a database, with their versions.")
  @Argument(help: "The database: a SQLite file, or postgresql://host/database.") var database: String
  @Flag(help: "Print JSON.") var json = false

  func run() async throws {
    let store = try ServingDatabase.open(database, mustExist: true)
    let versions = try ServingDatabase.run { try store.versions() }
    if json {
      return try Terminal.write(
        .array(
          versions.map {
            [
              "table": .string($0.table), "version": .integer($0.number), "state": .string($0.state.rawValue),
              "kind": .string($0.kind.rawValue), "lists": .integer($0.lists), "items": .integer($0.rows),
              "loadedAt": .string($0.loadedAt), "source": .string($0.source),
            ]
          }))
    }
    guard !versions.isEmpty else { return Terminal.write("No serving table of recast is in \(database).\n") }
    Terminal.write(
      TextTable.text(
        header: ["table", "version", "state", "kind", "lists", "items", "loaded", "from"],
        rows: versions.map {
          [
            ServingDatabase.quoted($0.table), "\($0.number)", $0.state.rawValue, $0.kind.rawValue, counted($0.lists),
            counted($0.rows), ServingDatabase.quoted($0.loadedAt), ServingDatabase.quoted($0.source),
          ]
        }, numbers: [1, 4, 5]))
  }
}

/// `recast log rollback`: the lists before these again.
struct LogRollbackCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rollback", abstract: "Point the readers of a serving table to an earlier version.",
    discussion: "The version is checked to be whole, and taken in one transaction. Going forward again is `--to`.")
  @Argument(help: "The database: a SQLite file, or postgresql://host/database.") var database: String
  @Option(help: "The table that the product reads.") var table: String
  @Option(help: "The version; the one before the present unless stated.") var to: Int?

  func run() async throws {
    let name = try ServingDatabase.tableName(table)
    let store = try ServingDatabase.open(database, mustExist: true)
    let version = try ServingDatabase.run { try store.rollBack(name, to: to) }
    Terminal.write(
      "Readers of \(name.quoted) get version \(version.number) now: \(counted(version.lists)) lists, loaded "
        + "\(ServingDatabase.quoted(version.loadedAt)).\n")
  }
}

/// A whole number with thousands separated.
func counted(_ number: Int) -> String { Numbers.count(number) }

/// A number with a fixed count of decimals.
func decimals(_ value: Double, _ places: Int) -> String { Numbers.fixed(value, places) }
