/// The field between two axes: margins measured from the labels, so that none is cut and none covers another.
struct PlotFrame {
  struct Label {
    let text: String
    let fraction: Double
  }

  let plot: Rect
  let x: Scale
  let y: Scale
  private let outer: Rect
  private let xAxis: Axis
  private let yAxis: Axis?
  private let xLabels: [Label]
  private let yLabels: [Label]
  private let theme: Theme

  /// A frame in `rect`. Without a y axis the left margin is the caller's business (`left`).
  /// `above` is kept free between the y axis title and the field, `right` to its right, `below` under the x axis.
  init(
    on canvas: any Canvas, in rect: Rect, theme: Theme, x xAxis: Axis, _ x: Scale, y yAxis: Axis?, _ y: Scale,
    left: Double = 0, above: Double = 0, right: Double = 0
  ) {
    let lineHeight = canvas.measure("0", style: theme.label).height
    let titleHeight = canvas.measure("0", style: theme.title).height
    let top = (yAxis == nil ? 0 : titleHeight + 4) + above + (yAxis == nil ? 0 : lineHeight / 2)
    let bottom = lineHeight + titleHeight + 7
    let height = max(1, rect.height - top - bottom)
    var yLabels: [Label] = []
    var leftMargin = left
    if let yAxis {
      yLabels = Self.labels(yAxis, y, atMost: Int(height / (lineHeight * 2.4)))
      leftMargin += (yLabels.map { canvas.measure($0.text, style: theme.label).width }.max() ?? 0) + 6
    }
    // A label at the very end of the axis hangs over it by half its width; how many labels there are is not known yet.
    let ends = (2...Self.mostLabels).flatMap { Self.labels(xAxis, x, atMost: $0) }
      .map { canvas.measure($0.text, style: theme.label).width / 2 }
    let rightMargin = max(right, (ends.max() ?? 0) + 1)
    leftMargin = max(leftMargin, (ends.max() ?? 0) + 1)
    let plot = rect.inset(left: leftMargin, top: top, right: rightMargin, bottom: bottom)
    self.plot = plot
    self.x = x
    self.y = y
    outer = rect
    self.xAxis = xAxis
    self.yAxis = yAxis
    self.theme = theme
    self.yLabels = yLabels
    xLabels = Self.fittingLabels(xAxis, x, in: rect, from: plot.minX, width: plot.width) {
      canvas.measure($0, style: theme.label).width
    }
  }

  private static let mostLabels = 12

  func position(x value: Double) -> Double { plot.minX + x.fraction(value) * plot.width }

  func position(y value: Double) -> Double { plot.maxY - y.fraction(value) * plot.height }

  func position(x: Double, y: Double) -> Point { Point(x: position(x: x), y: position(y: y)) }

  /// Draws grid, axis lines, tick labels and titles.
  func draw(on canvas: any Canvas, verticalGrid: Bool = true) {
    let grid = Stroke(color: theme.gridColor, width: 0.6)
    let axis = Stroke(color: theme.axisColor, width: 0.75)
    for label in yLabels {
      let y = plot.maxY - label.fraction * plot.height
      canvas.stroke(.line(Point(x: plot.minX, y: y), Point(x: plot.maxX, y: y)), with: grid)
      canvas.text(label.text, at: Point(x: plot.minX - 5, y: y), anchor: Anchor(.right, .middle), style: theme.label)
    }
    if x.kind == .log10 {
      for tick in x.ticks(atMost: 1000) {
        let x = plot.minX + self.x.fraction(tick.value) * plot.width
        canvas.stroke(.line(Point(x: x, y: plot.maxY), Point(x: x, y: plot.maxY + 2)), with: axis)
      }
    }
    for label in xLabels {
      let x = plot.minX + label.fraction * plot.width
      if verticalGrid {
        canvas.stroke(.line(Point(x: x, y: plot.minY), Point(x: x, y: plot.maxY)), with: grid)
      }
      canvas.stroke(.line(Point(x: x, y: plot.maxY), Point(x: x, y: plot.maxY + 3)), with: axis)
      canvas.text(label.text, at: Point(x: x, y: plot.maxY + 4), anchor: Anchor(.center, .top), style: theme.label)
    }
    canvas.stroke(.line(Point(x: plot.minX, y: plot.maxY), Point(x: plot.maxX, y: plot.maxY)), with: axis)
    let xTitle = canvas.fitted(xAxis.title, width: outer.width, style: theme.title)
    let half = canvas.measure(xTitle, style: theme.title).width / 2
    let center = max(outer.minX + half, min(outer.maxX - half, plot.midX))
    canvas.text(xTitle, at: Point(x: center, y: outer.maxY), anchor: Anchor(.center, .bottom), style: theme.title)
    if let yAxis { Self.drawTitle(yAxis, on: canvas, in: outer, theme: theme) }
  }

  /// The title of a vertical axis stands upright over the axis: nobody should have to turn their head.
  static func drawTitle(_ axis: Axis, on canvas: any Canvas, in rect: Rect, theme: Theme) {
    let title = canvas.fitted(axis.title, width: rect.width, style: theme.title)
    canvas.text(title, at: Point(x: rect.minX, y: rect.minY), anchor: Anchor(.left, .top), style: theme.title)
  }

  static func labels(_ axis: Axis, _ scale: Scale, atMost target: Int) -> [Label] {
    scale.ticks(atMost: target).filter { $0.isMajor && (!axis.isWhole || $0.value == $0.value.rounded()) }.map {
      Label(text: axis.label($0), fraction: min(1, max(0, scale.fraction($0.value))))
    }
  }

  /// As many labels as stand side by side with air between them and inside `outer`.
  private static func fittingLabels(
    _ axis: Axis, _ scale: Scale, in outer: Rect, from start: Double, width: Double, measure: (String) -> Double
  ) -> [Label] {
    var target = max(2, min(mostLabels, Int(width / 26)))
    while target >= 2 {
      let labels = labels(axis, scale, atMost: target)
      var end = -Double.infinity
      var fits = true
      for label in labels {
        let center = start + label.fraction * width
        let half = measure(label.text) / 2
        if center - half < end + 7 { fits = false }
        end = center + half
      }
      if fits { return labels }
      target -= 1
    }
    let last = labels(axis, scale, atMost: 2).suffix(1)
    return last.filter { measure($0.text) <= outer.width }
  }
}
