import Engine
import JSONText

/// Tables on a terminal: columns as wide as their widest cell, numbers to the right.
enum TextTable {
  /// - Parameter numbers: columns whose cells stand to the right.
  static func text(header: [String], rows: [[String]], numbers: Set<Int> = []) -> String {
    // Names come from files, and steer no terminal.
    let all = ([header] + rows).map { $0.map(\.escapingControls) }
    let widths = header.indices.map { column in all.map { $0[column].count }.max() ?? 0 }
    return all.map { row in
      var line = ""
      for (column, cell) in row.enumerated() {
        let pad = String(repeating: " ", count: widths[column] - cell.count)
        line += (column == 0 ? "" : "  ") + (numbers.contains(column) ? pad + cell : cell + pad)
      }
      while line.last == " " { line.removeLast() }
      return line + "\n"
    }.joined()
  }

  /// The decision page's table.
  static func plans(_ result: RunResult) -> String {
    let summary = Summaries.plans(result)
    return text(header: summary.header, rows: summary.rows, numbers: Set(1..<summary.header.count - 1))
  }
}
