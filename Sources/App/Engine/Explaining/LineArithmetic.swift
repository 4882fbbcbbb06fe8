import Measures
import Pricing
import Reports

/// Quantity × price, exactly, in the currency that the result shows.
struct LineArithmetic {
  private let currency: Currency?
  /// What one of the card's currency is worth in the one shown; nil where they are the same.
  private let rate: Money?
  private let rateText: String

  init(_ document: ResultDocument) {
    currency = document.currency
    let exchange = document.root[member: "exchangeRate"]
    rate = document.currency.flatMap { currency in
      (exchange?[member: "rate"]?.asText).flatMap { Money(decimal: $0, currency: currency) }
    }
    rateText = rate == nil ? "" : " × \(exchange?[member: "rate"]?.asText ?? "")"
  }

  /// A band's amount from its quantity and price.
  func band(_ tier: JSONValue) -> Recomputation? {
    guard let quantityText = tier[member: "quantity"]?.asText, let quantity = Quantity(decimal: quantityText),
      let priceText = tier[member: "price"]?.asText, let per = tier[member: "per"]?.asText, let currency,
      let price = Money(decimal: priceText, currency: currency), let unit = LineArithmetic.units(per),
      let amount = amount([(quantity, price)], units: unit.count)
    else { return nil }
    let stored = tier[member: "amount"]?.asText.flatMap { Money(decimal: $0, currency: currency) }
    return .money(
      "\(quantityText) \(unit.name) × \(priceText) / \(Format.count(unit.count))\(rateText)", amount, stored: stored,
      slack: slack(price, units: unit.count))
  }

  /// Σ quantity × price / units, rounded once and then exchanged; nil where it overflows.
  func amount(_ parts: [(quantity: Quantity, price: Money)], units: Int) -> Money? {
    guard let currency, units > 0 else { return nil }
    var numerator: Int128 = 0
    for part in parts {
      let (product, overflow) = part.quantity.parts.multipliedReportingOverflow(by: part.price.picos)
      let (sum, overflowed) = numerator.addingReportingOverflow(product)
      guard !overflow, !overflowed else { return nil }
      numerator = sum
    }
    let picos = FixedPoint.roundedQuotient(numerator, Quantity.scale * Int128(units))
    guard let rate else { return Money(picos: picos, currency: currency) }
    return FixedPoint.product(picos, rate.picos, over: Money.scale).map { Money(picos: $0, currency: currency) }
  }

  /// What a quantity costs on a ladder from its bottom; nil where it ends below.
  func amount(of quantity: Quantity, on ladder: LineLadder) -> Money? {
    var parts: [(Quantity, Money)] = []
    var from = Quantity.zero
    for band in ladder.bands where from < quantity {
      let end = min(band.upTo ?? quantity, quantity)
      guard let price = band.price else { return nil }
      parts.append((end - from, price))
      from = end
    }
    return from == quantity ? amount(parts, units: ladder.units) : nil
  }

  /// Picos that may be lost: quantities are written with nine decimals, and bands that many jobs share were rounded apart.
  func slack(_ price: Money, units: Int) -> Int128 {
    let quantity = Quantity(parts: Quantity.scale / 1_000_000_000)
    return (amount([(quantity, price)], units: units)?.picos ?? 0)
      + 1000 * max(1, (rate?.picos ?? Money.scale) / Money.scale)
  }

  /// `1,000 requests` → 1,000 and `requests`; `GB` → 1 and `GB`.
  static func units(_ text: String) -> (count: Int, name: String)? {
    let words = text.split(separator: " ", maxSplits: 1).map(String.init)
    guard words.count == 2, words[0].first?.isNumber == true else { return (1, text) }
    guard let count = Int(words[0].filter { $0 != "," }), count > 0 else { return nil }
    return (count, words[1])
  }
}

/// A price in words, read back: `0.2 / 0.1 USD per TPS-hour, up to 20,000`.
struct LineLadder {
  let bands: [(upTo: Quantity?, price: Money?)]
  let units: Int

  /// Nil where the text has another form. Ends of bands are as printed: whole units.
  init?(_ text: String, currency: Currency) {
    guard let per = text.firstRange(of: " per ") else { return nil }
    let behind = text[per.upperBound...]
    let bound = behind.firstRange(of: ", up to ")
    guard let unit = LineArithmetic.units(String(bound.map { behind[..<$0.lowerBound] } ?? behind)) else { return nil }
    units = unit.count
    let ends =
      bound.map { behind[$0.upperBound...].split(separator: "/").map { Quantity(decimal: LineLadder.bare($0)) } } ?? []
    // The currency stands behind the last price.
    let prices = text[..<per.lowerBound].split(separator: "/").map { part in
      LineLadder.bare(part.split(separator: " ").first ?? "")
    }
    guard !prices.isEmpty, ends.count == prices.count - 1, !ends.contains(nil) else { return nil }
    var bands: [(upTo: Quantity?, price: Money?)] = []
    for (index, price) in prices.enumerated() {
      let money = Money(decimal: price, currency: currency)
      guard money != nil || price == "unknown" else { return nil }
      bands.append((index < ends.count ? ends[index] : nil, money))
    }
    self.bands = bands
  }

  private static func bare(_ text: Substring) -> String { text.filter { $0 != " " && $0 != "," } }
}
