import Measures

/// How far a price may be trusted; carried from the card through the bill to the report.
package enum Confidence: String, Sendable, CaseIterable, Comparable {
  /// Read in the named source.
  case seen
  /// Computed from figures that were seen.
  case inferred
  /// From memory or a single unnamed place.
  case unverified
  /// Sources disagree; the row carries the candidates.
  case conflicting

  package static func < (a: Confidence, b: Confidence) -> Bool { a.rank < b.rank }
  private var rank: Int { Confidence.allCases.firstIndex(of: self) ?? 0 }
}

/// The period over which a campaign's mean rate is compared with its floor.
package enum BillingWindow: String, Sendable, CaseIterable {
  case fiveMinutes = "5 min"
  case hour = "1 h"
  case month = "month"

  /// Length in microseconds; nil for the month, whose length varies.
  var microseconds: Int64? {
    switch self {
    case .fiveMinutes: 300_000_000
    case .hour: 3_600_000_000
    case .month: nil
    }
  }
}

/// One band of a monthly ladder.
package struct Tier: Hashable, Sendable {
  /// Where the band ends, in the meter's unit and counted from the month's start; nil for the last, open band.
  package let upTo: Quantity?
  /// Price of `Price.units` units within the band; never negative.
  package let price: Money

  package init(upTo: Quantity?, price: Money) {
    self.upTo = upTo
    self.price = price
  }
}

/// One reading of a price: a ladder of bands. A flat price is a ladder with one open band.
package struct PriceCandidate: Hashable, Sendable {
  package let tiers: [Tier]
  /// Where this reading comes from.
  package let source: String

  /// A ladder whose bands ascend and end with an open one.
  package init(tiers: [Tier], source: String) {
    precondition(PriceCandidate.isLadder(tiers))
    self.tiers = tiers
    self.source = source
  }

  /// Whether bands ascend strictly and only the last is open.
  package static func isLadder(_ tiers: [Tier]) -> Bool {
    guard let last = tiers.last, last.upTo == nil, tiers.allSatisfy({ $0.price.picos >= 0 }) else { return false }
    let bounds = tiers.dropLast().map(\.upTo)
    guard bounds.allSatisfy({ ($0 ?? .zero) > .zero }) else { return false }
    return zip(bounds, bounds.dropFirst()).allSatisfy { ($0 ?? .zero) < ($1 ?? .zero) }
  }
}

/// A row of a rate card: what a meter's unit costs, and how we know.
package struct Price: Hashable, Sendable {
  /// Stable id within the card, by which `explain` and the report name the row.
  package let id: String
  package let meter: Meter
  /// The number of units that a tier's price is for, e.g. 1,000 requests.
  package let units: Int
  /// At least one; more than one where sources conflict. The first is the expected one, all together make the range.
  package let candidates: [PriceCandidate]
  /// Billing windows for meters with a floor: the first is the expected one, all together make the range.
  package let windows: [BillingWindow]
  package let confidence: Confidence
  /// Confidence in the window, where there is one.
  package let windowConfidence: Confidence?
  /// The region whose price this is, where it stands in for an unknown one.
  package let standsInFrom: String?
  /// A remark for the reader; may be empty.
  package let note: String

  package init(
    id: String, meter: Meter, units: Int, candidates: [PriceCandidate], windows: [BillingWindow] = [],
    confidence: Confidence, windowConfidence: Confidence? = nil, standsInFrom: String? = nil, note: String = ""
  ) {
    precondition(units > 0 && !candidates.isEmpty)
    self.id = id
    self.meter = meter
    self.units = units
    self.candidates = candidates
    self.windows = windows
    self.confidence = confidence
    self.windowConfidence = windowConfidence
    self.standsInFrom = standsInFrom
    self.note = note
  }
}

/// The dated prices of one region. A meter without a row has no price: that is a gap in a bill, never zero.
package struct RateCard: Sendable {
  package let name: String
  package let region: String
  package let currency: Currency
  /// The day the prices were read.
  package let dateRead: CivilDate
  package let prices: [Price]

  /// A card with at most one row a meter.
  package init(name: String, region: String, currency: Currency, dateRead: CivilDate, prices: [Price]) {
    precondition(Set(prices.map(\.meter)).count == prices.count)
    self.name = name
    self.region = region
    self.currency = currency
    self.dateRead = dateRead
    self.prices = prices
  }

  /// The row of a meter, or nil where the card knows no price for it.
  package func price(of meter: Meter) -> Price? { prices.first { $0.meter == meter } }
}
