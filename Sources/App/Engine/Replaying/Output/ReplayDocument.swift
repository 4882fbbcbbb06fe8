import Charts
import Measures
import Reports
import Scenarios
import Statistics

/// A replay as a document: the curve of freshness first, then plans over time, losses, and the numbers to decide by.
package enum ReplayDocument {
  /// The document of a result.
  package static func document(_ result: LogReplayResult) -> Document {
    let scenario = result.scenario
    let pages = [
      Page(title: "", blocks: front(result)), Page(title: "Plans over time", blocks: overTime(result)),
      Page(title: "What the loss is made of", blocks: losses(result)),
      Page(title: "Numbers to decide by", blocks: decisions(result)),
    ]
    return Document(
      title: "Replay: \(scenario.title)",
      subtitle: "\(Format.count(result.requests)) requests held out from \(Instant(seconds: result.cutSeconds)) on · "
        + "\(result.recommender.split(separator: ":")[0]) · seed \(scenario.seed)",
      words: .english, footer: "recast · \(scenario.name) · seed \(scenario.seed)",
      keywords: "recast replay \(scenario.name) seed=\(scenario.seed)", date: "\(scenario.startInstant)",
      pages: pages.filter { !$0.blocks.isEmpty })
  }

  private static func table(_ section: ReplayText.Section, _ result: LogReplayResult) -> [Block] {
    let table = Table(
      columns: [.init(section.header[0])] + section.header.dropFirst().map { .init($0, .right) }, rows: section.rows,
      caption: section.title, isCompact: section.header.count > 6)
    return [.table(table)] + section.sentences(result).map { .note($0) }
  }

  private static func front(_ result: LogReplayResult) -> [Block] {
    var blocks: [Block] = [.bullets(ReplayText.summary(result) + [ReplayText.caveat(result)])]
    if let curve = result.freshness { blocks += freshness(curve, result) }
    blocks += table(ReplayText.plans(result), result)
    for section in [ReplayText.differences(result)] + ReplayText.freshness(result) where !section.rows.isEmpty {
      blocks += table(section, result)
    }
    if let picture = result.service.flatMap(ServiceText.figure) { blocks.append(picture) }
    for section in ServiceText.sections(result) { blocks += table(section, result) }
    return blocks
  }

  private static func freshness(_ curve: FreshnessCurve, _ result: LogReplayResult) -> [Block] {
    let x = Axis(title: "Hours between batch jobs", kind: .log10)
    func series(_ name: String, _ segment: Int) -> LineChart.Series {
      let points = curve.points.filter { $0.periodHours != nil }
      return .init(
        name: name, points: points.map { Point(x: $0.periodHours ?? 0, y: $0.ndcg[segment]?.value ?? .nan) },
        band: points.compactMap { point in
          point.ndcg[segment].map { .init(x: point.periodHours ?? 0, low: $0.low, high: $0.high) }
        })
    }
    var all = [series("batch", 0)]
    if let live = curve.points.first(where: { $0.periodHours == nil })?.ndcg[0] {
      let ends = [FreshnessCurve.periodsHours.first, FreshnessCurve.periodsHours.last].compactMap { $0 }
      all.append(
        .init(
          name: "real time", points: ends.map { Point(x: $0, y: live.value) },
          band: ends.map { .init(x: $0, low: live.low, high: live.high) }))
    }
    let parts = curve.segments.indices.dropFirst().filter { curve.sizes[$0].requests > 0 }
    let y = Axis(title: "NDCG@\(result.k)", lower: 0)
    return [
      .figure(
        LineChart(x: x, y: y, series: all), heightPoints: 160,
        caption:
          "The value of freshness: quality of a batch by the period of its job, and of real time; bands are 95 %.")
    ] + realTime(curve, result) + [
      .figure(
        LineChart(x: x, y: y, series: parts.map { series(curve.segments[$0].title, $0) }), heightPoints: 150,
        caption: "Batch quality by segment, on the second half of the held-out requests.")
    ]
  }

  /// What real time has more, on its own scale: differences are paired and so far better known than levels.
  private static func realTime(_ curve: FreshnessCurve, _ result: LogReplayResult) -> [Block] {
    let rows = curve.points.filter { $0.periodHours != nil }.compactMap { point in
      point.lossToRealTime[0].map {
        IntervalChart.Row(label: point.name, value: 100 * $0.value, low: 100 * $0.low, high: 100 * $0.high)
      }
    }
    guard !rows.isEmpty else { return [] }
    return [
      .figure(
        IntervalChart(
          x: Axis(title: "More points (0.01) of NDCG@\(result.k)", format: NumberFormat(decimals: 2)),
          panels: [.init(title: "", rows: rows)], reference: 0), heightPoints: 130,
        caption: "What real time has more than a batch of each period, paired on the same requests and users.")
    ]
  }

  private static func overTime(_ result: LogReplayResult) -> [Block] {
    guard let first = result.overTime.first, result.overTime.count > 1 else { return [] }
    let series = result.plans.indices.map { plan -> LineChart.Series in
      let points = result.overTime.map { period in
        (Double(period.startSeconds - first.startSeconds) / 86_400, period.ndcg[plan])
      }
      // Bands of all plans would lie over one another; those of the first two show how wide they are.
      return .init(
        name: result.plans[plan].name, points: points.map { Point(x: $0.0, y: $0.1.value) },
        band: plan < 2 ? points.map { .init(x: $0.0, low: $0.1.low, high: $0.1.high) } : [])
    }
    let counts = LineChart.Series(
      name: "requests",
      points: result.overTime.map {
        Point(x: Double($0.startSeconds - first.startSeconds) / 86_400, y: Double($0.requests))
      })
    let x = Axis(title: "Days since \(Instant(seconds: first.startSeconds))")
    let stretch = first.lengthDays == 1 ? "day" : "\(first.lengthDays) days"
    return [
      .figure(
        LineChart(x: x, y: Axis(title: "NDCG@\(result.k)", lower: 0), series: series), heightPoints: 260,
        caption: "Quality by \(stretch), with 95 % bands of the first two plans."),
      .figure(
        LineChart(x: x, y: Axis(title: "Requests", lower: 0), series: [counts]), heightPoints: 130,
        caption: "Requests by \(stretch): few requests make wide bands."),
      .note(ReplayText.caveat(result)),
    ]
  }

  private static func losses(_ result: LogReplayResult) -> [Block] {
    guard !result.losses.isEmpty else { return [] }
    let chart = IntervalChart(
      x: Axis(title: "Loss in points (0.01) of NDCG@\(result.k)", format: NumberFormat(decimals: 2)),
      panels: result.losses.compactMap { split in
        split.parts.first { $0.segment == .all }.map { part in
          .init(
            title: split.plan,
            rows: [
              ("model age", part.model), ("profile age", part.profile), ("catalogue age", part.catalogue),
              ("fallback", part.fallback), ("whole loss", part.total),
            ].map { .init(label: $0.0, value: 100 * $0.1.value, low: 100 * $0.1.low, high: 100 * $0.1.high) })
        }
      }, reference: 0)
    return [
      .figure(
        chart, heightPoints: 40 + 95 * Double(result.losses.count),
        caption: "What each age costs against answers that know all up to the request, all requests.")
    ] + ReplayText.losses(result).flatMap { table($0, result) }
  }

  private static func decisions(_ result: LogReplayResult) -> [Block] {
    guard let decision = result.decision else { return [] }
    var blocks: [Block] = []
    let points = decision.hybrid
    if !points.isEmpty {
      func series(_ name: String, _ value: (DecisionNumbers.HybridPoint) -> Interval) -> LineChart.Series {
        .init(
          name: name, points: points.map { Point(x: 100 * $0.userShare, y: 100 * value($0).value) },
          band: points.map { .init(x: 100 * $0.userShare, low: 100 * value($0).low, high: 100 * value($0).high) })
      }
      let x = Axis(title: "Users sent to the campaign (%)", lower: 0)
      blocks += [
        .figures([
          Figure(
            LineChart(
              x: x, y: Axis(title: "More points (0.01) of NDCG@\(result.k)"),
              series: [series("most active first", \.more), series("most gain first", \.gainMore)]),
            heightPoints: 190, caption: "Quality of a hybrid above that of 0 % by share of users, paired, 95 % bands."),
          Figure(
            LineChart(
              x: x, y: Axis(title: "\(result.currency) a month", lower: 0),
              series: [
                .init(
                  name: "cost", points: points.map { Point(x: 100 * $0.userShare, y: $0.monthlyCost ?? .nan) })
              ]), heightPoints: 190, caption: "Cost of the same, the most active first."),
        ])
      ]
    }
    return blocks + ReplayText.decisions(result).flatMap { table($0, result) }
  }
}
