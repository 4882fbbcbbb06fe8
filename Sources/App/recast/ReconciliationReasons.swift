import Invoices
import Measures
import Pricing

extension DifferenceCause {
  /// The cause as a word of an option.
  var option: String { rawValue.split(separator: " ").joined(separator: "-") }
}

extension ReconciliationOutput {
  /// Why the check does not hold, each reason with what can be done.
  var reason: String {
    if reconciliation.lines.isEmpty { return "The file has no usage of these services." }
    var reasons: [String] = []
    let unknown = reconciliation.unknownUsageTypes
    if !unknown.isEmpty {
      reasons.append("No meter is known for \(unknown.joined(separator: ", ")); say it with --map USAGETYPE=METER.")
    }
    reasons += unchecked
    if reconciliation.total.lines == 0, reasons.isEmpty { reasons.append("No line could be compared.") }
    if !reconciliation.isWithin(tolerance) { reasons.append(open) }
    if backTest?.isComparable == false { reasons.append(noMonth) }
    return reasons.joined(separator: "\n")
  }

  /// Lines that were not compared, by cause and what is unlike.
  private var unchecked: [String] {
    let lines = reconciliation.uncheckedLines
    func count(_ lines: [ReconciledLine]) -> String { lines.count == 1 ? "1 line" : "\(lines.count) lines" }
    let regions = Set(lines.filter { $0.cause == .noCard }.map(\.region)).sorted().map { region in
      "No card for \(region): \(count(lines.filter { $0.cause == .noCard && $0.region == region })) not checked. Give its "
        + "card too with another --rates, or --accept no-card."
    }
    let currencies = Set(lines.filter { $0.cause == .currency }.map(\.invoiced.currency.code)).sorted().map { code in
      "\(count(lines.filter { $0.cause == .currency && $0.invoiced.currency.code == code })) in \(code) not checked, for "
        + "the card is in \(reconciliation.currency). Give a card in \(code), or --accept currency."
    }
    let units = Set(lines.filter { $0.cause == .otherUnit }.map(\.evidence)).sorted().map { evidence in
      "\(evidence) \(count(lines.filter { $0.evidence == evidence })) not checked. If the unit is only called otherwise, "
        + "say the usage type's meter with --map; or --accept other-unit."
    }
    return regions + currencies + units
  }

  private var open: String {
    let causes = reconciliation.byCause.filter { $0.open.picos != 0 }
    let parts = causes.map { "\($0.cause.rawValue) \($0.open.text())" }.joined(separator: ", ")
    var text =
      "\(reconciliation.total.open.text()) \(reconciliation.currency) are open (\(parts)): more than "
      + "\(percent(tolerance)) of the bill for usage."
    if causes.contains(where: { $0.cause == .priceChanged }) { text += " --accept price-changed takes AWS's price." }
    if causes.contains(where: { $0.cause == .tier }) {
      text += " --other-usage METER=QUANTITY says what the account uses besides."
    }
    return text
  }

  private var noMonth: String {
    let partial = backTest?.partialMonths.map { "\($0.month)" }.joined(separator: ", ") ?? ""
    if partial.isEmpty { return "Nothing of the forecast could be compared: it has no month and meter of the file." }
    return
      "No month of the forecast could be compared: the file has rows for a part of \(partial). --pro-rata compares "
      + "the share of these days; --whole-month says that the file has all of a month."
  }
}
