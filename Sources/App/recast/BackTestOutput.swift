import Invoices
import Measures
import Pricing
import Reports

/// What `recast bill reconcile --forecast` prints of the back-test.
struct BackTestOutput {
  let backTest: BackTest

  var text: String {
    "Against the forecast \(backTest.forecastName):\n" + linesTable + "\n" + summaryTable + "\n"
      + sentences.map { $0 + "\n" }.joined()
  }

  private var linesTable: String {
    TextTable.text(
      header: [
        "month", "meter", "used", "forecast", "invoiced", "forecast", "low–high", "error", "inside", "cause", "",
      ],
      rows: backTest.lines.map { line in
        [
          "\(line.month)", line.meter.rawValue, line.quantity.text(places: 3), line.forecastQuantity.text(places: 3),
          line.invoiced.text(), line.forecast?.expected.text() ?? "no price",
          line.forecast.map { rangeText($0, places: 2) } ?? "", line.error?.text() ?? "",
          line.forecast == nil ? "" : line.isInside ? "yes" : "no", line.cause.rawValue, line.evidence,
        ]
      }, numbers: Set(2...7))
  }

  private var summaryTable: String {
    func row(_ name: String, _ summary: BackTestSummary) -> [String] {
      [
        name, "\(summary.lines)", summary.invoiced.text(), summary.forecast.expected.text(), summary.error.text(),
        summary.relativeError.map(percent) ?? "", summary.absoluteError.text(),
        summary.relativeAbsoluteError.map(percent) ?? "",
        summary.coverage.map { "\(percent($0)) (\(summary.linesInside) of \(summary.lines))" } ?? "",
      ]
    }
    let rows =
      backTest.byMeter.map { row($0.meter.rawValue, $0.summary) }
      + backTest.byMonth.map { row("\($0.month)", $0.summary) }
      + [row("all", backTest.summary)]
    return TextTable.text(
      header: [
        "back-test (\(backTest.currency))", "n", "invoiced", "forecast", "error", "%", "absolute error", "%", "inside",
      ], rows: rows, numbers: Set(1...8))
  }

  /// What was not compared, and what the figures mean.
  private var sentences: [String] {
    var sentences = [
      "An error is invoiced less forecast, in percent of what was invoiced, usage alone; absolute errors are summed over "
        + "lines. Inside counts lines, a month and meter each, whose invoiced amount lies within the forecast's range."
    ]
    for month in backTest.partialMonths {
      sentences.append(
        "\(month.month) is left out: the file has rows for \(month.daysCovered) of \(month.month.days) days (rows of any "
          + "service count). --pro-rata compares the share of these days; where the file is an extract that lacks days "
          + "without usage, --whole-month \(month.month) takes it for whole.")
    }
    for month in backTest.statedMonths {
      sentences.append(
        "\(month.month) is compared as a whole month at your word: the file has rows for \(month.daysCovered) of "
          + "\(month.month.days) days.")
    }
    for month in backTest.proRataMonths {
      sentences.append("\(month.month) is compared pro rata: \(month.daysCovered) of \(month.month.days) days.")
    }
    func list(_ months: [CalendarMonth]) -> String { months.map { "\($0)" }.joined(separator: ", ") }
    if !backTest.monthsNotInvoiced.isEmpty {
      sentences.append("Forecast and not in the file: \(list(backTest.monthsNotInvoiced)).")
    }
    if !backTest.monthsNotForecast.isEmpty {
      sentences.append("In the file and not forecast: \(list(backTest.monthsNotForecast)).")
    }
    if !backTest.metersLeftOut.isEmpty {
      sentences.append(
        "Left out, for the file was not read for their services (--service): "
          + backTest.metersLeftOut.map(\.rawValue).joined(separator: ", ") + ".")
    }
    if backTest.unknownUsage.picos != 0 {
      sentences.append(
        "\(backTest.unknownUsage.text()) \(backTest.currency) of unknown usage types are in no error.")
    }
    return sentences
  }

  // MARK: - JSON

  var json: JSONValue {
    func months(_ months: [CalendarMonth]) -> JSONValue { .array(months.map { .string("\($0)") }) }
    return [
      "forecast": .string(backTest.forecastName), "currency": .string(backTest.currency.code),
      "lines": .array(backTest.lines.map(line)), "summary": summary(backTest.summary),
      "byMonth": .array(backTest.byMonth.map { summary($0.summary, "month", "\($0.month)") }),
      "byMeter": .array(backTest.byMeter.map { summary($0.summary, "meter", $0.meter.rawValue) }),
      "proRataMonths": months(backTest.proRataMonths.map(\.month)),
      "statedMonths": months(backTest.statedMonths.map(\.month)),
      "partialMonths": months(backTest.partialMonths.map(\.month)),
      "monthsNotInvoiced": months(backTest.monthsNotInvoiced), "monthsNotForecast": months(backTest.monthsNotForecast),
      "metersLeftOut": .array(backTest.metersLeftOut.map { .string($0.rawValue) }),
      "unknownUsage": .string(backTest.unknownUsage.text(places: 12)),
    ]
  }

  private func line(_ line: BackTestLine) -> JSONValue {
    [
      "month": .string("\(line.month)"), "meter": .string(line.meter.rawValue), "unit": .string(line.meter.unit),
      "quantity": .string(line.quantity.text(places: 11)),
      "forecastQuantity": .string(line.forecastQuantity.text(places: 11)),
      "invoiced": .string(line.invoiced.text(places: 12)),
      "forecast": line.forecast.map(ReconciliationOutput.json) ?? .null,
      "error": line.error.map { .string($0.text(places: 12)) } ?? .null, "isInside": .boolean(line.isInside),
      "cause": .string(line.cause.rawValue), "evidence": .string(line.evidence),
    ]
  }

  private func summary(_ summary: BackTestSummary, _ key: String = "", _ name: String = "") -> JSONValue {
    var members: [String: JSONValue] = [
      "n": .integer(summary.lines), "invoiced": .string(summary.invoiced.text(places: 12)),
      "forecast": ReconciliationOutput.json(summary.forecast), "error": .string(summary.error.text(places: 12)),
      "relativeError": ReconciliationOutput.json(summary.relativeError),
      "absoluteError": .string(summary.absoluteError.text(places: 12)),
      "relativeAbsoluteError": ReconciliationOutput.json(summary.relativeAbsoluteError),
      "inside": .integer(summary.linesInside), "coverage": ReconciliationOutput.json(summary.coverage),
    ]
    if !key.isEmpty { members[key] = .string(name) }
    return .object(members)
  }
}
