import Charts

/// The document as plain Markdown: tables aligned for the eye, figures as their numbers, notes as quotes.
///
/// Text is literal here too: characters with a meaning in Markdown or HTML are escaped.
package func markdown(_ document: Document) -> String {
  var writer = MarkdownWriter(words: document.words)
  writer.add("# " + escaped(document.title))
  if !document.subtitle.isEmpty { writer.add(escaped(document.subtitle)) }
  for page in document.pages {
    if !page.title.isEmpty { writer.add("## " + escaped(page.title)) }
    for block in page.blocks { writer.add(block) }
  }
  if !document.footer.isEmpty {
    writer.add("---")
    writer.add(escaped(document.footer))
  }
  return writer.paragraphs.joined(separator: "\n\n") + "\n"
}

private struct MarkdownWriter {
  let words: Words
  var paragraphs: [String] = []
  private var figureCount = 0
  private var tableCount = 0

  init(words: Words) { self.words = words }

  mutating func add(_ paragraph: String) { paragraphs.append(paragraph) }

  mutating func add(_ block: Block) {
    switch block {
    case .verdict(let headline, let sentences):
      add("> **" + escaped(headline) + "**" + sentences.map { "\n>\n> " + escaped($0) }.joined())
    case .heading(let text): add("### " + escaped(text))
    case .paragraph(let text): add(escaped(text))
    case .note(let text): add("> " + escaped(text))
    case .bullets(let items): if !items.isEmpty { add(items.map { "- " + escaped($0) }.joined(separator: "\n")) }
    case .table(let table):
      if let caption = table.caption {
        tableCount += 1
        add("**" + escaped(Words.filled(words.table, tableCount)) + "** " + escaped(caption))
      }
      add(
        aligned(
          header: table.columns.map(\.title), alignments: table.columns.map(\.alignment),
          rows: table.rows.indices.map { row in table.columns.indices.map { table.cell(row, $0) } },
          bold: table.emphasizedRows))
    case .figure(let chart, _, let caption): add(chart, caption)
    case .figures(let figures): for figure in figures { add(figure.chart, figure.caption) }
    case .keyValues(let pairs):
      if !pairs.isEmpty {
        add(pairs.map { "- **" + escaped($0.0) + ":** " + escaped($0.1) }.joined(separator: "\n"))
      }
    }
  }

  private mutating func add(_ chart: any Chart, _ caption: String) {
    figureCount += 1
    add("**" + escaped(Words.filled(words.figure, figureCount)) + "** " + escaped(caption))
    let table = chart.table(words)
    guard !table.rows.isEmpty else { return add("*" + escaped(words.noData) + "*") }
    // Words to the left, numbers to the right: a column of a chart's table is one or the other.
    let alignments = table.header.indices.map { column in
      column > 0
        && table.rows.allSatisfy {
          ["", "–", words.noData].contains($0[column]) || $0[column].contains(where: \.isWholeNumber)
        } ? Table.Alignment.right : .left
    }
    add(aligned(header: table.header, alignments: alignments, rows: table.rows, bold: []))
  }
}

/// A table whose columns are as wide as their widest cell, counted in characters.
private func aligned(
  header: [String], alignments: [Table.Alignment], rows: [[String]], bold: Set<Int>
) -> String {
  guard !header.isEmpty else { return "" }
  let cells =
    [header.map(escaped)]
    + rows.enumerated().map { index, row in
      row.map { cell in bold.contains(index) && !cell.isEmpty ? "**" + escaped(cell) + "**" : escaped(cell) }
    }
  let widths = header.indices.map { column in max(3, cells.map { $0[column].count }.max() ?? 3) }
  func line(_ row: [String]) -> String {
    let padded = row.indices.map { column -> String in
      let space = String(repeating: " ", count: widths[column] - row[column].count)
      return alignments[column] == .right ? space + row[column] : row[column] + space
    }
    return "| " + padded.joined(separator: " | ") + " |"
  }
  let rule = header.indices.map { column -> String in
    let dashes = String(repeating: "-", count: widths[column] - 1)
    return switch alignments[column] {
    case .left: dashes + "-"
    case .center: ":" + String(dashes.dropLast()) + ":"
    case .right: dashes + ":"
    }
  }
  return ([line(cells[0]), "| " + rule.joined(separator: " | ") + " |"] + cells.dropFirst().map(line))
    .joined(separator: "\n")
}

/// The text on one line with everything escaped that Markdown or HTML would read as markup, and no more: brackets and
/// underscores inside plain words stay readable.
private func escaped(_ text: String) -> String {
  let characters = Array(text.clean)
  var result = ""
  for (index, character) in characters.enumerated() {
    let next: Character = index + 1 < characters.count ? characters[index + 1] : " "
    let previous: Character = index > 0 ? characters[index - 1] : " "
    switch character {
    case "<": result += "&lt;"
    case ">": result += "&gt;"
    case "&": result += "&amp;"
    case "\\", "`", "*", "|", "~": result += "\\" + String(character)
    // Only these make a link or its definition of a bracket.
    case "]" where "([:".contains(next): result += "\\]"
    case "_" where !(previous.isLetter || previous.isNumber) || !(next.isLetter || next.isNumber): result += "\\_"
    // At the beginning of a line these make a heading, a list or a rule.
    case "#" where index == 0, "-" where index == 0, "+" where index == 0, "=" where index == 0:
      result += "\\" + String(character)
    case "." where next == " " && characters[..<index].allSatisfy(\.isNumber),
      ")" where next == " " && characters[..<index].allSatisfy(\.isNumber):
      result += "\\" + String(character)
    default: result.append(character)
    }
  }
  return result
}
