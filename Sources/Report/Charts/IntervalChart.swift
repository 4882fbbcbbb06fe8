/// A dot with a whisker for each category, in one or more panels over a shared axis, with the numbers at the right.
package struct IntervalChart: Chart {
  /// One category. NaN as value says that there is no data; NaN as low or high leaves out the whisker.
  package struct Row: Sendable {
    package var label: String
    package var value: Double
    package var low: Double
    package var high: Double

    package init(label: String, value: Double, low: Double, high: Double) {
      self.label = label
      self.value = value
      self.low = low
      self.high = high
    }

    var hasInterval: Bool { low.isFinite && high.isFinite }
  }

  /// Rows under a common title; an empty title takes no room.
  package struct Panel: Sendable {
    package var title: String
    package var rows: [Row]

    package init(title: String, rows: [Row]) {
      self.title = title
      self.rows = rows
    }
  }

  package var x: Axis
  package var panels: [Panel]
  /// A value to compare with, drawn as a dashed line through all panels.
  package var reference: Double?

  package init(x: Axis, panels: [Panel], reference: Double? = nil) {
    self.x = x
    self.panels = panels
    self.reference = reference
  }

  package func draw(on canvas: any Canvas, in rect: Rect, theme: Theme) {
    let rows = panels.flatMap(\.rows)
    guard !rows.isEmpty else { return drawNoData(on: canvas, in: rect, theme: theme) }
    let shown = rows.flatMap { [$0.value, $0.low, $0.high] } + (reference.map { [$0] } ?? [])
    let scale = x.scale(covering: shown.filter(\.isFinite))
    let label = theme.label.with(sizePoints: min(theme.label.sizePoints, pitch(in: rect) * 0.8))
    let value = theme.value.with(sizePoints: min(theme.value.sizePoints, pitch(in: rect) * 0.8))
    let heading = label.with(.bold)
    let widestLabel = rows.map { canvas.measure($0.label, style: label).width }.max() ?? 0
    let left = min(widestLabel, rect.width * 0.35) + (panels.contains { !$0.title.isEmpty } ? 18 : 10)
    let right = min(
      (rows.map { canvas.measure(text($0, theme.words), style: value).width }.max() ?? 0) + 10, rect.width * 0.4)
    let frame = PlotFrame(
      on: canvas, in: rect, theme: theme, x: x, scale, y: nil, Scale(.linear, covering: []), left: left, right: right)
    frame.draw(on: canvas)
    if let reference, (0...1).contains(scale.fraction(reference)) {
      let place = frame.position(x: reference)
      canvas.stroke(
        .line(Point(x: place, y: frame.plot.minY), Point(x: place, y: frame.plot.maxY)),
        with: Stroke(color: theme.axisColor, width: 0.9, dash: [2.5, 1.8]))
    }
    let step = frame.plot.height / lines
    let indent = panels.contains { !$0.title.isEmpty } ? 8.0 : 0
    var y = frame.plot.minY
    for (number, panel) in panels.enumerated() {
      if !panel.title.isEmpty {
        let band = Rect(
          x: rect.minX, y: y, width: rect.width, height: step * (number == 0 ? 1 : Self.titleLines))
        // Grid and reference stop at a title, so that each panel stands by itself.
        canvas.fill(.rectangle(band), with: Fill(color: .white))
        canvas.text(
          canvas.fitted(panel.title, width: rect.width, style: heading),
          at: Point(x: rect.minX, y: band.maxY - step / 2), anchor: Anchor(.left, .middle), style: heading)
        y += band.height
      }
      for (index, row) in panel.rows.enumerated() {
        let middle = y + step / 2
        canvas.stroke(
          .line(Point(x: frame.plot.minX, y: middle), Point(x: frame.plot.maxX, y: middle)),
          with: Stroke(color: theme.gridColor, width: 0.5))
        let name = canvas.fitted(row.label, width: frame.plot.minX - rect.minX - indent - 6, style: label)
        canvas.text(
          name, at: Point(x: rect.minX + indent, y: middle), anchor: Anchor(.left, .middle), style: label)
        canvas.text(
          canvas.fitted(text(row, theme.words), width: right - 8, style: value), at: Point(x: rect.maxX, y: middle),
          anchor: Anchor(.right, .middle), style: value)
        drawMark(row, index, middle, step, frame, canvas, theme)
        y += step
      }
    }
  }

  /// The height of a panel's title in rows, with the air above it; the first needs no air.
  private static let titleLines = 1.5

  /// Rows and panel titles together, counted in row heights.
  private var lines: Double {
    let titles = panels.enumerated().map { $1.title.isEmpty ? 0 : $0 == 0 ? 1 : Self.titleLines }
    return max(1, titles.reduce(0, +) + Double(panels.map(\.rows.count).reduce(0, +)))
  }

  private func pitch(in rect: Rect) -> Double { max(1, rect.height - 30) / lines }

  private func drawMark(
    _ row: Row, _ index: Int, _ y: Double, _ step: Double, _ frame: PlotFrame, _ canvas: any Canvas, _ theme: Theme
  ) {
    let color = theme.lineColor(index)
    let plot = frame.plot
    func place(_ value: Double) -> Double? {
      let x = frame.position(x: value)
      return x.isFinite ? min(plot.maxX, max(plot.minX, x)) : nil
    }
    let cap = min(3, step * 0.3)
    if row.hasInterval, let low = place(row.low), let high = place(row.high) {
      let line = Stroke(color: color, width: 1.3)
      canvas.stroke(.line(Point(x: low, y: y), Point(x: high, y: y)), with: line)
      for end in [low, high] {
        canvas.stroke(.line(Point(x: end, y: y - cap), Point(x: end, y: y + cap)), with: line)
      }
    }
    if row.value.isFinite, let center = place(row.value) {
      theme.marker(index).draw(on: canvas, at: Point(x: center, y: y), radius: min(3.2, step * 0.35), color: color)
    }
  }

  /// "0.123 [0.110, 0.136]", with equal digits in the three.
  private func text(_ row: Row, _ words: Words) -> String {
    guard row.value.isFinite else { return words.noData }
    let largest = [row.value, row.low, row.high].filter(\.isFinite).map(\.magnitude).max() ?? 0
    let decimals = x.format.decimals ?? NumberFormat.decimalsForThreeDigits(largest)
    func write(_ number: Double) -> String { x.format.string(number, decimals: decimals) }
    return row.hasInterval ? "\(write(row.value)) [\(write(row.low)), \(write(row.high))]" : write(row.value)
  }

  package func table(_ words: Words) -> ChartTable {
    let hasTitles = panels.contains { !$0.title.isEmpty }
    return ChartTable(
      header: (hasTitles ? [words.group] : []) + [words.category, x.title],
      rows: panels.flatMap { panel in
        panel.rows.map { (hasTitles ? [panel.title] : []) + [$0.label, text($0, words)] }
      })
  }
}
