import Measures

extension Bill {
  /// Prices usage month by month; meters that the card lacks become gaps.
  ///
  /// The ladders of a meter run over all resources of the account together: each resource's line is the ladder at the
  /// cumulative quantity less the ladder before it, so lines sum to the ladder exactly.
  /// - Throws: `PricingError` where a campaign's floor or family is missing or an amount leaves exact arithmetic.
  package init(pricing usage: Usage, with card: RateCard) throws(PricingError) {
    currency = card.currency
    cardName = card.name
    var lines: [BillLine] = []
    for entry in try MonthlyUsage.entries(of: usage, card: card) {
      lines += try Bill.lines(of: entry, card: card)
    }
    self.lines = lines
  }

  /// The lines of one meter in one month, a line a resource.
  private static func lines(of entry: MonthlyUsage, card: RateCard) throws(PricingError) -> [BillLine] {
    guard let price = card.price(of: entry.meter) else {
      return entry.amounts.map {
        BillLine(
          resource: $0.resource, meter: entry.meter, month: entry.month, quantity: $0.quantities[0], amount: nil,
          priceID: nil, tiers: [], formula: "no price for \(entry.meter.rawValue) in \(card.name)")
      }
    }
    var lines: [BillLine] = []
    // One running position on the ladder for each billing window considered.
    var positions = [Quantity](repeating: .zero, count: entry.amounts.first?.quantities.count ?? 0)
    for resourceAmount in entry.amounts {
      var amounts: [Money] = []
      for (index, quantity) in resourceAmount.quantities.enumerated() {
        for candidate in price.candidates {
          guard
            let upper = candidate.amount(
              of: positions[index] + quantity, units: price.units, currency: card.currency),
            let lower = candidate.amount(of: positions[index], units: price.units, currency: card.currency)
          else {
            throw PricingError(
              code: .amountTooLarge, resource: resourceAmount.resource,
              detail: "\(quantity.text(places: 0)) \(entry.meter.unit)")
          }
          amounts.append(upper - lower)
        }
      }
      let expected = amounts[0]
      let range = AmountRange(
        expected: expected, low: amounts.min() ?? expected, high: amounts.max() ?? expected)
      lines.append(
        BillLine(
          resource: resourceAmount.resource, meter: entry.meter, month: entry.month,
          quantity: resourceAmount.quantities[0], amount: range, priceID: price.id,
          tiers: price.candidates[0].split(resourceAmount.quantities[0], above: positions[0]),
          formula: resourceAmount.formula))
      for (index, quantity) in resourceAmount.quantities.enumerated() { positions[index] += quantity }
    }
    return lines
  }
}
