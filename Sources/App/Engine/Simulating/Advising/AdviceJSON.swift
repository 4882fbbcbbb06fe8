import Measures
import Reports
import Scenarios
import Statistics

/// Advice for machines.
package enum AdviceJSON {
  /// All of it.
  package static func json(_ advice: Advice) -> JSONValue {
    [
      "formatVersion": .integer(1), "scenario": .string(advice.scenario.name),
      "seed": .string("\(advice.scenario.seed)"), "replications": .integer(advice.replications),
      "level": .number(advice.level), "currency": .string(advice.currency.code),
      "floors": .array(advice.floors.map(floor)), "caches": .array(advice.caches.map(cache)),
      "prewarmings": .array(advice.prewarmings.map(prewarming)),
      "leftOut": .array(advice.leftOut.map { .string($0) }),
    ]
  }

  private static func floor(_ floor: FloorAdvice) -> JSONValue {
    func point(_ point: FloorAdvice.Point) -> JSONValue {
      .object(
        trial(point.trial).merging(["minProvisionedTPS": .integer(point.floorTPS)]) { $1 })
    }
    return [
      "plan": .string(floor.plan), "throttleLimit": .number(floor.throttleLimit),
      "budget": floor.budget.map { .number($0) } ?? .null, "stated": .integer(floor.statedTPS),
      "cheapest": floor.cheapest.map(point) ?? .null, "bestForBudget": floor.bestForBudget.map(point) ?? .null,
      "tried": .array(floor.points.map(point)),
    ]
  }

  private static func cache(_ cache: CacheAdvice) -> JSONValue {
    [
      "plan": .string(cache.plan), "isStated": .boolean(cache.isStated), "entries": .integer(cache.entries),
      "tried": .array(
        cache.points.map { point in
          .object(
            trial(point.trial).merging([
              "timeToLiveHours": point.timeToLive.map { Facts.number($0.hours) } ?? .null,
              "hitRatio": Facts.interval(point.hitRatio),
              "profileAgeHours": [
                "p50": point.medianProfileAgeHours.map(Facts.number) ?? .null,
                "p99": point.p99ProfileAgeHours.map(Facts.number) ?? .null,
              ],
              "costAgainstNone": Facts.interval(point.costDifference),
            ]) { $1 })
        }),
    ]
  }

  private static func prewarming(_ advice: PrewarmingAdvice) -> JSONValue {
    [
      "plan": .string(advice.plan), "floor": .integer(advice.floorTPS),
      "firstHour": advice.hours.map { .integer($0.first) } ?? .null,
      "hours": advice.hours.map { .integer($0.count) } ?? .null, "shareInHours": Facts.number(advice.shareInHours),
      "today": .object(trial(advice.today)),
      "tried": .array(
        advice.points.map { point in
          .object(
            trial(point.trial).merging([
              "minProvisionedTPS": .integer(point.levelTPS),
              "avoidedPerMonth": Facts.interval(point.avoidedPerMonth),
              "costDifference": Facts.interval(point.costDifference),
            ]) { $1 })
        }),
    ]
  }

  private static func trial(_ trial: TrialPoint) -> [String: JSONValue] {
    [
      "throttledShare": Facts.interval(trial.throttledShare), "monthlyCost": Facts.interval(trial.monthlyCost),
      "p99Milliseconds": Facts.interval(trial.p99Milliseconds),
    ]
  }
}
