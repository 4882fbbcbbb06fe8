import Evaluation
import Measures
import Reports
import Statistics

/// A protocol's outcome for machines.
package enum ProtocolJSON {
  /// Means with bounds by fold, recommender, metric and K; every number with what it rests on.
  package static func json(_ result: ProtocolEvaluation) -> JSONValue {
    .object([
      "protocol": .string(result.settings.kind.name), "timeHonest": .boolean(result.settings.kind.isTimeHonest),
      "notes": .array(
        (ProtocolText.sentences(result.settings.kind) + [result.settings.candidates.warning]).filter { !$0.isEmpty }
          .map { .string($0) }),
      "caveat": .string(ProtocolText.caveat), "candidates": .string(candidates(result.settings.candidates)),
      "repeats": .boolean(result.settings.truth.allowsRepeats), "estimand": .string(QualityComparison.estimand),
      "interval": .string("95 % " + QualityComparison.intervalMethod), "dialect": "standard",
      "resamples": .integer(result.settings.resamples), "seed": .integer(Int(clamping: result.settings.seed)),
      "folds": .array(result.folds.map { fold(result, $0) }),
    ])
  }

  private static func candidates(_ rule: CandidateRule) -> String {
    switch rule {
    case .catalogue: "catalogue"
    case .sampled(let negatives, _): "answer and \(negatives) sampled"
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
      let difference = fold.comparisons.first?.overall.difference(.ndcg, plan: plan, minus: fold.best)
      return [
        "recommender": .string(result.recommenders[plan].label), "metrics": .array(metrics),
        "slices": .array(slices ?? []),
        "lessBest": difference.map { difference in
          [
            "best": .string(result.recommenders[fold.best].label), "value": number(difference.value),
            "low": number(difference.low), "high": number(difference.high),
            "pHolm": number(fold.adjustedPValues[plan]),
          ]
        } ?? .null,
        "notes": .array(fold.notes[plan].map { .string($0) }),
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
      "recommenders": .array(recommenders),
    ]
  }

  private static func rows(_ slice: SliceQuality, k: Int, plan: Int) -> [JSONValue] {
    Metric.allCases.map { metric in
      let mean = slice.mean(metric, plan: plan)
      return [
        "name": .string(metric.name), "k": .integer(k), "value": number(mean.value), "low": number(mean.low),
        "high": number(mean.high), "users": .integer(slice.userCount),
      ]
    }
  }

  private static func number(_ value: Double) -> JSONValue { Facts.number(value) }
}
