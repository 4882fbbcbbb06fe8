import Measures

/// Why a usage could not be priced at all.
package struct PricingError: Error, Hashable, Sendable, CustomStringConvertible {
  /// What is missing or too large.
  package enum Code: String, Sendable {
    /// A product left the range of exact integers (about 10^25 units at a dollar each).
    case amountTooLarge
    /// Requests of a campaign at a time for which no row states its floor.
    case floorMissing
    /// Two rows of a campaign's floor cover the same time.
    case floorsOverlap
    /// A campaign whose resource name does not say whether it is `legacy:` or `v2:`.
    case familyMissing
  }
  package let code: Code
  package let resource: Resource
  /// The instant or number at fault.
  package let detail: String

  package var description: String {
    switch code {
    case .amountTooLarge: "\(resource): an amount is too large to be priced exactly (\(detail))"
    case .floorMissing:
      "\(resource): requests at \(detail) without a row `minProvisionedTPS` that covers them; "
        + "a campaign is billed for at least its floor"
    case .floorsOverlap:
      "\(resource): two rows `minProvisionedTPS` cover \(detail); a campaign has one floor at a time"
    case .familyMissing:
      "\(resource): a campaign's resource begins with `legacy:` or `v2:`; without it \(detail) cannot be priced"
    }
  }
}

/// How much of a quantity fell into one band of a ladder.
package struct TierShare: Hashable, Sendable {
  package let tier: Tier
  package let quantity: Quantity
}

extension PriceCandidate {
  /// The quantities that fall into each band when `quantity` comes on top of `base` in the same month.
  package func split(_ quantity: Quantity, above base: Quantity = .zero) -> [TierShare] {
    var shares: [TierShare] = []
    var from = base
    let end = base + quantity
    for tier in tiers {
      let bandEnd = min(tier.upTo ?? end, end)
      guard bandEnd > from else { continue }
      shares.append(TierShare(tier: tier, quantity: bandEnd - from))
      from = bandEnd
    }
    return shares
  }

  /// The price of a quantity from the bottom of the ladder, rounded half to even at 10^-12; nil when it overflows.
  func amount(of quantity: Quantity, units: Int, currency: Currency) -> Money? {
    // All bands are summed over one denominator, so that a ladder rounds once and not once a band.
    var numerator: Int128 = 0
    for share in split(quantity) {
      let (product, overflow) = share.quantity.parts.multipliedReportingOverflow(by: share.tier.price.picos)
      let (sum, overflowed) = numerator.addingReportingOverflow(product)
      guard !overflow, !overflowed else { return nil }
      numerator = sum
    }
    return Money(
      picos: FixedPoint.roundedQuotient(numerator, Quantity.scale * Int128(units)), currency: currency)
  }
}
