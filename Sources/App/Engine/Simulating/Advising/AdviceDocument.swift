import Charts
import Measures
import Reports
import Scenarios
import Statistics

/// Advice as a document, a page a plan and question.
package enum AdviceDocument {
  /// The document of some advice.
  package static func document(_ advice: Advice) -> Document {
    let scenario = advice.scenario
    let pages =
      advice.floors.map { Page(title: "The floor of \($0.plan)", blocks: blocks($0, advice.currency)) }
      + advice.caches.map { Page(title: "A cache before \($0.plan)", blocks: blocks($0, advice.currency)) }
      + advice.prewarmings.map { Page(title: "Pre-warming \($0.plan)", blocks: blocks($0, advice.currency)) }
    return Document(
      title: "Advice: \(scenario.title)",
      subtitle:
        "\(Report.monthSpan(scenario)) · \(advice.replications) replications, seed \(scenario.seed), the same luck "
        + "for every variant · intervals \(Format.fixed(advice.level * 100, 0)) %",
      words: .english, footer: "recast · \(scenario.name) · seed \(scenario.seed)",
      keywords: "recast advice \(scenario.name) seed=\(scenario.seed)", date: "\(scenario.startInstant)",
      pages: pages.isEmpty
        ? [Page(title: "", blocks: [.paragraph("No plan answers live: there is nothing to advise on.")])] : pages)
  }

  // MARK: Floor

  private static func blocks(_ floor: FloorAdvice, _ currency: Currency) -> [Block] {
    let cheapest = floor.points.firstIndex { $0.floorTPS == floor.cheapest?.floorTPS }
    let marks: [LineChart.Reference] =
      floor.cheapest.map { [.init(value: Double($0.floorTPS), label: "\($0.floorTPS) TPS")] } ?? []
    let x = Axis(title: "Floor (TPS)", kind: .log10)
    let floors = floor.points.map { Double($0.floorTPS) }
    let throttled = zip(floors, floor.points).map { ($0, percent($1.trial.throttledShare)) }
    var cost = [series("cost a month", zip(floors, floor.points).map { ($0, $1.trial.monthlyCost) })]
    if let budget = floor.budget { cost.append(level("budget", budget, floors)) }
    return [
      .bullets(AdviceText.sentences(floor, currency: currency)),
      .figures([
        Figure(
          LineChart(
            x: x, y: Axis(title: "Throttled (% of requests)", lower: 0),
            series: [series("throttled share", throttled), level("limit", 100 * floor.throttleLimit, floors)],
            references: marks),
          heightPoints: 190, caption: "Requests throttled into the fallback by floor, with intervals."),
        Figure(
          LineChart(x: x, y: Axis(title: "Cost (\(currency) a month)", lower: 0), series: cost, references: marks),
          heightPoints: 190, caption: "Cost of a month by floor."),
      ]),
      .table(
        table(
          AdviceText.table(floor, currency: currency), emphasized: cheapest, caption: "Floors that were tried.")),
      .note(
        "A higher floor throttles no more and costs no less, so both were found by doubling and halving. How fast a campaign "
          + "scales is an assumption; arrivals with a Poisson rate are smoother than real ones: a real month throttles more."
      ),
    ]
  }

  // MARK: Cache

  private static func blocks(_ cache: CacheAdvice, _ currency: Currency) -> [Block] {
    let cached = cache.points.filter { $0.timeToLive != nil }
    let times = cached.map { ($0.timeToLive ?? .zero).hours }
    let x = Axis(title: "Time to live (hours)", kind: .log10)
    let costs = zip(times, cached).map { ($0, $1.trial.monthlyCost) }
    var cost = [series("with the cache", costs)]
    if let without = cache.points.first { cost.append(level("without", without.trial.monthlyCost.value, times)) }
    func ages(_ name: String, _ age: (CacheAdvice.Point) -> Double?) -> LineChart.Series {
      .init(name: name, points: zip(times, cached).map { Point(x: $0, y: age($1) ?? .nan) })
    }
    return [
      .bullets(AdviceText.sentences(cache, currency: currency)),
      .figures([
        Figure(
          LineChart(
            x: x, y: Axis(title: "Hit ratio (%)", lower: 0),
            series: [series("answered from the cache", zip(times, cached).map { ($0, percent($1.hitRatio)) })]),
          heightPoints: 180, caption: "Share of requests that the cache answers, with intervals."),
        Figure(
          LineChart(x: x, y: Axis(title: "Cost (\(currency) a month)"), series: cost), heightPoints: 180,
          caption: "Cost of a month."),
      ]),
      .figure(
        LineChart(
          x: x, y: Axis(title: "Age (hours)", kind: .log10),
          series: [ages("median", \.medianProfileAgeHours), ages("p99", \.p99ProfileAgeHours)]),
        heightPoints: 170, caption: "Age of the profile behind what was served: the price of a hit."),
      .table(
        table(AdviceText.table(cache, currency: currency), emphasized: nil, caption: "Times to live that were tried.")),
      .note(
        "A hit saves a request of the campaign; below the floor of a billing window that saves no money. What an older answer "
          + "costs in quality is in the replay of recast run."),
    ]
  }

  // MARK: Pre-warming

  private static func blocks(_ advice: PrewarmingAdvice, _ currency: Currency) -> [Block] {
    var blocks: [Block] = [.bullets(AdviceText.sentences(advice, currency: currency))]
    guard !advice.points.isEmpty else { return blocks }
    let x = Axis(title: "Floor in these hours (TPS)", lower: 0)
    let levels = [Double(advice.floorTPS)] + advice.points.map { Double($0.levelTPS) }
    let shares = [advice.today] + advice.points.map(\.trial)
    blocks += [
      .figures([
        Figure(
          LineChart(
            x: x, y: Axis(title: "Throttled (% of requests)", lower: 0),
            series: [series("throttled share", zip(levels, shares).map { ($0, percent($1.throttledShare)) })]),
          heightPoints: 190, caption: "Requests throttled into the fallback."),
        Figure(
          LineChart(
            x: x, y: Axis(title: "More (\(currency) a month)", lower: 0),
            series: [
              series(
                "cost of pre-warming",
                zip(levels, [Interval(value: 0, low: 0, high: 0)] + advice.points.map(\.costDifference)).map {
                  ($0, $1)
                })
            ]),
          heightPoints: 190, caption: "What it costs more a month."),
      ]),
      .table(table(AdviceText.table(advice, currency: currency), emphasized: nil, caption: "Levels that were tried.")),
      .note("Differences are paired: the same requests with and without pre-warming."),
    ]
    return blocks
  }

  // MARK: Pieces

  private static func percent(_ share: Interval) -> Interval {
    Interval(value: 100 * share.value, low: max(0, 100 * share.low), high: 100 * share.high)
  }

  private static func series(_ name: String, _ values: [(x: Double, y: Interval)]) -> LineChart.Series {
    .init(
      name: name, points: values.map { Point(x: $0.x, y: $0.y.value) },
      band: values.map { .init(x: $0.x, low: $0.y.low, high: $0.y.high) })
  }

  private static func level(_ name: String, _ value: Double, _ xs: [Double]) -> LineChart.Series {
    .init(name: name, points: [xs.first, xs.last].compactMap { $0 }.map { Point(x: $0, y: value) })
  }

  private static func table(
    _ text: (header: [String], rows: [[String]]), emphasized: Int?, caption: String
  ) -> Table {
    Table(
      columns: [.init(text.header[0])] + text.header.dropFirst().map { .init($0, .right) }, rows: text.rows,
      emphasizedRows: emphasized.map { [$0] } ?? [], caption: caption)
  }
}
