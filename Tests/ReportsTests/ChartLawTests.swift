import Charts
import Reports
import Testing

/// Charts with data as they should not be, all of which must still be drawn.
enum OddCharts {
  static let valueSets: [[Double]] = [
    [], [0], [5], [5, 5, 5], [-3, 0, 7], [.nan], [.nan, 4, .infinity], [1e-300, 2e-300], [1e300, -1e300],
    [12.3, 1667, 412, 897], [0.05, 0.051, 0.052, 0.0525, 0.0529], (0..<30).map { Double($0 * $0 % 17) },
  ]
  static let labels = ["a", "batch", "a rather long name of a plan, longer than anybody would like", "", "<&>", "한국어"]

  static let all: [any Chart] = valueSets.flatMap { values -> [any Chart] in
    [Scale.Kind.linear, .log10].flatMap { kind -> [any Chart] in
      let x = Axis(title: "Across (unit)", kind: kind)
      let y = Axis(title: "Upwards, with a title that is wordy (unit)", kind: kind)
      func label(_ index: Int) -> String { labels[index % labels.count] }
      let points = values.enumerated().map { Point(x: Double($0.offset) - 1, y: $0.element) }
      return [
        LineChart(
          x: x, y: y,
          series: labels.map {
            .init(name: $0, points: points, band: values.map { .init(x: $0, low: $0 - 1, high: $0 + 1) })
          }, isStepped: kind == .log10,
          references: [1, 1.1, 1.2, 50].map { .init(value: $0, label: "limit of \($0) units") }),
        ScatterChart(
          x: x, y: y,
          marks: values.enumerated().map {
            .init(
              label: label($0), x: $1, y: $1, xInterval: .init(low: $1 - 1, high: $1 + 1),
              yInterval: .init(low: .nan, high: $1), group: $0)
          }, frontier: points),
        IntervalChart(
          x: x,
          panels: labels.prefix(2).map { title in
            .init(
              title: title,
              rows: values.prefix(6).enumerated().map { .init(label: label($0), value: $1, low: $1 - 1, high: $1 * 2) })
          }, reference: values.first),
        StackedBarChart(
          y: y, series: labels,
          groups: (0..<min(12, values.count)).map { group in
            .init(
              label: "group \(group)",
              bars: (0..<(group % 5 + 1)).map { .init(label: label($0), values: values.map { $0 / 3 }) })
          }, groupTitle: "Group"),
      ]
    }
  }
}

@Suite("All charts, on both canvases")
struct ChartLawTests {
  /// Draws on a canvas that records, with text measured by `ruler`, and checks what was recorded.
  private func check(_ chart: any Chart, _ size: Size, ruler: (any Canvas)?) {
    let rect = Rect(x: 7, y: 11, width: size.width, height: size.height)
    let canvas = RecordingCanvas(ruler: ruler)
    chart.draw(on: canvas, in: rect, theme: .standard)
    #expect(!canvas.calls.isEmpty)
    var boxes: [(text: String, box: Rect)] = []
    var clips = 0
    for call in canvas.calls {
      switch call {
      case .beginClip(let clip):
        clips += 1
        #expect(rect.contains(clip, tolerance: 5), "\(type(of: chart))")
      case .endClip: clips -= 1
      case .fill(let path, _), .stroke(let path, _):
        if clips == 0 { #expect(rect.contains(bounds(path), tolerance: 4), "\(path) \(type(of: chart))") }
      case .text(let text, let box, _, _):
        #expect(rect.contains(box, tolerance: 0.6), "\(text) at \(box) of \(type(of: chart))")
        if box.width > 0 { boxes.append((text, box.inset(left: 0.3, top: 1, right: 0.3, bottom: 1))) }
      }
    }
    for (index, one) in boxes.enumerated() {
      for other in boxes[(index + 1)...] {
        #expect(!one.box.overlaps(other.box), "“\(one.text)” and “\(other.text)” in \(type(of: chart))")
      }
    }
  }

  private func bounds(_ path: Path) -> Rect {
    switch path {
    case .rectangle(let rect): return rect
    case .circle(let center, let radius):
      return Rect(x: center.x - radius, y: center.y - radius, width: 2 * radius, height: 2 * radius)
    case .polyline(let points), .polygon(let points):
      let xs = points.map(\.x)
      let ys = points.map(\.y)
      guard let left = xs.min(), let right = xs.max(), let top = ys.min(), let bottom = ys.max() else {
        return Rect(x: .nan, y: .nan, width: .nan, height: .nan)
      }
      return Rect(x: left, y: top, width: right - left, height: bottom - top)
    }
  }

  @Test("texts stay inside and apart, and shapes stay inside, whatever the data", arguments: [487.0, 235])
  func laws(width: Double) throws {
    for chart in OddCharts.all { check(chart, Size(width: width, height: 200), ruler: nil) }
    _ = try picture(size: Size(width: 10, height: 10)) { cairo in
      for chart in OddCharts.all { check(chart, Size(width: width, height: 200), ruler: cairo) }
    }
  }

  @Test("any size of any data can be drawn on paper")
  func anySize() throws {
    for size in [Size(width: 1, height: 1), Size(width: 60, height: 30), Size(width: 487, height: 30)] {
      let bytes = try picture(size: size) { canvas in
        for chart in OddCharts.all {
          chart.draw(on: canvas, in: Rect(x: 0, y: 0, width: size.width, height: size.height), theme: .standard)
        }
      }
      #expect(!bytes.isEmpty)
    }
  }

  @Test("the table of a chart has as many cells in each row as in its header")
  func tables() {
    for chart in OddCharts.all {
      let table = chart.table(.english)
      #expect(table.rows.allSatisfy { $0.count == table.header.count })
    }
  }
}
