import Measures
import Pricing
import Testing

@Suite("Months and missing facts")
struct MonthTests {
  private func idle(from: CalendarMonth, to: CalendarMonth, _ name: String = "legacy:shop") -> UsageRow {
    UsageRow(
      resource: Resource(name), meter: .minProvisionedTPS, start: from.start, end: to.start, quantity: Quantity(1))
  }

  @Test(
    "an idle campaign costs the hours of the real month",
    arguments: [(2026, 2, "134.40"), (2024, 2, "139.20"), (2026, 4, "144.00"), (2026, 12, "148.80")])
  func lengths(year: Int, month: Int, total: String) throws {
    let month = CalendarMonth(year: year, month: month)
    let bill = try Bill(pricing: Usage(rows: [idle(from: month, to: month.next)]), with: card())
    #expect(bill.total.expected.text() == total)
  }

  @Test("a row over a month's end is split by time, and each month climbs the ladder anew")
  func splitting() throws {
    let january = CalendarMonth(year: 2026, month: 1)
    let span = UsageRow(
      resource: Resource("data"), meter: .ingestedGB, start: january.start + .days(15), end: january.start + .days(35),
      quantity: Quantity(20))
    let hours = UsageRow(
      resource: Resource("legacy:shop"), meter: .tpsHours, start: january.end - .hours(1), end: january.end + .hours(1),
      quantity: Quantity(40_000))
    let bill = try Bill(
      pricing: Usage(rows: [span, hours, idle(from: january, to: CalendarMonth(year: 2026, month: 4), "v2:shop")]),
      with: card())
    let lines = bill.lines.map { "\($0.month) \($0.meter.rawValue) \($0.quantity.text())" }
    #expect(
      lines == [
        "2026-01 ingestedGB 16", "2026-01 tpsHours 20000", "2026-01 v2Requests 2678400", "2026-02 ingestedGB 4",
        "2026-02 tpsHours 20000", "2026-02 v2Requests 2419200", "2026-03 v2Requests 2678400",
      ])
    #expect(bill.total(of: .tpsHours).expected.text() == "8000.00")
    #expect(bill.months == [january, january.next, january.next.next])
    #expect(bill.total(of: .ingestedGB, in: january.next).expected.text() == "0.20")
    #expect(bill.total(in: january.next.next).expected.text() == "401.76")
  }

  @Test("a row that ends with a month belongs to it alone, a point to the month it lies in, to the last of 9999")
  func edges() throws {
    let last = CalendarMonth(year: 9999, month: 12)
    let rows = [
      UsageRow(
        resource: Resource("a"), meter: .ingestedGB, start: december.start, end: december.end, quantity: Quantity(3)),
      UsageRow(
        resource: Resource("a"), meter: .ingestedGB, start: december.end, end: december.end, quantity: Quantity(5)),
      UsageRow(
        resource: Resource("a"), meter: .ingestedGB, start: last.start + .days(30), end: last.start + .days(30),
        quantity: Quantity(7)),
    ]
    let bill = try Bill(pricing: Usage(rows: rows), with: card())
    #expect(bill.lines.map { "\($0.month) \($0.quantity.text())" } == ["2026-12 3", "2027-01 5", "9999-12 7"])
  }

  @Test("a meter without a price is a gap, not zero, and the bill says that it is partial")
  func gaps() throws {
    let rows = [
      row("data", .ingestedGB, "100"), row("legacy:a", .minProvisionedTPS, "1", from: 0, to: 10),
      row("own", .dynamoDBReadUnits, "7"),
    ]
    let bill = try Bill(pricing: Usage(rows: rows), with: card(without: [.tpsHours]))
    #expect(bill.isPartial && bill.gaps == [.tpsHours, .dynamoDBReadUnits])
    #expect(bill.total.expected.text() == "5.00")
    let gap = try #require(bill.lines.first { $0.meter == .tpsHours })
    #expect(gap.amount == nil && gap.priceID == nil && gap.quantity == Quantity(10))
    #expect(gap.formula == "no price for tpsHours in test")
    #expect(!(try Bill(pricing: Usage(rows: [rows[0]]), with: card())).isPartial)
    #expect(try Bill(pricing: Usage(), with: card()).total == .zero(.usd))
  }

  @Test("requests at a time without a floor are an error that names campaign and time")
  func floorMissing() {
    let rows = [
      row("legacy:a", .minProvisionedTPS, "1", from: 0, to: 10), row("legacy:a", .requests, "5", from: 10, to: 10.1),
    ]
    let error = #expect(throws: PricingError.self) { try Bill(pricing: Usage(rows: rows), with: card()) }
    #expect(error?.code == .floorMissing && error?.resource == Resource("legacy:a"))
    #expect(error?.detail == "2026-12-01T10:00:00Z")
    #expect("\(error!)".hasPrefix("legacy:a: requests at 2026-12-01T10:00:00Z without"))
  }

  @Test("a campaign that does not say its family is an error that names it")
  func familyMissing() {
    let rows = [row("shop", .minProvisionedTPS, "1", from: 0, to: 10)]
    let error = #expect(throws: PricingError.self) { try Bill(pricing: Usage(rows: rows), with: card()) }
    #expect(error?.code == .familyMissing && error?.resource == Resource("shop"))
  }

  @Test("two floors at the same time are an error, one after the other are not")
  func overlap() throws {
    let first = row("v2:a", .minProvisionedTPS, "1", from: 0, to: 10)
    let error = #expect(throws: PricingError.self) {
      try Bill(pricing: Usage(rows: [row("v2:a", .minProvisionedTPS, "2", from: 9.5, to: 12), first]), with: card())
    }
    #expect(error?.code == .floorsOverlap && error?.detail == "2026-12-01T09:30:00Z")
    let bill = try Bill(
      pricing: Usage(rows: [row("v2:a", .minProvisionedTPS, "2", from: 10, to: 12), first]), with: card())
    #expect(bill.total.expected.text() == "7.56")
  }

  @Test("amounts beyond exact arithmetic are an error, never a crash")
  func tooLarge() {
    let long = december.start + .days(300)
    for (meter, amount) in [
      (Meter.ingestedGB, "1e16"), (.trainingInteractions, "1e17"), (.minProvisionedTPS, "1e17"),
      (.s3StorageGBMonths, "2e17"),
    ] {
      let row = UsageRow(
        resource: Resource("legacy:a"), meter: meter, start: december.start, end: long, quantity: quantity(amount))
      do {
        let bill = try Bill(pricing: Usage(rows: [row]), with: card())
        #expect(bill.lines.allSatisfy { !$0.quantity.text().isEmpty })
        #expect(bill.lines.reduce(Quantity.zero) { $0 + $1.quantity } == row.quantity)
      } catch {
        #expect(error.code == .amountTooLarge)
      }
    }
  }
}
