import Charts
import Evaluation
import Measures
import Reports
import Scenarios
import Statistics

extension Report {
  static func qualityBlocks(_ result: RunResult, _ say: Phrasebook) -> [Block] {
    let comparison = result.replay.comparison
    var blocks: [Block] = [
      .figure(qualityChart(result, say), heightPoints: 180, caption: say(.qualityCaption, ndcgName(result))),
      .table(metricTable(result, say)),
    ]
    if let batch = result.plans.firstIndex(where: { $0.kind == "batch" }),
      let campaign = result.plans.firstIndex(where: { $0.kind == "campaign" })
    {
      let difference = comparison.overall.difference(.ndcg, plan: campaign, minus: batch)
      blocks.append(
        .paragraph(
          say(
            .differenceTable, "\(ndcgName(result)), \(result.plans[campaign].name)", result.plans[batch].name,
            Format.signed(difference.value, 4), Format.signed(difference.low, 4), Format.signed(difference.high, 4))))
    }
    blocks.append(.table(sliceTable(result, say)))
    blocks.append(.note(say(.estimand)))
    blocks.append(
      .note(
        say(
          .protocolNote, "\(Instant(seconds: result.replay.cutSeconds))",
          Format.percent(result.scenario.evaluation.heldOutShare, 0), Format.count(result.replay.heldOutRequests),
          Format.count(result.replay.requests),
          result.scenario.evaluation.allowsRepeats ? say(.repeatsAllowed) : say(.repeatsExcluded))))
    return blocks + caveats(result, say).map { .note($0) }
  }

  /// What every table of quality must say of itself.
  static func caveats(_ result: RunResult, _ say: Phrasebook) -> [String] {
    var notes = [say(.standInCaveat, result.scenario.recommender.model.rawValue)]
    if result.origin.isSynthetic { notes.append(say(.syntheticCaveat)) }
    if result.scenario.demand.anonymousShare > 0 {
      notes.append(say(.anonymousNote, Format.percent(result.scenario.demand.anonymousShare)))
    }
    if result.origin.isRatings { notes.append(say(.ratingsCaveat)) }
    return notes
  }

  private static func slices(_ result: RunResult, _ say: Phrasebook) -> [(title: String, quality: SliceQuality)] {
    let comparison = result.replay.comparison
    return [(say(.allRequests), comparison.overall)]
      + comparison.slices.map { slice in
        (slice.name == Replay.slices.known ? say(.knownUsers) : say(.unknownUsers), slice)
      }
  }

  private static func qualityChart(_ result: RunResult, _ say: Phrasebook) -> IntervalChart {
    IntervalChart(
      x: Axis(title: say(.valueAxis, ndcgName(result)), lower: 0),
      panels: slices(result, say).map { title, quality in
        .init(
          title: title,
          rows: result.plans.enumerated().map { index, plan in
            let value = quality.mean(.ndcg, plan: index)
            return .init(label: plan.name, value: value.value, low: value.low, high: value.high)
          })
      })
  }

  private static func metricTable(_ result: RunResult, _ say: Phrasebook) -> Table {
    let quality = result.replay.comparison.overall
    let k = result.scenario.evaluation.k
    var rows = Metric.allCases.map { metric in
      [metric.displayName(k: k)]
        + result.plans.indices.map { Format.interval(quality.mean(metric, plan: $0), 4) }
    }
    if let first = result.replay.coverage.first {
      rows.append(
        [say(.coverageRow, "\(k)", Format.count(first.catalogueItems))]
          + result.replay.coverage.map { Format.percent($0.share) })
    }
    return Table(
      columns: [.init(say(.metricColumn), widthShare: 1.2)]
        + result.plans.map { .init($0.name, .right, widthShare: 1) },
      rows: rows,
      caption: say(
        .metricTable, "\(k)", QualityComparison.estimand, QualityComparison.intervalMethod,
        Format.count(quality.requestCount), Format.count(quality.userCount)))
  }

  private static func sliceTable(_ result: RunResult, _ say: Phrasebook) -> Table {
    Table(
      columns: [.init(say(.sliceColumn), widthShare: 1.6)]
        + result.plans.map { .init($0.name, .right, widthShare: 1) },
      rows: slices(result, say).map { title, quality in
        ["\(title): \(say(.requestUsers, Format.count(quality.requestCount), Format.count(quality.userCount)))"]
          + result.plans.indices.map { Format.interval(quality.mean(.ndcg, plan: $0), 4) }
      }, caption: say(.sliceTable, ndcgName(result)))
  }
}
