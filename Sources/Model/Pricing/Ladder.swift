import Measures

/// One band of a ladder.
package struct Tier: Hashable, Sendable {
  /// Where the band ends, in the meter's unit and counted from the month's start; nil for the last, open band.
  package let upTo: Quantity?
  /// Price of `Price.units` units within the band, never negative; nil where nobody knows it, which only the last may say.
  package let price: Money?

  package init(upTo: Quantity?, price: Money?) {
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

  /// Whether bands ascend strictly, only the last is open, and no price is negative or unknown below the last.
  package static func isLadder(_ tiers: [Tier]) -> Bool {
    guard let last = tiers.last, last.upTo == nil, tiers.count > 1 || last.price != nil else { return false }
    guard tiers.allSatisfy({ ($0.price?.picos ?? 0) >= 0 }), tiers.dropLast().allSatisfy({ $0.price != nil }) else {
      return false
    }
    let bounds = tiers.dropLast().map { $0.upTo ?? .zero }
    return bounds.allSatisfy { $0 > .zero } && zip(bounds, bounds.dropFirst()).allSatisfy { $0 < $1 }
  }

  /// Whether every known price is in a currency.
  func isPriced(in currency: Currency) -> Bool { tiers.allSatisfy { $0.price.map { $0.currency == currency } ?? true } }

  /// The quantity above which no price is known; nil where the ladder is priced throughout.
  package var end: Quantity? { tiers.last?.price == nil ? tiers.dropLast().last?.upTo : nil }

  /// The same ladder with its first units free: they lie at its bottom, as zero-price bands of price lists do.
  func withFree(_ allowance: Quantity) -> PriceCandidate {
    guard allowance > .zero, let price = tiers[0].price else { return self }
    let free = Tier(upTo: allowance, price: .zero(price.currency))
    return PriceCandidate(
      tiers: [free] + tiers.filter { ($0.upTo ?? allowance + Quantity(1)) > allowance }, source: source)
  }
}
