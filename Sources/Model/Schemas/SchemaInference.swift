import Attributes
import DelimitedText
import Measures

/// Proposes a schema from a data file, chunk by chunk in bounded memory.
package struct SchemaInference: Sendable {
  /// A column, the field it became, and why.
  package struct Column: Sendable {
    package let evidence: ColumnEvidence
    /// Nil where the column is left out.
    package let field: DatasetSchema.Field?
    /// What the cells showed, in words.
    package let reason: String
    /// What must be done to the cells before they fit; empty where nothing.
    package let conversion: String
  }

  /// The outcome.
  package struct Proposal: Sendable {
    package let dataset: DatasetKind
    package let schema: DatasetSchema
    package let columns: [Column]
    /// Rows looked at, and whether they are all of the file.
    package let rows: Int
    package let isWhole: Bool
    package let findings: [Finding]
  }

  /// Rows looked at, at most.
  package let rowLimit: Int
  private let source: String
  private var reader = DelimitedReader(quotes: .doubledOrEscaped)
  private var columns: [ColumnEvidence] = []
  private var hasHeader = false
  private var rows = 0
  private var badRows = 0
  private var isStopped = false
  private var findings: [Finding] = []

  package init(source: String, rowLimit: Int = 1_000_000) {
    self.source = source
    self.rowLimit = rowLimit
  }

  /// Takes the next bytes; false once enough rows were seen.
  package mutating func append(_ chunk: Span<UInt8>) -> Bool {
    guard !isStopped else { return false }
    reader.append(chunk)
    take()
    return !isStopped
  }

  private mutating func take() {
    while !isStopped {
      switch reader.next() {
      case .row where !hasHeader:
        hasHeader = true
        columns = reader.texts.map(ColumnEvidence.init)
        if columns.count > 200 { stop("too-many-columns", "The header names more than 200 columns.") }
      case .row:
        guard reader.fieldCount == columns.count else {
          badRows += 1
          continue
        }
        rows += 1
        var taken: [ColumnEvidence] = []
        swap(&taken, &columns)
        for index in taken.indices { reader.withField(index) { taken[index].add($0) } }
        swap(&taken, &columns)
        if rows == rowLimit { isStopped = true }
      case .fault(let fault):
        if !hasHeader { return stop("bad-header", "The first line is no header. \(fault)") }
        badRows += 1
      case .needsBytes, .end: return
      }
    }
  }

  private mutating func stop(_ code: String, _ message: String) {
    isStopped = true
    findings.append(Finding(code: code, source: source, place: .whole, message: message))
  }

  /// The proposal; nil with an error among the findings where the file is none that a schema can be made of.
  ///
  /// - Parameter wanted: the kind of data set; nil for the one that the header looks like.
  package mutating func finish(as wanted: DatasetKind? = nil) -> (proposal: Proposal?, findings: [Finding]) {
    let isWhole = !isStopped
    if isWhole {
      reader.endInput()
      take()
    }
    if findings.isEmpty, rows == 0 { stop("no-rows", "The file has no rows below a header.") }
    guard let dataset = wanted ?? guess, !findings.hasErrors else {
      if !findings.hasErrors {
        stop("unknown-dataset", "The header names neither a user nor an item.")
        findings.append(
          Finding(
            .warning, code: "name-dataset", source: source, place: .whole, message: "Say what it is with --dataset."))
      }
      return (nil, findings)
    }
    if badRows > 0 {
      findings.append(
        Finding(
          .warning, code: "bad-rows", source: source, place: .whole,
          message: "\(badRows) rows could not be cut into the header's fields and were passed over."))
    }
    var proposing = SchemaProposing(dataset: dataset, columns: columns)
    let proposed = proposing.columns()
    let schema = DatasetSchema(name: dataset.rawValue, fields: proposed.compactMap(\.field) + proposing.missing)
    let proposal = Proposal(
      dataset: dataset, schema: schema, columns: proposed, rows: rows, isWhole: isWhole, findings: findings)
    return (proposal, findings)
  }

  /// The kind of data set that the header looks like.
  private var guess: DatasetKind? {
    func has(_ name: String, in dataset: DatasetKind) -> Bool {
      guard let known = ReservedField.of(dataset).first(where: { $0.name == name }) else { return false }
      return columns.contains { known.isMeant(by: $0.name) || known.isAlias($0.name) }
    }
    switch (has("USER_ID", in: .interactions), has("ITEM_ID", in: .interactions)) {
    case (true, true): return .interactions
    case (true, false): return .users
    case (false, true): return .items
    case (false, false): return nil
    }
  }
}
