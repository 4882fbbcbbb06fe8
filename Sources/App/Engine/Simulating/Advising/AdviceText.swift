import Measures
import Statistics

/// Advice as sentences and rows, for the command line and the page.
package enum AdviceText {
  /// What the search for a floor came to.
  package static func sentences(_ advice: FloorAdvice, currency: Currency) -> [String] {
    var sentences: [String] = []
    let limit = Format.percent(advice.throttleLimit, 2)
    if let cheapest = advice.cheapest {
      let held = cheapest.trial.throttledShare
      let certainty =
        held.high <= advice.throttleLimit
        ? "with its whole interval" : "its interval reaches to \(Format.percent(held.high, 3))"
      sentences.append(
        "\(advice.plan): a floor of \(cheapest.floorTPS) TPS is the cheapest that throttles at most \(limit) of requests into "
          + "the fallback: \(Format.percent(held.value, 3)), \(certainty), for \(money(cheapest.trial.monthlyCost, currency))."
      )
      if let stated = advice.points.first(where: { $0.floorTPS == advice.statedTPS }),
        stated.floorTPS != cheapest.floorTPS
      {
        let more = cheapest.trial.monthlyCost.value - stated.trial.monthlyCost.value
        sentences.append(
          "The scenario's floor of \(stated.floorTPS) TPS throttles \(Format.percent(stated.trial.throttledShare.value, 3)); the "
            + "change costs \(Format.signed(more, 2)) \(currency) a month.")
      }
    } else {
      sentences.append("\(advice.plan): no floor up to the service's ceiling throttles at most \(limit).")
    }
    if let budget = advice.budget {
      if let best = advice.bestForBudget {
        sentences.append(
          "For a budget of \(Format.fixed(budget, 2)) \(currency) a month a floor of \(best.floorTPS) TPS throttles least: "
            + "\(Format.percent(best.trial.throttledShare.value, 3)) "
            + "(\(Format.fixed(max(0, best.trial.throttledShare.low) * 100, 3))–"
            + "\(Format.fixed(best.trial.throttledShare.high * 100, 3)) %) for \(money(best.trial.monthlyCost, currency))."
        )
      } else {
        sentences.append("No floor keeps \(advice.plan) within \(Format.fixed(budget, 2)) \(currency) a month.")
      }
    }
    return sentences
  }

  /// The floors that were tried.
  package static func table(_ advice: FloorAdvice, currency: Currency) -> (header: [String], rows: [[String]]) {
    (
      ["floor", "throttled", "interval", "\(currency) a month", "interval", "p99"],
      advice.points.map { point in
        let (share, cost) = (point.trial.throttledShare, point.trial.monthlyCost)
        return [
          "\(point.floorTPS) TPS", Format.percent(share.value, 3),
          "\(Format.fixed(max(0, share.low) * 100, 3))–\(Format.fixed(share.high * 100, 3))",
          Format.fixed(cost.value, 2), "\(Format.fixed(cost.low, 2))–\(Format.fixed(cost.high, 2))",
          Format.milliseconds(point.trial.p99Milliseconds),
        ]
      }
    )
  }

  /// The times to live that were tried.
  package static func table(_ advice: CacheAdvice, currency: Currency) -> (header: [String], rows: [[String]]) {
    (
      ["time to live", "hit ratio", "\(currency) a month", "against none", "p99", "profile age, p50", "p99"],
      advice.points.map { point in
        [
          point.timeToLive.map { Format.hours($0.hours) } ?? "no cache", Format.percent(point.hitRatio.value, 2),
          Format.fixed(point.trial.monthlyCost.value, 2),
          point.costDifference.map {
            "\(Format.signed($0.value, 2)) (\(Format.fixed($0.low, 2)) to \(Format.fixed($0.high, 2)))"
          } ?? "–",
          Format.milliseconds(point.trial.p99Milliseconds), Format.hours(point.medianProfileAgeHours),
          Format.hours(point.p99ProfileAgeHours),
        ]
      }
    )
  }

  /// What a cache would buy.
  package static func sentences(_ advice: CacheAdvice, currency: Currency) -> [String] {
    let what =
      advice.isStated
      ? "the scenario's cache of \(Format.count(advice.entries)) entries"
      : "a supposed cache in the program's own memory, one answer for each of \(Format.count(advice.entries)) users"
    guard let longest = advice.points.last, let time = longest.timeToLive else { return [] }
    let saved = longest.costDifference.map { -$0.value } ?? 0
    return [
      "\(advice.plan) with \(what): up to \(Format.hours(time.hours)) to live it answers "
        + "\(Format.percent(longest.hitRatio.value)) of requests and "
        + (abs(saved) < 0.005
          ? "saves nothing" : "\(saved > 0 ? "saves" : "costs") \(Format.fixed(abs(saved), 2)) \(currency) a month")
        + "; what it serves is as old as \(Format.hours(longest.p99ProfileAgeHours)) (p99)."
    ]
  }

  /// The levels that were tried.
  package static func table(_ advice: PrewarmingAdvice, currency: Currency) -> (header: [String], rows: [[String]]) {
    let today = [
      "\(advice.floorTPS) TPS, as it is", Format.percent(advice.today.throttledShare.value, 3), "–", "–", "–",
      Format.milliseconds(advice.today.p99Milliseconds),
    ]
    return (
      ["floor in these hours", "throttled", "avoided a month", "\(currency) a month more", "for 1,000 avoided", "p99"],
      [today]
        + advice.points.map { point in
          let (avoided, cost) = (point.avoidedPerMonth, point.costDifference)
          return [
            "\(point.levelTPS) TPS", Format.percent(point.trial.throttledShare.value, 3),
            "\(Format.count(avoided.value)) (\(Format.count(avoided.low))–\(Format.count(avoided.high)))",
            "\(Format.fixed(cost.value, 2)) (\(Format.fixed(cost.low, 2))–\(Format.fixed(cost.high, 2)))",
            avoided.value > 0.5 ? Format.fixed(cost.value / avoided.value * 1000, 2) : "–",
            Format.milliseconds(point.trial.p99Milliseconds),
          ]
        }
    )
  }

  /// What pre-warming would buy.
  package static func sentences(_ advice: PrewarmingAdvice, currency: Currency) -> [String] {
    guard let hours = advice.hours else {
      return ["\(advice.plan): nothing is throttled, so pre-warming would buy nothing."]
    }
    func clock(_ hour: Int) -> String { "\(hour % 24 < 10 ? "0" : "")\(hour % 24):00" }
    let stretch =
      hours.count == 24 ? "all day" : "from \(clock(hours.first)) to \(clock(hours.first + hours.count)), local time"
    return [
      "\(advice.plan): \(Format.percent(advice.shareInHours)) of its throttled attempts come \(stretch). A higher floor in these "
        + "hours, every day, is written as prewarm: [{from: \"\(clock(hours.first))\", to: "
        + "\"\(clock(hours.first + hours.count))\", minProvisionedTPS: N TPS}]."
    ]
  }

  private static func money(_ interval: Interval, _ currency: Currency) -> String {
    "\(Format.fixed(interval.value, 2)) \(currency) a month"
  }
}
