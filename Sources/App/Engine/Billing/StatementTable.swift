import Measures
import Pricing
import Scenarios

/// How the lines of a statement are put together for reading.
package enum StatementDetail: String, CaseIterable, Sendable {
  case line, service, resource, month
}

/// A statement as a table on a terminal.
package enum StatementTable {
  /// Header, rows and the columns that hold numbers.
  package static func table(_ statement: Statement, by detail: StatementDetail) -> (
    header: [String], rows: [[String]], numbers: Set<Int>
  ) {
    let hasPlans = statement.bills.contains { $0.plan != nil }
    let keys = detail == .line ? ["month", "resource", "meter", "quantity"] : [detail.rawValue]
    let header = (hasPlans ? ["plan"] : []) + keys + ["amount (\(statement.currency))", "low–high"]
    let lead = hasPlans ? 1 : 0
    let cells = statement.bills.flatMap { entry in
      rows(entry, statement, detail, keyCount: keys.count).map { (hasPlans ? [entry.plan ?? ""] : []) + $0 }
    }
    let numbers = Set([header.count - 2, header.count - 1] + (detail == .line ? [lead + 3] : []))
    return (header, cells, numbers)
  }

  private static func rows(
    _ entry: Statement.PlanBill, _ statement: Statement, _ detail: StatementDetail, keyCount: Int
  ) -> [[String]] {
    let bill = entry.shown
    func row(_ keys: [String], _ range: AmountRange?, places: Int) -> [String] {
      let keys = keys + [String](repeating: "", count: keyCount - keys.count)
      guard let range else { return keys + ["no price", ""] }
      let ends = "\(range.low.text(places: places))–\(range.high.text(places: places))"
      return keys + [range.expected.text(places: places), range.low == range.high ? "" : ends]
    }
    func isGap(_ isIncluded: (BillLine) -> Bool) -> Bool { bill.lines.contains { isIncluded($0) && $0.amount == nil } }
    func part(_ name: String, _ range: AmountRange, _ isIncluded: (BillLine) -> Bool) -> [String] {
      var cells = row([name], range, places: currencyPlaces)
      if isGap(isIncluded) { cells[keyCount] += " +?" }
      return cells
    }
    let currencyPlaces = statement.currency.minorDigits
    var rows: [[String]]
    switch detail {
    case .line:
      rows = bill.lines.map { line in
        row(
          [
            "\(line.month)", line.resource.name, line.meter.rawValue,
            "\(line.quantity.text(places: 6)) \(line.meter.unit)",
          ], line.amount, places: currencyPlaces + 2)
      }
    case .service:
      rows = bill.services.map { service in
        part(service.name, bill.total(of: service)) { $0.meter.service == service }
      }
    case .resource:
      rows = bill.resources.map { resource in
        part(resource.name, bill.total(of: resource)) { $0.resource == resource }
      }
    case .month:
      rows = bill.months.map { month in part("\(month)", bill.total(in: month)) { $0.month == month } }
    }
    var total = row(["total"], bill.total, places: currencyPlaces)
    if bill.isPartial { total[keyCount] += " +?" }
    rows.append(total)
    if let share = statement.billing.vat, let vat = statement.vat(on: bill.total.expected) {
      let percent = Quantity(parts: share.parts * 100).text()
      rows.append(row(["VAT \(percent) %"], AmountRange(expected: vat, low: vat, high: vat), places: currencyPlaces))
      let sum = bill.total.expected + vat
      rows.append(
        row(["total with VAT"], AmountRange(expected: sum, low: sum, high: sum), places: currencyPlaces))
    }
    return rows
  }

  /// What the amounts rest on, a sentence a line.
  package static func notes(_ statement: Statement) -> [String] {
    var notes = [
      "Rate card: \(statement.card.name), read on \(statement.card.dateRead); months are UTC months; "
        + "amounts are exact and rounded half to even where printed."
    ]
    if let exchange = statement.billing.exchange {
      notes.append(
        "\(exchange.to) at \(PriceText.plain(exchange.rate)) \(exchange.to) / \(exchange.from) of \(exchange.date).")
    }
    if !statement.billing.terms.otherMonthlyUsage.isEmpty {
      notes.append("Priced at the margin of what the account uses besides.")
    }
    if let start = statement.billing.terms.freeTierStart {
      notes.append(
        statement.card.freeTier.map {
          "Free tier from \(start) for \($0.months) months (\($0.confidence.rawValue): \($0.source))."
        } ?? "The card states no free tier, so none is given.")
    }
    return notes
  }

  /// What a reader should mend before trusting the amounts, a sentence a line.
  package static func warnings(_ statement: Statement) -> [String] {
    statement.pricesUsedEarly.map { price, month in
      "warning: the price of \(price.meter.rawValue) is in force from \(price.validFrom.map { "\($0)" } ?? "") on; "
        + "it prices \(month) too, for the card knows no older one."
    }
  }
}
