import DelimitedText
import Measures

/// Reads users.csv, items.csv or actions.csv into an attribute table, chunk by chunk.
///
/// Rows that cannot be used are findings and left out; of rows with the same id the last one counts, as it does where
/// Personalize imports records again.
package struct AttributeTableReader: Sendable {
  /// How much is kept at most.
  package struct Limits: Sendable {
    package var rows = 20_000_000
    package var columns = 200
    /// Rows times columns; each costs four bytes while reading.
    package var cells = 500_000_000
    /// Bytes of the file, so that values of all rows can be counted in 32 bits.
    package var bytes = 1 << 31
    /// Bytes of all different cells together.
    package var textBytes = 1 << 30
    /// Findings of each code; further ones are counted.
    package var findings = 20

    package init() {}
  }

  private let idColumn: String
  private let kinds: [String: AttributeTable.Kind]
  private let source: String
  private let limits: Limits
  private var reader: DelimitedReader
  private var header: [String]?
  private var idField = 0
  private var ids: [String] = []
  private var rows: [String: Int32] = [:]
  private var columns: [RawColumn] = []
  private var textBytes = 0
  private var bytes = 0
  private var counts: [String: Int] = [:]
  private var findings: [Finding] = []
  private var isStopped = false

  /// Whole cells by number.
  private struct RawColumn {
    var name: String
    var field: Int
    var cells: [String] = [""]
    var numbers: [String: Int32] = ["": 0]
    var rows: [Int32] = []
  }

  /// - Parameters:
  ///   - idColumn: such as `ITEM_ID`; found in any case.
  ///   - kinds: what columns hold, by name in upper case, such as a schema says it; others are recognised: numbers where
  ///     all cells are, else categories.
  ///   - source: the file as the user named it.
  package init(
    idColumn: String, kinds: [String: AttributeTable.Kind] = [:], source: String, separator: UInt8 = UInt8(ascii: ","),
    limits: Limits = Limits()
  ) {
    self.idColumn = idColumn
    self.kinds = kinds
    self.source = source
    self.limits = limits
    reader = DelimitedReader(separator: separator, quotes: .doubledOrEscaped)
  }

  /// Takes the next bytes; false once nothing further is of use.
  package mutating func append(_ chunk: Span<UInt8>) -> Bool {
    guard !isStopped else { return false }
    bytes += chunk.count
    guard bytes <= limits.bytes else {
      stop("too-large", "The file has more than \(limits.bytes) bytes.", "Leave out columns that are not used.")
      return false
    }
    reader.append(chunk)
    take()
    return !isStopped
  }

  /// The table; nil where any finding is an error of the whole file.
  package mutating func finish() -> (table: AttributeTable?, findings: [Finding]) {
    if !isStopped {
      reader.endInput()
      take()
    }
    if header == nil, !isStopped {
      stop("no-header", "The file is empty.", "The first line must name the columns, such as \(idColumn),PRICE.")
    }
    for (code, count) in counts.sorted(by: { $0.key < $1.key }) where count > limits.findings {
      findings.append(
        Finding(
          .warning, code: "\(code)-count", source: source, place: .whole,
          message: "\(count - limits.findings) further rows have the finding `\(code)`."))
    }
    let isUsable = !findings.contains { $0.place == .whole && $0.severity == .error }
    let table = AttributeTable(ids: ids, columns: columns.map(made), rows: rows)
    return (isUsable ? table : nil, findings)
  }

  // MARK: - Rows

  private mutating func take() {
    while !isStopped {
      switch reader.next() {
      case .row: if header == nil { takeHeader() } else { takeRow() }
      case .fault(let fault):
        if header == nil {
          return stop("bad-header", "No header: \(fault)", "The first line names the columns, separated by commas.")
        }
        note(.error, fault.code.rawValue, "\(fault)")
      case .needsBytes, .end: return
      }
    }
  }

  private mutating func takeHeader() {
    let names = reader.texts
    header = names
    guard names.count <= limits.columns else {
      return stop("too-many-columns", "The header names more than \(limits.columns) columns.", "Keep those in use.")
    }
    let upper = names.map { $0.uppercased() }
    guard Set(upper).count == names.count else {
      return stop("duplicate-column", "The header names a column more than once.", "Keep one of them.")
    }
    guard let found = upper.firstIndex(of: idColumn.uppercased()) else {
      return stop(
        "missing-column", "The header has no column \(idColumn).", "The first line must name the columns.")
    }
    idField = found
    columns = names.indices.filter { $0 != found }.map { RawColumn(name: names[$0], field: $0) }
  }

  private mutating func takeRow() {
    guard reader.fieldCount == header?.count ?? 0 else {
      return note(
        .error, "field-count", "The row has \(reader.fieldCount) fields where the header has \(header?.count ?? 0).")
    }
    guard let id = reader.text(idField) else { return note(.error, "not-utf8", "The id is not UTF-8.") }
    guard !id.isEmpty else { return note(.error, "empty-id", "\(idColumn) is empty.") }
    let row: Int
    if let known = rows[id] {
      note(.warning, "duplicate-id", "\(idColumn) comes a second time; the later row counts.")
      row = Int(known)
    } else {
      guard ids.count < limits.rows, (ids.count + 1) * columns.count <= limits.cells else {
        return stop("too-many-rows", "The file has more than \(ids.count) rows, and no more are held.", "")
      }
      row = ids.count
      ids.append(id)
      rows[id] = Int32(row)
    }
    var isValid = true
    for index in columns.indices {
      let text = reader.text(columns[index].field)
      isValid = isValid && text != nil
      let cell = text ?? ""
      let number: Int32
      if let known = columns[index].numbers[cell] {
        number = known
      } else {
        number = Int32(columns[index].cells.count)
        columns[index].cells.append(cell)
        columns[index].numbers[cell] = number
        textBytes += cell.utf8.count
      }
      if row == columns[index].rows.count {
        columns[index].rows.append(number)
      } else {
        columns[index].rows[row] = number
      }
    }
    if !isValid { note(.error, "not-utf8", "A cell is not UTF-8 and counts as empty.") }
    if textBytes > limits.textBytes {
      stop("too-much-text", "The different cells have more than \(limits.textBytes) bytes.", "Leave out long text.")
    }
  }

  /// A column by what it holds.
  private func made(_ raw: RawColumn) -> AttributeColumn {
    let known = kinds[raw.name.uppercased()]
    if known == .number || known == nil {
      let numbers = raw.cells.map { $0.isEmpty ? Double.nan : Double(decimal: $0) }
      let isNumeric = numbers.allSatisfy { $0 != nil } && raw.cells.count > 1
      if isNumeric || known == .number {
        return AttributeColumn(name: raw.name, numbers: raw.rows.map { numbers[Int($0)] ?? .nan })
      }
    }
    let kind = known ?? .category
    // Each different cell is cut once, and rows point to the pieces.
    let cells = AttributeColumn.Categories(cells: raw.cells, isSplit: kind == .category)
    return AttributeColumn(
      name: raw.name, kind: kind,
      categories: AttributeColumn.Categories(
        names: cells.names, rows: raw.rows.lazy.map { cells.codes(of: Int($0)) }))
  }

  // MARK: - Findings

  private mutating func note(_ severity: Finding.Severity, _ code: String, _ message: String) {
    counts[code, default: 0] += 1
    guard counts[code, default: 0] <= limits.findings else { return }
    findings.append(Finding(severity, code: code, source: source, place: .row(reader.line), message: message))
  }

  private mutating func stop(_ code: String, _ message: String, _ remedy: String) {
    isStopped = true
    findings.append(Finding(code: code, source: source, place: .whole, message: message, remedy: remedy))
  }
}
