import Measures
import Pricing

/// Prices groups of usage so that each day pays its marginal share of the month's ladder.
enum LadderPricing {
  /// A group's price.
  struct Priced {
    let amount: AmountRange
    /// How the expected amount falls into bands.
    let tiers: [TierShare]
  }

  /// What each group costs, by its place; nil where it has no price.
  ///
  /// The days of a meter are handed to `Bill` as if they were resources in that order: a bill's line is the ladder at the
  /// cumulative quantity less the ladder before it, so a month's days sum to its ladder exactly.
  static func prices(
    of groups: [UsageGroup], with card: RateCard, terms: BillingTerms
  ) -> [Priced?] {
    var usage = Usage()
    for (index, group) in groups.enumerated() {
      guard let meter = group.meter, isPriced(meter), group.key.otherUnit.isEmpty,
        group.key.currency == card.currency.code
      else { continue }
      usage.rows.append(
        UsageRow(
          resource: Resource(name(index)), meter: meter, start: group.key.period.start, end: group.key.period.start,
          quantity: group.quantity))
    }
    // A price that leaves exact arithmetic is none; quantities are bounded, so only a card of absurd prices has one.
    guard let bill = try? Bill(pricing: usage, with: card, terms: terms) else {
      return groups.map { _ in nil }
    }
    let lines = Dictionary(grouping: bill.lines, by: \.resource.name)
    return groups.indices.map { index in
      // A second line is what lies above the ladder's known end.
      guard let line = lines[name(index)], line.count == 1, let amount = line[0].amount else { return nil }
      return Priced(amount: amount, tiers: line[0].tiers)
    }
  }

  /// Whether a quantity on an invoice is all that a meter's price depends on.
  static func isPriced(_ meter: Meter) -> Bool {
    meter.isPriced && meter != .recommenderHours && meter != .segmentDatasetUsers
  }

  /// A name that sorts as the number does.
  private static func name(_ index: Int) -> String {
    let digits = "\(index)"
    return String(repeating: "0", count: 9 - digits.utf8.count) + digits
  }
}
