import Attributes
import DelimitedText
import Schemas

/// Rows of users or items by their id; the last one of an id counts.
struct RecordRows: Sendable {
  /// Names of the columns, the id's included, as the schema has them.
  private(set) var columns: [String]
  private(set) var ids: [String] = []
  /// A text a column for each id; empty is null.
  private(set) var cells: [[String]] = []
  private var places: [String: Int] = [:]

  init(columns: [String]) { self.columns = columns }

  func row(of id: String) -> [String]? { places[id].map { cells[$0] } }

  /// Sets a row; one of the same id is replaced.
  mutating func set(_ id: String, _ row: [String]) {
    if let place = places[id] {
      cells[place] = row
    } else {
      places[id] = ids.count
      ids.append(id)
      cells.append(row)
    }
  }

  mutating func remove(_ id: String) {
    guard let place = places.removeValue(forKey: id) else { return }
    ids.remove(at: place)
    cells.remove(at: place)
    for (other, at) in places where at > place { places[other] = at - 1 }
  }

  /// Takes over the rows of another table, columns by their names.
  mutating func merge(_ other: RecordRows) {
    let from = columns.map { other.columns.firstIndex(of: $0) }
    for (id, row) in zip(other.ids, other.cells) { set(id, from.map { $0.map { row[$0] } ?? "" }) }
  }

  /// Gives the rows the columns of another schema; new ones are null.
  mutating func rearrange(to columns: [String]) {
    guard columns != self.columns else { return }
    let from = columns.map { self.columns.firstIndex(of: $0) }
    cells = cells.map { row in from.map { $0.map { row[$0] } ?? "" } }
    self.columns = columns
  }

  /// Reads a CSV file that has been checked.
  mutating func read(_ file: [UInt8], idColumn: String) {
    var reader = DelimitedReader(quotes: .doubledOrEscaped)
    reader.append(file.span)
    reader.endInput()
    var from: [Int?]?
    var idField = 0
    while true {
      switch reader.next() {
      case .row:
        let texts = reader.texts
        guard let from else {
          from = columns.map { texts.firstIndex(of: $0) }
          idField = texts.firstIndex(of: idColumn) ?? 0
          continue
        }
        guard idField < texts.count, !texts[idField].isEmpty else { continue }
        set(texts[idField], from.map { $0.flatMap { $0 < texts.count ? texts[$0] : nil } ?? "" })
      case .fault: continue
      case .needsBytes, .end: return
      }
    }
  }

  /// The rows as a table for filters.
  func table(_ kinds: [String: AttributeTable.Kind], idColumn: String) -> AttributeTable {
    let made = columns.indices.filter { columns[$0] != idColumn }.map { index -> AttributeColumn in
      let name = columns[index]
      let kind = kinds[name.uppercased()] ?? .category
      let texts = cells.map { $0[index] }
      guard kind == .number else {
        return AttributeColumn(
          name: name, kind: kind, categories: .init(cells: texts, isSplit: kind == .category))
      }
      return AttributeColumn(name: name, numbers: texts.map { Double(decimal: $0) ?? .nan })
    }
    return AttributeTable(ids: ids, columns: made)
  }
}

extension RecordRows {
  /// The rows as CSV with a header.
  var csv: [UInt8] {
    var bytes = Array((columns.joined(separator: ",") + "\n").utf8)
    for row in cells {
      bytes += row.map(RecordRows.quoted).joined(separator: ",").utf8
      bytes.append(UInt8(ascii: "\n"))
    }
    return bytes
  }

  /// A cell in quotes where it needs them, a quote inside behind a backslash as the service wants it.
  private static func quoted(_ cell: String) -> String {
    guard cell.contains(where: { ",\"\n\r".contains($0) }) else { return cell }
    return "\"" + cell.replacing("\"", with: "\\\"") + "\""
  }
}
