import Measures
import Pricing

/// Sorts invoiced quantities into the bands of a ladder by the rates that they were billed at.
struct LadderBands {
  /// A quantity in one band.
  struct Share {
    let tier: Tier
    let quantity: Quantity
  }

  let candidate: PriceCandidate
  /// Units that a tier's price is for.
  let units: Int

  /// The band of each of the group's lines; nil where a line has the price of none.
  func shares(of group: UsageGroup) -> [Share]? {
    let shares = group.lines.compactMap(share)
    return shares.count == group.lines.count ? shares : nil
  }

  private func share(of line: InvoiceLine) -> Share? {
    candidate.tiers.first { tier in
      guard let rate = tier.price, let cost = line.quantity.cost(at: rate, units: units) else { return false }
      return Slack(line).covers(line.cost, cost)
    }.map { Share(tier: $0, quantity: line.quantity) }
  }

  /// Whether no band is billed for more than the month's ladder has in it, with the usage that was stated besides.
  ///
  /// - Parameter month: all groups of the meter, with their price: one that agrees lies where its price says.
  func hold(_ month: [(group: UsageGroup, priced: LadderPricing.Priced?)], besides other: Quantity) -> Bool {
    var billed: [Share] = []
    var total = other
    var rows = 0
    for (group, priced) in month {
      total += group.quantity
      rows += group.rows
      if let priced, Slack(group).covers(group.cost, priced.amount.expected) {
        billed += priced.tiers.map { Share(tier: $0.tier, quantity: $0.quantity) }
      } else {
        billed += group.lines.compactMap(share)
      }
    }
    var start = Quantity.zero
    for tier in candidate.tiers {
      let end = min(tier.upTo ?? total, total)
      let own = billed.reduce(Quantity.zero) { $1.tier == tier ? $0 + $1.quantity : $0 }
      // Ten printed decimals of each row.
      let room = max(.zero, end - start) + Quantity(parts: Int128(rows) * (Quantity.scale / 1_000_000_000))
      guard own <= room else { return false }
      start = max(start, end)
    }
    return true
  }
}
