import Measures
import Pricing

/// Looks for the likely cause of each difference within one month and region.
///
/// A cause is a guess that predicts the invoiced amount: each is tried in turn, the closest to a billing rule first, and
/// the first that predicts it within the printed digits is taken.
struct CauseSearch {
  private let groups: [UsageGroup]
  private let card: RateCard
  private let priced: [LadderPricing.Priced?]
  private let alternatives: [Alternative]
  private let otherRegions: [(card: RateCard, amounts: [LadderPricing.Priced?])]

  /// Another way to price all groups.
  private struct Alternative {
    let cause: DifferenceCause
    let evidence: String
    let amounts: [LadderPricing.Priced?]
  }

  /// - Parameter groups: of one month and region, in order.
  init(of groups: [UsageGroup], with prices: Reconciliation.Prices) {
    let card = prices.card(region: groups.first?.key.region ?? "")
    self.groups = groups
    self.card = card
    otherRegions = (prices.cards + prices.otherCards)
      .filter { $0.region != card.region && $0.currency == card.currency }
      .map { ($0, LadderPricing.prices(of: groups, with: $0)) }
    priced = LadderPricing.prices(of: groups, with: card)
    var alternatives: [Alternative] = []
    if card.freeTier != nil, let month = groups.first?.key.period {
      alternatives.append(
        Alternative(
          cause: .freeTier, evidence: "it is the price with the free tier of the card",
          amounts: LadderPricing.prices(of: groups, with: card, freeTierStart: month)))
    }
    let readings = card.prices.map(\.candidates.count).max() ?? 1
    for reading in 1..<max(2, readings) where reading < readings {
      alternatives.append(
        Alternative(
          cause: .otherSource, evidence: "it is the price by another reading",
          amounts: LadderPricing.prices(of: groups, with: card.with(reading: reading))))
    }
    self.alternatives = alternatives
  }

  var lines: [ReconciledLine] {
    groups.indices.map { index in
      let group = groups[index]
      let amount = priced[index]?.amount
      let (cause, evidence) = cause(index)
      return ReconciledLine(
        month: group.key.period, firstDay: group.key.firstDay, days: group.key.days, region: group.key.region,
        meter: group.meter, usageTypes: Set(group.lines.map(\.usageType)).sorted(), quantity: group.quantity,
        unit: group.meter?.unit ?? group.lines[0].unit, invoiced: group.cost, cardName: card.name, recast: amount,
        cause: cause, evidence: evidence, rows: group.rows)
    }
  }

  private func cause(_ index: Int) -> (DifferenceCause, String) {
    let group = groups[index]
    guard let meter = group.meter else {
      return (.unknownUsageType, "No meter is known for \(group.key.usageType).")
    }
    guard group.key.currency == card.currency.code else {
      return (.currency, "The line is in \(group.key.currency), the card \(card.name) in \(card.currency).")
    }
    guard let price = card.price(of: meter), let priced = priced[index] else {
      return (.noPrice, noPrice(meter))
    }
    let slack = Slack(group)
    let expected = priced.amount.expected
    if group.cost == expected { return (.agrees, floor(group)) }
    if slack.covers(group.cost, expected) {
      return (.rounding, "The printed digits leave \(slack.text) open.")
    }
    let found =
      free(index, price) ?? discount(group, expected, slack) ?? otherRegion(index, slack)
      ?? otherBand(group, priced, price) ?? alternative(index, slack, .otherSource) ?? regionOfPrice(index, slack)
      ?? changedPrice(index)
      ?? (.unexplained, "\(group.cost.exactText) is neither the printed nor any known price of the quantity.")
    guard let unit = group.otherUnit, found.0 == .priceChanged || found.0 == .unexplained else { return found }
    return (found.0, found.1 + " The file counts in \(unit), the meter in \(group.unit).")
  }

  private func noPrice(_ meter: Meter) -> String {
    switch meter {
    case .recommenderHours: "An hour is priced by its users, which an invoice does not say."
    case .segmentDatasetUsers:
      "Each segment climbs the ladder by itself, and an invoice does not say how many there were."
    default: "\(card.name) has no price for \(meter.rawValue), or none for so much of it."
    }
  }

  /// Says where the quantity of a day is just that of a floor; it explains no difference of price.
  private func floor(_ group: UsageGroup) -> String {
    guard let tps = FloorQuantity.wholeTPS(group.quantity, meter: group.meter, days: group.key.days) else { return "" }
    return "The quantity is that of a floor of \(tps) TPS throughout."
  }

  // MARK: - Guesses

  /// Some units cost nothing, and the others what a band says.
  private func free(_ index: Int, _ price: Price) -> (DifferenceCause, String)? {
    let group = groups[index]
    let freeQuantity = group.lines.filter { $0.cost.picos == 0 }.reduce(Quantity.zero) { $0 + $1.quantity }
    let paid = group.lines.filter { $0.cost.picos != 0 }
    if freeQuantity > .zero, price.candidates.contains(where: { bands(of: paid, in: $0, units: price.units) != nil }) {
      return (.freeTier, "\(freeQuantity.text()) of \(group.quantity.text()) \(group.unit) are billed at nothing.")
    }
    return alternative(index, Slack(group), .freeTier)
  }

  private func discount(_ group: UsageGroup, _ expected: Money, _ slack: Slack) -> (DifferenceCause, String)? {
    guard let listCost = group.listCost, listCost != group.cost, slack.covers(listCost, expected) else { return nil }
    return (.discount, "The file's own public price is \(listCost.exactText), as recast's; less is billed.")
  }

  private func otherRegion(_ index: Int, _ slack: Slack) -> (DifferenceCause, String)? {
    let group = groups[index]
    guard !group.key.region.isEmpty, group.key.region != card.region else { return nil }
    let sentence = "The line is of \(group.key.region), the card of \(card.region)"
    guard let own = otherRegions.first(where: { $0.card.region == group.key.region }) else {
      return (.region, sentence + ".")
    }
    let isExplained = own.amounts[index].map { slack.covers(group.cost, $0.amount.expected) } ?? false
    return (.region, sentence + (isExplained ? ", and \(own.card.name) gives the amount." : "."))
  }

  /// Each line of the invoice has the rate of one band or another.
  private func otherBand(
    _ group: UsageGroup, _ priced: LadderPricing.Priced, _ price: Price
  ) -> (DifferenceCause, String)? {
    for candidate in price.candidates where candidate.tiers.count > 1 {
      guard let found = bands(of: group.lines, in: candidate, units: price.units) else { continue }
      let unit = price.units == 1 ? "" : " for \(price.units)"
      let invoiced = found.map { "\($0.quantity.text()) at \($0.rate.exactText)" }.joined(separator: ", ")
      let own = priced.tiers.map { "\($0.quantity.text()) at \($0.tier.price?.exactText ?? "?")" }
      return (
        .tier,
        "Invoiced: \(invoiced)\(unit); recast: \(own.joined(separator: ", ")). The account stands elsewhere on the ladder."
      )
    }
    return nil
  }

  /// The band that each line's cost is of; nil where one is of none.
  private func bands(
    of lines: [InvoiceLine], in candidate: PriceCandidate, units: Int
  ) -> [(quantity: Quantity, rate: Money)]? {
    var found: [(quantity: Quantity, rate: Money)] = []
    for line in lines {
      let rate = candidate.tiers.compactMap(\.price).first { rate in
        line.quantity.cost(at: rate, units: units).map { Slack(line).covers(line.cost, $0) } ?? false
      }
      guard let rate else { return nil }
      found.append((line.quantity, rate))
    }
    return found
  }

  private func alternative(_ index: Int, _ slack: Slack, _ cause: DifferenceCause) -> (DifferenceCause, String)? {
    let found = alternatives.first { alternative in
      guard alternative.cause == cause, let amount = alternative.amounts[index]?.amount.expected else { return false }
      return slack.covers(groups[index].cost, amount)
    }
    return found.map { ($0.cause, "The amount fits: \($0.evidence).") }
  }

  private func regionOfPrice(_ index: Int, _ slack: Slack) -> (DifferenceCause, String)? {
    let found = otherRegions.first { other in
      other.amounts[index].map { slack.covers(groups[index].cost, $0.amount.expected) } ?? false
    }
    return found.map { (.region, "It is the price of \($0.card.region) (\($0.card.name)).") }
  }

  /// A rate that the invoice prints, or that several days have alike, is a price; it is not on the card.
  private func changedPrice(_ index: Int) -> (DifferenceCause, String)? {
    let group = groups[index]
    guard let rate = group.cost.perUnit(group.quantity) else { return nil }
    let isPrinted = group.lines.allSatisfy { line in
      guard let rate = line.rate, rate.picos > 0, let cost = line.quantity.cost(at: rate, units: 1) else {
        return false
      }
      return Slack(line).covers(line.cost, cost)
    }
    let card = "it is not on \(card.name), read on \(card.dateRead)"
    if isPrinted {
      return (
        .priceChanged,
        "The invoice prints \(group.lines.count == 1 ? "the rate" : "rates, on average"), \(rate.exactText) a \(group.unit); \(card)."
      )
    }
    let same = groups.filter { $0.meter == group.meter && $0.key.currency == group.key.currency }.count { other in
      guard let cost = other.quantity.cost(at: rate, units: 1) else { return false }
      return Slack(other).covers(other.cost, cost)
    }
    guard same > 1 else { return nil }
    return (.priceChanged, "\(rate.exactText) a \(group.unit) on \(same) days of the month alike; \(card).")
  }
}

extension UsageGroup {
  /// The meter's unit.
  fileprivate var unit: String { meter?.unit ?? "unit" }

  /// What the file counts in, where that is not the meter's unit. AWS writes hours as `Hrs`.
  fileprivate var otherUnit: String? {
    lines.lazy.map(\.unit).first { unit in
      let written = unit.lowercased() == "hrs" ? "hours" : unit
      return !written.isEmpty && meter?.definition.accepts(unit: written) == false
    }
  }
}

extension RateCard {
  /// The card with one reading of each price in the place of the expected one; rows with fewer keep theirs.
  fileprivate func with(reading: Int) -> RateCard {
    let prices = prices.map { price in
      guard reading < price.candidates.count else { return price }
      return Price(
        id: price.id, meter: price.meter, units: price.units, candidates: [price.candidates[reading]],
        windows: price.windows, hourly: price.hourly, confidence: price.confidence,
        windowConfidence: price.windowConfidence, validFrom: price.validFrom, standsInFrom: price.standsInFrom,
        note: price.note)
    }
    return RateCard(
      name: name, region: region, currency: currency, dateRead: dateRead, prices: prices, freeTier: freeTier)
  }
}
