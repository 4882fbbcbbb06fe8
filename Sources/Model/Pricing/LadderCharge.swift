import Measures

/// How much of a quantity fell into one band of a ladder, and what that part costs.
package struct TierShare: Hashable, Sendable {
  package let tier: Tier
  package let quantity: Quantity
  /// The parts of a line sum to the line exactly: the last takes what rounding leaves.
  package let amount: Money

  package init(tier: Tier, quantity: Quantity, amount: Money) {
    self.tier = tier
    self.quantity = quantity
    self.amount = amount
  }
}

/// What a quantity costs on a ladder.
struct LadderCharge {
  let amount: Money
  /// The amount by band.
  let parts: [TierShare]
  /// The quantity above the ladder's known end.
  var unpriced = Quantity.zero

  /// An hour's charge for a number of hours; nil when it overflows. Hours that the ladder does not price whole are unpriced.
  func times(_ hours: Quantity) -> LadderCharge? {
    guard unpriced == .zero else {
      return LadderCharge(amount: .zero(amount.currency), parts: [], unpriced: hours)
    }
    guard let picos = FixedPoint.product(amount.picos, hours.parts, over: Quantity.scale) else { return nil }
    let amount = Money(picos: picos, currency: amount.currency)
    var left = amount
    var scaled: [TierShare] = []
    for (index, part) in parts.enumerated() {
      guard let quantity = FixedPoint.product(part.quantity.parts, hours.parts, over: Quantity.scale),
        let share = FixedPoint.product(part.amount.picos, hours.parts, over: Quantity.scale)
      else { return nil }
      let partAmount = index == parts.count - 1 ? left : Money(picos: share, currency: amount.currency)
      scaled.append(TierShare(tier: part.tier, quantity: Quantity(parts: quantity), amount: partAmount))
      left = left - partAmount
    }
    return LadderCharge(amount: amount, parts: scaled)
  }

  /// Charges together, their parts by band; nil where one is missing.
  static func sum(_ charges: [LadderCharge?], _ currency: Currency) -> LadderCharge? {
    var amount = Money.zero(currency)
    var parts: [TierShare] = []
    var unpriced = Quantity.zero
    for charge in charges {
      guard let charge else { return nil }
      amount += charge.amount
      unpriced += charge.unpriced
      for part in charge.parts {
        guard let index = parts.firstIndex(where: { $0.tier == part.tier }) else {
          parts.append(part)
          continue
        }
        parts[index] = TierShare(
          tier: part.tier, quantity: parts[index].quantity + part.quantity, amount: parts[index].amount + part.amount)
      }
    }
    return LadderCharge(amount: amount, parts: parts, unpriced: unpriced)
  }
}

extension PriceCandidate {
  /// What a quantity costs on top of `base` in the same month.
  ///
  /// - Returns: the amount, its parts by band, and the quantity above the ladder's known end; nil when it overflows.
  func charge(for quantity: Quantity, above base: Quantity = .zero, units: Int, currency: Currency)
    -> LadderCharge?
  {
    let wanted = base + quantity
    let top = end.map { max(base, min($0, wanted)) } ?? wanted
    guard let upper = amount(of: top, units: units, currency: currency),
      let lower = amount(of: min(base, end ?? base), units: units, currency: currency)
    else { return nil }
    let amount = upper - lower
    var parts: [TierShare] = []
    var left = amount
    let bands = split(top - base, above: base)
    for (index, band) in bands.enumerated() {
      let share =
        index == bands.count - 1
        ? left
        : FixedPoint.product(band.quantity.parts, band.tier.price?.picos ?? 0, over: Quantity.scale * Int128(units))
          .map { Money(picos: $0, currency: currency) } ?? left
      parts.append(TierShare(tier: band.tier, quantity: band.quantity, amount: share))
      left = left - share
    }
    return LadderCharge(amount: amount, parts: parts, unpriced: wanted - top)
  }

  /// The quantities that fall into each band when `quantity` comes on top of `base`.
  func split(_ quantity: Quantity, above base: Quantity = .zero) -> [(tier: Tier, quantity: Quantity)] {
    var shares: [(Tier, Quantity)] = []
    var from = base
    let end = base + quantity
    for tier in tiers {
      let bandEnd = min(tier.upTo ?? end, end)
      guard bandEnd > from else { continue }
      shares.append((tier, bandEnd - from))
      from = bandEnd
    }
    return shares
  }

  /// The price of a quantity from the bottom of the ladder, rounded half to even at 10^-12; nil when it overflows.
  func amount(of quantity: Quantity, units: Int, currency: Currency) -> Money? {
    // All bands are summed over one denominator, so that a ladder rounds once and not once a band.
    var numerator: Int128 = 0
    for share in split(quantity) {
      let (product, overflow) = share.quantity.parts.multipliedReportingOverflow(by: share.tier.price?.picos ?? 0)
      let (sum, overflowed) = numerator.addingReportingOverflow(product)
      guard !overflow, !overflowed else { return nil }
      numerator = sum
    }
    return Money(
      picos: FixedPoint.roundedQuotient(numerator, Quantity.scale * Int128(units)), currency: currency)
  }
}
