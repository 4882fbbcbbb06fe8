import Charts
import Reports
import Scenarios
import Serving
import Statistics

extension Report {
  static func servingBlocks(_ result: RunResult, _ say: Phrasebook) -> [Block] {
    [
      .figure(latencyChart(result, say), heightPoints: 205, caption: say(.latencyCaption)),
      .table(percentiles(result, say)), .table(counts(result, say)), .table(ages(result, say)),
      .note(say(.agesNote)), .note(say(.servingNote)),
    ]
  }

  private static func latencyChart(_ result: RunResult, _ say: Phrasebook) -> LineChart {
    let limit = result.scenario.limits.p99LatencyMilliseconds
    return LineChart(
      x: Axis(title: say(.latencyAxis), kind: .log10),
      y: Axis(title: say(.shareAxis), lower: 0, upper: 100),
      series: result.plans.map { plan in
        .init(
          name: plan.name,
          points: steps(plan.serving.latencyMilliseconds).map { Point(x: $0.value, y: 100 * $0.share) })
      }, isStepped: true,
      references: limit.map { [.init(value: $0, label: "\(say(.limitP99)) \(Format.milliseconds($0))")] } ?? [])
  }

  /// The cumulative distribution thinned to what an eye can tell apart, its ends kept.
  private static func steps(_ histogram: Histogram) -> [(value: Double, share: Double)] {
    var kept: [(value: Double, share: Double)] = []
    for step in histogram.cumulative {
      let isApart = kept.last.map { step.share - $0.share > 0.002 || step.value > $0.value * 1.1 } ?? true
      if isApart || step.share == 1 { kept.append(step) }
    }
    // Constant latencies need a foot to rise from.
    if let first = kept.first { kept.insert((first.value, 0), at: 0) }
    return kept
  }

  private static func percentiles(_ result: RunResult, _ say: Phrasebook) -> Table {
    func cell(_ interval: Interval?) -> String {
      guard let interval else { return say(.noData) }
      let places = interval.value < 1 ? 2 : 1
      return
        "\(Format.milliseconds(interval.value)) (\(Format.fixed(interval.low, places))–\(Format.fixed(interval.high, places)))"
    }
    return Table(
      columns: [
        .init(say(.planColumn)), .init("p50", .right), .init("p99", .right), .init("p99.9", .right),
      ],
      rows: result.plans.map { plan in
        [plan.name, cell(plan.serving.p50), cell(plan.serving.p99), cell(plan.serving.p999)]
      }, caption: say(.percentileTable, "\(result.scenario.replications)"))
  }

  private static func counts(_ result: RunResult, _ say: Phrasebook) -> Table {
    Table(
      columns: [
        .init(say(.planColumn)), .init(say(.requestsColumn), .right), .init(say(.realTimeColumn), .right),
        .init(say(.storeColumn), .right), .init(say(.unknownColumn), .right), .init(say(.throttledColumn), .right),
        .init(say(.peakTPSColumn), .right), .init(say(.jobsColumn), .right),
      ],
      rows: result.plans.map { plan in
        let counts = plan.serving.counts
        func share(_ n: Int) -> String {
          n == 0 ? "–" : Format.percent(Double(n) / Double(max(1, counts.arrivals)), 2)
        }
        return [
          plan.name, Format.count(counts.arrivals), share(counts.servedByCampaign), share(counts.servedFromStore),
          share(counts.fallbackUnknownUser), share(counts.fallbackThrottled),
          plan.serving.peakProvisionedTPS > 0 ? "\(Format.count(plan.serving.peakProvisionedTPS)) TPS" : "–",
          plan.serving.jobs > 0 ? Format.count(plan.serving.jobs) : "–",
        ]
      }, caption: say(.countTable))
  }

  private static func ages(_ result: RunResult, _ say: Phrasebook) -> Table {
    func cell(_ histogram: Histogram) -> String {
      guard let median = histogram.quantile(0.5), let high = histogram.quantile(0.99) else { return "–" }
      return say(.medianOf, Format.hours(median), Format.hours(high))
    }
    return Table(
      columns: [
        .init(say(.planColumn)), .init(say(.modelAge), .right), .init(say(.profileAge), .right),
        .init(say(.catalogueAge), .right),
      ],
      rows: result.plans.map { plan in
        let ages = plan.serving.ages
        return [plan.name, cell(ages.modelHours), cell(ages.profileHours), cell(ages.catalogueHours)]
      }, caption: say(.agesTable))
  }
}
