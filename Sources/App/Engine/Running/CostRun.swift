import Measures
import Pricing
import Scenarios

/// What a plan costs over the horizon.
package struct PlanCost: Sendable {
  /// The bill at the stated demand.
  package let bill: Bill
  /// Bills with every uncertain input at its favourable and at its unfavourable end.
  package let lowBill: Bill
  package let highBill: Bill
  package let months: Int

  /// Mean of a month; the range spans demand, billed training-hours, conflicting prices and unstated billing windows, each
  /// at its end. It is an envelope of what was stated, not a probability interval.
  package var monthly: AmountRange {
    let expected = bill.total.expected
    let low = min(lowBill.total.low, bill.total.low)
    let high = max(highBill.total.high, bill.total.high)
    return AmountRange(expected: perMonth(expected), low: perMonth(low), high: perMonth(high))
  }

  private func perMonth(_ money: Money) -> Money {
    Money(picos: FixedPoint.roundedQuotient(money.picos, Int128(months)), currency: money.currency)
  }

  init(_ serving: PlanServing, card: RateCard, terms: BillingTerms, months: Int) throws(PricingError) {
    bill = try Bill(pricing: serving.usage, with: card, terms: terms)
    lowBill = try Bill(pricing: serving.lowUsage, with: card, terms: terms)
    highBill = try Bill(pricing: serving.highUsage, with: card, terms: terms)
    self.months = months
  }
}
