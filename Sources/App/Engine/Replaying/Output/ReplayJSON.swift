import Measures
import Reports
import Scenarios
import Statistics

/// `replay.json`: everything that a replay found out, for machines. Qualities are in [0, 1], ages in hours.
package enum ReplayJSON {
  /// Raised when a member changes its meaning or goes away.
  static let formatVersion = 1

  /// The whole result.
  package static func json(_ result: LogReplayResult) -> JSONValue {
    let whole = members(result)
    guard let service = result.service, case .object(var members) = whole else { return whole }
    members["service"] = ServiceText.json(service)
    return .object(members)
  }

  private static func members(_ result: LogReplayResult) -> JSONValue {
    [
      "formatVersion": .integer(formatVersion), "scenario": .string(result.scenario.name),
      "seed": .string("\(result.scenario.seed)"), "k": .integer(result.k), "recommender": .string(result.recommender),
      "currency": .string(result.currency.code), "caveat": .string(ReplayText.caveat(result)),
      "summary": strings(ReplayText.summary(result)), "isRatingLog": .boolean(result.isRatingLog),
      "usersInOneSittingShare": Facts.number(result.sittings.inOneSittingShare),
      "cut": .string("\(Instant(seconds: result.cutSeconds))"), "heldOutRequests": .integer(result.heldOutRequests),
      "requests": .integer(result.requests), "users": .integer(result.users),
      "curveRequests": .integer(result.curveRequests), "models": .integer(result.states),
      "lists": .integer(result.questions), "isFrozen": .boolean(result.settings.isFrozen),
      "plans": .array(result.plans.map(plan)),
      "differences": .array(
        result.differences.map {
          [
            "first": .string(result.plans[$0.first].name), "second": .string(result.plans[$0.second].name),
            "ndcg": Facts.interval($0.ndcg),
          ]
        }),
      "overTime": .array(
        result.overTime.map { period in
          [
            "start": .string("\(Instant(seconds: period.startSeconds))"), "days": .integer(period.lengthDays),
            "requests": .integer(period.requests), "users": .integer(period.users),
            "ndcg": .object(
              Dictionary(uniqueKeysWithValues: zip(result.plans.map(\.name), period.ndcg.map { Facts.interval($0) }))),
          ]
        }),
      "freshness": result.freshness.map(freshness) ?? .null, "losses": .array(result.losses.map(loss)),
      "decision": result.decision.map { decision($0, result) } ?? .null,
    ]
  }

  private static func strings(_ values: [String]) -> JSONValue { .array(values.map { .string($0) }) }
  private static func optional(_ value: Double?) -> JSONValue { value.map(Facts.number) ?? .null }

  private static func plan(_ plan: ReplayedPlan) -> JSONValue {
    [
      "name": .string(plan.name), "kind": .string(plan.kind), "ndcg": Facts.interval(plan.ndcg),
      "hit_rate": Facts.interval(plan.hitRate), "recall": Facts.interval(plan.recall),
      "mrr": Facts.interval(plan.reciprocalRank),
      "routes": .object(
        Dictionary(
          uniqueKeysWithValues: zip(ReplayRoute.allCases, plan.routes).map { ($0.rawValue, .integer($1)) })),
      "ageHours": [
        "model": optional(plan.modelAgeHours), "profile": optional(plan.profileAgeHours),
        "catalogue": optional(plan.catalogueAgeHours),
      ], "monthlyCost": optional(plan.monthlyCost),
    ]
  }

  private static func freshness(_ curve: FreshnessCurve) -> JSONValue {
    [
      "segments": .array(
        zip(curve.segments, curve.sizes).map {
          ["name": .string($0.rawValue), "requests": .integer($1.requests), "users": .integer($1.users)]
        }),
      "points": .array(
        curve.points.map { point in
          [
            "name": .string(point.name), "periodHours": optional(point.periodHours),
            "ndcg": segments(curve, point.ndcg), "lossToRealTime": segments(curve, point.lossToRealTime),
          ]
        }),
    ]
  }

  private static func segments(_ curve: FreshnessCurve, _ values: [Interval?]) -> JSONValue {
    .object(
      Dictionary(uniqueKeysWithValues: zip(curve.segments.map(\.rawValue), values.map { Facts.interval($0) })))
  }

  private static func loss(_ split: LossSplit) -> JSONValue {
    [
      "plan": .string(split.plan), "freshModelAgeHours": Facts.number(split.freshModelAgeHours),
      "catalogueGridHours": Facts.number(split.catalogueGridHours),
      "method": "Shapley value over model, profile and catalogue; fallback apart",
      "segments": .array(
        split.parts.map { part in
          [
            "name": .string(part.segment.rawValue), "requests": .integer(part.requests), "users": .integer(part.users),
            "served": Facts.interval(part.served), "fresh": Facts.interval(part.fresh),
            "total": Facts.interval(part.total), "model": Facts.interval(part.model),
            "profile": Facts.interval(part.profile), "catalogue": Facts.interval(part.catalogue),
            "fallback": Facts.interval(part.fallback),
          ]
        }),
    ]
  }

  private static func decision(_ decision: DecisionNumbers, _ result: LogReplayResult) -> JSONValue {
    [
      "rule": .string(ReplayText.rule(result)),
      "steps": .array(
        decision.steps.map { step in
          [
            "from": .string(result.plans[step.from].name), "to": .string(result.plans[step.to].name),
            "costDifference": Facts.number(step.costDifference), "ndcgDifference": Facts.interval(step.ndcgDifference),
            "costPerPoint": Facts.interval(step.costPerPoint),
          ]
        }),
      "periods": choice(decision.periods), "hours": choice(decision.hours), "retraining": choice(decision.retraining),
      "costPerTraining": optional(decision.costPerTraining),
      "hybrid": .array(
        decision.hybrid.map { point in
          [
            "userShare": Facts.number(point.userShare), "requestShare": Facts.number(point.requestShare),
            "monthlyCost": optional(point.monthlyCost), "ndcg": Facts.interval(point.ndcg),
            "gainRequestShare": Facts.number(point.gainRequestShare), "gainNDCG": Facts.interval(point.gainNDCG),
            "more": Facts.interval(point.more), "gainMore": Facts.interval(point.gainMore),
          ]
        }),
    ]
  }

  private static func choice(_ choice: DecisionNumbers.Choice) -> JSONValue {
    func name(_ index: Int?) -> JSONValue { index.map { .string(choice.options[$0].name) } ?? .null }
    return [
      "taken": name(choice.chosen), "best": name(choice.best),
      "options": .array(
        choice.options.map { option in
          [
            "name": .string(option.name), "setting": Facts.number(option.setting),
            "monthlyCost": optional(option.monthlyCost), "ndcg": Facts.interval(option.ndcg),
            "lossToBest": Facts.interval(option.lossToBest),
          ]
        }),
    ]
  }
}
