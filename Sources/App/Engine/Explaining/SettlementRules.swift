import Measures
import Reports

/// A month of each plan in the reader's currency and with tax.
enum SettlementRules {
  static let all: [ExplainRule] = [
    ExplainRule("settlement", .none, "Totals in another currency and with tax: the scenario asks for neither."),
    ExplainRule("settlement/currency", .none, "The currency that the reader pays in.", assumptions: CostRules.account),
    ExplainRule(
      "settlement/exchangeRate", .word("for one of the card's"),
      "What one of the card's currency is worth; null where the card's own is shown.",
      inputs: ["settlement/currency", "settlement/exchangeRateDate"], assumptions: ["billing.exchangeRate"]),
    ExplainRule(
      "settlement/exchangeRateDate", .none, "The day of the exchange rate, as was given.",
      assumptions: ["billing.exchangeRateDate"]),
    ExplainRule(
      "settlement/vatShare", .share, "The share of value-added tax; null where none is asked for.",
      assumptions: ["billing.vat"]),
    ExplainRule("settlement/plans/*/plan", .none, "The plan that the amounts are of."),
    ExplainRule(
      "settlement/plans/*/monthly", .settledMoney,
      "What plan {0} costs in a month in the reader's currency, before tax.",
      formula: "monthlyCost.expected × exchangeRate, rounded half to even at 10^-12",
      inputs: ["settlement/exchangeRate"],
      assumptions: CostRules.account, isSecondary: true, detail: monthly),
    ExplainRule(
      "settlement/plans/*/vat", .settledMoney, "Value-added tax on a month of plan {0}; null where none is asked for.",
      formula: "monthly × vatShare, rounded half to even at 10^-12",
      inputs: ["settlement/plans/*/monthly", "settlement/vatShare"], assumptions: ["billing.vat"], detail: vat),
  ]

  private static let monthly: @Sendable (Fact) -> ExplainDetail = { fact in
    guard let currency = fact.document.settledCurrency, let plan = fact.document.plan(named: fact.label(0)) else {
      return ExplainDetail()
    }
    let path = FactPath(
      steps: [.member("plans"), .index(plan), .member("monthlyCost"), .member("expected")])
    var detail = ExplainDetail(inputs: [fact.document.input(path)].compactMap { $0 })
    guard let cost = fact.document.money(path), let stored = fact.settled(fact.value) else { return detail }
    let rateText = fact["settlement/exchangeRate"]?.asText
    let rate = rateText.flatMap { Money(decimal: $0, currency: currency) }
    let picos = rate.map { FixedPoint.product(cost.picos, $0.picos, over: Money.scale) } ?? cost.picos
    let text = cost.text(places: 12) + (rateText.map { " × \($0)" } ?? "")
    let computed = picos.map { Money(picos: $0, currency: currency) }
    detail.checks = [Recomputation.money(text, computed, stored: stored)].compactMap { $0 }
    return detail
  }

  private static let vat: @Sendable (Fact) -> ExplainDetail = { fact in
    guard let monthly = fact["settlement/plans/*/monthly"].flatMap(fact.settled), let stored = fact.settled(fact.value),
      let text = fact["settlement/vatShare"]?.asText, let share = Quantity(decimal: text)
    else { return ExplainDetail() }
    let check = Recomputation.money("\(monthly.text(places: 12)) × \(text)", monthly.share(share), stored: stored)
    return ExplainDetail(checks: [check].compactMap { $0 })
  }
}

extension ResultDocument {
  /// The currency that the reader pays in; nil where the report states none.
  var settledCurrency: Currency? {
    (root[member: "settlement"]?[member: "currency"]?.asText).flatMap { Currency(code: $0) }
  }
}

extension Fact {
  /// An amount in the currency that the reader pays in.
  fileprivate func settled(_ value: JSONValue) -> Money? {
    guard let currency = document.settledCurrency else { return nil }
    return value.asText.flatMap { Money(decimal: $0, currency: currency) }
  }
}
