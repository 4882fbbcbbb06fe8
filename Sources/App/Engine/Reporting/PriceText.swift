import Measures
import Pricing

/// Prices in words, for reports and the terminal.
package enum PriceText {
  /// `0.2 / 0.1 / 0.05 USD per TPS-hour, up to 20,000 / 200,000`.
  package static func ladder(_ tiers: [Tier], _ price: Price) -> String {
    let amounts = tiers.map { $0.price.map(plain) ?? "unknown" }.joined(separator: " / ")
    let bounds = tiers.compactMap(\.upTo).map { Format.count($0.approximate) }
    return "\(amounts) \(tiers[0].price?.currency.code ?? "") per \(unit(price))"
      + (bounds.isEmpty ? "" : ", up to \(bounds.joined(separator: " / "))")
  }

  /// What a price is for: `GB`, `1,000 requests`.
  package static func unit(_ price: Price) -> String {
    let unit = price.meter.definition.priceUnit
    return price.units == 1 ? unit : "\(Format.count(price.units)) \(unit)s"
  }

  /// An amount with all its decimals and no trailing zeros, at least two decimals.
  package static func plain(_ money: Money) -> String {
    var text = money.text(places: 12)
    while text.last == "0", text.suffix(3).first != "." { text.removeLast() }
    return text
  }
}
