import Measures
import Pricing
import Reports

/// What another rate card does to the same usage, line by line.
package struct BillDifference: Sendable {
  /// One plan's meter over all months and resources, under both cards; nil where a card has no price.
  package struct Row: Sendable {
    package let plan: String?
    package let meter: Meter
    package let quantity: Quantity
    package let before: Money?
    package let after: Money?

    /// Nil where either price is missing.
    package var change: Money? {
      guard let before, let after else { return nil }
      return after - before
    }
  }
  package let before: Statement
  package let after: Statement
  package let rows: [Row]

  /// Compares two statements of the same usage; their currencies must be one.
  package init(_ before: Statement, _ after: Statement) {
    precondition(before.currency == after.currency)
    self.before = before
    self.after = after
    var rows: [Row] = []
    for (old, new) in zip(before.bills, after.bills) {
      for meter in Meter.allCases {
        let lines = old.shown.lines.filter { $0.meter == meter }
        let others = new.shown.lines.filter { $0.meter == meter }
        guard !lines.isEmpty || !others.isEmpty else { continue }
        func sum(_ lines: [BillLine], _ bill: Bill) -> Money? {
          lines.isEmpty || lines.contains { $0.amount == nil } ? nil : bill.total(of: meter).expected
        }
        rows.append(
          Row(
            plan: old.plan, meter: meter, quantity: (lines.isEmpty ? others : lines).reduce(.zero) { $0 + $1.quantity },
            before: sum(lines, old.shown), after: sum(others, new.shown)))
      }
    }
    self.rows = rows
  }

  private static func change(_ before: Money, _ after: Money) -> String {
    guard before.picos != 0 else { return "" }
    return Format.percent((after - before).approximate / before.approximate)
  }

  /// Header and rows for a terminal; the last row of each plan is its total.
  package var table: (header: [String], rows: [[String]]) {
    let hasPlans = before.bills.contains { $0.plan != nil }
    let currency = before.currency.code
    func name(_ statement: Statement) -> String { "\(statement.card.region), \(statement.card.dateRead)" }
    let header =
      (hasPlans ? ["plan"] : []) + ["meter", "\(name(before)) (\(currency))", name(after), "change", "%"]
    let places = before.currency.minorDigits
    func cells(_ name: String, _ old: Money?, _ new: Money?) -> [String] {
      let change = old.flatMap { old in new.map { ($0 - old, BillDifference.change(old, $0)) } }
      return [
        name, old?.text(places: places) ?? "no price", new?.text(places: places) ?? "no price",
        change?.0.text(places: places) ?? "?", change?.1 ?? "",
      ]
    }
    var table: [[String]] = []
    for (old, new) in zip(before.bills, after.bills) {
      let lead = hasPlans ? [old.plan ?? ""] : []
      for row in rows where row.plan == old.plan {
        table.append(lead + cells(row.meter.rawValue, row.before, row.after))
      }
      var total = lead + cells("total", old.shown.total.expected, new.shown.total.expected)
      if old.bill.isPartial || new.bill.isPartial { total = total.prefix(lead.count + 3) + ["?", ""] }
      if old.bill.isPartial { total[lead.count + 1] += " +?" }
      if new.bill.isPartial { total[lead.count + 2] += " +?" }
      table.append(total)
    }
    return (header, table)
  }

  package var json: JSONValue {
    func money(_ money: Money?) -> JSONValue { money.map { .string($0.text(places: 12)) } ?? .null }
    return [
      "currency": .string(before.currency.code),
      "before": .string(before.card.name), "after": .string(after.card.name),
      "partial": .boolean(before.isPartial || after.isPartial),
      "plans": .array(
        zip(before.bills, after.bills).map { old, new in
          [
            "plan": old.plan.map { .string($0) } ?? .null,
            "before": money(old.shown.total.expected), "after": money(new.shown.total.expected),
            "change": old.bill.isPartial || new.bill.isPartial
              ? .null : money(new.shown.total.expected - old.shown.total.expected),
            "meters": .array(
              rows.filter { $0.plan == old.plan }.map {
                [
                  "meter": .string($0.meter.rawValue), "quantity": .string($0.quantity.text()),
                  "unit": .string($0.meter.unit), "before": money($0.before), "after": money($0.after),
                  "change": money($0.change),
                ]
              }),
          ]
        }),
    ]
  }
}
