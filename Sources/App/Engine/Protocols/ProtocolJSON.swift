import Evaluation
import Measures
import Reports
import Statistics

/// A protocol's outcome for machines.
package enum ProtocolJSON {
  /// Means with bounds by fold, recommender, metric and K; every number with what it rests on.
  package static func members(_ result: ProtocolEvaluation) -> [String: JSONValue] {
    [
      "protocol": .string(result.settings.kind.name), "timeHonest": .boolean(isTimeHonest(result)),
      "task": .string(result.settings.task.name),
      "notes": .array(
        (ProtocolText.sentences(result.settings.kind) + ProtocolText.sentences(result.settings)).map { .string($0) }),
      "caveat": .string(ProtocolText.caveat), "candidates": .string(candidates(result.settings)),
      "repeats": .boolean(result.settings.truth.allowsRepeats), "estimand": .string(QualityComparison.estimand),
      "question": .string(result.settings.task.estimand),
      "filter": result.settings.filter.map { .string($0.text) } ?? .null,
      "interval": .string("95 % " + QualityComparison.intervalMethod), "dialect": "standard",
      "resamples": .integer(result.settings.resamples), "seed": .integer(Int(clamping: result.settings.seed)),
      "folds": .array(result.folds.map { fold(result, $0) }),
    ]
  }

  private static func isTimeHonest(_ result: ProtocolEvaluation) -> Bool {
    if case .given = result.settings.kind { return result.folds.allSatisfy { $0.laterTrainingRequests == 0 } }
    return result.settings.kind.isTimeHonest
  }

  private static func candidates(_ settings: ProtocolEvaluation.Settings) -> String {
    if settings.task == .ranking, settings.slates != nil { return "slates as shown" }
    return switch settings.candidates {
    case .catalogue: "catalogue"
    case .sampled(let negatives, _, .uniform): "answer and \(negatives) sampled"
    case .sampled(let negatives, _, .popular): "answer and \(negatives) sampled by popularity"
    }
  }

  private static func fold(_ result: ProtocolEvaluation, _ fold: ProtocolEvaluation.Fold) -> JSONValue {
    let recommenders = result.recommenders.indices.map { plan -> JSONValue in
      var metrics: [JSONValue] = []
      for (place, comparison) in fold.comparisons.enumerated() {
        metrics += rows(comparison.overall, k: comparison.k, plan: plan)
        let coverage = fold.coverage[place][plan]
        metrics.append([
          "name": "coverage", "k": .integer(comparison.k), "value": number(coverage.share), "low": .null, "high": .null,
          "users": .integer(comparison.overall.userCount), "denominator": .integer(coverage.catalogueItems),
        ])
      }
      let slices = fold.comparisons.first.map { comparison in
        comparison.slices.map { slice -> JSONValue in
          [
            "name": .string(slice.name), "requests": .integer(slice.requestCount),
            "metrics": .array(rows(slice, k: comparison.k, plan: plan)),
          ]
        }
      }
      if !fold.areas.isEmpty {
        let area = fold.areas[plan]
        let shown = area.map { ShownInterval($0.mean, users: $0.users) }
        metrics.append(row("auc", k: 0, shown, users: area?.users ?? 0))
      }
      let difference = fold.comparisons.first.map {
        ShownInterval($0.overall.difference(.ndcg, plan: plan, minus: fold.best), users: $0.overall.userCount)
      }
      return [
        "recommender": .string(result.recommenders[plan].label), "metrics": .array(metrics),
        "slices": .array(slices ?? []),
        "lessBest": difference.map { difference in
          [
            "best": .string(result.recommenders[fold.best].label), "value": number(difference.value),
            "low": number(difference.low ?? .nan), "high": number(difference.high ?? .nan),
            "pHolm": number(fold.adjustedPValues[plan]),
          ]
        } ?? .null,
        "notes": .array(fold.notes[plan].map { .string($0) }),
        "users": .array(fold.explained[plan].map { [$0.json] } ?? []),
        "seconds": [
          "train": number(fold.fitSeconds[plan]), "recommend": number(fold.listSeconds[plan]),
        ],
      ]
    }
    return [
      "name": .string(fold.name),
      "from": fold.window.map { .string("\(Instant(seconds: $0.lowerBound))") } ?? .null,
      "to": fold.window.map { .string("\(Instant(seconds: $0.upperBound))") } ?? .null,
      "trainingEvents": .integer(fold.trainingEvents), "requests": .integer(fold.requests),
      "requestsFound": .integer(fold.requestsFound), "laterTrainingRequests": .integer(fold.laterTrainingRequests),
      "leftOut": .array(fold.leftOut.map { ["requests": .integer($0.count), "reason": .string($0.reason)] }),
      "hiddenRequests": .integer(fold.hiddenRequests),
      "recommenders": .array(recommenders),
    ]
  }

  private static func rows(_ slice: SliceQuality, k: Int, plan: Int) -> [JSONValue] {
    Metric.allCases.map { metric in
      row(
        metric.name, k: k, ShownInterval(slice.mean(metric, plan: plan), users: slice.userCount), users: slice.userCount
      )
    }
  }

  /// A number with its interval, or with why it has none.
  private static func row(_ name: String, k: Int, _ mean: ShownInterval?, users: Int) -> JSONValue {
    [
      "name": .string(name), "k": .integer(k), "value": number(mean?.value ?? .nan), "low": number(mean?.low ?? .nan),
      "high": number(mean?.high ?? .nan), "users": .integer(users),
      "noInterval": mean?.lack.map { .string($0.rawValue) } ?? .null,
    ]
  }

  private static func number(_ value: Double) -> JSONValue { Facts.number(value) }
}
