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
      .note(say(.agesNote)),
    ] + jobNotes(result, say) + [.note(say(.servingNote))]
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
    /// Ways that a request may end, in the order of columns; those that no plan has are left out.
    let ends: [(Phrase, (RequestCounts) -> Int)] = [
      (.cacheColumn, { $0.cacheHits }), (.realTimeColumn, { $0.servedByCampaign }),
      (.storeColumn, { $0.servedFromStore }), (.unknownColumn, { $0.fallbackUnknownUser }),
      (.throttledColumn, { $0.fallbackThrottled }), (.lateColumn, { $0.fallbackLate }),
      (.stoppedColumn, { $0.fallbackStopped }), (.failedColumn, { $0.failed }),
    ]
    let always: Set<Phrase> = [.realTimeColumn, .storeColumn, .unknownColumn, .throttledColumn]
    let shown = ends.filter { phrase, count in
      always.contains(phrase) || result.plans.contains { count($0.serving.counts) > 0 }
    }
    return Table(
      columns: [.init(say(.planColumn)), .init(say(.requestsColumn), .right)]
        + shown.map { .init(say($0.0), .right) }
        + [.init(say(.peakTPSColumn), .right), .init(say(.jobsColumn), .right)],
      rows: result.plans.map { plan in
        let counts = plan.serving.counts
        return [plan.name, Format.count(counts.arrivals)]
          + shown.map { _, count in
            let n = count(counts)
            return n == 0 ? "–" : Format.percent(Double(n) / Double(max(1, counts.arrivals)), 2)
          } + [
            plan.serving.peakProvisionedTPS > 0 ? "\(Format.count(plan.serving.peakProvisionedTPS)) TPS" : "–",
            plan.serving.jobs > 0 ? Format.count(plan.serving.jobs) : "–",
          ]
      }, caption: say(.countTable))
  }

  /// A sentence for each plan some of whose jobs did not go as planned.
  private static func jobNotes(_ result: RunResult, _ say: Phrasebook) -> [Block] {
    let sentences = result.plans.compactMap { plan -> String? in
      let serving = plan.serving
      guard serving.failedJobAttempts + serving.jobsGivenUp + serving.jobsSkipped > 0 else { return nil }
      return say(
        .jobNote, plan.name, Format.count(serving.failedJobAttempts), Format.count(serving.jobsGivenUp),
        Format.count(serving.jobsSkipped))
    }
    return sentences.isEmpty ? [] : [.note(sentences.joined(separator: " "))]
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
