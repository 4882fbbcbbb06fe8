import Invoices
import Measures
import Pricing
import Reports

extension ReconciliationOutput {
  /// All of it; money and quantities as exact decimal text, shares as numbers.
  var json: JSONValue {
    let total = reconciliation.total
    return [
      "format": invoice.format.map { .string($0.rawValue) } ?? .null,
      "currency": .string(reconciliation.currency.code), "tolerance": Self.json(tolerance.approximate),
      "isHeld": .boolean(isHeld),
      "rows": [
        "read": .integer(invoice.rowsRead), "ofOtherServices": .integer(invoice.rowsOfOtherServices),
      ],
      "lines": .array(reconciliation.lines.map(line)),
      "charges": .array(
        reconciliation.charges.map {
          [
            "month": .string("\($0.month)"), "cause": .string($0.cause.rawValue), "type": .string($0.type),
            "description": .string($0.description), "amount": .string($0.amount.text(places: 12)),
            "currency": .string($0.amount.currency.code),
          ]
        }),
      "total": Self.json(total),
      "byMonth": .array(reconciliation.byMonth.map { Self.json($0.total, "month", "\($0.month)") }),
      "byMeter": .array(reconciliation.byMeter.map { Self.json($0.total, "meter", $0.meter.rawValue) }),
      "byCause": .array(
        reconciliation.byCause.map {
          [
            "cause": .string($0.cause.rawValue), "lines": .integer($0.lines),
            "absoluteDifference": .string($0.absoluteDifference.text(places: 12)),
            "open": .string($0.open.text(places: 12)),
          ]
        }),
      "linesInPricingCurrency": .integer(reconciliation.linesInPricingCurrency),
      "unknownUsageTypes": .array(reconciliation.unknownUsageTypes.map { .string($0) }),
      "coverage": .array(
        reconciliation.coverage.map {
          [
            "month": .string("\($0.month)"), "daysCovered": .integer($0.daysCovered), "days": .integer($0.month.days),
            "isInvoiced": .boolean($0.isInvoiced), "isWhole": .boolean($0.isWhole),
          ]
        }),
      "backTest": backTest.map { BackTestOutput(backTest: $0).json } ?? .null,
    ]
  }

  private func line(_ line: ReconciledLine) -> JSONValue {
    [
      "month": .string("\(line.month)"), "day": .string("\(line.firstDay)"), "days": .integer(line.days),
      "region": .string(line.region), "meter": line.meter.map { .string($0.rawValue) } ?? .null,
      "usageTypes": .array(line.usageTypes.map { .string($0) }), "quantity": .string(line.quantity.text(places: 11)),
      "unit": .string(line.unit), "impliedRate": line.impliedRate.map { .string($0.exactText) } ?? .null,
      "invoiced": .string(line.invoiced.text(places: 12)), "currency": .string(line.invoiced.currency.code),
      "recast": line.recast.map(Self.json) ?? .null,
      "difference": line.difference.map { .string($0.text(places: 12)) } ?? .null,
      "relativeDifference": Self.json(line.relativeDifference), "cause": .string(line.cause.rawValue),
      "isOpen": .boolean(line.isOpen), "open": .string(line.open.text(places: 12)),
      "evidence": .string(line.evidence), "card": .string(line.cardName), "rows": .integer(line.rows),
    ]
  }

  private static func json(_ total: ReconciliationTotal, _ key: String = "", _ name: String = "") -> JSONValue {
    var members: [String: JSONValue] = [
      "lines": .integer(total.lines), "invoiced": .string(total.invoiced.text(places: 12)),
      "recast": json(total.recast), "difference": .string(total.difference.text(places: 12)),
      "relativeDifference": json(total.relativeDifference),
      "absoluteDifference": .string(total.absoluteDifference.text(places: 12)),
      "open": .string(total.open.text(places: 12)),
      "linesInOtherCurrency": .integer(total.linesInOtherCurrency),
    ]
    if !key.isEmpty { members[key] = .string(name) }
    return .object(members)
  }

  static func json(_ range: AmountRange) -> JSONValue {
    [
      "expected": .string(range.expected.text(places: 12)), "low": .string(range.low.text(places: 12)),
      "high": .string(range.high.text(places: 12)),
    ]
  }

  static func json(_ share: Double?) -> JSONValue { share.map { .number(sixDecimals($0)) } ?? .null }
}
