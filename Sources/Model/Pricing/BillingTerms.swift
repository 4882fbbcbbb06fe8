import Measures

/// What an account brings to a bill beside the plan's own usage.
package struct BillingTerms: Hashable, Sendable {
  /// What the account uses of a meter each month apart from this plan. Ladders begin above it, so that a plan is priced at
  /// the margin.
  package var otherMonthlyUsage: [Meter: Quantity]
  /// The month of the account's first use; nil: no free tier. Off unless asked for, for AWS's pricing page is said to list
  /// none in 2026.
  package var freeTierStart: CalendarMonth?

  package init(otherMonthlyUsage: [Meter: Quantity] = [:], freeTierStart: CalendarMonth? = nil) {
    self.otherMonthlyUsage = otherMonthlyUsage
    self.freeTierStart = freeTierStart
  }

  /// An account that uses nothing else and has no free tier.
  package static let standard = BillingTerms()
}
