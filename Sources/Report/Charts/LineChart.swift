/// Lines of several series over a shared x axis; as steps for distributions, with marked places such as percentiles.
package struct LineChart: Chart {
  /// One line: points in the order in which they are joined. A point that is not finite breaks the line.
  package struct Series: Sendable {
    package var name: String
    package var points: [Point]
    /// The interval around the line, drawn as a light band behind all lines; it may cover only a part of it.
    package var band: [Bound]

    /// `points` carry data values here, not places on a page.
    package init(name: String, points: [Point], band: [Bound] = []) {
      self.name = name
      self.points = points
      self.band = band
    }
  }

  /// The interval at one x.
  package struct Bound: Sendable {
    package var x: Double
    package var low: Double
    package var high: Double

    package init(x: Double, low: Double, high: Double) {
      self.x = x
      self.low = low
      self.high = high
    }
  }

  /// A vertical line at a value of x with a short label over the plot: "p99", "limit".
  package struct Reference: Sendable {
    package var value: Double
    package var label: String

    package init(value: Double, label: String) {
      self.value = value
      self.label = label
    }
  }

  package var x: Axis
  package var y: Axis
  package var series: [Series]
  /// Horizontal to the next x, then straight up or down: the shape of an empirical distribution.
  package var isStepped: Bool
  package var references: [Reference]

  package init(x: Axis, y: Axis, series: [Series], isStepped: Bool = false, references: [Reference] = []) {
    self.x = x
    self.y = y
    self.series = series
    self.isStepped = isStepped
    self.references = references
  }

  package func draw(on canvas: any Canvas, in rect: Rect, theme: Theme) {
    let all = series.flatMap(\.points).filter(canBeShown)
    guard !all.isEmpty else { return drawNoData(on: canvas, in: rect, theme: theme) }
    let shownReferences = references.filter { canBeShown(Point(x: $0.value, y: 1)) }
    let bounds = series.flatMap(\.band).filter(canBeShown)
    let xScale = x.scale(covering: all.map(\.x) + bounds.map(\.x) + shownReferences.map(\.value), isTight: true)
    let yScale = y.scale(covering: all.map(\.y) + bounds.flatMap { [$0.low, $0.high] })
    let entries = series.indices.map {
      Legend.Entry(name: series[$0].name, sample: .line(theme.stroke($0), theme.marker($0)))
    }
    let legend = Legend.rows(entries, width: rect.width, on: canvas, theme: theme)
    let body = rect.inset(bottom: legend.size.height + 6)
    let labelHeight = shownReferences.isEmpty ? 0 : canvas.measure("0", style: theme.value).height + 8
    let frame = PlotFrame(
      on: canvas, in: body, theme: theme, x: x, xScale, y: y, yScale, above: labelHeight)
    if !bounds.isEmpty {
      canvas.clipped(to: frame.plot) {
        for index in series.indices { drawBand(index, frame, canvas, theme) }
      }
    }
    frame.draw(on: canvas)
    drawReferences(shownReferences, frame, in: rect, canvas, theme)
    // A hair wider than the field, so that a line along its edge keeps its width.
    canvas.clipped(to: frame.plot.inset(left: -0.8, top: -0.8, right: -0.8, bottom: -0.8)) {
      for index in series.indices { drawLine(index, frame, canvas, theme) }
    }
    for index in series.indices { drawMarkers(index, frame, canvas, theme) }
    legend.draw(on: canvas, at: Point(x: rect.minX, y: rect.maxY - legend.size.height))
  }

  private func canBeShown(_ point: Point) -> Bool {
    point.x.isFinite && point.y.isFinite && (x.kind == .linear || point.x > 0) && (y.kind == .linear || point.y > 0)
  }

  private func canBeShown(_ bound: Bound) -> Bool {
    canBeShown(Point(x: bound.x, y: bound.low)) && canBeShown(Point(x: bound.x, y: bound.high))
  }

  private func drawBand(_ index: Int, _ frame: PlotFrame, _ canvas: any Canvas, _ theme: Theme) {
    let band = series[index].band.filter(canBeShown)
    guard band.count > 1 else { return }
    let outline =
      band.map { frame.position(x: $0.x, y: $0.high) } + band.reversed().map { frame.position(x: $0.x, y: $0.low) }
    canvas.fill(.polygon(outline), with: Fill(color: theme.lineColor(index).mixed(with: .white, share: 0.82)))
  }

  private func drawLine(_ index: Int, _ frame: PlotFrame, _ canvas: any Canvas, _ theme: Theme) {
    var runs: [[Point]] = [[]]
    for point in series[index].points {
      guard canBeShown(point) else {
        if !(runs.last ?? []).isEmpty { runs.append([]) }
        continue
      }
      let place = frame.position(x: point.x, y: point.y)
      guard let last = runs[runs.count - 1].last else {
        runs[runs.count - 1].append(place)
        continue
      }
      // What is closer than a printer's dot adds bytes and no picture.
      if abs(place.x - last.x) < 0.1, abs(place.y - last.y) < 0.1 { continue }
      if isStepped { runs[runs.count - 1].append(Point(x: place.x, y: last.y)) }
      runs[runs.count - 1].append(place)
    }
    for run in runs where run.count > 1 { canvas.stroke(.polyline(run), with: theme.stroke(index)) }
  }

  /// All points if there are few, else about seven a line, shifted from series to series so that they do not coincide.
  private func drawMarkers(_ index: Int, _ frame: PlotFrame, _ canvas: any Canvas, _ theme: Theme) {
    let places = series[index].points.filter(canBeShown).map { frame.position(x: $0.x, y: $0.y) }
      .filter { frame.plot.contains(Rect(x: $0.x, y: $0.y, width: 0, height: 0), tolerance: 0.01) }
    var shown = places
    if places.count > 16 {
      let shift = Double(index) / Double(max(1, series.count))
      shown = (0..<7).compactMap { step in
        let target = frame.plot.minX + (Double(step) + shift) / 7 * frame.plot.width
        guard let first = places.first, let last = places.last, target >= first.x, target <= last.x else { return nil }
        return places.first { $0.x >= target }
      }
    }
    for place in shown {
      theme.marker(index).draw(on: canvas, at: place, radius: 2.4, color: theme.lineColor(index))
    }
  }

  /// Dashed lines with their labels side by side above the plot, each tied to its line where it had to move.
  private func drawReferences(
    _ references: [Reference], _ frame: PlotFrame, in rect: Rect, _ canvas: any Canvas, _ theme: Theme
  ) {
    let sorted = references.filter { (-1e-9...1 + 1e-9).contains(frame.x.fraction($0.value)) }
      .sorted { $0.value < $1.value }
    let share = rect.width / Double(max(1, sorted.count)) - 6
    let labels = sorted.map { canvas.fitted($0.label, width: share, style: theme.value) }
    let halves = labels.map { canvas.measure($0, style: theme.value).width / 2 }
    var centers = sorted.map { frame.position(x: $0.value) }
    for index in centers.indices {
      let start = index == 0 ? rect.minX : centers[index - 1] + halves[index - 1] + 6
      centers[index] = max(centers[index], start + halves[index])
    }
    for index in centers.indices.reversed() {
      let end = index == centers.count - 1 ? rect.maxX : centers[index + 1] - halves[index + 1] - 6
      centers[index] = min(centers[index], end - halves[index])
    }
    let line = Stroke(color: theme.axisColor, width: 0.9, dash: [2.5, 1.8])
    for index in sorted.indices {
      let place = frame.position(x: sorted[index].value)
      let foot = Point(x: centers[index], y: frame.plot.minY - 8)
      canvas.stroke(
        .polyline([foot, Point(x: place, y: frame.plot.minY - 2), Point(x: place, y: frame.plot.maxY)]), with: line)
      canvas.text(labels[index], at: foot, anchor: Anchor(.center, .bottom), style: theme.value)
    }
  }

  package func table(_ words: Words) -> ChartTable {
    guard series.contains(where: { $0.points.count > 12 }) else { return pointTable }
    // Long lines are told by five places along them; for distributions these are about their quartiles.
    let rows = series.map { one -> [String] in
      let shown = one.points.filter(canBeShown)
      let places = shown.isEmpty ? [] : (0...4).map { shown[(shown.count - 1) * $0 / 4] }
      let texts = places.map { "\(x.format.string($0.x)); \(y.format.string($0.y))" }
      return [one.name, "\(shown.count)"] + (texts.isEmpty ? Array(repeating: words.noData, count: 5) : texts)
    }
    return ChartTable(
      header: ["\(words.series): \(x.title); \(y.title)", words.points, words.first, "¼", "½", "¾", words.last],
      rows: rows)
  }

  /// Every point, a row for each x that occurs.
  private var pointTable: ChartTable {
    let places = series.flatMap(\.points).filter(canBeShown).map(\.x).sorted()
    let rows = places.indices.filter { $0 == 0 || places[$0] != places[$0 - 1] }.map { places[$0] }
    return ChartTable(
      header: [x.title] + series.map { "\($0.name): \(y.title)" },
      rows: rows.map { place in
        [x.format.string(place)]
          + series.map { one in one.points.first { $0.x == place }.map { y.format.string($0.y) } ?? "" }
      })
  }
}
