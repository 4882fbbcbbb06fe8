import Charts

/// Lays out one table: column widths first, then each row as strips of one line each.
struct TableLayout {
  private let table: Table
  private let engine: TextEngine
  private let words: Words
  private let widths: [Double]
  private let look: Look

  /// Type and air of a table, in points.
  private struct Look {
    let cell: TextStyle
    let header: TextStyle
    /// Between columns.
    let gap: Double
    /// Above and under the lines of a row.
    let padding: Double
    let leading: Double

    static let regular = Look(
      cell: Sheet.cell, header: Sheet.cell.with(sizePoints: 7.75).with(.bold), gap: 12, padding: 3.2, leading: 1.1)
    static let compact = Look(
      cell: Sheet.cell.with(sizePoints: 6.75), header: Sheet.cell.with(sizePoints: 6.75).with(.bold), gap: 8,
      padding: 1.1, leading: 1.0)

    /// The type of one row.
    func cell(_ table: Table, _ row: Int) -> TextStyle { table.emphasizedRows.contains(row) ? cell.with(.bold) : cell }
  }

  init(_ table: Table, engine: TextEngine, words: Words) {
    self.table = table
    self.engine = engine
    self.words = words
    look = table.isCompact ? .compact : .regular
    widths = Self.columnWidths(table, look, engine)
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
      let box = table.emphasizedRows.contains(row) ? flow.newBox(.emphasis) : nil
      var strips = rowStrips(
        (0..<table.columns.count).map { table.cell(row, $0) },
        style: look.cell(table, row), rule: Stroke(color: Sheet.rule, width: 0.4))
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
        [words.noRows], style: TextStyle(sizePoints: look.cell.sizePoints, color: Sheet.quiet),
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
      table.columns.map(\.title), style: look.header,
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
        textStrips(layout, x: x, width: width, alignment: table.columns[index].alignment, leading: look.leading))
      x += width + look.gap
    }
    let count = max(1, columns.map(\.count).max() ?? 1)
    return (0..<count).map { line in
      let parts = columns.compactMap { column -> Strip? in
        let index = alignsToBottom ? line - (count - column.count) : line
        return column.indices.contains(index) ? column[index] : nil
      }
      let top = line == 0 ? look.padding : 0
      let bottom = line == count - 1 ? look.padding : 0
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

  /// Shares of the width as asked; else as wide as the content wants. Longest pieces come first in both.
  private static func columnWidths(_ table: Table, _ look: Look, _ engine: TextEngine) -> [Double] {
    let count = Double(table.columns.count)
    let available = max(count, Sheet.width - 2 * inset - look.gap * (count - 1))
    let pieces = table.columns.indices.map { column in
      let cells = table.rows.indices.map { row in
        engine.longestPiece(of: table.cell(row, column), style: look.cell(table, row))
      }
      return max(cells.max() ?? 0, engine.longestPiece(of: table.columns[column].title, style: look.header), 12)
    }
    let shares = table.columns.compactMap(\.widthShare).filter { $0.isFinite && $0 > 0 }
    if shares.count == table.columns.count {
      return ColumnWidths.shared(shares, pieces: pieces, available: available)
    }
    let wanted = table.columns.indices.map { column in
      let cells = table.rows.indices.map { row in
        engine.layout(table.cell(row, column), style: look.cell(table, row)).size.width
      }
      // A title may break between its words, but not inside one.
      return max(cells.max() ?? 0, pieces[column])
    }
    return ColumnWidths.following(wanted, pieces: pieces, available: available)
  }
}
