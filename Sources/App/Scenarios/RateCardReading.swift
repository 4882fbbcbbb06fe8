import Measures
import Pricing

/// Reads a rate card: dated prices with source and confidence, one row a meter.
package enum RateCardReading {
  /// The card, or nil where any finding is an error.
  package static func card(fromYAML text: String, source: String) -> (RateCard?, [Finding]) {
    let (root, notes) = rootReader(of: text, source: source)
    guard let root else { return (nil, notes.findings) }
    let name = root.requiredText("name", example: "Amazon Personalize, us-east-1") ?? ""
    let region = root.requiredText("region", example: "us-east-1") ?? ""
    let currencyText = root.requiredText("currency", example: "USD") ?? "USD"
    let currency = Currency(code: currencyText)
    if currency == nil {
      root.report("wrong-value", "currency", "is `\(currencyText)`.", remedy: "It needs an ISO 4217 code such as USD.")
    }
    let date = root.instant("dateRead")?.utcDate
    var prices: [Price] = []
    for reader in root.readers("prices") {
      if let price = PriceReading(reader: reader, currency: currency ?? .usd).price() {
        if prices.contains(where: { $0.id == price.id && $0.meter != price.meter }) {
          reader.report("duplicate-id", "id", "`\(price.id)` names another row already.")
        }
        if prices.contains(where: { $0.meter == price.meter }) {
          reader.report("duplicate-meter", "meter", "`\(price.meter.rawValue)` has a row already.")
        } else {
          prices.append(price)
        }
      }
      reader.refuseUnknownKeys()
    }
    if prices.isEmpty, !notes.findings.hasErrors {
      root.report("missing-key", "prices", "holds no price.", remedy: "Add at least one row.")
    }
    let freeTierReader = root.reader("freeTier")
    let freeTier = root.has("freeTier") ? freeTier(freeTierReader) : nil
    root.refuseUnknownKeys()
    let findings = notes.findings.sortedByLine()
    guard !findings.hasErrors, let currency, let date else { return (nil, findings) }
    return (
      RateCard(
        name: name, region: region, currency: currency, dateRead: date, prices: prices, freeTier: freeTier), findings
    )
  }

  /// What new accounts get free of charge.
  private static func freeTier(_ reader: MappingReader) -> FreeTier {
    defer { reader.refuseUnknownKeys() }
    let months = reader.count("months", nil, units: ["", "months"], example: "2", in: 1...24)
    var allowances: [FreeTier.Allowance] = []
    let perMonth = reader.reader("perMonth")
    for name in perMonth.keys {
      guard let text = perMonth.text(name) else { continue }
      guard let meter = Meter(rawValue: name), meter.climbsByMonth else {
        perMonth.report(
          "unknown-word", name, "is no meter that is priced by the month's sum.",
          remedy: "`recast rates meters` lists the meters.")
        continue
      }
      guard let quantity = QuantityText.quantity(text, of: meter) else {
        perMonth.report(
          "wrong-value", name, "is `\(text)`.", remedy: "It needs a form such as `50 \(meter.unit)`, not negative.")
        continue
      }
      allowances.append(FreeTier.Allowance(meter: meter, quantity: quantity))
    }
    let words = Confidence.allCases.map { ($0.rawValue, $0) }
    return FreeTier(
      months: months, allowances: allowances,
      confidence: reader.choice(
        "confidence", Default(assumption: Confidence.unverified.rawValue, "nothing is stated"), among: words),
      source: reader.requiredText("source", example: "AWS-DG23") ?? "")
  }
}
