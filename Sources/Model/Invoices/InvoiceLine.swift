import Measures
import Pricing

/// What a charge is for.
package enum ChargeKind: String, CaseIterable, Hashable, Sendable {
  /// A meter's quantity at a price.
  case usage
  case tax
  /// A promotion or grant that lowers the bill.
  case credit
  /// Money given back, or a correction of an earlier bill.
  case refund
  /// A one-time or recurring fee.
  case fee
  /// A negotiated or bundled reduction, as a line of its own.
  case discount
  /// Usage under reservations and savings plans, their fees and offsets.
  case savings
  case other

  /// The kind of a line by its `LineItemType` in a Cost and Usage Report.
  ///
  /// Source: AWS Cost and Usage Report data dictionary, line item details.
  init(lineItemType type: String) {
    switch type {
    case "Usage": self = .usage
    case "Tax": self = .tax
    case "Credit": self = .credit
    case "Refund": self = .refund
    case "Fee", "RIFee": self = .fee
    case "DiscountedUsage": self = .savings
    case _ where type.hasPrefix("SavingsPlan"): self = .savings
    case _ where type.hasSuffix("Discount"): self = .discount
    default: self = .other
    }
  }

  /// The kind of a line by its `ChargeCategory` and `ChargeClass` in a FOCUS file.
  ///
  /// Source: FOCUS 1.2, columns ChargeCategory and ChargeClass; a correction is of an earlier billing period.
  init(chargeCategory category: String, chargeClass: String) {
    if chargeClass == "Correction" {
      self = .refund
      return
    }
    switch category {
    case "Usage": self = .usage
    case "Tax": self = .tax
    case "Credit": self = .credit
    case "Purchase": self = .fee
    default: self = .other
    }
  }
}

/// Charges of one day that agree in all but their hour: rows of a billing export summed exactly.
package struct InvoiceLine: Hashable, Sendable {
  /// The month that the charge is billed in.
  package let period: CalendarMonth
  /// The first day (UTC) that the charge is for.
  package let firstDay: CivilDate
  /// Number of days it is for: 1, or more in exports by month and for taxes.
  package let days: Int
  package let service: Service
  /// The service's name for what is counted, with or without a region's prefix, as the file has it; empty for most taxes.
  package let usageType: String
  /// These four as the file has them; empty where it does not say.
  package let operation: String
  package let resource: String
  package let region: String
  package let unit: String
  package let kind: ChargeKind
  /// The file's own word for the kind, such as `EdpDiscount`.
  package let type: String
  /// What the file says of the charge; of the first row where rows were summed.
  package let description: String
  /// The printed price of a unit; nil where the file does not say.
  package let rate: Money?
  /// In `unit`; 0 where a charge counts nothing.
  package internal(set) var quantity: Quantity
  /// What is billed, negative for credits, in the file's currency.
  package internal(set) var cost: Money
  /// What it would cost at public prices; nil where a row does not say.
  package internal(set) var listCost: Money?
  /// What it costs in the currency of its price list, where the file says so; nil where a row does not.
  package internal(set) var pricedCost: Money?
  /// The invoice it is on; empty until the month is closed.
  package internal(set) var invoiceID: String
  /// Rows summed.
  package internal(set) var rows = 1

  /// The line in the currency of its price list, where that is the one asked for and the line is billed in another.
  func priced(in currency: Currency) -> InvoiceLine {
    guard cost.currency != currency, let pricedCost, pricedCost.currency == currency else { return self }
    // Rate and public price are in the currency of the bill.
    return InvoiceLine(
      period: period, firstDay: firstDay, days: days, service: service, usageType: usageType, operation: operation,
      resource: resource, region: region, unit: unit, kind: kind, type: type, description: description, rate: nil,
      quantity: quantity, cost: pricedCost, listCost: nil, pricedCost: pricedCost, invoiceID: invoiceID, rows: rows)
  }

  /// The day behind the last one it is for, as days since 1970-01-01.
  package var endDay: Int { firstDay.daysSinceEpoch + days }
}
