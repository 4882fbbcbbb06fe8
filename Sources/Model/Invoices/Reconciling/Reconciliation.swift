import Measures
import Pricing

/// An invoice beside what recast prices for the same usage, line by line with the likely cause of each difference.
package struct Reconciliation: Sendable {
  /// What it is compared with.
  package struct Prices: Sendable {
    /// A line takes the card of its region; one that does not say its region the first.
    package let cards: [RateCard]
    /// Cards of other regions, asked only whether a strange price is theirs.
    package let otherCards: [RateCard]
    package let meters: UsageTypeMeters
    /// What the account uses of a meter each month, in each region, besides what the invoice has.
    package let terms: BillingTerms
    /// Causes that the user knows of: their lines are not open.
    package let accepted: Set<DifferenceCause>

    package init(
      cards: [RateCard], otherCards: [RateCard] = [], meters: UsageTypeMeters = UsageTypeMeters(),
      terms: BillingTerms = .standard, accepted: Set<DifferenceCause> = []
    ) {
      precondition(!cards.isEmpty)
      self.terms = terms
      self.accepted = accepted
      self.cards = cards
      self.otherCards = otherCards
      self.meters = meters
    }

    func card(region: String) -> RateCard { cards.first { $0.region == region } ?? cards[0] }
  }

  /// In order of month, region, meter and day.
  package let lines: [ReconciledLine]
  /// Taxes, credits, fees and the like, by month and kind.
  package let charges: [OtherCharge]
  package let coverage: [MonthCoverage]
  /// Usage types without a meter, ascending.
  package let unknownUsageTypes: [String]
  /// The currency of the first card, which all totals are in.
  package let currency: Currency
  /// Lines billed in another currency, of which the file says the price in this one: that was taken.
  package let linesInPricingCurrency: Int

  package init(of invoice: InvoiceReading, with prices: Prices) {
    let currency = prices.cards[0].currency
    let invoiceLines = invoice.lines.map { $0.priced(in: currency) }
    let groups = UsageGroup.groups(of: invoiceLines, meters: prices.meters)
    var freeTiers = FreeTierAllowances(firstUse: groups.first?.key.period)
    var lines: [ReconciledLine] = []
    var start = 0
    while start < groups.count {
      // One account's ladders run within a month and region.
      let end =
        groups[start...].firstIndex {
          ($0.key.period, $0.key.region) != (groups[start].key.period, groups[start].key.region)
        } ?? groups.count
      let part = Array(groups[start..<end])
      let month = groups[start].key.period
      let card = prices.card(region: groups[start].key.region)
      let found = CauseSearch(of: part, with: prices, freeTier: freeTiers.left(of: card, in: month)).lines
      freeTiers.take(found, of: card)
      lines += found
      start = end
    }
    self.lines = lines
    charges = Reconciliation.charges(of: invoiceLines)
    coverage = invoice.months
    unknownUsageTypes = Set(lines.filter { $0.cause == .unknownUsageType }.flatMap(\.usageTypes)).sorted()
    self.currency = currency
    linesInPricingCurrency = zip(invoice.lines, invoiceLines).count { $0.cost.currency != $1.cost.currency }
  }

  private static func charges(of lines: [InvoiceLine]) -> [OtherCharge] {
    var places: [[String]: Int] = [:]
    var charges: [OtherCharge] = []
    for line in lines where line.kind != .usage {
      let key = ["\(line.period)", line.kind.rawValue, line.type, line.description, line.cost.currency.code]
      if let place = places[key] {
        charges[place].amount += line.cost
      } else {
        places[key] = charges.count
        charges.append(
          OtherCharge(
            month: line.period, kind: line.kind, type: line.type, description: line.description, amount: line.cost))
      }
    }
    return charges
  }
}
