import ArgumentParser
import Attributes
import DelimitedText
import Engine
import Evaluation
import Interactions
import ListFiles
import Measures

/// The files of lists and truth, and in whose way they are scored.
struct ListFileOptions: ParsableArguments {
  @Option(help: "Lists to score: USER_ID,ITEM_ID,RANK and/or SCORE, a TREC run, or a batch job's .out.") var lists:
    String?
  @Option(help: "What users took: USER_ID,ITEM_ID[,GAIN], or TREC judgements.") var truth: String?
  @Option(help: "The format of LISTS: csv, trec or personalize; recognised unless stated.") var format: String?
  @Option(help: "Whose definitions: \(Dialect.allCases.map(\.name).joined(separator: ", ")); standard unless stated.")
  var dialect: String?
  @Option(help: "Write each user's values to this CSV file.") var perUser: String?
  @Option(help: "Further lists on the same truth; differences come with intervals and tests. May be given again.")
  var compare: [String] = []
  @Option(help: "Show this user's sums, term by term.") var explain: String?
  @Option(help: "Equal scores: file keeps the file's order, expected takes the mean over all orders of them.")
  var ties = Ties.file
  @Option(help: "Vectors of items, CSV with ITEM_ID and a column a dimension: diversity by embeddings.")
  var embeddings: String?
  @Option(
    help:
      "Attributes of items, CSV with ITEM_ID: diversity, calibration and the catalogue of lists; cold items of a model."
  ) var items: String?

  /// How equal scores count.
  enum Ties: String, CaseIterable, ExpressibleByArgument {
    case file, expected
  }

  /// Whether none of the options that need lists is given.
  var isEmpty: Bool {
    [format, dialect, perUser, explain, embeddings].allSatisfy { $0 == nil } && compare.isEmpty && ties == .file
  }

  /// The dialect, or a stop that names all of them.
  func chosenDialect() throws(Stop) -> Dialect {
    guard let dialect else { return .standard }
    guard let known = Dialect(rawValue: dialect.lowercased()) else {
      throw Stop(
        .wrongInput,
        "There is no dialect \(DataFiles.plain(dialect)). Use one of: "
          + Dialect.allCases.map(\.name).joined(separator: ", ") + ".")
    }
    return known
  }

  /// Both files, or a stop with all that is wrong with them.
  func load() throws -> ListFilesInput {
    guard let lists, let truth else { throw Stop(.wrongInput, "--lists and --truth go together.") }
    let known = format.map { ListFormat(rawValue: $0.lowercased()) }
    if let known, known == nil { throw Stop(.wrongInput, "--format takes csv, trec or personalize.") }
    var (users, items) = (NamePool(), NamePool())
    let (truthTable, truthFindings) = try ListFileOptions.read(truth, .truth, nil, &users, &items)
    let (listTable, listFindings) = try ListFileOptions.read(lists, .lists, known ?? nil, &users, &items)
    var findings = truthFindings + listFindings
    var others: [(name: String, lists: ListTable)] = []
    for path in compare {
      let (table, found) = try ListFileOptions.read(path, .lists, known ?? nil, &users, &items)
      others.append((path, table))
      findings += found
    }
    try Terminal.show(findings)
    return ListFilesInput(lists: listTable, truth: truthTable, others: others, users: users, items: items)
  }

  /// What stands beside the lists: earlier events and attributes.
  func background(_ files: inout ListFilesInput, train: String?) throws -> ListBackgroundInput {
    let log = try train.map { try EvaluateCommand.load($0, name: "--train") }
    let table = try items.map { try DataFiles.attributes($0, of: .items) }
    let vectors = try embeddings.map { path throws -> AttributeTable in
      let table = try DataFiles.attributes(path, of: .items)
      guard !table.columns.isEmpty, table.columns.allSatisfy({ $0.kind == .number }) else {
        throw Stop(.wrongInput, "--embeddings takes a CSV of ITEM_ID and columns of numbers, one a dimension.")
      }
      return table
    }
    return ListBackgroundInput(&files, log: log, items: table, vectors: vectors)
  }

  /// Reads one file, gzip too.
  static func read(
    _ path: String, _ role: ListRole, _ format: ListFormat?, _ users: inout NamePool, _ items: inout NamePool
  ) throws(Stop) -> (ListTable, [Finding]) {
    var reader = ListFileReader(role, format: format, source: path)
    var (usersRead, itemsRead) = (users, items)
    (users, items) = (NamePool(), NamePool())
    try DataFiles.read(path) { reader.append($0, users: &usersRead, items: &itemsRead) }
    let result = reader.finish(users: &usersRead, items: &itemsRead)
    (users, items) = (usersRead, itemsRead)
    return result
  }

  /// Writes the values of each user where that is asked for.
  func writePerUser(_ result: ListEvaluation) throws {
    guard let perUser else { return }
    let rows = result.perUserRows()
    // What tells such a table from lists and truths, which begin with USER_ID, too.
    let header = result.dialect == .personalize ? "USER_ID,normalized_discounted" : "USER_ID,ndcg@"
    let file = try TableFile(path: perUser, header: header, remedy: "Give another --per-user.")
    for begin in stride(from: 0, to: rows.count, by: 4_096) {
      var writer = DelimitedWriter()
      for row in rows[begin..<min(rows.count, begin + 4_096)] { writer.append(row) }
      try file.write(String(decoding: writer.bytes, as: UTF8.self))
    }
    try file.finish()
  }
}
