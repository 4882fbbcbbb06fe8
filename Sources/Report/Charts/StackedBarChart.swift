/// Stacked bars in groups: months of plans made of bill lines, for instance.
package struct StackedBarChart: Chart {
  /// Bars that stand together over one label.
  package struct Group: Sendable {
    package var label: String
    package var bars: [Bar]

    package init(label: String, bars: [Bar]) {
      self.label = label
      self.bars = bars
    }
  }

  /// One bar: a value for each series, in their order. A value that is not a number is unknown, not zero; negative
  /// values (credits) are stacked downwards.
  package struct Bar: Sendable {
    package var label: String
    package var values: [Double]

    package init(label: String, values: [Double]) {
      self.label = label
      self.values = values
    }

    var known: [Double] { values.filter(\.isFinite) }
    var total: Double { known.isEmpty ? .nan : known.reduce(0, +) }
    var top: Double { known.filter { $0 > 0 }.reduce(0, +) }
    var bottom: Double { known.filter { $0 < 0 }.reduce(0, +) }
  }

  package var y: Axis
  package var series: [String]
  package var groups: [Group]
  /// Under the groups, for instance "Month".
  package var groupTitle: String

  package init(y: Axis, series: [String], groups: [Group], groupTitle: String) {
    self.y = y
    self.series = series
    self.groups = groups
    self.groupTitle = groupTitle
  }

  package func draw(on canvas: any Canvas, in rect: Rect, theme: Theme) {
    guard groups.contains(where: { $0.bars.contains { !$0.known.isEmpty } }) else {
      return drawNoData(on: canvas, in: rect, theme: theme)
    }
    let layout = StackedBarLayout(self, on: canvas, in: rect, theme: theme)
    layout.drawAxes(on: canvas)
    for groupIndex in groups.indices {
      for barIndex in groups[groupIndex].bars.indices {
        drawBar(groups[groupIndex].bars[barIndex], layout.barRect(groupIndex, barIndex), layout, canvas, theme)
      }
    }
    layout.drawLabels(on: canvas)
    layout.legend.draw(on: canvas, at: layout.legendOrigin)
  }

  private func drawBar(_ bar: Bar, _ slot: Rect, _ layout: StackedBarLayout, _ canvas: any Canvas, _ theme: Theme) {
    var up = 0.0
    var down = 0.0
    for (index, value) in bar.values.enumerated() where value.isFinite && value != 0 {
      let from = value > 0 ? up : down
      let to = from + value
      if value > 0 { up = to } else { down = to }
      let top = layout.position(max(from, to))
      let bottom = layout.position(min(from, to))
      let segment = Rect(x: slot.x, y: top, width: slot.width, height: bottom - top)
      canvas.fill(.rectangle(segment), with: theme.fill(index))
      // A white hairline keeps neighbours apart in print; not on slivers, which it would swallow.
      if segment.height > 1.5 { canvas.stroke(.rectangle(segment), with: Stroke(color: .white, width: 0.4)) }
    }
  }

  /// The total as printed: "≥" when a part of it is unknown.
  func totalText(_ bar: Bar) -> String {
    let isPartial = bar.values.contains { !$0.isFinite } && !bar.known.isEmpty
    return (isPartial ? "≥ " : "") + y.format.string(bar.total)
  }

  package func table(_ words: Words) -> ChartTable {
    ChartTable(
      header: [groupTitle, words.bar] + series + [words.total],
      rows: groups.flatMap { group in
        group.bars.map { bar in
          [group.label, bar.label]
            + series.indices.map { $0 < bar.values.count ? y.format.string(bar.values[$0]) : "" } + [totalText(bar)]
        }
      })
  }
}
