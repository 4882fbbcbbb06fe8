import Measures
import Reports

/// What stands around the lines of a bill that `recast bill --json` printed: flat for one bill, below `plans` for several.
enum StatementRules {
  static let all: [ExplainRule] =
    bill("") + bill("plans/*/") + [
      ExplainRule("currency", .none, "The currency that amounts are shown in.", inputs: ["exchangeRate/rate"]),
      ExplainRule("name", .none, "The scenario, or the file of usage, that was priced."),
      ExplainRule("partial", .none, "Whether a price is missing in any of the bills.", detail: anyPartial),
      ExplainRule("rateCard/name", .none, "The rate card that the bills were priced with."),
      ExplainRule("rateCard/region", .none, "The region that the card's prices are for."),
      ExplainRule("rateCard/dateRead", .none, "The day the card's prices were read."),
      ExplainRule("pricesUsedEarly", .none, "Prices that were used for months before they held: none is known."),
      ExplainRule("pricesUsedEarly/*/price", .none, "A price that was used for a month before it held."),
      ExplainRule("pricesUsedEarly/*/validFrom", .none, "The first day that the price was in force."),
      ExplainRule("pricesUsedEarly/*/month", .none, "The first month that it was used for."),
      ExplainRule("exchangeRate/from", .none, "The rate card's own currency."),
      ExplainRule("exchangeRate/to", .none, "The currency that amounts are shown in."),
      ExplainRule(
        "exchangeRate/rate", .word("for one of the card's"), "What one of the card's currency is worth, as was given.",
        inputs: ["exchangeRate/from", "exchangeRate/to", "exchangeRate/date"]),
      ExplainRule("exchangeRate/date", .none, "The day of the exchange rate, as was given."),
    ]

  private static func bill(_ place: String) -> [ExplainRule] {
    let lines = "\(place)lines"
    let own = place.count { $0 == "*" }
    var rules = [
      ExplainRule("\(place)plan", .none, "The plan whose bill it is."),
      ExplainRule("\(place)gaps", .none, "Meters that the rate card has no price for: none."),
      ExplainRule("\(place)gaps/*", .none, "A meter that the rate card has no price for."),
      ExplainRule(
        "\(place)vat/share", .share,
        "The share of value-added tax that was asked for; amounts elsewhere are without it."),
      ExplainRule(
        "\(place)vat/amount", .money, "Value-added tax on the bill.",
        formula: "total × vat.share, rounded half to even at 10^-12", inputs: ["\(place)total", "\(place)vat/share"]
      ) { vat($0, place) },
      ExplainRule(
        "\(place)vat/totalWithVAT", .money, "The bill with value-added tax.", formula: "total + vat.amount",
        inputs: ["\(place)total", "\(place)vat/amount"]
      ) { withVAT($0, place) },
      ExplainRule(
        "\(place)vat/lowWithVAT", .money, "The low end of the bill with value-added tax.",
        formula: "low × (1 + vat.share)", inputs: ["\(place)low", "\(place)vat/share"]),
      ExplainRule(
        "\(place)vat/highWithVAT", .money, "The high end of the bill with value-added tax.",
        formula: "high × (1 + vat.share)", inputs: ["\(place)high", "\(place)vat/share"]),
      ExplainRule(
        "\(own == 0 ? "" : "plans/*")", .money, "The sum of a bill, before value-added tax.",
        range: "from conflicting prices and billing windows that AWS does not state", formula: "Σ of the priced lines"
      ) { LineSums.detail($0, lines: lines) },
    ]
    if own > 0 {
      rules.append(
        ExplainRule("\(place)partial", .none, "Whether a price is missing in the bill of {0}.") {
          LineSums.partial($0, lines: lines)
        })
    }
    for (group, key) in [("services", "service"), ("resources", "resource"), ("months", "month")] {
      rules += [
        ExplainRule("\(place)totals/\(group)/*/\(key)", .none, "The \(key) that a part of the bill is for."),
        ExplainRule(
          "\(place)totals/\(group)/*", .money, "The part of the bill that is for {\(own)}.",
          range: "from conflicting prices and billing windows that AWS does not state",
          formula: "Σ of the priced lines whose \(key) is {\(own)}", isSecondary: true
        ) { fact in
          let name = fact["\(place)totals/\(group)/*/\(key)"]
          return LineSums.detail(fact, lines: lines) { $0[member: key] == name }
        },
      ]
    }
    return rules
  }

  private static func vat(_ fact: Fact, _ place: String) -> ExplainDetail {
    guard let total = fact.money("\(place)total"), let text = fact["\(place)vat/share"]?.asText,
      let share = Quantity(decimal: text)
    else { return ExplainDetail() }
    let check = Recomputation.money(
      "\(total.text(places: 12)) × \(text)", total.share(share), stored: fact.document.money(fact.path))
    return ExplainDetail(checks: [check].compactMap { $0 })
  }

  private static func withVAT(_ fact: Fact, _ place: String) -> ExplainDetail {
    guard let total = fact.money("\(place)total"), let vat = fact.money("\(place)vat/amount") else {
      return ExplainDetail()
    }
    let check = Recomputation.money(
      "\(total.text(places: 12)) + \(vat.text(places: 12))", total + vat, stored: fact.document.money(fact.path))
    return ExplainDetail(checks: [check].compactMap { $0 })
  }

  /// A bill of several is partial where one of them is.
  private static let anyPartial: @Sendable (Fact) -> ExplainDetail = { fact in
    guard let plans = fact["plans"]?.asElements else { return LineSums.partial(fact, lines: "lines") }
    let isPartial = plans.contains { $0[member: "partial"]?.asFlag == true }
    return ExplainDetail(
      checks: [.same("a plan's bill is partial", "\(isPartial)", stored: fact.value.stored)])
  }
}
