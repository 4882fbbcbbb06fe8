import Attributes
import DelimitedText
import Measures

/// Checks a data file against its schema, chunk by chunk in bounded memory, and lists what the service would refuse.
///
/// Sources: developer guide, "Data format guidelines" and quotas (2025); failures seen in public.
package struct DatasetCheck: Sendable {
  /// What was met in the file.
  package struct Report: Sendable {
    package let dataset: DatasetKind
    /// Rows that could be cut into fields.
    package let rows: Int
    /// Different ids by column, and whether they were counted exactly.
    package let distinct: [(column: String, count: Int, isExact: Bool)]
    /// Event types with their rows, in order of first appearance; at most a thousand.
    package let eventTypes: [(name: String, rows: Int)]
    /// Seconds since the epoch; nil without a usable time.
    package let span: ClosedRange<Int64>?
    /// In order of weight: errors first, then by column of the schema.
    package let findings: [DataFinding]
    /// The ids met, by column, to check other files against.
    package let ids: [String: DistinctSample]

    package var hasErrors: Bool { findings.contains { $0.severity == .error } }
  }

  let schema: DatasetSchema
  let dataset: DatasetKind
  private let now: Int64
  private let known: [String: DistinctSample]
  private var reader = DelimitedReader(quotes: .doubledOrEscaped)
  /// The first line as it is written, and whether it is whole.
  private var head: [UInt8] = []
  private var isHeadWhole = false
  private var headerCount: Int?
  var cells: [CellCheck] = []
  var tallies: [TallyKey: Tally] = [:]
  var whole: [DataFinding] = []
  private(set) var rows = 0
  private(set) var bytes = 0
  var eventTypes: [(name: String, rows: Int)] = []
  private var eventTypeNumbers: [UInt64: Int] = [:]
  private(set) var rowSample = DistinctSample()
  /// By cell: the ids of the other file, and how many of this one's were looked for and not found.
  private var others: [DistinctSample?] = []
  private(set) var unknown: [(rows: Int, checked: Int)] = []
  private var isStopped = false

  /// A kind of finding in a column; -1 for rows as a whole.
  struct TallyKey: Hashable {
    let code: String
    let cell: Int
  }
  /// How many rows, and the first twenty.
  struct Tally {
    var count = 0
    var lines: [Int] = []
  }

  /// - Parameters:
  ///   - dataset: what the file is.
  ///   - now: seconds since the epoch; later times lie in the future.
  ///   - known: ids of the users' and items' files, by column.
  package init(
    schema: DatasetSchema, dataset: DatasetKind, now: Int64, known: [String: DistinctSample] = [:]
  ) {
    // Within bounds that a day can be added to.
    (self.schema, self.dataset, self.known) = (schema, dataset, known)
    self.now = min(max(now, .min / 2), .max / 2)
  }

  /// Takes the next bytes; false once nothing further is of use.
  package mutating func append(_ chunk: Span<UInt8>) -> Bool {
    guard !isStopped else { return false }
    bytes += chunk.count
    if !isHeadWhole { takeHead(chunk) }
    guard !isStopped else { return false }
    reader.append(chunk)
    take()
    return !isStopped
  }

  /// Says that no bytes follow.
  package mutating func finish() -> Report {
    if !isStopped {
      reader.endInput()
      take()
      if headerCount == nil, !isStopped {
        stop("no-header", "The file is empty.", "The first line names the columns.")
      }
    }
    if !isStopped { addWhole(hasDoubledQuotes: reader.hasDoubledQuotes) }
    let ids = cells.filter { $0.role == .id }
    let time = cells.first { $0.field.name == "TIMESTAMP" }
    return Report(
      dataset: dataset, rows: rows,
      distinct: ids.map { ($0.field.name, $0.values.distinct, $0.values.isExact) }, eventTypes: eventTypes,
      span: time.flatMap { $0.earliest <= $0.latest ? $0.earliest...$0.latest : nil }, findings: findings,
      ids: Dictionary(ids.map { ($0.field.name, $0.values) }) { first, _ in first })
  }

  // MARK: - Header

  private mutating func takeHead(_ chunk: Span<UInt8>) {
    for index in 0..<chunk.count {
      guard chunk[index] != UInt8(ascii: "\n"), head.count < 65_536 else {
        isHeadWhole = true
        break
      }
      head.append(chunk[index])
    }
    if head.starts(with: [0xFF, 0xFE]) || head.starts(with: [0xFE, 0xFF]) {
      stop("utf-16", "The file is UTF-16.", "Save it as UTF-8, without a byte order mark.")
    }
  }

  private mutating func takeHeader() {
    if head.starts(with: [0xEF, 0xBB, 0xBF]) {
      whole.append(
        DataFinding(
          code: "byte-order-mark", message: "The file begins with a byte order mark, which becomes part of a name.",
          remedy: "Save it as UTF-8 without one."))
    }
    if head.contains(UInt8(ascii: "\"")) {
      whole.append(
        DataFinding(
          code: "quoted-header", message: "Names in the header stand in quotes; the service then misses the columns.",
          remedy: "Write them without."))
    }
    let names = reader.texts
    headerCount = names.count
    let wanted = schema.fields.map(\.name)
    if names.count == 1, wanted.count > 1, let separator = names[0].first(where: { ";\t|".contains($0) }) {
      let name = separator == "\t" ? "a tab" : "`\(separator)`"
      return stop("separator", "The header is separated by \(name).", "Columns are separated by commas.")
    }
    for name in Dictionary(grouping: names, by: { $0 }).filter({ $0.value.count > 1 }).keys.sorted().prefix(20) {
      whole.append(
        DataFinding(code: "duplicate-column", column: shown(name), message: "The header names the column twice."))
    }
    for field in schema.fields {
      guard let column = names.firstIndex(of: field.name) else {
        let near = names.first { $0.folded == field.name.folded }
        whole.append(
          DataFinding(
            code: "missing-column", column: field.name, message: "The header does not have the schema's column.",
            remedy: near.map { "It has `\(shown($0))`: names are equal to the letter." } ?? ""))
        continue
      }
      cells.append(CellCheck(field, in: dataset, column: column))
      others.append(known[field.name])
      unknown.append((0, 0))
    }
    let extra = names.filter { !wanted.contains($0) && !$0.isEmpty }
    if !extra.isEmpty {
      whole.append(
        DataFinding(
          .warning, code: "extra-column",
          message: "The schema does not name \(extra.prefix(20).map(shown).joined(separator: ", ")).",
          remedy: "Leave them out: the service ignores or refuses them."))
    }
    if extra.isEmpty, names.count == wanted.count, names != wanted, Set(names) == Set(wanted) {
      whole.append(
        DataFinding(
          .warning, code: "column-order", message: "The columns stand in another order than the schema's fields.",
          remedy: "AWS's guide asks for the same order."))
    }
  }

  // MARK: - Rows

  private mutating func take() {
    while !isStopped {
      switch reader.next() {
      case .row: if headerCount == nil { takeHeader() } else { takeRow() }
      case .fault(let fault):
        if headerCount == nil {
          return stop("bad-header", "No header: \(fault)", "The first line names the columns, separated by commas.")
        }
        tally(fault.code.rawValue, -1)
      case .needsBytes, .end: return
      }
    }
  }

  private mutating func takeRow() {
    guard reader.fieldCount == headerCount else { return tally("field-count", -1) }
    rows += 1
    var rowHash: UInt64 = 0
    // Taken out meanwhile, for the reader lends its bytes.
    var cells: [CellCheck] = []
    swap(&cells, &self.cells)
    for index in cells.indices {
      let column = cells[index].column
      let fault = reader.withField(column) { cell in
        rowHash = hash(cell, seed: rowHash)
        return cells[index].fault(of: cell, now: now)
      }
      if let fault { tally(fault.rawValue, index) }
      switch cells[index].role {
      case .id where fault == nil && others[index] != nil: checkKnown(column, index)
      case .eventType, .actionEventType: countEventType(column)
      default: break
      }
    }
    swap(&cells, &self.cells)
    rowSample.add(rowHash)
  }

  private mutating func checkKnown(_ column: Int, _ index: Int) {
    let hashed = reader.withField(column) { hash($0) }
    guard let isKnown = others[index]?.contains(hashed) else { return }
    unknown[index].checked += 1
    if !isKnown { unknown[index].rows += 1 }
  }

  private mutating func countEventType(_ column: Int) {
    let (hashed, isEmpty) = reader.withField(column) { (hash($0), $0.count == 0) }
    guard !isEmpty else { return }
    if let number = eventTypeNumbers[hashed] {
      eventTypes[number].rows += 1
    } else if eventTypes.count < 1000 {
      eventTypeNumbers[hashed] = eventTypes.count
      eventTypes.append((shown(reader.text(column) ?? ""), 1))
    }
  }

  private mutating func tally(_ code: String, _ cell: Int) {
    tallies[TallyKey(code: code, cell: cell), default: Tally()].count += 1
    if tallies[TallyKey(code: code, cell: cell), default: Tally()].lines.count < 20 {
      tallies[TallyKey(code: code, cell: cell), default: Tally()].lines.append(reader.line)
    }
  }

  private mutating func stop(_ code: String, _ message: String, _ remedy: String) {
    isStopped = true
    whole.append(DataFinding(code: code, message: message, remedy: remedy))
  }
}
