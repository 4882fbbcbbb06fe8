import Measures
import Reports
import Scenarios
import Serving
import Statistics

/// A simulation for machines: numbers with six digits, shares in [0, 1], milliseconds, hours.
package enum SimulationJSON {
  static let percentiles = [(0.5, "p50"), (0.9, "p90"), (0.99, "p99"), (0.999, "p99.9")]

  /// The whole result.
  package static func json(_ result: SimulationResult) -> JSONValue {
    [
      "formatVersion": .integer(1), "scenario": .string(result.scenario.name),
      "seed": .string("\(result.scenario.seed)"),
      "runType": "terminating", "warmUp": "none", "replications": .integer(result.replications),
      "level": .number(result.level), "start": .string("\(result.start)"), "end": .string("\(result.end)"),
      "demand": .string(result.demandSource), "expectedRequests": Facts.number(result.expectedRequests),
      "currency": .string(result.currency.code), "precision": precision(result),
      "dispersion": [
        "windowSeconds": .integer(WindowTable.seconds),
        "betweenReplications": optional(result.dispersion.betweenReplications),
        "overTime": optional(result.dispersion.overTime),
      ],
      "plans": .array(result.plans.map(plan)),
      "differences": .array(result.differences.map(difference)),
      "checks": .array(
        SimulationCheck.allCases.map { check in
          let failed = result.failures.filter { $0.check == check }
          return [
            "check": .string(check.rawValue), "title": .string(check.title), "holds": .boolean(failed.isEmpty),
            "failures": .array(
              failed.prefix(10).map {
                [
                  "plan": .string($0.plan), "replication": .integer($0.replication), "detail": .string($0.detail),
                ]
              }),
          ]
        }),
    ]
  }

  private static func optional(_ value: Double?) -> JSONValue { value.map(Facts.number) ?? .null }

  private static func precision(_ result: SimulationResult) -> JSONValue {
    guard case .precision(let rule) = result.length else { return .null }
    return [
      "relative": .number(rule.relativePrecision), "minimum": .integer(rule.minimum),
      "maximum": .integer(rule.maximum), "reached": .boolean(result.reachedPrecision ?? false),
    ]
  }

  private static func plan(_ plan: SimulatedPlan) -> JSONValue {
    let counts = plan.counts
    var latency: [String: JSONValue] = ["mean": Facts.interval(plan.interval(.meanLatencyMilliseconds))]
    for (p, name) in percentiles {
      guard let quantile = plan.latency(p), case .object(var members) = Facts.interval(quantile.interval) else {
        latency[name] = .null
        continue
      }
      members["isUpperEndOpen"] = .boolean(quantile.isUpperEndOpen)
      latency[name] = .object(members)
    }
    func ages(_ histogram: Histogram) -> JSONValue {
      ["p50": optional(histogram.quantile(0.5)), "p99": optional(histogram.quantile(0.99))]
    }
    return [
      "name": .string(plan.name), "kind": .string(plan.kind),
      "requests": [
        "arrivals": .integer(counts.arrivals), "cacheHits": .integer(counts.cacheHits),
        "servedByCampaign": .integer(counts.servedByCampaign), "servedFromStore": .integer(counts.servedFromStore),
        "fallbackUnknownUser": .integer(counts.fallbackUnknownUser),
        "fallbackThrottled": .integer(counts.fallbackThrottled), "fallbackLate": .integer(counts.fallbackLate),
        "fallbackStopped": .integer(counts.fallbackStopped), "failed": .integer(counts.failed),
        "inFlight": .integer(counts.inFlight), "throttledAttempts": .integer(counts.throttledAttempts),
        "lateAnswers": .integer(counts.lateAnswers), "storeReads": .integer(counts.storeReads),
      ],
      "hitRatio": Facts.interval(plan.interval(.hitRatio)),
      "fallbackShare": Facts.interval(plan.interval(.fallbackShare)),
      "throttledShare": Facts.interval(plan.interval(.throttledShare)), "latencyMilliseconds": .object(latency),
      "ageHours": [
        "model": ages(plan.ages.modelHours), "profile": ages(plan.ages.profileHours),
        "catalogue": ages(plan.ages.catalogueHours),
      ],
      "peakProvisionedTPS": Facts.number(plan.peakProvisionedTPS), "jobs": .integer(plan.jobs),
      "tpsHours": Facts.interval(plan.tpsHours), "monthlyCost": Facts.interval(plan.interval(.monthlyCost)),
      "gaps": .array(plan.gaps.map { .string($0.rawValue) }),
    ]
  }

  private static func difference(_ difference: PlanDifference) -> JSONValue {
    var members: [String: JSONValue] = ["first": .string(difference.first), "second": .string(difference.second)]
    for (quantity, paired) in difference.comparisons {
      members[quantity.rawValue] =
        paired.map {
          ["difference": Facts.interval($0.difference), "varianceReduction": optional($0.varianceReduction)]
        } ?? .null
    }
    return .object(members)
  }
}
