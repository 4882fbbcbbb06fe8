import Invoices
import Measures
import Pricing
import Testing

@Suite("Back-testing a forecast") struct BackTestTests {
  private func range(_ low: String, _ expected: String, _ high: String) -> AmountRange {
    AmountRange(expected: money(expected), low: money(low), high: money(high))
  }

  private func forecast(_ lines: [ForecastLine]) -> Forecast { Forecast(name: "plan", currency: .usd, lines: lines) }

  private func line(
    _ meter: Meter, _ quantity: Int, _ amount: AmountRange?, month: CalendarMonth = november
  ) -> ForecastLine {
    ForecastLine(month: month, meter: meter, quantity: Quantity(quantity), amount: amount)
  }

  @Test("errors are invoiced less forecast; coverage counts amounts within the range; n is told") func summary() {
    // Invoiced: 100 TPS-hours for 20, 10 training-hours for 2.4, 4 GB for 0.2.
    let rows = [
      dayRow(1, "100", "20", invoice: "7"), dayRow(2, "10", "2.4", usageType: "TrainingHour"),
      dayRow(3, "4", "0.2", usageType: "DataIngestion"),
    ]
    let forecast = forecast([
      line(.tpsHours, 80, range("15", "16", "20")), line(.trainingHours, 10, range("2", "2.4", "3")),
      line(.batchRequestsLegacy, 1000, range("0.05", "0.086", "0.1")),
    ])
    let test = BackTest(of: forecast, against: reconciliation(rows), wholeMonths: [november])
    #expect(test.lines.map(\.meter) == [.ingestedGB, .trainingHours, .tpsHours, .batchRequestsLegacy])
    #expect(test.lines.map(\.cause) == [.notForecast, .agrees, .usage, .notInvoiced])
    #expect(test.lines.map(\.isInside) == [false, true, true, false])
    let summary = test.summary
    #expect(summary.lines == 4 && summary.linesInside == 2 && summary.coverage == 0.5)
    #expect(summary.invoiced == money("22.6") && summary.forecast.expected == money("18.486"))
    #expect(summary.error == money("4.114") && summary.absoluteError == money("4.286"))
    #expect(abs((summary.relativeError ?? 0) - 4.114 / 22.6) < 1e-12)
    #expect(abs((summary.relativeAbsoluteError ?? 0) - 4.286 / 22.6) < 1e-12)
    #expect(test.byMeter.map(\.summary.error) == [money("0.2"), money("0"), money("4"), money("-0.086")])
    #expect(test.byMonth.map(\.month) == [november])
  }

  @Test("lines of one month and meter are summed; a missing price leaves no error") func summing() {
    let twice = forecast([
      line(.tpsHours, 10, range("1", "2", "3")), line(.tpsHours, 30, range("5", "6", "7")),
      line(.trainingHours, 1, nil), line(.trainingHours, 1, range("0", "0", "0")),
    ])
    #expect(twice.lines.map(\.quantity) == [Quantity(2), Quantity(40)])
    #expect(twice.lines.map(\.amount) == [nil, range("6", "8", "10")])
    let test = BackTest(of: twice, against: reconciliation([dayRow(1, "40", "8")]), wholeMonths: [november])
    #expect(test.lines.map(\.cause) == [.noPrice, .agrees] && test.summary.lines == 1)
  }

  @Test("a floor that the forecast did not see is named; so is a price that changed") func causes() {
    let days = (1...30).map { dayRow($0, "24", "4.8") }
    let floor = BackTest(of: forecast([line(.tpsHours, 45, range("9", "9", "9"))]), against: reconciliation(days))
    #expect(floor.lines.map(\.cause) == [.floor])
    #expect(floor.lines[0].evidence == "720 TPS-hour against 45 forecast: the floor of 1 TPS over 30 days was billed.")
    let dear = (1...30).map { dayRow($0, "3", "0.9") }
    let price = BackTest(of: forecast([line(.tpsHours, 90, range("18", "18", "18"))]), against: reconciliation(dear))
    #expect(price.lines.map(\.cause) == [.priceChanged])
  }

  @Test("partial months are left out and listed, or compared in proportion where asked") func partialMonths() {
    let days = (1...15).map { dayRow($0, "10", "2", usageType: "TPS-hours") }
    let december = CalendarMonth(year: 2026, month: 12)
    let forecast = forecast([
      line(.tpsHours, 300, range("50", "60", "70")), line(.tpsHours, 1, range("1", "1", "1"), month: december),
    ])
    let left = BackTest(of: forecast, against: reconciliation(days))
    #expect(left.lines.isEmpty && left.partialMonths.map(\.daysCovered) == [15])
    #expect(left.monthsNotInvoiced == [december] && left.summary.coverage == nil)
    let half = BackTest(of: forecast, against: reconciliation(days), isProRata: true)
    #expect(half.proRataMonths.map(\.month) == [november] && half.partialMonths.isEmpty)
    #expect(half.lines.map(\.forecast) == [range("25", "30", "35")])
    #expect(half.lines.map(\.forecastQuantity) == [Quantity(150)])
    #expect(half.lines.map(\.cause) == [.agrees])
  }

  @Test("an invoice's number says that a month is closed, not that the file has all of it") func closedMonth() {
    let row = dayRow(1, "10", "2", invoice: "7")
    let expected = forecast([line(.tpsHours, 300, range("60", "60", "60"))])
    let result = reconciliation([row])
    #expect(result.coverage.map(\.isInvoiced) == [true] && result.coverage.map(\.isWhole) == [false])
    let left = BackTest(of: expected, against: result)
    #expect(left.partialMonths.map(\.month) == [november] && !left.isComparable)
    let stated = BackTest(of: expected, against: result, isProRata: true, wholeMonths: [november])
    #expect(stated.statedMonths.map(\.daysCovered) == [1] && stated.proRataMonths.isEmpty && stated.isComparable)
    #expect(stated.lines.map(\.forecastQuantity) == [Quantity(300)])
  }

  @Test("the tolerance is exact: an error of a share of the forecast has no cause, a hair more has") func tolerance() {
    let exact = forecast([line(.tpsHours, 90, range("10", "10", "10"))])
    for (cost, cause) in [("10.1", DifferenceCause.agrees), ("10.100000000001", .priceChanged)] {
      let test = BackTest(
        of: exact, against: reconciliation([dayRow(1, "90", cost)]), wholeMonths: [november])
      #expect(test.lines.map(\.cause) == [cause])
    }
  }

  @Test("meters of services that the invoice was not read for are left out and said; unknown usage is told apart")
  func scope() {
    let rows = [dayRow(1, "10", "2", invoice: "7"), dayRow(1, "1", "5", usageType: "Mystery")]
    let forecast = forecast([
      line(.tpsHours, 10, range("2", "2", "2")), line(.s3GetRequests, 10, range("9", "9", "9")),
    ])
    let test = BackTest(of: forecast, against: reconciliation(rows), wholeMonths: [november])
    #expect(test.lines.map(\.meter) == [.tpsHours] && test.metersLeftOut == [.s3GetRequests])
    #expect(test.unknownUsage == money("5"))
  }
}
