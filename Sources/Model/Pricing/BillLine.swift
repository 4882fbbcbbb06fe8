import Measures

/// A quantity that went into a line, by name.
package struct BillInput: Hashable, Sendable {
  /// In words, e.g. `requests answered`.
  package let name: String
  package let quantity: Quantity
  package let unit: String

  init(_ name: String, _ quantity: Quantity, _ unit: String) {
    self.name = name
    self.quantity = quantity
    self.unit = unit
  }
}

/// One line of a bill: one meter of one resource in one calendar month.
package struct BillLine: Hashable, Sendable {
  package let resource: Resource
  /// The meter that is priced: a campaign's requests appear as `tpsHours` or `v2Requests`.
  package let meter: Meter
  package let month: CalendarMonth
  /// Billed quantity under the expected window.
  package let quantity: Quantity
  /// Nil where the card has no price for the meter: a gap, not zero.
  package let amount: AmountRange?
  /// Id of the price row; nil for a gap.
  package let priceID: String?
  /// How the expected amount falls into the ladder's bands.
  package let tiers: [TierShare]
  /// The formula in words, e.g. `Σ over 5 min windows of max(requests, floor) / 3600`.
  package let formula: String
  /// What the formula was fed with.
  package let inputs: [BillInput]
}
