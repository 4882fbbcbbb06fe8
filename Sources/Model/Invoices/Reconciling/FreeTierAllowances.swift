import Measures
import Pricing

/// What of an account's free tier is left for the next region: it is one for all regions of a month.
struct FreeTierAllowances {
  /// The first month of usage on the invoice. The account is no younger, so that no free month lies further behind it.
  let firstUse: CalendarMonth?
  private var month: CalendarMonth?
  private var taken: [Meter: Quantity] = [:]

  init(firstUse: CalendarMonth?) { self.firstUse = firstUse }

  /// What the card gives away in a month less what other regions took of it; nil where the month cannot have any.
  mutating func left(of card: RateCard, in month: CalendarMonth) -> FreeTier? {
    if month != self.month {
      self.month = month
      taken = [:]
    }
    guard let firstUse, let tier = card.freeTier else { return nil }
    guard (month.year - firstUse.year) * 12 + month.month - firstUse.month < tier.months else { return nil }
    return FreeTier(
      months: tier.months,
      allowances: tier.allowances.map {
        FreeTier.Allowance(meter: $0.meter, quantity: max(.zero, $0.quantity - (taken[$0.meter] ?? .zero)))
      }, confidence: tier.confidence, source: tier.source)
  }

  /// Notes what a region's lines took.
  mutating func take(_ lines: [ReconciledLine], of card: RateCard) {
    for allowance in card.freeTier?.allowances ?? [] {
      let own = lines.filter { $0.meter == allowance.meter && $0.recast != nil }
      guard own.contains(where: { $0.cause == .freeTier }) else { continue }
      taken[allowance.meter, default: .zero] += own.reduce(.zero) { $0 + $1.quantity }
    }
  }
}
