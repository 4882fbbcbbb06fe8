import ArgumentParser
import Invoices
import Measures
import Pricing

/// Which lines of a reconciliation a table has.
enum LineFolding: String, ExpressibleByArgument, CaseIterable {
  /// Days that agree, one after the other, as one line.
  case run
  /// Every day.
  case day
}

/// A line of the table: a day, or days in a row that agree for the same cause.
struct FoldedLine {
  private var first: ReconciledLine
  private var lastDay: CivilDate
  private var count = 1
  private var quantity: Quantity
  private var invoiced: Money
  private var recast: AmountRange?
  private var evidence: String

  private init(_ line: ReconciledLine) {
    first = line
    lastDay = line.firstDay
    quantity = line.quantity
    invoiced = line.invoiced
    recast = line.recast
    evidence = line.evidence
  }

  /// The table's lines in the order of the reconciliation's.
  static func lines(of lines: [ReconciledLine], _ folding: LineFolding) -> [FoldedLine] {
    var folded: [FoldedLine] = []
    for line in lines {
      if folding == .run, let last = folded.last, last.takes(line) {
        folded[folded.count - 1].add(line)
      } else {
        folded.append(FoldedLine(line))
      }
    }
    return folded
  }

  private func takes(_ line: ReconciledLine) -> Bool {
    [.agrees, .rounding].contains(line.cause) && line.cause == first.cause && line.meter == first.meter
      && line.month == first.month && line.region == first.region && line.invoiced.currency == first.invoiced.currency
      && line.days == 1 && first.days == 1 && line.firstDay.daysSinceEpoch == lastDay.daysSinceEpoch + 1
  }

  private mutating func add(_ line: ReconciledLine) {
    lastDay = line.firstDay
    count += 1
    quantity += line.quantity
    invoiced += line.invoiced
    if let own = recast, let other = line.recast { recast = own + other }
    // What is said of one day need not hold for the others.
    if line.evidence != evidence { evidence = "" }
  }

  private var dayText: String {
    if count > 1 { return "\(first.firstDay)…\(lastDay.day < 10 ? "0" : "")\(lastDay.day)" }
    return first.days == 1 ? "\(first.firstDay)" : "\(first.firstDay) (\(first.days) d)"
  }

  /// The cells of the table of lines.
  var cells: [String] {
    let difference = recast.map { invoiced - $0.expected }
    let share = recast.flatMap { recast in
      recast.expected.picos == 0 ? nil : difference.map { $0.approximate / recast.expected.approximate }
    }
    // The unit stands beside the quantity where it is not the meter's.
    let unit = first.cause == .otherUnit ? " \(first.unit)" : ""
    let rate = count == 1 ? first.impliedRate : FoldedLine.rate(invoiced, quantity)
    return [
      dayText, first.region, first.meter?.rawValue ?? first.usageTypes.joined(separator: " "),
      quantity.text(places: 6) + unit, rate?.exactText ?? "", "\(invoiced.text(places: 4)) \(invoiced.currency)",
      recast?.expected.text(places: 4) ?? "", recast.map(rangeText) ?? "", difference?.text(places: 4) ?? "",
      share.map(percent) ?? "", first.cause.rawValue + (first.isOpen ? " (open)" : ""), evidence,
    ]
  }

  private static func rate(_ amount: Money, _ quantity: Quantity) -> Money? {
    guard quantity > .zero else { return nil }
    return FixedPoint.product(amount.picos, Quantity.scale, over: quantity.parts).map {
      Money(picos: $0, currency: amount.currency)
    }
  }
}
