import Measures
import Reports

extension ExplainAnswer {
  /// Rows that a list shows on a terminal.
  private static let mostRows = 60

  /// The answer for a terminal.
  ///
  /// - Parameter source: the file or folder as the user named it, for what to type next.
  package func text(source: String) -> String {
    var text = explanations.map { $0.text(isWhole: explanations.count == 1) }.joined(separator: "\n")
    if explanations.count > 1 {
      text += "\nEach is told whole by its path: recast explain \(source) '\(explanations[0].path)'\n"
    }
    if !rows.isEmpty {
      let intro =
        question.isEmpty
        ? "The main figures. Ask for any number of the report, or for a path:"
        : rows.count == 1 ? "Found:" : "\(rows.count) places; ask for one of them by its path:"
      text += "\(intro)\n" + ExplainAnswer.table(rows.prefix(ExplainAnswer.mostRows).map { [$0.number, $0.path] })
      if rows.count > ExplainAnswer.mostRows {
        text += "  … and \(rows.count - ExplainAnswer.mostRows) more; --json lists all.\n"
      }
    }
    if !mentions.isEmpty {
      let some = mentions.prefix(8).map { [$0.number, $0.path] }
      text += "\nThe number also stands in:\n" + ExplainAnswer.table(some)
      if mentions.count > 8 { text += "  … and \(mentions.count - 8) more.\n" }
    }
    return text
  }

  /// Columns as wide as their widest cell, two blanks before each; the last is broken into lines.
  fileprivate static func table(_ rows: [[String]]) -> String {
    let columns = rows.map(\.count).max() ?? 0
    let widths = (0..<columns).map { column in rows.map { $0.count > column ? $0[column].count : 0 }.max() ?? 0 }
    return rows.map { row in
      var line = ""
      for (column, cell) in row.dropLast().enumerated() {
        line += "  " + cell + String(repeating: " ", count: widths[column] - cell.count)
      }
      return wrapped(row.last ?? "", after: line + "  ")
    }.joined()
  }

  /// Columns that a line has where it can.
  private static let lineWidth = 110

  /// A text broken between words, each line as far to the right as the first.
  fileprivate static func wrapped(_ text: String, after lead: String) -> String {
    let width = max(40, lineWidth - lead.count)
    var lines: [String] = []
    var line = ""
    for word in text.split(separator: " ") {
      if !line.isEmpty, line.count + 1 + word.count > width {
        lines.append(line)
        line = ""
      }
      line += (line.isEmpty ? "" : " ") + word
    }
    lines.append(line)
    let indent = String(repeating: " ", count: lead.count)
    return lines.enumerated().map { index, line in
      var text = (index == 0 ? lead : indent) + line
      while text.last == " " { text.removeLast() }
      return text + "\n"
    }.joined()
  }
}

extension ExplainAnswer.Row {
  /// The value with its unit.
  fileprivate var number: String { unit.isEmpty ? value : "\(value) \(unit)" }
}

extension Explanation {
  /// The explanation for a terminal: whole, or only what it is and whether it follows.
  fileprivate func text(isWhole: Bool) -> String {
    var text = "\(path) = \(value.stored)\(unit.isEmpty ? "" : " \(unit)")\(printed.isEmpty ? "" : "  (\(printed))")\n"
    var rows: [[String]] = [["is", what]]
    if let range {
      let ends = range.low == range.high ? "none here" : "\(range.low.stored) to \(range.high.stored)"
      rows.append(["range", "\(ends): \(range.meaning)"])
    }
    if !formula.isEmpty { rows.append(["formula", formula]) }
    text += Explanation.rows(rows)
    if isWhole {
      text += Explanation.block(
        "from", inputs.map { [$0.unit.isEmpty ? $0.value : "\($0.value) \($0.unit)", $0.path ?? "", $0.words] })
      text += Explanation.block(
        "rests on",
        basis.map { ["\($0.path): \($0.text) (\($0.origin)\($0.source.isEmpty ? "" : ": \($0.source)"))"] })
      text += Explanation.rows(notes.map { ["note", $0] })
    }
    return text + Explanation.rows(checks.map { [$0.agrees ? "check" : "MISMATCH", $0.sentence] })
  }

  private static func rows(_ rows: [[String]]) -> String {
    rows.map { ExplainAnswer.wrapped($0[1], after: title($0[0])) }.joined()
  }

  /// Rows of which only the first has a title.
  private static func block(_ name: String, _ cells: [[String]]) -> String {
    let table = ExplainAnswer.table(cells).split(separator: "\n").map { $0.dropFirst(2) }
    return table.enumerated().map { title($0 == 0 ? name : "") + $1 + "\n" }.joined()
  }

  private static func title(_ name: String) -> String {
    "  " + name + String(repeating: " ", count: max(1, 10 - name.count))
  }
}
