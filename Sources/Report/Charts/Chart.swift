/// A picture of numbers that can be drawn in any rectangle of any canvas.
package protocol Chart: Sendable {
  /// Draws the chart inside `rect`; nothing leaves it. Without data it says so.
  func draw(on canvas: any Canvas, in rect: Rect, theme: Theme)

  /// The numbers behind the picture as text, for readers without pictures.
  func table(_ words: Words) -> ChartTable
}

/// The numbers of a chart as text: one header, and rows of as many cells.
package struct ChartTable: Sendable, Hashable {
  package var header: [String]
  package var rows: [[String]]

  package init(header: [String], rows: [[String]]) {
    self.header = header
    self.rows = rows
  }
}

/// A light frame that says that there is nothing to show.
func drawNoData(on canvas: any Canvas, in rect: Rect, theme: Theme) {
  canvas.stroke(
    .rectangle(rect.inset(left: 0.5, top: 0.5, right: 0.5, bottom: 0.5)),
    with: Stroke(color: theme.gridColor, width: 0.75))
  let text = canvas.fitted(theme.words.noData, width: rect.width - 4, style: theme.label)
  canvas.text(text, at: Point(x: rect.midX, y: rect.midY), anchor: Anchor(.center, .middle), style: theme.label)
}
