import Invoices
import Measures
import Pricing

/// A Cost and Usage Report with the columns that matter, and some that do not.
enum SampleReport {
  static let snakeHeader =
    "identity_line_item_id,bill_invoice_id,bill_billing_period_start_date,line_item_line_item_type,"
    + "line_item_usage_start_date,line_item_usage_end_date,line_item_product_code,line_item_usage_type,"
    + "line_item_operation,line_item_resource_id,line_item_usage_amount,line_item_currency_code,"
    + "line_item_unblended_rate,line_item_unblended_cost,line_item_line_item_description,pricing_unit,"
    + "product_region_code,resource_tags"
  static let slashHeader =
    "identity/LineItemId,bill/InvoiceId,bill/BillingPeriodStartDate,lineItem/LineItemType,"
    + "lineItem/UsageStartDate,lineItem/UsageEndDate,lineItem/ProductCode,lineItem/UsageType,lineItem/Operation,"
    + "lineItem/ResourceId,lineItem/UsageAmount,lineItem/CurrencyCode,lineItem/UnblendedRate,lineItem/UnblendedCost,"
    + "lineItem/LineItemDescription,pricing/unit,product/regionCode,resourceTags/user:Team"

  /// One row of such a report.
  static func row(
    id: String = "x1", invoice: String = "", period: String = "2026-11-01T00:00:00Z", type: String = "Usage",
    start: String = "2026-11-03T05:00:00Z", end: String = "2026-11-03T06:00:00Z", product: String = "AmazonPersonalize",
    usageType: String = "USE1-TPS-hours", operation: String = "GetRecommendations", resource: String = "arn:shop",
    amount: String = "1.0000000000", currency: String = "USD", rate: String = "0.2000000000",
    cost: String = "0.2000000000", description: String = "\"$0.20 per TPS-hour, first 20,000\"",
    unit: String = "TPS-hour",
    region: String = "us-east-1", tags: String = "\"{\"\"team\"\":\"\"shop\"\"}\""
  ) -> String {
    [
      id, invoice, period, type, start, end, product, usageType, operation, resource, amount, currency, rate, cost,
      description, unit, region, tags,
    ].joined(separator: ",") + "\n"
  }

  static func text(_ rows: [String], header: String = snakeHeader) -> String { header + "\n" + rows.joined() }
}

/// What reading a text gives, in chunks of a length.
func invoice(
  _ text: String, services: [Service] = [.personalize], chunk: Int = .max, mostLines: Int = 1_000_000
) -> InvoiceReading {
  invoice(Array(text.utf8), services: services, chunk: chunk, mostLines: mostLines)
}

func invoice(
  _ bytes: [UInt8], services: [Service] = [.personalize], chunk: Int = .max, mostLines: Int = 1_000_000
) -> InvoiceReading {
  var reader = InvoiceReader(source: "bill.csv", services: services, mostLines: mostLines)
  var at = 0
  while at < bytes.count {
    let end = at + min(chunk, bytes.count - at)
    guard reader.read(Array(bytes[at..<end]).span) else { break }
    at = end
  }
  return reader.finish()
}

extension InvoiceReading {
  /// Codes of the findings with their rows.
  var codes: [String] {
    findings.map { finding in
      if case .row(let row) = finding.place { "\(finding.code):\(row)" } else { finding.code }
    }
  }
  /// Sum of all lines' costs.
  func total(_ kind: ChargeKind? = nil) -> String {
    lines.filter { kind == nil || $0.kind == kind }.reduce(Money.zero()) { $0 + $1.cost }.text(places: 12)
  }
}

func quantity(_ text: String) -> Quantity { Quantity(decimal: text) ?? .zero }
func money(_ text: String, _ code: String = "USD") -> Money {
  Money(decimal: text, currency: Currency(code: code) ?? .usd) ?? .zero()
}
