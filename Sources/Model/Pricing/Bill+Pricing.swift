import Measures

extension Bill {
  /// Prices usage month by month; meters that the card lacks become gaps.
  ///
  /// The ladders of a meter run over all resources of the account together: each resource's line is the ladder at the
  /// cumulative quantity less the ladder before it, so lines sum to the ladder exactly.
  /// - Throws: `PricingError` where a campaign's floor or family is missing or an amount leaves exact arithmetic.
  package init(pricing usage: Usage, with card: RateCard, terms: BillingTerms = .standard) throws(PricingError) {
    currency = card.currency
    cardName = card.name
    var lines: [BillLine] = []
    var ladder: LadderPosition?
    for amount in try MeteredAmount.all(in: usage, card: card) {
      guard let price = card.price(of: amount.meter) else {
        lines.append(amount.gap("no price for \(amount.meter.rawValue) in \(card.name)"))
        continue
      }
      if ladder?.month != amount.month || ladder?.price.meter != amount.meter {
        ladder = LadderPosition(price: price, month: amount.month, card: card, terms: terms)
      }
      lines += try ladder?.lines(for: amount) ?? []
    }
    self.lines = lines
  }
}

extension MeteredAmount {
  /// A line without an amount.
  fileprivate func gap(_ reason: String, quantity: Quantity? = nil) -> BillLine {
    BillLine(
      resource: resource, meter: meter, month: month, quantity: quantity ?? self.quantity, amount: nil, priceID: nil,
      tiers: [], formula: reason, inputs: inputs)
  }
}

/// Where the account stands on a meter's ladder within a month, for each billing window considered.
private struct LadderPosition {
  let price: Price
  let month: CalendarMonth
  private let currency: Currency
  private let candidates: [PriceCandidate]
  private let base: Quantity
  private var positions: [Quantity]

  init(price: Price, month: CalendarMonth, card: RateCard, terms: BillingTerms) {
    self.price = price
    self.month = month
    currency = card.currency
    base = terms.otherMonthlyUsage[price.meter] ?? .zero
    positions = [Quantity](repeating: base, count: max(1, price.windows.count))
    let allowance = terms.freeTierStart.flatMap { start in
      card.freeTier?.allowance(for: price.meter, in: month, since: start)
    }
    if let allowance, allowance > .zero {
      // Whether the free tier still exists is in doubt, so that the range reaches the price without it.
      candidates = price.candidates.map { $0.withFree(allowance) } + price.candidates
    } else {
      candidates = price.candidates
    }
  }

  mutating func lines(for metered: MeteredAmount) throws(PricingError) -> [BillLine] {
    let options: [[LadderCharge]]
    switch metered.charge {
    case .monthly(let stated):
      // What is the same under every window is stated once.
      let quantities = stated.count == 1 ? [Quantity](repeating: stated[0], count: positions.count) : stated
      options = try quantities.enumerated().map { index, quantity throws(PricingError) in
        try charges(metered) {
          $0.charge(for: quantity, above: positions[index], units: price.units, currency: currency)
        }
      }
      for (index, quantity) in quantities.enumerated() { positions[index] += quantity }
    case .separately(let quantities):
      options = [
        try charges(metered) { candidate in
          LadderCharge.sum(
            quantities.map { candidate.charge(for: $0, units: price.units, currency: currency) }, currency)
        }
      ]
    case .hours(let groups):
      let least = price.hourly?.leastUsers ?? .zero
      options = [
        try charges(metered) { candidate in
          LadderCharge.sum(
            groups.map { group in
              candidate.charge(for: max(least, group.users), units: price.units, currency: currency)?.times(group.hours)
            }, currency)
        }
      ]
    }
    return lines(metered, options.flatMap { $0 })
  }

  /// One charge a candidate.
  private func charges(_ metered: MeteredAmount, _ charge: (PriceCandidate) -> LadderCharge?) throws(PricingError)
    -> [LadderCharge]
  {
    try candidates.map { candidate throws(PricingError) in
      guard let charged = charge(candidate) else {
        throw PricingError(
          code: .amountTooLarge, resource: metered.resource,
          detail: "\(metered.quantity.text(places: 0)) \(metered.meter.unit)")
      }
      return charged
    }
  }

  /// The priced line, and a gap for what lies above the ladder's known end.
  private func lines(_ metered: MeteredAmount, _ options: [LadderCharge]) -> [BillLine] {
    let expected = options[0]
    // A reading that prices less of the quantity is no lower price, and one that prices more no higher one.
    let amounts = options.filter { $0.unpriced == expected.unpriced }.map(\.amount)
    let range = AmountRange(
      expected: expected.amount, low: amounts.min() ?? expected.amount, high: amounts.max() ?? expected.amount)
    let priced = metered.quantity - expected.unpriced
    var lines: [BillLine] = []
    if priced > .zero || expected.unpriced == .zero {
      let other = base > .zero ? [BillInput("used by the account beside this", base, metered.meter.unit)] : []
      lines.append(
        BillLine(
          resource: metered.resource, meter: metered.meter, month: metered.month, quantity: priced, amount: range,
          priceID: price.id, tiers: expected.parts, formula: metered.formula, inputs: metered.inputs + other))
    }
    if expected.unpriced > .zero {
      let end = price.candidates[0].end.map { $0.text() } ?? ""
      let unit = price.hourly == nil ? metered.meter.unit : Meter.recommenderUsers.unit
      lines.append(metered.gap("no price above \(end) \(unit)s in \(price.id)", quantity: expected.unpriced))
    }
    return lines
  }
}
