import RealModule

/// Labelled points with optional intervals in both directions, and a step line through the ones that nothing beats.
package struct ScatterChart: Chart {
  /// A closed stretch of values.
  package struct Interval: Sendable {
    package var low: Double
    package var high: Double

    package init(low: Double, high: Double) {
      self.low = low
      self.high = high
    }
  }

  /// One point. Its looks follow `group`; equal groups look alike.
  package struct Mark: Sendable {
    package var label: String
    package var x: Double
    package var y: Double
    package var xInterval: Interval?
    package var yInterval: Interval?
    package var group: Int

    package init(
      label: String, x: Double, y: Double, xInterval: Interval? = nil, yInterval: Interval? = nil, group: Int = 0
    ) {
      self.label = label
      self.x = x
      self.y = y
      self.xInterval = xInterval
      self.yInterval = yInterval
      self.group = group
    }
  }

  package var x: Axis
  package var y: Axis
  package var marks: [Mark]
  /// Data points joined by steps in order of x, each level held until the next point: a frontier.
  package var frontier: [Point]
  /// What the step line is, said under the plot; nil says it in the words of the theme.
  package var frontierName: String?

  package init(
    x: Axis, y: Axis, marks: [Mark], frontier: [Point] = [], frontierName: String? = nil
  ) {
    self.x = x
    self.y = y
    self.marks = marks
    self.frontier = frontier
    self.frontierName = frontierName
  }

  package func draw(on canvas: any Canvas, in rect: Rect, theme: Theme) {
    let shown = marks.filter { canBeShown($0.x, x) && canBeShown($0.y, y) }
    guard !shown.isEmpty else { return drawNoData(on: canvas, in: rect, theme: theme) }
    let xs = shown.flatMap { [$0.x] + ends($0.xInterval, x) }
    let ys = shown.flatMap { [$0.y] + ends($0.yInterval, y) }
    let steps = frontier.filter { canBeShown($0.x, x) && canBeShown($0.y, y) }.sorted { $0.x < $1.x }
    let line = Stroke(color: theme.axisColor, width: 1, dash: [3, 2])
    let name = frontierName ?? theme.words.frontier
    let entries = steps.count > 1 ? [Legend.Entry(name: name, sample: .line(line, nil))] : []
    let legend = Legend.rows(entries, width: rect.width, on: canvas, theme: theme)
    let frame = PlotFrame(
      on: canvas, in: rect.inset(bottom: entries.isEmpty ? 0 : legend.size.height + 6), theme: theme, x: x,
      x.scale(covering: padded(xs, x)), y: y, y.scale(covering: padded(ys, y)))
    frame.draw(on: canvas)
    canvas.stroke(.rectangle(frame.plot), with: Stroke(color: theme.gridColor, width: 0.75))
    var labels = LabelPlacement(frame: frame.plot)
    canvas.clipped(to: frame.plot.inset(left: -4, top: -4, right: -4, bottom: -4)) {
      drawFrontier(steps, line, frame, canvas, &labels)
      for mark in shown { drawWhiskers(mark, frame, canvas, theme, &labels) }
      for mark in shown {
        let place = frame.position(x: mark.x, y: mark.y)
        theme.marker(mark.group).draw(on: canvas, at: place, radius: 3.6, color: theme.lineColor(mark.group))
        labels.occupy(Rect(x: place.x - 4.5, y: place.y - 4.5, width: 9, height: 9))
      }
    }
    for mark in shown {
      let place = frame.position(x: mark.x, y: mark.y)
      let text = canvas.fitted(mark.label, width: frame.plot.width * 0.6, style: theme.value)
      let size = canvas.measure(text, style: theme.value)
      guard !text.isEmpty, let box = labels.place(size, beside: place) else { continue }
      if let end = labels.leaderEnd(from: place, to: box) {
        canvas.stroke(.line(place, end), with: Stroke(color: theme.axisColor, width: 0.5))
      }
      canvas.text(text, at: Point(x: box.minX, y: box.minY), anchor: Anchor(.left, .top), style: theme.value)
    }
    legend.draw(on: canvas, at: Point(x: frame.plot.minX, y: rect.maxY - legend.size.height))
  }

  private func canBeShown(_ value: Double, _ axis: Axis) -> Bool {
    value.isFinite && (axis.kind == .linear || value > 0)
  }

  /// The values with some room around them, where the labels go; not beyond zero, if all are on one side of it.
  private func padded(_ values: [Double], _ axis: Axis) -> [Double] {
    guard let low = values.min(), let high = values.max(), low < high else { return values }
    if axis.kind == .log10 {
      let ratio = Double.pow(high / low, 0.12)
      return [low / ratio, high * ratio]
    }
    let pad = high * 0.12 - low * 0.12
    return [low >= 0 ? max(0, low - pad) : low - pad, high <= 0 ? min(0, high + pad) : high + pad]
  }

  private func ends(_ interval: Interval?, _ axis: Axis) -> [Double] {
    guard let interval else { return [] }
    return [interval.low, interval.high].filter { canBeShown($0, axis) }
  }

  private func drawFrontier(
    _ steps: [Point], _ line: Stroke, _ frame: PlotFrame, _ canvas: any Canvas, _ labels: inout LabelPlacement
  ) {
    guard steps.count > 1 else { return }
    var path: [Point] = []
    for step in steps {
      let place = frame.position(x: step.x, y: step.y)
      if let last = path.last {
        labels.cross(last, Point(x: place.x, y: last.y))
        labels.cross(Point(x: place.x, y: last.y), place)
        path.append(Point(x: place.x, y: last.y))
      }
      path.append(place)
    }
    canvas.stroke(.polyline(path), with: line)
  }

  private func drawWhiskers(
    _ mark: Mark, _ frame: PlotFrame, _ canvas: any Canvas, _ theme: Theme, _ labels: inout LabelPlacement
  ) {
    let line = Stroke(color: theme.lineColor(mark.group).mixed(with: .white, share: 0.25), width: 0.9)
    let center = frame.position(x: mark.x, y: mark.y)
    let across = ends(mark.xInterval, x).map { Point(x: frame.position(x: $0), y: center.y) }
    let along = ends(mark.yInterval, y).map { Point(x: center.x, y: frame.position(y: $0)) }
    for (pair, isHorizontal) in [(across, true), (along, false)] where pair.count == 2 {
      canvas.stroke(.line(pair[0], pair[1]), with: line)
      labels.cross(pair[0], pair[1])
      for end in pair {
        let cap = isHorizontal ? Point(x: 0, y: 2.2) : Point(x: 2.2, y: 0)
        canvas.stroke(
          .line(Point(x: end.x - cap.x, y: end.y - cap.y), Point(x: end.x + cap.x, y: end.y + cap.y)), with: line)
      }
    }
  }

  package func table(_ words: Words) -> ChartTable {
    func text(_ value: Double, _ interval: Interval?, _ format: NumberFormat) -> String {
      guard let interval else { return format.string(value) }
      return "\(format.string(value)) [\(format.string(interval.low)), \(format.string(interval.high))]"
    }
    return ChartTable(
      header: [words.point, x.title, y.title],
      rows: marks.map { [$0.label, text($0.x, $0.xInterval, x.format), text($0.y, $0.yInterval, y.format)] })
  }
}
