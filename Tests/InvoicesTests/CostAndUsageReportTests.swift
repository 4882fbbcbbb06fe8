import Invoices
import Measures
import Pricing
import Testing

@Suite("Cost and Usage Reports") struct CostAndUsageReportTests {
  @Test("both spellings of the columns give the same lines, in any order of the columns") func spellings() throws {
    let rows = [SampleReport.row(), SampleReport.row(usageType: "USE1-TrainingHour", amount: "53.9", cost: "12.936")]
    let snake = invoice(SampleReport.text(rows))
    let slash = invoice(SampleReport.text(rows, header: SampleReport.slashHeader))
    #expect(snake.format == .costAndUsageReport && slash.format == .costAndUsageReport)
    #expect(snake.lines == slash.lines && snake.findings.isEmpty && slash.findings.isEmpty)
    let reversed = SampleReport.text(rows).split(separator: "\n").map { line -> String in
      // The two cells with commas in them stand in quotes; cut outside of these only.
      var cells: [String] = [""]
      var isQuoted = false
      for character in line {
        if character == "\"" { isQuoted.toggle() }
        if character == ",", !isQuoted { cells.append("") } else { cells[cells.count - 1].append(character) }
      }
      return cells.reversed().joined(separator: ",")
    }
    #expect(invoice(reversed.joined(separator: "\r\n")).lines == snake.lines)
    let line = try #require(snake.lines.first)
    #expect(line.service == .personalize && line.usageType == "USE1-TPS-hours" && line.kind == .usage)
    #expect(line.firstDay == CivilDate(year: 2026, month: 11, day: 3) && line.days == 1)
    #expect(line.period == CalendarMonth(year: 2026, month: 11))
    #expect(line.quantity == Quantity(1) && line.cost == money("0.2") && line.rate == money("0.2"))
    #expect(line.description == "$0.20 per TPS-hour, first 20,000" && line.unit == "TPS-hour")
    #expect(line.region == "us-east-1" && line.resource == "arn:shop" && line.operation == "GetRecommendations")
    #expect(snake.total() == "13.136000000000")
  }

  @Test("hours are summed to days exactly, a line for each resource and rate") func hours() {
    let rows = (0..<48).map { hour in
      SampleReport.row(
        start: time(hour), end: time(hour + 1), resource: hour % 2 == 0 ? "a" : "b", amount: "0.0833333333",
        cost: "0.0166666667")
    }
    let reading = invoice(SampleReport.text(rows))
    #expect(reading.lines.map(\.resource) == ["a", "b", "a", "b"])
    #expect(reading.lines.map(\.firstDay.day) == [1, 1, 2, 2])
    #expect(reading.lines.allSatisfy { $0.rows == 12 && $0.days == 1 })
    #expect(reading.lines.allSatisfy { $0.quantity == quantity("0.9999999996") && $0.cost == money("0.2000000004") })
    let rates = [SampleReport.row(), SampleReport.row(rate: "0.1000000000", cost: "0.1")]
    #expect(invoice(SampleReport.text(rates)).lines.map(\.rate) == [money("0.2"), money("0.1")])
  }

  /// The hour of November 2026, from 0.
  private func time(_ hour: Int) -> String { Instant(seconds: 1_793_491_200 + Int64(hour) * 3600).description }

  @Test(
    "taxes, credits, refunds and discounts are kinds of their own, by AWS's words",
    arguments: [
      ("Usage", ChargeKind.usage), ("Tax", .tax), ("Credit", .credit), ("Refund", .refund), ("Fee", .fee),
      ("RIFee", .fee), ("DiscountedUsage", .savings), ("SavingsPlanCoveredUsage", .savings),
      ("SavingsPlanNegation", .savings), ("EdpDiscount", .discount), ("PrivateRateDiscount", .discount),
      ("BundledDiscount", .discount), ("FlatRateSubscription", .other),
    ])
  func kinds(type: String, kind: ChargeKind) {
    let reading = invoice(SampleReport.text([SampleReport.row(type: type, cost: "-1.25")]))
    #expect(reading.lines.map(\.kind) == [kind])
    #expect(reading.lines.map(\.type) == [type])
    #expect(reading.total() == "-1.250000000000")
  }

  @Test("a tax needs no usage type and no quantity, and spans its month") func taxes() throws {
    let row = SampleReport.row(
      type: "Tax", start: "2026-11-01T00:00:00Z", end: "2026-11-30T23:59:59Z", usageType: "", resource: "", amount: "",
      rate: "", cost: "1.44", description: "Tax for product code AmazonPersonalize")
    let line = try #require(invoice(SampleReport.text([row])).lines.first)
    #expect(line.kind == .tax && line.days == 30 && line.quantity == .zero && line.rate == nil)
    // Credits that differ by name only stay apart; usage that does is one line.
    let credits = ["one", "two"].map { SampleReport.row(type: "Credit", cost: "-1", description: $0) }
    #expect(invoice(SampleReport.text(credits)).lines.map(\.description) == ["one", "two"])
    let usage = ["one", "two"].map { SampleReport.row(description: $0) }
    #expect(invoice(SampleReport.text(usage)).lines.map(\.rows) == [2])
  }

  @Test("amounts are exact, with exponents; what is finer than 12 decimals is rounded half to even and said")
  func decimals() {
    func total(_ costs: String...) -> (String, [String]) {
      let reading = invoice(SampleReport.text(costs.map { SampleReport.row(cost: $0) }))
      return (reading.total(), reading.codes)
    }
    #expect(total("1.5E-7", "1e3", "+0.5", "-.25") == ("1000.250000150000", []))
    #expect(total("0.0000000000005") == ("0.000000000000", ["rounded"]))
    #expect(total("0.0000000000015") == ("0.000000000002", ["rounded"]))
    #expect(total("0.00000000000050000001") == ("0.000000000001", ["rounded"]))
    #expect(total("-0.0000000000015") == ("-0.000000000002", ["rounded"]))
    #expect(total("12.345678901200000000000000000000000") == ("12.345678901200", []))
    #expect(total("0.30000000000000004", "0.1") == ("0.400000000000", ["rounded"]))
    #expect(total("1000000000000000", "0") == ("1000000000000000.000000000000", []))
    #expect(total("0E-30", "0.000", "4E-31") == ("0.000000000000", ["rounded"]))
    // A twelfth of a TPS-hour as CUR prints it, and finer than a quantity can be.
    let finer = invoice(SampleReport.text([SampleReport.row(amount: "0.083333333333")]))
    #expect(finer.lines.first?.quantity.text(places: 11) == "0.08333333333")
    #expect(finer.codes == ["rounded"])
  }

  @Test("rows of other services are counted, neighbours that are asked for are kept") func services() {
    let rows = [
      SampleReport.row(), SampleReport.row(product: "AmazonS3", usageType: "TimedStorage-ByteHrs", cost: "x"),
      SampleReport.row(product: "AmazonEC2", amount: "broken"),
    ]
    let alone = invoice(SampleReport.text(rows))
    #expect(alone.lines.count == 1 && alone.rowsOfOtherServices == 2 && alone.rowsRead == 3 && alone.findings.isEmpty)
    let both = invoice(SampleReport.text(rows), services: [.personalize, .s3])
    #expect(both.codes == ["bad-cost:3"] && both.rowsOfOtherServices == 1 && both.rowsBad == 1)
  }

  @Test("a month is whole when each of its days has rows; an invoice's number only says that it is closed")
  func coverage() {
    let days = (1...30).map { day in
      let date = "2026-11-\(day < 10 ? "0" : "")\(day)"
      return SampleReport.row(start: date, end: date, product: day == 7 ? "AmazonEC2" : "AmazonPersonalize")
    }
    let whole = invoice(SampleReport.text(days)).months
    #expect(whole.map(\.daysCovered) == [30] && whole.allSatisfy { $0.isWhole && !$0.isInvoiced })
    let partial = invoice(SampleReport.text(Array(days.dropLast()))).months
    #expect(partial.map(\.daysCovered) == [29] && partial.allSatisfy { !$0.isWhole })
    let closed = invoice(SampleReport.text([SampleReport.row(), SampleReport.row(invoice: "123")])).months
    #expect(closed.map(\.daysCovered) == [1] && closed.allSatisfy { $0.isInvoiced && !$0.isWhole })
    let monthly = SampleReport.row(start: "2026-11-01T00:00:00Z", end: "2026-12-01T00:00:00Z")
    #expect(invoice(SampleReport.text([monthly])).months.map(\.daysCovered) == [30])
  }

  @Test("a bill in two currencies keeps them apart") func currencies() {
    let rows = [SampleReport.row(), SampleReport.row(currency: "EUR", cost: "0.19")]
    let reading = invoice(SampleReport.text(rows))
    #expect(reading.lines.map(\.cost) == [money("0.19", "EUR"), money("0.2")])
  }
}
