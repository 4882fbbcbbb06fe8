import Evaluation
import Measures
import Scenarios
import Statistics

/// A result of a replay as tables and sentences, for a terminal and for pages.
package enum ReplayText {
  /// A table with what must be said of it.
  package struct Section: Sendable {
    package let title: String
    package let header: [String]
    package let rows: [[String]]
    /// Sentences below it: how to read it.
    package let notes: [String]
    /// Whether its numbers are qualities, which never stand without their caveat.
    package let isQuality: Bool

    /// The sentences below it, its caveat first where it needs one.
    package func sentences(_ result: LogReplayResult) -> [String] {
      (isQuality ? [ReplayText.caveat(result)] : []) + notes
    }
  }

  /// What every table of quality says of itself.
  package static func caveat(_ result: LogReplayResult) -> String {
    let caveat =
      result.service.map(ServiceText.caveat)
      ?? "Caveat: \(result.recommender.split(separator: ":")[0]) is a local stand-in for the service's model, teacher-forced "
      + "on a log made under another policy: relative claims only."
    return caveat + (result.isRatingLog ? " " + ratingCaveat(result) : "")
  }

  private static func ratingCaveat(_ result: LogReplayResult) -> String {
    let share = Format.percent(result.sittings.inOneSittingShare, 0)
    return
      "A log of rating sittings (\(share) of its users came for one): freshness here measures sign-up sittings, not "
      + "visits; conclusions on freshness rest on shop logs."
  }

  /// All tables that the result has, in order.
  package static func sections(_ result: LogReplayResult) -> [Section] {
    [plans(result), differences(result)].filter { !$0.rows.isEmpty } + ServiceText.sections(result)
      + freshness(result) + losses(result) + decisions(result)
  }

  /// What was replayed, in sentences.
  package static func summary(_ result: LogReplayResult) -> [String] {
    var sentences = [
      "\(result.scenario.name): \(Format.count(result.requests)) requests of \(Format.count(result.users)) users, "
        + "\(result.requests == result.heldOutRequests ? "all" : "of \(Format.count(result.heldOutRequests))") held out from "
        + "\(Instant(seconds: result.cutSeconds)) on, seed \(result.scenario.seed).",
      "Model: \(result.recommender).",
      "A request is one user at one second; its truth is the set of items taken then; only earlier events were known. "
        + "Means are \(QualityComparison.estimand); intervals are 95 %, \(QualityComparison.intervalMethod); none for fewer "
        + "than 10 users.",
    ]
    if let service = result.service {
      sentences += ServiceText.summary(result, service)
    } else if result.settings.isFrozen {
      sentences.append("Model, profile and catalogue of all answers are frozen at the cut: only routes differ.")
    }
    return sentences + result.notes
  }

  private static func ndcg(_ result: LogReplayResult) -> String { Metric.ndcg.displayName(k: result.k) }

  static func plans(_ result: LogReplayResult) -> Section {
    let k = result.k
    let rows = result.plans.map { plan in
      [
        plan.name, Format.interval(plan.ndcg, 4), Format.interval(plan.hitRate, 3),
        Format.interval(plan.reciprocalRank, 4),
        zip(ReplayRoute.allCases, plan.routes).filter { $0.1 > 0 }.map {
          "\($0.0.rawValue) \(Format.percent(Double($0.1) / Double(max(1, result.requests))))"
        }.joined(separator: ", "),
        Format.hours(plan.modelAgeHours), Format.hours(plan.profileAgeHours), Format.hours(plan.catalogueAgeHours),
        plan.monthlyCost.map { money($0) } ?? "–",
      ]
    }
    return Section(
      title: "Plans on the same \(Format.count(result.requests)) requests",
      header: [
        "plan", "NDCG@\(k)", "hit rate@\(k)", "MRR@\(k)", "routes", "model age", "profile age", "catalogue age",
        "\(result.currency)/month",
      ], rows: rows,
      notes: ["Ages are means over answers that a model made: from what it knew to the request."], isQuality: true)
  }

  static func differences(_ result: LogReplayResult) -> Section {
    Section(
      title: "Differences in \(ndcg(result)), paired on the same requests", header: ["plans", "difference"],
      rows: result.differences.map {
        ["\(result.plans[$0.first].name) − \(result.plans[$0.second].name)", signed($0.ndcg)]
      }, notes: [], isQuality: true)
  }

  static func freshness(_ result: LogReplayResult) -> [Section] {
    guard let curve = result.freshness else { return [] }
    let shown = curve.segments.indices.filter { curve.sizes[$0].requests > 0 }
    func rows(_ value: (FreshnessCurve.Point, Int) -> String) -> [[String]] {
      curve.points.map { point in [point.name] + shown.map { value(point, $0) } }
    }
    let header = ["batch period"] + shown.map { curve.segments[$0].title }
    let sizes = shown.map {
      "\(curve.segments[$0].title) \(Format.count(curve.sizes[$0].requests)) requests of "
        + "\(Format.count(curve.sizes[$0].users)) users"
    }.joined(separator: ", ")
    let how =
      "\(sizes). Segments are chosen on the first half of the held-out requests and scored on the second; heavy is the fifth "
      + "of the users with the most requests in the first half. Trainings are as in the plan at every period."
    var sections = [
      Section(
        title: "Value of freshness: \(ndcg(result)) by period of the batch job", header: header,
        rows: rows { point, segment in point.ndcg[segment].map { Format.interval($0, 4) } ?? "–" }, notes: [how],
        isQuality: true)
    ]
    if curve.points.contains(where: { $0.periodHours == nil }) {
      sections.append(
        Section(
          title: "What real time has more, in points (0.01) of \(ndcg(result)), paired", header: header,
          rows: curve.points.filter { $0.periodHours != nil }.map { point in
            [point.name] + shown.map { point.lossToRealTime[$0].map(points) ?? "–" }
          }, notes: [], isQuality: true))
    }
    return sections
  }

  static func losses(_ result: LogReplayResult) -> [Section] {
    result.losses.map { split in
      Section(
        title: "What ages cost \(split.plan), in points (0.01) of \(ndcg(result))",
        header: [
          "segment", "served", "all fresh", "loss", "model age", "profile age", "catalogue age", "fallback",
        ],
        rows: split.parts.map { part in
          [
            part.segment.title, Format.fixed(100 * part.served.value, 2), Format.fixed(100 * part.fresh.value, 2),
            points(part.total), points(part.model), points(part.profile), points(part.catalogue),
            points(part.fallback),
          ]
        },
        notes: [
          "Counterfactuals on the same requests: each age made fresh alone and together, its part being the mean gain over "
            + "all six orders (Shapley); they sum to the loss. Fallback: requests that got the popular list, or none, in place "
            + "of a list made for them. The fresh model is \(Format.hours(split.freshModelAgeHours)) old on average, and its "
            + "catalogue with it, so these parts are that much too small."
        ] + grid(split), isQuality: true)
    }
  }

  /// How far apart new items enter, where that is not as they come.
  private static func grid(_ split: LossSplit) -> [String] {
    guard split.catalogueGridHours > 0 else { return [] }
    return [
      "New items enter a model on a grid of \(Format.hours(split.catalogueGridHours)) here: the catalogue's part is exact for "
        + "that grid, and too small by what waiting for it costs."
    ]
  }

  static func signed(_ interval: Interval) -> String {
    guard interval.low.isFinite else { return Format.signed(interval.value, 4) }
    return
      "\(Format.signed(interval.value, 4)) (\(Format.signed(interval.low, 4)) to \(Format.signed(interval.high, 4)))"
  }

  /// A difference in points, which are 0.01 each.
  static func points(_ interval: Interval) -> String {
    guard interval.low.isFinite else { return Format.signed(100 * interval.value, 2) }
    return "\(Format.signed(100 * interval.value, 2)) (\(Format.signed(100 * interval.low, 2)) to "
      + "\(Format.signed(100 * interval.high, 2)))"
  }

  static func money(_ value: Double) -> String { Format.fixed(value, abs(value) >= 1000 ? 0 : 2) }
}
