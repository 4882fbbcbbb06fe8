import Invoices
import Measures
import Pricing
import Testing

@Suite("FOCUS files") struct FOCUSTests {
  /// The mandatory columns of FOCUS 1.2, and some useful ones.
  static let header =
    "BilledCost,BillingAccountId,BillingAccountName,BillingCurrency,BillingPeriodEnd,BillingPeriodStart,ChargeCategory,"
    + "ChargeClass,ChargeDescription,ChargePeriodEnd,ChargePeriodStart,ContractedCost,EffectiveCost,InvoiceIssuerName,"
    + "ListCost,PricingQuantity,PricingUnit,ProviderName,PublisherName,ServiceCategory,ServiceName,RegionId,ResourceId,"
    + "SkuMeter,SkuPriceId,ListUnitPrice,ContractedUnitPrice"

  static func row(
    cost: String = "14.40", currency: String = "USD", category: String = "Usage", chargeClass: String = "",
    description: String = "TPS-hours", listCost: String = "14.40", quantity: String = "72", unit: String = "TPS-Hour",
    service: String = "Amazon Personalize", meter: String = "USE1-TPS-hours", price: String = "ABC.1",
    rate: String = "0.2"
  ) -> String {
    [
      cost, "1", "Shop", currency, "2026-12-01T00:00:00Z", "2026-11-01T00:00:00Z", category, chargeClass, description,
      "2026-11-04T00:00:00Z", "2026-11-03T00:00:00Z", cost, cost, "AWS", listCost, quantity, unit, "AWS", "AWS",
      "AI and Machine Learning", service, "us-east-1", "arn:shop", meter, price, rate, "null",
    ].joined(separator: ",") + "\n"
  }

  @Test(
    "a FOCUS 1.2 file is known by its header; the meter is SkuMeter, the price ContractedUnitPrice or ListUnitPrice")
  func version12() throws {
    let reading = invoice(Self.header + "\n" + Self.row() + Self.row(service: "Amazon DynamoDB"))
    #expect(reading.format == .focus && reading.findings.isEmpty && reading.rowsOfOtherServices == 1)
    let line = try #require(reading.lines.first)
    #expect(line.usageType == "USE1-TPS-hours" && line.unit == "TPS-Hour" && line.rate == money("0.2"))
    #expect(line.quantity == Quantity(72) && line.cost == money("14.40") && line.listCost == money("14.40"))
    #expect(line.firstDay == CivilDate(year: 2026, month: 11, day: 3) && line.days == 1)
    #expect(line.period == CalendarMonth(year: 2026, month: 11))
  }

  @Test("without a meter the price's id, and without that the description names the usage") func usageTypes() {
    let rows = Self.row(meter: "null") + Self.row(meter: "", price: "")
    #expect(invoice(Self.header + "\n" + rows).lines.map(\.usageType) == ["ABC.1", "TPS-hours"])
    #expect(invoice(Self.header + "\n" + Self.row(description: "", meter: "", price: "")).codes == ["no-usage-type:2"])
  }

  @Test("what is consumed counts, and a rate for thousands of it is none for one") func consumed() throws {
    let header = "BilledCost,ChargeCategory,ChargePeriodStart,ServiceName,SkuMeter,BillingCurrency,ListUnitPrice,"
    let text =
      header + "PricingQuantity,PricingUnit,ConsumedQuantity,ConsumedUnit\n"
      + "0.3,Usage,2026-11-03,Amazon Personalize,v2,USD,0.15,2,1000 requests,2000,request\n"
      + "0.3,Usage,2026-11-04,Amazon Personalize,v2,USD,0.15,2,1000 requests,,\n"
    let lines = invoice(text).lines
    #expect(lines.map(\.quantity) == [Quantity(2000), Quantity(2)])
    #expect(lines.map(\.unit) == ["request", "1000 requests"] && lines.map(\.rate) == [nil, money("0.15")])
  }

  @Test("a quantity has its own unit or none, never that of another quantity") func unitOfQuantity() {
    let text =
      "BilledCost,ChargeCategory,ChargePeriodStart,ServiceName,SkuMeter,PricingQuantity,PricingUnit,ConsumedQuantity,"
      + "ConsumedUnit\n"
      + "9,Usage,2026-11-03,Amazon Personalize,recommenderHours,72000,user-hour,24,\n"
      + "9,Usage,2026-11-04,Amazon Personalize,recommenderHours,72000,user-hour,24,recommender-hour\n"
      + "9,Usage,2026-11-05,Amazon Personalize,recommenderHours,72000,user-hour,,\n"
    let reading = invoice(text)
    #expect(reading.lines.map(\.unit) == ["", "recommender-hour", "user-hour"])
    let result = Reconciliation(of: reading, with: Reconciliation.Prices(cards: [card()]))
    #expect(result.lines.map(\.cause) == [.noPrice, .noPrice, .otherUnit])
    #expect(result.lines.map(\.unit) == ["recommender-hour", "recommender-hour", "user-hour"])
    // What is counted otherwise adds to no hours.
    let forecast = Forecast(
      name: "", currency: .usd,
      lines: [
        ForecastLine(
          month: november, meter: .recommenderHours, quantity: Quantity(48),
          amount: AmountRange(expected: money("18"), low: money("18"), high: money("18")))
      ])
    let test = BackTest(of: forecast, against: result, wholeMonths: [november])
    #expect(test.lines.map(\.quantity) == [Quantity(48)] && test.lines.map(\.cause) == [.otherUnit])
  }

  @Test("a bill in another currency is compared by its amount in the price list's, and said to be") func pricing()
    throws
  {
    let header =
      "BilledCost,BillingCurrency,ChargeCategory,ChargePeriodStart,ServiceName,SkuMeter,ConsumedQuantity,"
      + "PricingCurrency,PricingCurrencyEffectiveCost,ListUnitPrice,ListCost\n"
    func row(_ day: Int, _ currency: String, _ cost: String) -> String {
      "2780,KRW,Usage,2026-11-0\(day),Amazon Personalize,tpsHours,10,\(currency),\(cost),278,2780\n"
    }
    let reading = invoice(header + row(1, "USD", "2") + row(2, "USD", "2") + row(3, "EUR", "2") + row(4, "", ""))
    #expect(reading.lines.map(\.pricedCost) == [money("2"), money("2"), money("2", "EUR"), nil])
    let result = Reconciliation(of: reading, with: Reconciliation.Prices(cards: [card()]))
    #expect(result.lines.map(\.cause) == [.currency, .currency, .agrees, .agrees])
    #expect(result.linesInPricingCurrency == 2 && result.total.invoiced == money("4"))
  }

  @Test("categories and corrections become kinds") func kinds() {
    let rows = ["Usage", "Purchase", "Tax", "Credit", "Adjustment"].map { Self.row(category: $0) }
    let text = Self.header + "\n" + rows.joined() + Self.row(chargeClass: "Correction")
    let kinds = invoice(text).lines.map { "\($0.type) \($0.kind)" }.sorted()
    #expect(kinds == ["Adjustment other", "Credit credit", "Purchase fee", "Tax tax", "Usage refund", "Usage usage"])
  }

  @Test("AWS's export of FOCUS 1.0 names services and usage types in columns of its own, in lower case too")
  func awsExport() throws {
    let header =
      "billedcost,billingcurrency,billingperiodstart,chargecategory,chargeperiodend,chargeperiodstart,consumedquantity,"
      + "consumedunit,pricingquantity,pricingunit,regionid,resourceid,servicename,x_operation,x_servicecode,x_usagetype"
    let rows =
      "1.5E-7,USD,2026-11-01 00:00:00.000,Usage,2026-11-03 01:00:00.000,2026-11-03 00:00:00.000,3.0000001,GB,,,us-west-2,"
      + "arn:data,Amazon Personalize,PutEvents,AmazonPersonalize,USW2-DataIngestion\n"
    let reading = invoice(header + "\n" + rows)
    #expect(reading.findings.isEmpty)
    let line = try #require(reading.lines.first)
    #expect(line.usageType == "USW2-DataIngestion" && line.operation == "PutEvents" && line.unit == "GB")
    #expect(line.quantity == quantity("3.0000001") && line.cost == money("0.00000015") && line.rate == nil)
  }

  @Test("what a file of either form lacks is said in one finding") func missing() {
    let focus = invoice("BilledCost,ServiceName,x_UsageType\n")
    #expect(focus.codes == ["missing-column:1"])
    #expect(
      focus.findings.first?.message
        == "The header lacks ConsumedQuantity or PricingQuantity, ChargeCategory, ChargePeriodStart.")
    let report = invoice("line_item_product_code,line_item_usage_type\nAmazonPersonalize,x\n")
    #expect(
      report.findings.map(\.message) == [
        "The header lacks line_item_usage_amount, line_item_unblended_cost, line_item_line_item_type, "
          + "line_item_usage_start_date."
      ])
  }
}
