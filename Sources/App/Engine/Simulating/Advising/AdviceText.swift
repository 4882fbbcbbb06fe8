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

  private static func money(_ interval: Interval, _ currency: Currency) -> String {
    "\(Format.fixed(interval.value, 2)) \(currency) a month"
  }
}
