import Charts
import Measures
import Reports
import Scenarios
import Statistics

/// Advice as a document, a page a plan.
package enum AdviceDocument {
  /// The document of some advice.
  package static func document(_ advice: Advice) -> Document {
    let scenario = advice.scenario
    return Document(
      title: "Advice: \(scenario.title)",
      subtitle:
        "\(Report.monthSpan(scenario)) · \(advice.replications) replications, seed \(scenario.seed), the same luck "
        + "for every variant · intervals \(Format.fixed(advice.level * 100, 0)) %",
      words: .english, footer: "recast · \(scenario.name) · seed \(scenario.seed)",
      keywords: "recast advice \(scenario.name) seed=\(scenario.seed)", date: "\(scenario.startInstant)",
      pages: advice.floors.map { Page(title: "The floor of \($0.plan)", blocks: blocks($0, advice.currency)) })
  }

  private static func blocks(_ floor: FloorAdvice, _ currency: Currency) -> [Block] {
    let table = AdviceText.table(floor, currency: currency)
    let cheapest = floor.points.firstIndex { $0.floorTPS == floor.cheapest?.floorTPS }
    return [
      .bullets(AdviceText.sentences(floor, currency: currency)),
      .figures([
        Figure(
          throttling(floor), heightPoints: 190,
          caption: "Requests throttled into the fallback by floor, with intervals."),
        Figure(cost(floor, currency), heightPoints: 190, caption: "Cost of a month by floor."),
      ]),
      .table(
        Table(
          columns: [.init(table.header[0])] + table.header.dropFirst().map { .init($0, .right) }, rows: table.rows,
          emphasizedRows: cheapest.map { [$0] } ?? [], caption: "Floors that were tried.")),
      .note(
        "A higher floor throttles no more and costs no less, so both were found by doubling and halving. How fast a campaign "
          + "scales is an assumption; arrivals are a Poisson process, and real traffic is burstier: a real month throttles more."
      ),
    ]
  }

  private static func throttling(_ floor: FloorAdvice) -> LineChart {
    LineChart(
      x: Axis(title: "Floor (TPS)", kind: .log10), y: Axis(title: "Throttled (%)", lower: 0),
      series: [
        .init(
          name: "throttled share",
          points: floor.points.map { Point(x: Double($0.floorTPS), y: 100 * $0.trial.throttledShare.value) },
          band: floor.points.map {
            .init(
              x: Double($0.floorTPS), low: max(0, 100 * $0.trial.throttledShare.low),
              high: 100 * $0.trial.throttledShare.high)
          }),
        .init(
          name: "limit",
          points: [floor.points.first, floor.points.last].compactMap { $0 }.map {
            Point(x: Double($0.floorTPS), y: 100 * floor.throttleLimit)
          }),
      ], references: marks(floor))
  }

  private static func cost(_ floor: FloorAdvice, _ currency: Currency) -> LineChart {
    var series: [LineChart.Series] = [
      .init(
        name: "cost a month", points: floor.points.map { Point(x: Double($0.floorTPS), y: $0.trial.monthlyCost.value) },
        band: floor.points.map {
          .init(x: Double($0.floorTPS), low: $0.trial.monthlyCost.low, high: $0.trial.monthlyCost.high)
        })
    ]
    if let budget = floor.budget {
      series.append(
        .init(
          name: "budget",
          points: [floor.points.first, floor.points.last].compactMap { $0 }.map {
            Point(x: Double($0.floorTPS), y: budget)
          }))
    }
    return LineChart(
      x: Axis(title: "Floor (TPS)", kind: .log10), y: Axis(title: "Cost (\(currency) a month)", lower: 0),
      series: series,
      references: marks(floor))
  }

  private static func marks(_ floor: FloorAdvice) -> [LineChart.Reference] {
    floor.cheapest.map { [.init(value: Double($0.floorTPS), label: "\($0.floorTPS) TPS")] } ?? []
  }
}
