import Demand
import Interactions
import Measures
import Pricing
import Scenarios
import Serving

/// Bills side by side, one a plan, with what they are shown in: what `recast bill` prints.
package struct Statement: Sendable {
  /// One plan's bill.
  package struct PlanBill: Sendable {
    /// Nil for a file of usage, which knows no plans.
    package let plan: String?
    /// In the card's currency.
    package let bill: Bill
    /// The same in the currency that was asked for.
    package let shown: Bill
  }
  package let card: RateCard
  package let bills: [PlanBill]
  package let billing: BillingSettings
  /// Name of the scenario, or of the file of usage without its folder.
  package let name: String

  package var currency: Currency { billing.exchange?.to ?? card.currency }
  package var isPartial: Bool { bills.contains { $0.bill.isPartial } }
  package var gaps: [Meter] { Meter.allCases.filter { meter in bills.contains { $0.bill.gaps.contains(meter) } } }

  /// Prices a plan's or file's usage.
  package init(
    pricing usages: [(plan: String?, usage: Usage)], card: RateCard, billing: BillingSettings, name: String
  ) throws(PricingError) {
    let card = billing.applied(to: card)
    var bills: [PlanBill] = []
    for (plan, usage) in usages {
      let bill = try Bill(pricing: usage, with: card, terms: billing.terms)
      bills.append(PlanBill(plan: plan, bill: bill, shown: try billing.exchange.map(bill.converted(at:)) ?? bill))
    }
    self.card = card
    self.bills = bills
    self.billing = billing
    self.name = name
  }

  /// Prices that came into force only after a month which they were used for, with the first such month.
  package var pricesUsedEarly: [(price: Price, month: CalendarMonth)] {
    card.prices.compactMap { price in
      guard let validFrom = price.validFrom else { return nil }
      let months = bills.flatMap { $0.bill.lines.filter { $0.priceID == price.id }.map(\.month) }
      return months.filter { $0.end <= validFrom.start }.min().map { (price, $0) }
    }
  }

  /// Value-added tax on an amount; nil where none is asked for.
  package func vat(on amount: Money) -> Money? { billing.vat.map { amount.share($0) } }
}

/// The usage of a scenario's plans, played once at the stated demand: what its bills are made of.
package enum ScenarioUsage {
  /// One entry a plan, the same as in the first replication of a whole run.
  ///
  /// - Throws: `RunError` where the log is too small for what was asked.
  package static func plans(
    of input: RunInput, progress: @escaping @Sendable (RunProgress) -> Void = { _ in }
  ) async throws(RunError) -> [(plan: String?, usage: Usage)] {
    let scenario = input.scenario
    let ends = DemandEnds(scenario, log: try Run.log(of: input))
    try Run.refuseEndlessWork(ends.expected.demand.expectedRequests, plans: scenario.plans.count, runs: 1)
    let outcomes = await ServingRun.firstReplications(scenario, demand: ends, progress: progress)
    return zip(scenario.plans, outcomes).map { ($0.name, $1.usage) }
  }
}
