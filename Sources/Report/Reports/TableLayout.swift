import Charts

/// Lays out one table: column widths first, then each row as strips of one line each.
struct TableLayout {
  private let table: Table
  private let engine: TextEngine
  private let words: Words
  private let widths: [Double]
  private static let gap = 12.0
  private static let padding = 3.2

  init(_ table: Table, engine: TextEngine, ruler: CairoCanvas, words: Words) {
    self.table = table
    self.engine = engine
    self.words = words
    widths = Self.columnWidths(table, ruler)
  }

  /// Adds caption, header and rows; the header comes again on each further sheet.
  func append(caption: [Strip], to flow: inout Flow) {
    let number = flow.tableHeaders.count
    let header = headerStrips()
    flow.tableHeaders.append(header)
    let start = flow.strips.count
    flow.strips += caption
    flow.strips += header
    for row in table.rows.indices {
      let isEmphasized = table.emphasizedRows.contains(row)
      let box = isEmphasized ? flow.newBox(.emphasis) : nil
      var strips = rowStrips(
        (0..<table.columns.count).map { table.cell(row, $0) },
        style: isEmphasized ? Sheet.cell.with(.bold) : Sheet.cell, rule: Stroke(color: Sheet.rule, width: 0.4))
      for index in strips.indices {
        strips[index].box = box
        strips[index].table = number
        // A row stays whole; the first two rows stay with the header and the last two together.
        strips[index].mayBreakBefore = index == 0 && row > 1 && row < table.rows.count - 1
      }
      flow.strips += strips
    }
    if table.rows.isEmpty {
      flow.strips += rowStrips(
        [words.noRows], style: TextStyle(sizePoints: Sheet.cell.sizePoints, color: Sheet.quiet),
        rule: Stroke(color: Sheet.rule, width: 0.4))
    }
    for index in start..<flow.strips.count where index < start + caption.count + header.count {
      flow.strips[index].mayBreakBefore = index == start
    }
    if start + caption.count < flow.strips.count, !caption.isEmpty {
      flow.strips[start + caption.count].spaceBefore = 5
    }
    if start < flow.strips.count { flow.strips[start].spaceBefore = 13 }
  }

  private func headerStrips() -> [Strip] {
    rowStrips(
      table.columns.map(\.title), style: TextStyle(sizePoints: 7.75, weight: .bold, color: Sheet.ink),
      rule: Stroke(color: Sheet.ink, width: 0.8), alignsToBottom: true)
  }

  /// The lines of a row, with air above the first and under the last, and a rule at the foot.
  private func rowStrips(
    _ cells: [String], style: TextStyle, rule: Stroke, alignsToBottom: Bool = false
  ) -> [Strip] {
    var x = Self.inset
    var columns: [[Strip]] = []
    for (index, cell) in cells.enumerated() {
      let width = widths[index]
      // A little wider than measured, so that rounding never breaks a word that fits.
      let layout = engine.layout(cell, style: style, width: width + 0.5)
      columns.append(
        textStrips(layout, x: x, width: width, alignment: table.columns[index].alignment, leading: 1.1))
      x += width + Self.gap
    }
    let count = max(1, columns.map(\.count).max() ?? 1)
    return (0..<count).map { line in
      let parts = columns.compactMap { column -> Strip? in
        let index = alignsToBottom ? line - (count - column.count) : line
        return column.indices.contains(index) ? column[index] : nil
      }
      let top = line == 0 ? Self.padding : 0
      let bottom = line == count - 1 ? Self.padding : 0
      let height = top + (parts.map(\.height).max() ?? 0) + bottom
      return Strip(height: height, mayBreakBefore: line == 0) { canvas, origin in
        for part in parts { part.draw(canvas, Point(x: origin.x, y: origin.y + top)) }
        guard bottom > 0 else { return }
        let y = origin.y + height
        canvas.stroke(.line(Point(x: origin.x, y: y), Point(x: origin.x + Sheet.width, y: y)), with: rule)
      }
    }
  }

  /// Cells stand a little inside the rules, so that emphasized rows have air at their ends.
  private static let inset = 5.0

  /// Shares of the width as asked; else as wide as the content wants, with the widest columns giving way first.
  private static func columnWidths(_ table: Table, _ ruler: CairoCanvas) -> [Double] {
    let count = Double(table.columns.count)
    let available = max(count, Sheet.width - 2 * inset - gap * (count - 1))
    let shares = table.columns.compactMap(\.widthShare).filter { $0.isFinite && $0 > 0 }
    if shares.count == table.columns.count {
      let sum = shares.reduce(0, +)
      return shares.map { $0 / sum * available }
    }
    let bold = Sheet.cell.with(.bold)
    let wanted = table.columns.indices.map { column in
      let cells = table.rows.indices.map { ruler.measure(table.cell($0, column), style: bold).width }
      // A title may break between its words, but not inside one.
      let words = table.columns[column].title.split(separator: " ").map {
        ruler.measure(String($0), style: bold).width
      }
      return max(cells.max() ?? 0, words.max() ?? 0, 12)
    }
    let sum = wanted.reduce(0, +)
    if sum <= available { return wanted.map { $0 + (available - sum) / count } }
    return shrunk(wanted, to: available)
  }

  /// The widths cut at one common limit, so that they fill `available`.
  private static func shrunk(_ wanted: [Double], to available: Double) -> [Double] {
    var rest = available
    var open = wanted.count
    var limit = available / Double(max(1, open))
    for width in wanted.sorted() where width <= limit {
      rest -= width
      open -= 1
      limit = rest / Double(max(1, open))
    }
    return wanted.map { min($0, limit) }
  }
}
