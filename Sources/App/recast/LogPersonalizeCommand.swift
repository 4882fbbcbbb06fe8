import ArgumentParser
import Attributes
import BatchFiles
import Engine
import Interactions
import InteractionStore
import JSONText
import Measures
import Reports
import ServingTables

/// `recast log personalize`: a log as the service imports it.
struct LogPersonalizeCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "personalize", abstract: "Write a log as the data sets that Personalize imports, with their schemas.",
    discussion: """
      interactions.csv, items.csv and users.csv with a schema beside each, proposed from what was written. Items and users \
      that the log does not have are left out and counted. Nothing is seen in the folder before all is written.
      """)
  @OptionGroup var source: LogSource
  @Option(help: "The folder to write to.") var out: String
  @Option(help: "Attributes of items: a CSV with ITEM_ID.") var items: String?
  @Option(help: "Attributes of users: a CSV with USER_ID.") var users: String?
  @Option(help: "Only these users: a batch job's input, a CSV with USER_ID, or one id a line.") var onlyUsers: String?
  @Option(
    help: "Only events before this instant, such as 2026-10-01 or 2026-10-01T06:00:00Z: what a replay may train on.")
  var before: String?
  @Flag(help: "Print JSON.") var json = false

  func run() async throws {
    let instant = before.flatMap { Instant(iso8601: $0) }
    if let before, instant == nil {
      throw Stop(
        .wrongInput, "--before is `\(before.escapingControls)`; it needs an instant, such as 2026-10-01T06:00:00Z.")
    }
    var log = try source.load().log
    if let instant {
      let end = log.firstIndex(atOrAfter: instant.seconds)
      log = log.events { $0 < end }
    }
    if let onlyUsers {
      let chosen = Set(try ServingDatabase.run { try KeyFile.keys(onlyUsers, columns: ["USER_ID"]) })
      log = log.restricted(toUsers: chosen)
    }
    guard log.count > 0 else { throw Stop(.wrongInput, "No event is left to write.") }
    var tables: [(table: AttributeTable, dataset: DatasetKind)] = []
    if let items { tables.append((try DataFiles.attributes(items, of: .items), .items)) }
    if let users { tables.append((try DataFiles.attributes(users, of: .users), .users)) }
    var set = PersonalizeSet()
    do throws(StoreError) {
      let sink = try FolderSink(out)
      try set.add(log, to: sink)
      for (table, dataset) in tables {
        let known = Set(dataset == .items ? log.itemsWithEvents : log.usersWithEvents)
        try set.add(table, of: dataset, known: known, to: sink)
      }
      try sink.commit()
    } catch {
      throw Stop(.environment, "\(error)")
    }
    for finding in set.findings.prefix(20) { Terminal.say("\(finding)") }
    if json {
      return try Terminal.write([
        "files": .array(
          set.files.map { ["name": .string($0.name), "rows": .integer($0.rows), "bytes": .integer($0.bytes)] }),
        "leftOut": .integer(set.strangers),
      ])
    }
    Terminal.write(
      TextTable.text(
        header: ["file", "rows", "bytes"],
        rows: set.files.map { [$0.name, $0.rows > 0 ? counted($0.rows) : "", counted($0.bytes)] }, numbers: [1, 2]))
    if set.strangers > 0 {
      Terminal.write("\(counted(set.strangers)) rows of users or items without an event left out\n")
    }
  }
}

extension BatchKind: ExpressibleByArgument {}

/// `recast log batch-input`: who is to be recommended to.
struct LogBatchInputCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "batch-input", abstract: "Write the input of a batch job: a query a user or item of a log.",
    discussion: """
      JSON Lines in the form of the recipe: personalization (a user), related-items (an item), ranking (a user and \
      --candidates, at most 500) or user-segment (an item; 500 a file). What a job would refuse (1 GB, 1,000 files) is said with exit code 1.
      """)
  @OptionGroup var source: LogSource
  @Option(help: "The folder to write to; a prefix of the batch job's own in S3.") var out: String
  @Option(help: "Name of the file, without .json.") var name = "batch_input"
  @Option(help: "personalization, related-items, ranking or user-segment.") var kind = BatchKind.personalization
  @Option(help: "Only these users (or items): a CSV with USER_ID or ITEM_ID, or one id a line.") var only: String?
  @Option(help: "Only users (or items) with an event since then, such as 2026-10-01.") var activeSince: String?
  @Option(help: "Items to be ranked for every user: a CSV with ITEM_ID, or one id a line.") var candidates: String?
  @Option(help: "Queries a file, at most; what the service takes unless stated.") var queriesPerFile: Int?
  @Flag(help: "Print JSON.") var json = false

  func validate() throws {
    if (kind == .ranking) != (candidates != nil) { throw ValidationError("Ranking, and only it, needs --candidates.") }
    let most = BatchInput.mostQueriesAFile(kind)
    if let queriesPerFile, !(1...most).contains(queriesPerFile) {
      throw ValidationError("--queries-per-file is a number from 1 to \(counted(most)).")
    }
    if name.isEmpty || name.contains("/") { throw ValidationError("--name is a file's name, without a folder.") }
  }

  func run() async throws {
    var log = try source.load().log
    if let activeSince {
      guard let since = Instant(iso8601: activeSince) else {
        throw Stop(.wrongInput, "--active-since is `\(activeSince)`; it needs a day, such as 2026-10-01.")
      }
      log = log.events(from: since.seconds)
    }
    let isOfItems = kind == .relatedItems || kind == .segment
    var keys = isOfItems ? log.itemsWithEvents : log.usersWithEvents
    if let only {
      let columns = isOfItems ? ["ITEM_ID"] : ["USER_ID"]
      let chosen = Set(try ServingDatabase.run { try KeyFile.keys(only, columns: columns) })
      keys = keys.filter(chosen.contains)
    }
    // In order of id: the serving table is filled in the order of its key then.
    keys.sort { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    let ranked = try candidates.map { path in try ServingDatabase.run { try KeyFile.keys(path, columns: ["ITEM_ID"]) } }
    if let ranked, !(1...BatchQuery.mostCandidates).contains(ranked.count) {
      throw Stop(.wrongInput, "--candidates has \(ranked.count) items; a query takes 1 to 500.")
    }
    let queries = keys.lazy.map { key in
      switch kind {
      case .personalization: BatchQuery(user: key)
      case .relatedItems, .segment: BatchQuery(item: key)
      case .ranking: BatchQuery(user: key, candidates: ranked ?? [])
      }
    }
    let input: BatchInput
    do throws(StoreError) {
      let sink = try FolderSink(out)
      input = try BatchInput(
        queries, name: name, queriesAFile: queriesPerFile ?? BatchInput.mostQueriesAFile(kind), to: sink,
        total: keys.count)
      if input.queries > 0 { try sink.commit() }
    } catch {
      throw Stop(.environment, "\(error)")
    }
    if json {
      try Terminal.write([
        "queries": .integer(input.queries), "bytes": .integer(input.bytes),
        "files": .array(input.files.map { .string($0) }), "problems": .array(input.problems.map { .string($0) }),
      ])
    } else {
      Terminal.write(
        "\(counted(input.queries)) queries, \(counted(input.bytes)) bytes: \(input.files.prefix(5).joined(separator: ", "))\n"
      )
    }
    guard input.problems.isEmpty else { throw Stop(.failedCheck, input.problems.joined(separator: "\n")) }
  }
}
