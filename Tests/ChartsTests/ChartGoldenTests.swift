import Charts
import Testing
import TestSupport

@Suite("Drawing calls of the charts")
struct ChartGoldenTests {
  private func record(_ chart: any Chart, _ name: String, width: Double = 300, height: Double = 160) {
    let canvas = RecordingCanvas()
    chart.draw(on: canvas, in: Rect(x: 10, y: 20, width: width, height: height), theme: .standard)
    expectGolden(canvas.transcript, name)
  }

  @Test("stacked bars: totals over the bars, credits below zero, unknown parts marked")
  func stackedBars() {
    record(
      StackedBarChart(
        y: Axis(title: "Cost (US$)", format: NumberFormat(prefix: "$", decimals: 0)), series: ["floor", "credit"],
        groups: [
          .init(label: "May", bars: [.init(label: "a", values: [100, -20]), .init(label: "b", values: [60, .nan])]),
          .init(label: "June", bars: [.init(label: "a", values: [110, 0]), .init(label: "b", values: [.nan, .nan])]),
        ], groupTitle: "Month"), "stacked-bars.txt")
  }

  @Test("steps over a log axis with a marked limit")
  func steps() {
    record(
      LineChart(
        x: Axis(title: "Latency (ms)", kind: .log10), y: Axis(title: "Share (%)", lower: 0, upper: 100),
        series: [
          .init(name: "a", points: [Point(x: 1, y: 10), Point(x: 10, y: 60), Point(x: 100, y: 100)]),
          .init(name: "b", points: [Point(x: 0, y: 5), Point(x: 20, y: 50), Point(x: 90, y: .nan)]),
        ], isStepped: true, references: [.init(value: 50, label: "limit")]), "steps.txt")
  }

  @Test("intervals in two panels, one without data")
  func intervals() {
    record(
      IntervalChart(
        x: Axis(title: "NDCG (0 to 1)"),
        panels: [
          .init(title: "new", rows: [.init(label: "a", value: 0.12, low: 0.1, high: 0.13)]),
          .init(title: "old", rows: [.init(label: "a", value: .nan, low: .nan, high: .nan)]),
        ], reference: 0.11), "intervals.txt")
  }

  @Test("labelled points with a frontier")
  func scatter() {
    record(
      ScatterChart(
        x: Axis(title: "Cost (US$)"), y: Axis(title: "NDCG (0 to 1)"),
        marks: [
          .init(label: "cheap", x: 10, y: 0.1),
          .init(label: "dear", x: 90, y: 0.2, yInterval: .init(low: 0.18, high: 0.22), group: 1),
        ], frontier: [Point(x: 10, y: 0.1), Point(x: 90, y: 0.2)]), "scatter.txt")
  }
}
