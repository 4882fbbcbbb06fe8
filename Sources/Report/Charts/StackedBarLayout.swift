/// Where everything in a stacked bar chart stands: measured first, so that no label is cut or covers another.
struct StackedBarLayout {
  /// How the labels of the bars fit under them.
  private enum BarLabels { case none, flat, upright, keyed }

  let legend: Legend
  let legendOrigin: Point
  private let chart: StackedBarChart
  private let theme: Theme
  private let outer: Rect
  private let plot: Rect
  private let scale: Scale
  private let yLabels: [PlotFrame.Label]
  private let slotWidth: Double
  private let barLabels: BarLabels
  private let barLabelHeight: Double
  private let showsTotals: Bool
  private let totalsAreUpright: Bool
  /// Names behind the numbers under the bars, when there is no room for the names themselves.
  private let keyNames: [String]
  private let lineHeight: Double
  private let valueHeight: Double
  private let barStyle: TextStyle

  init(_ chart: StackedBarChart, on canvas: any Canvas, in rect: Rect, theme: Theme) {
    self.chart = chart
    self.theme = theme
    outer = rect
    let barStyle = theme.label.with(sizePoints: 6.5)
    self.barStyle = barStyle
    lineHeight = canvas.measure("0", style: theme.label).height
    let valueHeight = canvas.measure("0", style: theme.value).height
    self.valueHeight = valueHeight
    let barLineHeight = canvas.measure("0", style: barStyle).height

    let bars = chart.groups.flatMap(\.bars)
    let barsInGroup = max(1, chart.groups.map(\.bars.count).max() ?? 1)
    let slots = Double(chart.groups.count) * (Double(barsInGroup) + 0.8)
    let entries = chart.series.indices.map { Legend.Entry(name: chart.series[$0], sample: .fill(theme.fill($0))) }

    // Beside the bars the legend can follow the order of the stack; with many bars they need the width themselves.
    let beside = Legend.column(
      entries.reversed(), maximumWidth: rect.width * 0.32, on: canvas, theme: theme)
    let isBeside = (rect.width - beside.size.width - 50) / slots >= 12 && beside.size.height <= rect.height * 0.8
    legend = isBeside ? beside : Legend.rows(entries, width: rect.width, on: canvas, theme: theme)

    let scale = chart.y.scale(
      covering: bars.filter { !$0.known.isEmpty }.flatMap { [$0.top, $0.bottom] }, includesZero: true)
    self.scale = scale
    let labels = PlotFrame.labels(chart.y, scale, atMost: 6)
    let left = (labels.map { canvas.measure($0.text, style: theme.label).width }.max() ?? 0) + 6
    let right = isBeside ? legend.size.width + 16 : 0
    let width = max(1, rect.width - left - right)
    let slotWidth = width / max(1, slots)
    self.slotWidth = slotWidth

    let widest = bars.map { canvas.measure($0.label, style: barStyle).width }.max() ?? 0
    let names = Self.unique(bars.map(\.label))
    if names.allSatisfy(\.isEmpty) {
      barLabels = .none
    } else if widest + 3 <= slotWidth {
      barLabels = .flat
    } else if slotWidth >= barLineHeight, widest <= rect.height * 0.25 {
      barLabels = .upright
    } else {
      barLabels = .keyed
    }
    keyNames = barLabels == .keyed ? names : []
    switch barLabels {
    case .none: barLabelHeight = 0
    case .flat, .keyed: barLabelHeight = barLineHeight + 2
    case .upright: barLabelHeight = widest + 4
    }

    let totalWidth = bars.map { canvas.measure(chart.totalText($0), style: theme.value).width }.max() ?? 0
    let totalsFitFlat = totalWidth + 2 <= slotWidth
    totalsAreUpright = !totalsFitFlat
    showsTotals = totalsFitFlat || (slotWidth >= valueHeight && totalWidth < rect.height * 0.2)

    let titleHeight = canvas.measure("0", style: theme.title).height
    let totalsHeight = showsTotals ? (totalsAreUpright ? totalWidth : valueHeight) + 2 : 0
    let keyHeight = keyNames.isEmpty ? 0 : lineHeight + 6
    let bottom =
      barLabelHeight + lineHeight + 2 + titleHeight + 3 + keyHeight + (isBeside ? 0 : legend.size.height + 6)
    // Totals need room above the field only where a bar comes close to its upper edge.
    let room = rect.height - titleHeight - 4 - bottom
    let over = bars.map { bar -> Double in
      let fraction = bar.known.isEmpty ? 0 : min(1, max(0, scale.fraction(bar.top)))
      return fraction > 0 ? (totalsHeight - (1 - fraction) * room) / fraction : 0
    }
    let top = titleHeight + 4 + max(lineHeight / 2, min(totalsHeight, over.max() ?? 0))
    plot = rect.inset(left: left, top: top, right: right, bottom: bottom)
    yLabels = PlotFrame.labels(chart.y, scale, atMost: Int(plot.height / (lineHeight * 2.2)))
    legendOrigin =
      isBeside
      ? Point(x: plot.maxX + 16, y: max(rect.minY, min(plot.minY, rect.maxY - legend.size.height)))
      : Point(x: rect.minX, y: rect.maxY - legend.size.height)
  }

  /// The height of a value; values beyond fixed ends of the axis stop at the edge of the field.
  func position(_ value: Double) -> Double { plot.maxY - min(1, max(0, scale.fraction(value))) * plot.height }

  /// The full height of the plot at the width of one bar.
  func barRect(_ group: Int, _ bar: Int) -> Rect {
    let slot = slotRect(group, bar)
    let width = min(30, slot.width * 0.82)
    return Rect(x: slot.midX - width / 2, y: plot.y, width: width, height: plot.height)
  }

  private func groupRect(_ group: Int) -> Rect {
    let width = plot.width / Double(max(1, chart.groups.count))
    return Rect(x: plot.minX + Double(group) * width, y: plot.y, width: width, height: plot.height)
  }

  private func slotRect(_ group: Int, _ bar: Int) -> Rect {
    let whole = groupRect(group)
    let used = slotWidth * Double(chart.groups[group].bars.count)
    return Rect(
      x: whole.midX - used / 2 + Double(bar) * slotWidth, y: plot.y, width: slotWidth, height: plot.height)
  }

  func drawAxes(on canvas: any Canvas) {
    for label in yLabels {
      let y = plot.maxY - label.fraction * plot.height
      canvas.stroke(
        .line(Point(x: plot.minX, y: y), Point(x: plot.maxX, y: y)), with: Stroke(color: theme.gridColor, width: 0.6))
      canvas.text(label.text, at: Point(x: plot.minX - 5, y: y), anchor: Anchor(.right, .middle), style: theme.label)
    }
    PlotFrame.drawTitle(chart.y, on: canvas, in: outer, theme: theme)
  }

  func drawLabels(on canvas: any Canvas) {
    let zero = max(plot.minY, min(plot.maxY, position(0)))
    canvas.stroke(
      .line(Point(x: plot.minX, y: zero), Point(x: plot.maxX, y: zero)),
      with: Stroke(color: theme.axisColor, width: 0.75))
    let groupTop = plot.maxY + barLabelHeight + 2
    // Bold where there is room, else regular, else not every label.
    let bold = theme.label.with(.bold)
    let style = groupStride(bold, on: canvas) == 1 ? bold : theme.label
    let groupStride = groupStride(style, on: canvas)
    for (index, group) in chart.groups.enumerated() {
      for (barIndex, bar) in group.bars.enumerated() { drawLabels(of: bar, index, barIndex, on: canvas) }
      let whole = groupRect(index)
      if index > 0 {
        canvas.stroke(
          .line(Point(x: whole.minX, y: plot.maxY), Point(x: whole.minX, y: groupTop + lineHeight)),
          with: Stroke(color: theme.gridColor, width: 0.6))
      }
      guard index % groupStride == 0 else { continue }
      let text = canvas.fitted(group.label, width: whole.width * Double(groupStride) - 2, style: style)
      canvas.text(
        text, at: Point(x: whole.midX, y: groupTop), anchor: Anchor(.center, .top), style: style)
    }
    let title = canvas.fitted(chart.groupTitle, width: plot.width, style: theme.title)
    var y = groupTop + lineHeight + 3
    canvas.text(title, at: Point(x: plot.midX, y: y), anchor: Anchor(.center, .top), style: theme.title)
    y += canvas.measure("0", style: theme.title).height + 5
    guard !keyNames.isEmpty else { return }
    let key = keyNames.enumerated().map { "\($0.offset + 1) \($0.element)" }.joined(separator: "   ")
    canvas.text(
      canvas.fitted("\(theme.words.bars) \(key)", width: outer.width, style: theme.label),
      at: Point(x: outer.minX, y: y), anchor: Anchor(.left, .top), style: theme.label)
  }

  private func drawLabels(of bar: StackedBarChart.Bar, _ group: Int, _ index: Int, on canvas: any Canvas) {
    let middle = slotRect(group, index).midX
    let below = Point(x: middle, y: plot.maxY + 2)
    switch barLabels {
    case .none: break
    case .flat: canvas.text(bar.label, at: below, anchor: Anchor(.center, .top), style: barStyle)
    case .upright:
      canvas.text(bar.label, at: below, anchor: Anchor(.right, .middle), style: barStyle, rotation: .upwards)
    case .keyed:
      let number = (keyNames.firstIndex(of: bar.label) ?? 0) + 1
      if canvas.measure("\(number)", style: barStyle).width <= slotWidth {
        canvas.text("\(number)", at: below, anchor: Anchor(.center, .top), style: barStyle)
      }
    }
    guard showsTotals else { return }
    let above = Point(x: middle, y: position(bar.known.isEmpty ? 0 : bar.top) - 1.5)
    let text = chart.totalText(bar)
    if totalsAreUpright {
      canvas.text(text, at: above, anchor: Anchor(.left, .middle), style: theme.value, rotation: .upwards)
    } else {
      canvas.text(text, at: above, anchor: Anchor(.center, .bottom), style: theme.value)
    }
  }

  /// Every how many groups a label is written, so that they stay readable.
  private func groupStride(_ style: TextStyle, on canvas: any Canvas) -> Int {
    let widest = chart.groups.map { canvas.measure($0.label, style: style).width }.max() ?? 0
    let width = plot.width / Double(max(1, chart.groups.count))
    return widest + 6 <= width ? 1 : min(chart.groups.count, Int((widest + 6) / width) + 1)
  }

  /// Names in order of first appearance.
  private static func unique(_ names: [String]) -> [String] {
    names.reduce(into: []) { result, name in if !result.contains(name) { result.append(name) } }
  }
}
