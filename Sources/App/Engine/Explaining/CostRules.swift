import Measures
import Pricing
import Reports

/// What plans cost: the mean of a month, and the bill that it is made of.
enum CostRules {
  /// What the account brings to every bill.
  static let account = ["account.*", "billing.*"]

  /// What all usage of a plan follows from; the lines name what is their own.
  private static let usage = [
    "demand.requestsPerDay", "demand.users", "demand.growth", "training.every", "plans.{0}.*every",
    "plans.{0}.*minProvisionedTPS",
  ]

  static let all: [ExplainRule] = [
    ExplainRule("plans/*/name", .none, "The name of a plan, as the scenario writes it."),
    ExplainRule("plans/*/kind", .none, "What kind of plan {0} is.", assumptions: ["plans.{0}.kind"]),
    ExplainRule(
      "plans/*/monthlyCost", .monthlyMoney, "What plan {0} costs in a month, the mean over the horizon, before tax.",
      range: "an envelope of what was stated, no probability interval", inputs: ["scenario/months"],
      assumptions: ["demand.uncertainty", "training.billedHours"] + account, detail: monthlyCost),
    ExplainRule(
      "plans/*/bill/total", .money, "The bill of plan {0} over the whole horizon, at the stated demand.",
      range: "from conflicting prices and billing windows that AWS does not state", formula: "Σ of the priced lines",
      assumptions: usage + account
    ) { LineSums.detail($0, lines: "plans/*/bill/lines") },
    ExplainRule(
      "plans/*/bill/partial", .none, "Whether a price is missing in the bill of {0}: its total is then a lower bound."
    ) { LineSums.partial($0, lines: "plans/*/bill/lines") },
    ExplainRule("plans/*/bill/gaps", .none, "Meters of plan {0} that the rate card has no price for: none."),
    ExplainRule("plans/*/bill/gaps/*", .none, "A meter of plan {0} that the rate card has no price for."),
  ]

  private static let monthlyCost: @Sendable (Fact) -> ExplainDetail = { fact in
    var detail = ExplainDetail()
    let part = fact.end.member("expected")
    let total = "plans/*/bill/total/\(part)"
    detail.inputs = [fact.input(total)].compactMap { $0 }
    detail.basis = fact.document.prices(ofLines: fact.path("plans/*/bill/lines"))
    detail.notes = [
      "The ends move demand by its uncertainty, billed training-hours, prices that sources disagree on and billing windows."
    ]
    let months = Int128(fact["scenario/months"]?.asInteger ?? 0)
    guard months > 0, let sum = fact.money(total), let stored = fact.document.money(fact.path) else { return detail }
    let mean = Money(picos: FixedPoint.roundedQuotient(sum.picos, months), currency: sum.currency)
    let text = "\(sum.text(places: 12)) / \(months)"
    switch fact.end {
    case .point:
      detail.formula = "bill.total.expected / scenario.months, rounded half to even at 10^-12"
      detail.checks = [Recomputation.money(text, mean, stored: stored)].compactMap { $0 }
    case .low, .high:
      let isLow = fact.end == .low
      detail.formula =
        "the \(isLow ? "smaller" : "larger") of bill.total.\(part) and of the bill with demand and billed training-hours at "
        + "their \(isLow ? "favourable" : "unfavourable") ends, / scenario.months"
      detail.notes += [
        "The bill at that end of demand and training-hours is not in the file; that the range reaches it is."
      ]
      let holds = isLow ? stored <= mean : stored >= mean
      detail.checks = [
        .holds("\(stored.text(places: 12)) \(isLow ? "≤" : "≥") \(text) = \(mean.text(places: 12))", holds)
      ]
    case .currency: break
    }
    return detail
  }
}

/// Totals as sums of a bill's lines.
enum LineSums {
  /// The sum of the lines that are chosen, by meter, and whether it is what the file says.
  ///
  /// - Parameter lines: the place of the bill's lines.
  static func detail(_ fact: Fact, lines place: String, where isChosen: (JSONValue) -> Bool = { _ in true })
    -> ExplainDetail
  {
    let part = fact.end.member("amount")
    guard fact.end != .currency, let currency = fact.document.currency, let lines = fact[place]?.asElements else {
      return ExplainDetail()
    }
    var detail = ExplainDetail()
    var sum = Money.zero(currency)
    var count = 0
    var meters: [(name: String, sum: Money, count: Int)] = []
    for line in lines where isChosen(line) && line[member: "amount"] != .null {
      // A file of an earlier recast may lack the ends of its lines.
      guard let name = line[member: "meter"]?.asText,
        let amount = line[member: part]?.asText.flatMap({ Money(decimal: $0, currency: currency) })
      else { return detail }
      sum += amount
      count += 1
      if let index = meters.firstIndex(where: { $0.name == name }) {
        meters[index].sum += amount
        meters[index].count += 1
      } else {
        meters.append((name, amount, 1))
      }
    }
    detail.basis = fact.document.prices(ofLines: fact.path(place))
    let base = fact.document.root.text(of: fact.path(place))
    detail.inputs = meters.map { meter in
      ExplainedInput(
        value: meter.sum.text(places: 12), unit: currency.code,
        words: meter.count == 1 ? "1 line" : "\(meter.count) lines",
        path: "\(base)[\(meter.name)].\(part)")
    }
    detail.checks =
      [
        Recomputation.money(
          "Σ \(part) of \(count) lines", sum, stored: fact.document.money(fact.path))
      ].compactMap { $0 }
    return detail
  }

  /// Whether any line lacks an amount.
  static func partial(_ fact: Fact, lines place: String) -> ExplainDetail {
    guard let lines = fact[place]?.asElements else { return ExplainDetail() }
    let gaps = lines.count { $0[member: "amount"] == .null }
    return ExplainDetail(checks: [.same("lines without an amount > 0", "\(gaps > 0)", stored: fact.value.stored)])
  }
}
