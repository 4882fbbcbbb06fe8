import ArgumentParser
import BatchFiles
import FoundationEssentials
import Interactions
import InteractionStore
import Measures
import PostgreSQL
import Scenarios
import ServingTables

/// `recast log load`: from a batch job's output to the table that the product reads.
struct LogLoadCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "load", abstract: "Put a batch job's output into a serving table, if it passes the acceptance test.",
    discussion: """
      Reads .out files (users, related items, rankings, user segments; gzip too) or folders of them, and fills a new version of the table \
      that nobody sees. When every limit holds and the database has as many rows as were written, readers are pointed to \
      it in one transaction: they get the old lists or the new ones, never a mixture. Otherwise nothing changes and the \
      exit code is 1. Two loads at once: the second is refused.
      """)

  @Argument(help: "Output files of a batch job, or folders of them.") var out: [String]
  @Option(help: "The database: a SQLite file, which is made where there is none, or postgresql://host/database.")
  var into: String
  @Option(help: "The table that the product reads.") var table: String
  @Option(help: "Versions kept besides the new one, for `recast log rollback`.") var keep = 2
  @Flag(help: "Only test; publish nothing.") var testOnly = false
  @OptionGroup(title: "What the lists are held against") var reference: AcceptanceReferenceOptions
  @OptionGroup(title: "Limits of the acceptance test") var limits: AcceptanceLimitOptions
  @Flag(help: "Print JSON.") var json = false

  func validate() throws {
    if out.isEmpty { throw ValidationError("Name at least one output file or folder.") }
    if !(0...1000).contains(keep) { throw ValidationError("--keep is a number from 0 to 1000.") }
  }

  func run() async throws {
    let name = try ServingDatabase.tableName(table)
    if PostgresTarget.isTarget(into), table.contains(".") {
      throw Stop(
        .wrongInput,
        "--table \(ServingDatabase.quoted(table)) has a dot, which would be part of the name. A schema other than the first of search_path "
          + "is chosen with PGOPTIONS='-c search_path=SCHEMA'.")
    }
    var settings = BatchLoading.Settings()
    settings.limits = try limits.limits()
    settings.reference = try reference.reference()
    settings.keeping = keep
    settings.isTrial = testOnly
    settings.loadedAt = "\(Instant(seconds: Int64(Date().timeIntervalSince1970)))"
    let files = BatchOutputFiles.paths(out)
    guard !files.isEmpty else {
      throw Stop(.wrongInput, "There is no .out file in \(out.joined(separator: ", ")); check files are left out.")
    }
    settings.source = files.prefix(5).map(PathText.fileName).joined(separator: ", ") + (files.count > 5 ? ", …" : "")
    let store = try ServingDatabase.open(into, mustExist: false)
    let loading = try ServingDatabase.run {
      try BatchLoading(files, into: store, name, settings) { Terminal.Progress.shared.update("\($0) lines") }
    }
    let output = BatchLoadingOutput(
      loading: loading, table: name, database: into, files: files.count, store: store, isTrial: testOnly)
    if json { try Terminal.write(output.json) } else { Terminal.write(output.text) }
    for line in loading.badLines where !json {
      Terminal.say("\(PathText.fileName(line.file)):\(line.line): \(ServingDatabase.quoted(line.message))")
    }
    if !loading.acceptance.isAccepted {
      throw Stop(.failedCheck, "Not accepted: readers keep what they had.")
    }
  }
}

/// Users and items that lists are held against.
struct AcceptanceReferenceOptions: ParsableArguments {
  @Option(
    help: """
      Who should have a list: a batch job's input, a CSV with USER_ID (or ITEM_ID), or one id a line. For segments: \
      users that exist.
      """)
  var users: String?
  @Option(help: "Items that exist: a CSV with ITEM_ID, or one id a line. For segments: items that should have one.")
  var items: String?
  @Option(help: "A log whose users and items stand in where --users or --items is not given.") var log: String?
  @Option(help: "Items that a list should have.") var listLength: Int?
  @Option(help: "First places that are compared with the present table.") var compareFirst = 10

  func validate() throws {
    if compareFirst < 1 || (listLength ?? 1) < 1 {
      throw ValidationError("--list-length and --compare-first must be at least 1.")
    }
  }

  func reference() throws -> AcceptanceTally.Reference {
    var reference = AcceptanceTally.Reference()
    reference.listLength = listLength
    reference.depth = compareFirst
    if let users {
      let keys = try ServingDatabase.run { try KeyFile.keys(users, columns: ["USER_ID", "ITEM_ID"]) }
      reference.expectedKeys = Set(keys)
    }
    if let items {
      reference.knownItems = Set(try ServingDatabase.run { try KeyFile.keys(items, columns: ["ITEM_ID"]) })
    }
    if let log {
      let reading = try ServingDatabase.run { try loadLog(path: log) }
      try Terminal.show(reading.findings)
      reference.log = (Set(reading.log.users), Set(reading.log.items))
    }
    return reference
  }
}

/// A limit a rule, as a share in percent.
struct AcceptanceLimitOptions: ParsableArguments {
  @Option(help: "Least share of expected users with a list; 95 % unless stated.") var requireCoverage: String?
  @Option(help: "Least share of the present table's users that stay; 90 % unless stated.") var requireKept: String?
  @Option(help: "Least mean overlap with the present lists; 5 % unless stated.") var requireOverlap: String?
  @Option(help: "Most lines with an error, or broken; 1 % unless stated.") var allowErrors: String?
  @Option(help: "Most lines that repeat a user; 0 % unless stated.") var allowRepeated: String?
  @Option(help: "Most empty lists; 1 % unless stated.") var allowEmpty: String?
  @Option(help: "Most lists that name an item twice; 0 % unless stated.") var allowDuplicates: String?
  @Option(help: "Most places with an unknown item; 1 % unless stated.") var allowUnknown: String?
  @Option(help: "Most lists shorter than --list-length; 5 % unless stated.") var allowShort: String?
  @Option(help: "Most lists equal to the commonest one; 50 % unless stated.") var allowSameList: String?

  /// The limits that were given.
  func limits() throws -> [AcceptanceRule: Double] {
    let given: [(AcceptanceRule, String, String?)] = [
      (.coverage, "--require-coverage", requireCoverage), (.kept, "--require-kept", requireKept),
      (.overlap, "--require-overlap", requireOverlap), (.errorLines, "--allow-errors", allowErrors),
      (.repeatedKeys, "--allow-repeated", allowRepeated), (.emptyLists, "--allow-empty", allowEmpty),
      (.duplicates, "--allow-duplicates", allowDuplicates), (.unknownItems, "--allow-unknown", allowUnknown),
      (.shortLists, "--allow-short", allowShort), (.sameList, "--allow-same-list", allowSameList),
    ]
    var limits: [AcceptanceRule: Double] = [:]
    for (rule, option, text) in given {
      guard let text else { continue }
      guard let share = BillingText.percent(text) else {
        throw Stop(.wrongInput, "\(option) is `\(text)`; it needs a share in percent, such as 95%.")
      }
      limits[rule] = share.approximate
    }
    return limits
  }
}
