import Measures
import Pricing

/// A product's price as a row of a rate card in the making: its ladder in the meter's unit.
struct OfferRow: Hashable {
  /// Why a product's price cannot be a row.
  struct Fault: Error, Hashable {
    let code: String
    let message: String
    var remedy = ""
  }
  /// The unit as the file spells it.
  let unit: String
  /// Whether only the user's word makes this unit the meter's.
  let isUnitTaken: Bool
  /// Prices are for so many units; the ladder's bounds are in single units.
  let count: Int
  let bounds: [Quantity?]
  let prices: [ListPrice]
  let validFrom: CivilDate?

  /// The ladder that is in force at an instant.
  ///
  /// - Throws: `Fault` where the file has no price, none in the currency, or a unit that the meter does not count; the last
  ///   only where the user did not say that the usage type is the meter's.
  init(
    _ product: OfferProduct, meter: Meter, isMapped: Bool, currency: Currency, at instant: Instant
  ) throws(Fault) {
    guard let term = product.term(at: instant), let first = term.bands.first else {
      throw Fault(code: "no-price", message: "has no band.")
    }
    let spelled = OfferUnit(first.unit)
    guard spelled.counts(meter) || isMapped else {
      throw Fault(
        code: "wrong-unit",
        message: "is priced per `\(first.unit)`, but \(meter.rawValue) counts in \(meter.definition.priceUnit)s.",
        remedy: "If they are the same, say so: --map \(product.usageType)=\(meter.rawValue).")
    }
    let prices = term.bands.compactMap { $0.price(in: currency) }
    guard prices.count == term.bands.count else {
      let codes = first.prices.map(\.currency.code).joined(separator: ", ")
      throw Fault(
        code: "no-currency", message: "has no price in \(currency), but in \(codes).",
        remedy: "Say --currency and a base card in that currency.")
    }
    unit = first.unit
    isUnitTaken = !spelled.counts(meter)
    count = spelled.count
    bounds = term.bands.map { band in band.upTo.map { Quantity(parts: $0.parts * Int128(spelled.count)) } }
    self.prices = prices
    validFrom = term.effectiveDate?.utcDate
  }

  /// The ladder with prices for so many units; nil where a card does not hold them exactly.
  func tiers(units: Int) -> [Tier]? {
    var tiers: [Tier] = []
    for (upTo, price) in zip(bounds, prices) {
      // A card is text, and its numbers end below 10^30 parts.
      guard let money = price.money(units: units, per: count), money.picos < OfferRow.limit,
        (upTo?.parts ?? 0) < OfferRow.limit
      else { return nil }
      tiers.append(Tier(upTo: upTo, price: money))
    }
    return tiers
  }

  private static let limit: Int128 = 100_000_000_000_000_000_000_000_000_000

  /// The ladder for as many units as the base's row, or for 1, 1,000 or 1,000,000: the least for which every price is a
  /// thousandth of the currency's unit or more, or at least exact.
  func ladder(likeUnits units: Int?) -> (units: Int, tiers: [Tier])? {
    if let units, let tiers = tiers(units: units) { return (units, tiers) }
    let exact = [1, 1000, 1_000_000].compactMap { units in tiers(units: units).map { (units, $0) } }
    let least = Money.scale / 1000
    return exact.first { $0.1.allSatisfy { ($0.price?.picos).map { $0 == 0 || $0 >= least } ?? true } } ?? exact.last
  }

  /// Whether two rows price alike.
  func isSame(as other: OfferRow) -> Bool {
    bounds == other.bounds
      && zip(prices, other.prices).allSatisfy { $0.attos * Int128(other.count) == $1.attos * Int128(count) }
  }
}
