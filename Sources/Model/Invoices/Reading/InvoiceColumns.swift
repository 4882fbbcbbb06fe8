import Measures

/// What a row of a billing export is asked for.
enum InvoiceColumn: Int, CaseIterable {
  case service, usageType, operation, resource, region, quantity, unit, rate, cost, listCost, currency, type
  case chargeClass, description, start, end, period, invoice, pricingCurrency, pricingCost

  /// The columns that hold it, the first that is not empty counting; names as the documents write them.
  ///
  /// Sources: AWS Cost and Usage Report data dictionary; FOCUS 1.2 and its export by AWS, whose version 1.0 has the usage
  /// type in `x_UsageType` and whose version 1.2 in `SkuMeter`.
  func names(in format: InvoiceFormat) -> [String] {
    switch (self, format) {
    case (.service, .costAndUsageReport): ["line_item_product_code"]
    case (.service, .focus): ["x_ServiceCode", "ServiceName"]
    case (.usageType, .costAndUsageReport): ["line_item_usage_type"]
    case (.usageType, .focus): ["x_UsageType", "SkuMeter", "SkuPriceId", "ChargeDescription"]
    case (.operation, .costAndUsageReport): ["line_item_operation"]
    case (.operation, .focus): ["x_Operation"]
    case (.resource, .costAndUsageReport): ["line_item_resource_id"]
    case (.resource, .focus): ["ResourceId"]
    case (.region, .costAndUsageReport): ["product_region_code", "product_region"]
    case (.region, .focus): ["RegionId"]
    case (.quantity, .costAndUsageReport): ["line_item_usage_amount"]
    case (.quantity, .focus): ["ConsumedQuantity", "PricingQuantity"]
    case (.unit, .costAndUsageReport): ["pricing_unit"]
    case (.unit, .focus): ["ConsumedUnit", "PricingUnit"]
    case (.rate, .costAndUsageReport): ["line_item_unblended_rate"]
    case (.rate, .focus): ["ContractedUnitPrice", "ListUnitPrice"]
    case (.cost, .costAndUsageReport): ["line_item_unblended_cost"]
    case (.cost, .focus): ["BilledCost"]
    case (.listCost, .costAndUsageReport): ["pricing_public_on_demand_cost"]
    case (.listCost, .focus): ["ListCost"]
    case (.currency, .costAndUsageReport): ["line_item_currency_code"]
    case (.currency, .focus): ["BillingCurrency"]
    case (.type, .costAndUsageReport): ["line_item_line_item_type"]
    case (.type, .focus): ["ChargeCategory"]
    case (.chargeClass, .costAndUsageReport): []
    case (.chargeClass, .focus): ["ChargeClass"]
    case (.description, .costAndUsageReport): ["line_item_line_item_description"]
    case (.description, .focus): ["ChargeDescription"]
    case (.start, .costAndUsageReport): ["line_item_usage_start_date"]
    case (.start, .focus): ["ChargePeriodStart"]
    case (.end, .costAndUsageReport): ["line_item_usage_end_date"]
    case (.end, .focus): ["ChargePeriodEnd"]
    case (.period, .costAndUsageReport): ["bill_billing_period_start_date"]
    case (.period, .focus): ["BillingPeriodStart"]
    case (.invoice, .costAndUsageReport): ["bill_invoice_id"]
    case (.invoice, .focus): ["InvoiceId"]
    case (.pricingCurrency, .costAndUsageReport), (.pricingCost, .costAndUsageReport): []
    case (.pricingCurrency, .focus): ["PricingCurrency"]
    case (.pricingCost, .focus): ["PricingCurrencyEffectiveCost"]
    }
  }

  /// Whether a file without it cannot be used.
  var isNeeded: Bool {
    switch self {
    case .service, .usageType, .quantity, .cost, .type, .start: true
    default: false
    }
  }
}

/// Where the columns of a billing export stand, by its header.
struct InvoiceColumns {
  let format: InvoiceFormat
  let count: Int
  /// For each `InvoiceColumn` the positions that hold it, in order of preference.
  private let positions: [[Int]]
  /// Where the units of FOCUS's quantities stand, each nil where the header lacks it.
  private let units: [(quantity: Int, unit: Int?)]

  /// Nil, with findings, where the header is of no known form or lacks what is needed.
  init?(header: [String], source: String, findings: inout [Finding]) {
    let names = header.map(InvoiceColumns.plain)
    if names.contains(where: { $0.hasPrefix("lineitem") }) {
      format = .costAndUsageReport
    } else if names.contains("billedcost") || names.contains("chargecategory") {
      format = .focus
    } else {
      findings.append(
        Finding(
          code: "unknown-format", source: source, place: .row(1),
          message: "The header is neither that of an AWS Cost and Usage Report nor that of a FOCUS file.",
          remedy: header.first?.hasPrefix("PAR1") == true
            ? "The file is Parquet: export it as CSV." : "It needs columns such as line_item_usage_type or BilledCost.")
      )
      return nil
    }
    count = header.count
    var missing: [String] = []
    var repeated: [String] = []
    var positions: [[Int]] = []
    for column in InvoiceColumn.allCases {
      let wanted = column.names(in: format)
      let found = wanted.map { name in names.indices.filter { names[$0] == InvoiceColumns.plain(name) } }
      repeated += zip(wanted, found).filter { $0.1.count > 1 }.map(\.0)
      positions.append(found.compactMap(\.first))
      if column.isNeeded, found.allSatisfy(\.isEmpty) { missing.append(wanted.joined(separator: " or ")) }
    }
    self.positions = positions
    units = [("consumedquantity", "consumedunit"), ("pricingquantity", "pricingunit")].compactMap { quantity, unit in
      names.firstIndex(of: quantity).map { ($0, names.firstIndex(of: unit)) }
    }
    func report(_ code: String, _ message: String, _ remedy: String) {
      findings.append(Finding(code: code, source: source, place: .row(1), message: message, remedy: remedy))
    }
    if !missing.isEmpty {
      report(
        "missing-column", "The header lacks \(missing.joined(separator: ", ")).", "Export the file with these columns.")
    }
    if !repeated.isEmpty {
      report(
        "repeated-column", "The header has more than one \(repeated.joined(separator: ", ")).", "Leave one of each.")
    }
    guard missing.isEmpty, repeated.isEmpty else { return nil }
  }

  /// Where the unit of a FOCUS quantity stands; nil where the header lacks it.
  func unit(ofQuantity position: Int) -> Int? { units.first { $0.quantity == position }?.unit }

  subscript(_ column: InvoiceColumn) -> [Int] { positions[column.rawValue] }

  /// A name without case and marks, so that `lineItem/UsageType` and `line_item_usage_type` are one.
  private static func plain(_ name: String) -> String {
    String(
      decoding: name.lowercased().utf8.filter { ![UInt8(ascii: "_"), UInt8(ascii: "/"), 32].contains($0) },
      as: UTF8.self)
  }
}
