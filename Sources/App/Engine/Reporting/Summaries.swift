import Evaluation
import Interactions
import Measures
import Pricing
import Reports
import Serving
import Statistics

/// Results as rows of text and as JSON, for the command line.
package enum Summaries {
  /// The decision table: one row a plan.
  package static func plans(_ result: RunResult) -> (header: [String], rows: [[String]]) {
    let header = [
      "plan", "\(result.card.currency) a month", "range", "p50", "p99", "profile age",
      Report.ndcgName(result), "95 %", "limits",
    ]
    let rows = result.plans.enumerated().map { index, plan in
      let cost = plan.cost.monthly
      let quality = Report.ndcg(result, index)
      let failed = result.decision.checks[index].filter { !$0.isHeld }.map(\.limit.rawValue)
      return [
        plan.name, Format.money(cost.expected) + (plan.cost.bill.isPartial ? " +?" : ""),
        "\(Format.money(cost.low))–\(Format.money(cost.high))", Format.milliseconds(plan.serving.p50),
        Format.milliseconds(plan.serving.p99), Format.hours(plan.serving.ages.profileHours.quantile(0.5)),
        Format.fixed(quality.value, 4), "\(Format.fixed(quality.low, 4))–\(Format.fixed(quality.high, 4))",
        failed.isEmpty ? "all hold" : "fails \(failed.joined(separator: ", "))",
      ]
    }
    return (header, rows)
  }

  /// A log's summary as names and values with units.
  package static func rows(_ log: LogSummary) -> [(name: String, value: String)] {
    var rows: [(String, String)] = [
      ("events", Format.count(log.events)), ("users", Format.count(log.users)), ("items", Format.count(log.items)),
      ("first event", log.first.map { "\($0)" } ?? "none"), ("last event", log.last.map { "\($0)" } ?? "none"),
      ("days with events", Format.count(log.daysWithEvents)), ("density", Format.percent(log.density, 3)),
    ]
    rows += log.eventsPerUser.map { ("events a user, p\(Format.fixed($0.share * 100, 0))", Format.fixed($0.value, 0)) }
    rows += [
      ("share of top 1 % of items", Format.percent(log.topPercentShare)),
      ("share of top 10 % of items", Format.percent(log.topTenthShare)),
      ("Gini of item popularity", Format.fixed(log.itemGini, 3)),
      ("events sharing user and second", Format.percent(log.simultaneousShare)),
      ("events on an item taken before", Format.percent(log.repeatShare)),
      ("last fifth of time: users unseen before", Format.percent(log.coldUserShare)),
      ("last fifth of time: items unseen before", Format.percent(log.coldItemShare)),
    ]
    rows += log.eventTypes.map { ("events of type \($0.name.isEmpty ? "(none)" : $0.name)", Format.count($0.events)) }
    return rows
  }

  /// A log's summary; shares in [0, 1], hours of the week from Monday 00:00.
  package static func json(_ log: LogSummary) -> JSONValue {
    [
      "events": .integer(log.events), "users": .integer(log.users), "items": .integer(log.items),
      "first": log.first.map { .string("\($0)") } ?? .null, "last": log.last.map { .string("\($0)") } ?? .null,
      "daysWithEvents": .integer(log.daysWithEvents), "density": Facts.number(log.density),
      "eventsPerUser": .array(
        log.eventsPerUser.map { ["share": Facts.number($0.share), "value": Facts.number($0.value)] }),
      "topPercentShare": Facts.number(log.topPercentShare), "topTenthShare": Facts.number(log.topTenthShare),
      "itemGini": Facts.number(log.itemGini), "simultaneousShare": Facts.number(log.simultaneousShare),
      "repeatShare": Facts.number(log.repeatShare), "coldUserShare": Facts.number(log.coldUserShare),
      "coldItemShare": Facts.number(log.coldItemShare),
      "eventTypes": .array(log.eventTypes.map { ["name": .string($0.name), "events": .integer($0.events)] }),
      "hourOfWeek": .array(log.hourOfWeekCounts.map { .integer($0) }),
    ]
  }

  /// Meter, price, confidence and source of each row of a card.
  package static func prices(_ card: RateCard) -> [[String]] {
    card.prices.map { price in
      [
        price.meter.rawValue,
        price.candidates.map { PriceText.ladder($0.tiers, price) }.joined(separator: " | or ")
          + (price.validFrom.map { ", since \($0)" } ?? ""),
        price.confidence.rawValue + (price.standsInFrom.map { " (price of \($0))" } ?? ""),
        price.candidates.map(\.source).joined(separator: " | "),
      ]
    }
  }
}
