import Measures

/// What one unit of a currency is worth in another, on a day.
package struct ExchangeRate: Hashable, Sendable {
  package let from: Currency
  /// Amount of the other currency for one unit of `from`; positive.
  package let rate: Money
  /// The day the rate was read.
  package let date: CivilDate

  package init(from: Currency, rate: Money, date: CivilDate) {
    precondition(rate.picos > 0 && rate.currency != from)
    self.from = from
    self.rate = rate
    self.date = date
  }

  package var to: Currency { rate.currency }

  /// The amount in the other currency, rounded half to even at 10^-12; nil beyond 10^18 units.
  package func converted(_ money: Money) -> Money? {
    precondition(money.currency == from)
    return FixedPoint.product(money.picos, rate.picos, over: Money.scale).map { Money(picos: $0, currency: to) }
  }
}

extension Bill {
  /// The same bill in another currency: each line is converted, and the total is the sum of the converted lines.
  ///
  /// - Throws: `PricingError` where an amount is too large.
  package func converted(at exchange: ExchangeRate) throws(PricingError) -> Bill {
    func convert(_ money: Money, _ line: BillLine) throws(PricingError) -> Money {
      guard let converted = exchange.converted(money) else {
        throw PricingError(code: .amountTooLarge, resource: line.resource, detail: "\(money.text()) \(money.currency)")
      }
      return converted
    }
    var converted: [BillLine] = []
    for line in lines {
      var amount: AmountRange?
      var parts: [TierShare] = []
      if let range = line.amount {
        let expected = try convert(range.expected, line)
        amount = AmountRange(
          expected: expected, low: try convert(range.low, line), high: try convert(range.high, line))
        // Rounded apart, the parts could miss their line by a pico: the last takes the rest.
        var left = expected
        for (index, part) in line.tiers.enumerated() {
          let share = index == line.tiers.count - 1 ? left : try convert(part.amount, line)
          parts.append(TierShare(tier: part.tier, quantity: part.quantity, amount: share))
          left = left - share
        }
      }
      converted.append(
        BillLine(
          resource: line.resource, meter: line.meter, month: line.month, quantity: line.quantity, amount: amount,
          priceID: line.priceID, tiers: parts, formula: line.formula, inputs: line.inputs))
    }
    return Bill(lines: converted, currency: exchange.to, cardName: cardName)
  }
}
