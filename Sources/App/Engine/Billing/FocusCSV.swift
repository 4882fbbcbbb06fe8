import DelimitedText
import Measures
import Pricing
import Scenarios

/// A statement in the columns of FOCUS 1.2, for tools that read bills of several clouds.
///
/// FOCUS describes charges that were billed and knows no forecast, so that what is ours stands in `x_` columns. A line is
/// a row for each band of its ladder, for a row has one unit price. A missing price has no row: FOCUS allows no empty cost.
package enum FocusCSV {
  /// The rows with their header.
  ///
  /// - Parameter account: the AWS account that the charges are for; FOCUS requires one.
  package static func bytes(_ statement: Statement, account: String) -> [UInt8] {
    var writer = DelimitedWriter()
    writer.append(columns.map(\.name))
    for entry in statement.bills {
      for (line, billed) in zip(entry.shown.lines, entry.bill.lines) where line.amount != nil {
        for (part, original) in zip(line.tiers, billed.tiers) {
          let row = Row(
            statement: statement, plan: entry.plan ?? "", account: account, line: line, part: part,
            pricedPart: original, price: statement.card.prices.first { $0.id == line.priceID })
          writer.append(columns.map { $0.value(row) })
        }
      }
    }
    return writer.bytes
  }

  /// One row and all that its cells are made of.
  private struct Row {
    let statement: Statement
    let plan: String
    let account: String
    let line: BillLine
    /// In the currency shown.
    let part: TierShare
    /// In the card's currency.
    let pricedPart: TierShare
    let price: Price?

    var cost: String { part.amount.text(places: 12) }
    var units: Int { price?.units ?? 1 }
    var pricingQuantity: String {
      Quantity(parts: FixedPoint.roundedQuotient(part.quantity.parts, Int128(units))).text()
    }
    var pricingUnit: String {
      let unit = line.meter.definition.priceUnit
      return units == 1 ? unit : "\(units) \(unit)s"
    }
    /// Unit price in the currency shown.
    var unitPrice: String {
      guard let price = part.tier.price else { return "" }
      return PriceText.plain(statement.billing.exchange.flatMap { $0.converted(price) } ?? price)
    }
    func time(_ instant: Instant) -> String { "\(instant)" }
  }

  /// Columns in alphabetical order, ours last.
  private static let columns: [(name: String, value: @Sendable (Row) -> String)] = [
    ("BilledCost", \.cost),
    ("BillingAccountId", \.account),
    ("BillingAccountName", \.account),
    ("BillingCurrency", \.statement.currency.code),
    ("BillingPeriodEnd", { "\($0.line.month.end)" }),
    ("BillingPeriodStart", { "\($0.line.month.start)" }),
    ("ChargeCategory", { _ in "Usage" }),
    ("ChargeClass", { _ in "" }),
    ("ChargeDescription", { "\($0.line.meter.rawValue): \($0.line.meter.definition.counts)" }),
    ("ChargeFrequency", { _ in "Usage-Based" }),
    ("ChargePeriodEnd", { "\($0.line.month.end)" }),
    ("ChargePeriodStart", { "\($0.line.month.start)" }),
    ("ConsumedQuantity", { $0.part.quantity.text() }),
    ("ConsumedUnit", \.line.meter.definition.priceUnit),
    ("ContractedCost", \.cost),
    ("ContractedUnitPrice", \.unitPrice),
    ("EffectiveCost", \.cost),
    ("InvoiceIssuerName", { _ in "AWS" }),
    ("ListCost", \.cost),
    ("ListUnitPrice", \.unitPrice),
    ("PricingCategory", { _ in "Standard" }),
    ("PricingCurrency", \.statement.card.currency.code),
    ("PricingCurrencyEffectiveCost", { $0.pricedPart.amount.text(places: 12) }),
    ("PricingCurrencyListUnitPrice", { $0.pricedPart.tier.price.map(PriceText.plain) ?? "" }),
    ("PricingQuantity", \.pricingQuantity),
    ("PricingUnit", \.pricingUnit),
    ("ProviderName", { _ in "AWS" }),
    ("PublisherName", { _ in "AWS" }),
    ("RegionId", \.statement.card.region),
    ("RegionName", \.statement.card.region),
    ("ResourceId", \.line.resource.name),
    ("ResourceName", \.line.resource.name),
    ("ServiceCategory", \.line.meter.service.focusCategory.category),
    ("ServiceName", \.line.meter.service.name),
    ("ServiceSubcategory", \.line.meter.service.focusCategory.subcategory),
    ("SkuId", \.line.meter.rawValue),
    ("SkuMeter", \.line.meter.rawValue),
    ("SkuPriceId", { $0.line.priceID ?? "" }),
    ("x_Confidence", { $0.price?.confidence.rawValue ?? "" }),
    ("x_ForecastScenario", \.statement.name),
    ("x_Formula", \.line.formula),
    ("x_HighCost", { $0.line.amount?.high.text(places: 12) ?? "" }),
    ("x_LowCost", { $0.line.amount?.low.text(places: 12) ?? "" }),
    ("x_Plan", \.plan),
    ("x_PriceEpoch", { "\($0.statement.card.dateRead)" }),
    ("x_PriceSource", { $0.price?.candidates[0].source ?? "" }),
  ]
}
