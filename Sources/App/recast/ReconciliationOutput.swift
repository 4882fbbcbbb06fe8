import DelimitedText
import Invoices
import Measures
import Pricing

/// What `recast bill reconcile` prints.
struct ReconciliationOutput {
  let invoice: InvoiceReading
  let reconciliation: Reconciliation
  let backTest: BackTest?
  /// Share of the bill for usage that may be open.
  let tolerance: Quantity
  /// Which lines the text has.
  let folding: LineFolding

  /// Whether the check of the command holds.
  var isHeld: Bool { reconciliation.isHeld(tolerance: tolerance) && backTest?.isComparable != false }

  // MARK: - Text

  /// Lines, totals, other charges, and the back-test.
  var text: String {
    var parts = [linesTable, totalsTable]
    if !reconciliation.charges.isEmpty { parts.append("Apart from usage:\n" + chargesTable) }
    parts.append(sentences)
    if let backTest { parts.append(BackTestOutput(backTest: backTest).text) }
    return parts.joined(separator: "\n")
  }

  private var linesTable: String {
    TextTable.text(
      header: [
        "day", "region", "meter", "quantity", "a unit", "invoiced", "recast", "low–high", "difference", "%", "cause",
        "",
      ],
      rows: FoldedLine.lines(of: reconciliation.lines, folding).map(\.cells), numbers: Set(3...9))
  }

  private var totalsTable: String {
    func row(_ name: String, _ total: ReconciliationTotal) -> [String] {
      [
        name, "\(total.lines)", total.invoiced.text(), total.recast.expected.text(), rangeText(total.recast, places: 2),
        total.difference.text(), total.relativeDifference.map(percent) ?? "", total.open.text(),
      ]
    }
    let rows =
      reconciliation.byMeter.map { row($0.meter.rawValue, $0.total) }
      + reconciliation.byMonth.map { row("\($0.month)", $0.total) } + [row("total", reconciliation.total)]
    return TextTable.text(
      header: [
        "total (\(reconciliation.currency))", "lines", "invoiced", "recast", "low–high", "difference", "%", "open",
      ], rows: rows, numbers: Set(1...7))
  }

  private var chargesTable: String {
    TextTable.text(
      header: ["month", "kind", "type", "amount", "what"],
      rows: reconciliation.charges.map {
        [
          "\($0.month)", $0.cause.rawValue, $0.type, "\($0.amount.text(places: 4)) \($0.amount.currency)",
          $0.description,
        ]
      }, numbers: [3])
  }

  private var sentences: String {
    var sentences: [String] = []
    let format = invoice.format?.rawValue ?? ""
    sentences.append(
      "\(invoice.rowsRead) rows of a \(format) file, \(invoice.rowsOfOtherServices) of them of other services.")
    for month in reconciliation.coverage {
      let closed = month.isInvoiced ? " It is closed: lines carry an invoice's number." : ""
      if month.isWhole {
        sentences.append("\(month.month) has rows for every day." + closed)
      } else {
        sentences.append(
          "\(month.month) is covered in part: the file has rows for \(month.daysCovered) of \(month.month.days) days."
            + closed)
      }
    }
    let repriced = reconciliation.linesInPricingCurrency
    if repriced > 0 {
      sentences.append(
        "Billed in another currency, and taken in \(reconciliation.currency) from PricingCurrencyEffectiveCost: "
          + "\(repriced) of the file's lines.")
    }
    let foreign = reconciliation.total.linesInOtherCurrency
    if foreign > 0 {
      sentences.append("Not in \(reconciliation.currency), and so not compared: \(foreign) of the lines.")
    }
    sentences.append(
      "Lines by cause: " + reconciliation.byCause.map { "\($0.cause.rawValue) \($0.lines)" }.joined(separator: ", ")
        + ".")
    return sentences.joined(separator: "\n") + "\n"
  }

  // MARK: - CSV

  /// A row a line; amounts as exact decimal text.
  var csv: [UInt8] {
    var writer = DelimitedWriter()
    writer.append([
      "month", "day", "days", "region", "meter", "usageTypes", "quantity", "unit", "impliedRate", "invoiced",
      "currency",
      "recast", "low", "high", "difference", "relativeDifference", "cause", "open", "evidence", "card",
    ])
    for line in reconciliation.lines {
      writer.append([
        "\(line.month)", "\(line.firstDay)", "\(line.days)", line.region, line.meter?.rawValue ?? "",
        line.usageTypes.joined(separator: " "), line.quantity.text(places: 11), line.unit,
        line.impliedRate?.exactText ?? "", line.invoiced.text(places: 12), line.invoiced.currency.code,
        line.recast?.expected.text(places: 12) ?? "", line.recast?.low.text(places: 12) ?? "",
        line.recast?.high.text(places: 12) ?? "", line.difference?.text(places: 12) ?? "",
        line.relativeDifference.map { "\(sixDecimals($0))" } ?? "", line.cause.rawValue, line.open.text(places: 12),
        line.evidence, line.cardName,
      ])
    }
    return writer.bytes
  }
}

/// Both ends of a range, or nothing where they are one.
func rangeText(_ range: AmountRange) -> String { rangeText(range, places: 4) }

func rangeText(_ range: AmountRange, places: Int) -> String {
  range.low == range.high ? "" : "\(range.low.text(places: places))–\(range.high.text(places: places))"
}

/// A share in percent with two decimals.
func percent(_ share: Double) -> String {
  guard abs(share) < 1e6 else { return "∞" }
  return FixedPoint.text(Int128((share * 10_000).rounded(.toNearestOrEven)), scale: 100, places: 2) + " %"
}

/// An exact share in percent.
func percent(_ share: Quantity) -> String { Quantity(parts: share.parts * 100).text() + " %" }

/// A number cut to six decimals, so that machines' last digits do not show.
func sixDecimals(_ value: Double) -> Double { abs(value) < 1e9 ? (value * 1e6).rounded() / 1e6 : value }
