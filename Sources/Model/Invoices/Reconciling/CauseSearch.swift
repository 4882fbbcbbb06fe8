import Measures
import Pricing

/// Looks for the likely cause of each difference within one month and region.
///
/// A cause settles a difference only where it predicts the invoiced amount within the printed digits from what is known:
/// the cards, the invoice's other lines and the usage stated. One exception: a discount is taken on the file's word where
/// its own public price is recast's. All other causes are labels: what they stand at stays open. Causes that settle are
/// tried first, the closest to a billing rule before others.
struct CauseSearch {
  private let groups: [UsageGroup]
  private let prices: Reconciliation.Prices
  private let region: String
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

  /// What was found for a difference.
  private struct Found {
    let cause: DifferenceCause
    let evidence: String
    var isOpen = false
    /// What is open of it, where that is less than the whole difference.
    var open: Money?
  }

  /// - Parameters:
  ///   - groups: of one month and region, in order.
  ///   - freeTier: what the card gives away and no region before has taken; nil where the month has none.
  init(of groups: [UsageGroup], with prices: Reconciliation.Prices, freeTier: FreeTier?) {
    region = groups.first?.key.region ?? ""
    let card = prices.card(region: region)
    self.groups = groups
    self.prices = prices
    self.card = card
    otherRegions = (prices.cards + prices.otherCards)
      .filter { $0.region != card.region && $0.currency == card.currency }
      .map { ($0, LadderPricing.prices(of: groups, with: $0, terms: prices.terms)) }
    priced = LadderPricing.prices(of: groups, with: card, terms: prices.terms)
    var alternatives: [Alternative] = []
    if let freeTier, prices.terms.freeTierStart == nil, let month = groups.first?.key.period {
      var terms = prices.terms
      terms.freeTierStart = month
      alternatives.append(
        Alternative(
          cause: .freeTier, evidence: "it is the price with the free tier of the card",
          amounts: LadderPricing.prices(of: groups, with: card.with(freeTier: freeTier), terms: terms)))
    }
    let readings = card.prices.map(\.candidates.count).max() ?? 1
    for reading in 1..<max(2, readings) where reading < readings {
      alternatives.append(
        Alternative(
          cause: .otherSource, evidence: "it is the price by another reading",
          amounts: LadderPricing.prices(of: groups, with: card.with(reading: reading), terms: prices.terms)))
    }
    self.alternatives = alternatives
  }

  var lines: [ReconciledLine] {
    groups.indices.map { index in
      let group = groups[index]
      let found = found(index)
      let isCompared = ![.noCard, .unknownUsageType].contains(found.cause)
      let amount = isCompared ? priced[index]?.amount : nil
      let isOpen = found.isOpen && !prices.accepted.contains(found.cause)
      let difference = amount.map { (group.cost - $0.expected).magnitude } ?? group.cost.magnitude
      return ReconciledLine(
        month: group.key.period, firstDay: group.key.firstDay, days: group.key.days, region: group.key.region,
        meter: group.meter, usageTypes: Set(group.lines.map(\.usageType)).sorted(), quantity: group.quantity,
        unit: group.unit, invoiced: group.cost, cardName: card.name, recast: amount, cause: found.cause,
        evidence: found.evidence, isOpen: isOpen,
        open: isOpen ? found.open ?? difference : .zero(group.cost.currency), rows: group.rows)
    }
  }

  private func found(_ index: Int) -> Found {
    let group = groups[index]
    guard let meter = group.meter else {
      return open(.unknownUsageType, "No meter is known for \(group.key.usageType).")
    }
    guard group.key.otherUnit.isEmpty else {
      return open(.otherUnit, "The file counts in \(group.key.otherUnit), \(meter.rawValue) in \(meter.unit).")
    }
    guard group.key.currency == card.currency.code else {
      return open(.currency, "The line is in \(group.key.currency), the card \(card.name) in \(card.currency).")
    }
    let slack = Slack(group)
    guard region.isEmpty || region == card.region else { return otherRegion(index, slack) }
    guard let price = card.price(of: meter), let priced = priced[index] else { return open(.noPrice, noPrice(meter)) }
    let expected = priced.amount.expected
    if group.cost == expected { return Found(cause: .agrees, evidence: floor(group)) }
    if slack.covers(group.cost, expected) {
      return Found(cause: .rounding, evidence: "The printed digits leave \(slack.text) open.")
    }
    let tier = otherBand(group, priced, price)
    return alternative(index, slack, .freeTier) ?? discount(group, expected, slack)
      ?? (tier?.isOpen == false ? tier : nil) ?? alternative(index, slack, .otherSource) ?? regionOfPrice(index, slack)
      ?? tier ?? nothing(index) ?? changedPrice(index)
      ?? open(.unexplained, "\(group.cost.exactText) is neither the printed nor any known price of the quantity.")
  }

  private func open(_ cause: DifferenceCause, _ evidence: String, open: Money? = nil) -> Found {
    Found(cause: cause, evidence: evidence, isOpen: true, open: open)
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

  // MARK: - Causes that predict the amount

  private func discount(_ group: UsageGroup, _ expected: Money, _ slack: Slack) -> Found? {
    guard let listCost = group.listCost, group.cost < listCost, group.cost.picos >= 0,
      slack.covers(listCost, expected)
    else { return nil }
    return Found(
      cause: .discount,
      evidence: "The file's own public price is \(listCost.exactText), as recast's; less is billed.")
  }

  /// A line of a region that no card was given for: one at hand may tell its price.
  private func otherRegion(_ index: Int, _ slack: Slack) -> Found {
    let sentence = "No card for \(region)"
    guard let own = otherRegions.first(where: { $0.card.region == region }), let amount = own.amounts[index]?.amount
    else { return open(.noCard, sentence + ": not checked.") }
    if slack.covers(groups[index].cost, amount.expected) {
      return Found(cause: .region, evidence: "The line is of \(region), and \(own.card.name) gives the amount.")
    }
    return open(.noCard, sentence + " was given: not checked. \(own.card.name) makes it \(amount.expected.exactText).")
  }

  /// The price of another region: it settles a line that does not say its own.
  private func regionOfPrice(_ index: Int, _ slack: Slack) -> Found? {
    let found = otherRegions.first { other in
      other.amounts[index].map { slack.covers(groups[index].cost, $0.amount.expected) } ?? false
    }
    return found.map {
      Found(
        cause: .region, evidence: "It is the price of \($0.card.region) (\($0.card.name)).", isOpen: !region.isEmpty)
    }
  }

  private func alternative(_ index: Int, _ slack: Slack, _ cause: DifferenceCause) -> Found? {
    let found = alternatives.first { alternative in
      guard alternative.cause == cause, let amount = alternative.amounts[index]?.amount.expected else { return false }
      return slack.covers(groups[index].cost, amount)
    }
    return found.map { Found(cause: $0.cause, evidence: "The amount fits: \($0.evidence).") }
  }

  /// Each line of the day has the rate of one band or another; the month's lines together say whether so much can lie there.
  private func otherBand(_ group: UsageGroup, _ priced: LadderPricing.Priced, _ price: Price) -> Found? {
    var label: Found?
    for (reading, candidate) in price.candidates.enumerated() where candidate.tiers.count > 1 {
      let bands = LadderBands(candidate: candidate, units: price.units)
      guard let shares = bands.shares(of: group) else { continue }
      let unit = price.units == 1 ? "" : " for \(price.units)"
      func text(_ shares: [LadderBands.Share]) -> String {
        shares.map { "\($0.quantity.text()) at \($0.tier.price?.exactText ?? "?")" }.joined(separator: ", ")
      }
      let own = priced.tiers.map { LadderBands.Share(tier: $0.tier, quantity: $0.quantity) }
      let evidence = "Invoiced: \(text(shares))\(unit); recast: \(text(own))."
      let month = groups.indices.filter {
        groups[$0].meter == group.meter && groups[$0].key.currency == group.key.currency
          && groups[$0].key.otherUnit.isEmpty
      }
      // Which reading holds is one question for the whole month: a day's own shares are the expected reading's.
      let isHeld = bands.hold(
        month.map { (groups[$0], reading == 0 ? self.priced[$0] : nil) },
        besides: prices.terms.otherMonthlyUsage[price.meter] ?? .zero)
      if isHeld {
        return Found(
          cause: .tier, evidence: evidence + " The month's other usage leaves so much in these bands.", isOpen: false)
      }
      label =
        label
        ?? open(
          .tier, evidence + " Neither the invoice's other lines nor other usage that was stated puts it there.")
    }
    return label
  }

  // MARK: - Labels of what stays open

  /// More is billed at nothing than the card gives away: what is beyond it is open.
  private func nothing(_ index: Int) -> Found? {
    let group = groups[index]
    let free = group.lines.filter { $0.cost.picos == 0 }.reduce(Quantity.zero) { $0 + $1.quantity }
    guard free > .zero else { return nil }
    let allowance = card.freeTier?.allowances.first { $0.meter == group.meter }
    let sentence = "\(free.text()) of \(group.quantity.text()) \(group.unit) are billed at nothing"
    guard let allowance, let tier = card.freeTier else {
      return open(.unexplained, sentence + ", and \(card.name) gives none away.")
    }
    let rest = alternatives.first { $0.cause == .freeTier }?.amounts[index].map {
      (group.cost - $0.amount.expected).magnitude
    }
    return open(
      .unexplained,
      sentence + "; \(card.name) gives away \(allowance.quantity.text()) a month for \(tier.months) months.", open: rest
    )
  }

  /// A rate that the invoice prints, or that several days have alike, is a price; it is not on the card.
  private func changedPrice(_ index: Int) -> Found? {
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
      let rates = group.lines.count == 1 ? "the rate" : "rates, on average"
      return open(.priceChanged, "The invoice prints \(rates), \(rate.exactText) a \(group.unit); \(card).")
    }
    let same = groups.filter { $0.meter == group.meter && $0.key.currency == group.key.currency }.count { other in
      guard let cost = other.quantity.cost(at: rate, units: 1) else { return false }
      return Slack(other).covers(other.cost, cost)
    }
    guard same > 1 else { return nil }
    return open(.priceChanged, "\(rate.exactText) a \(group.unit) on \(same) days of the month alike; \(card).")
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

  /// The card with another free tier.
  fileprivate func with(freeTier: FreeTier) -> RateCard {
    RateCard(name: name, region: region, currency: currency, dateRead: dateRead, prices: prices, freeTier: freeTier)
  }
}
