import Invoices
import Measures
import Pricing
import Testing

@Suite("Reconciling an invoice") struct ReconciliationTests {
  @Test("days pay their share of the month's ladder in order, whatever the order of the rows") func ladder() {
    // 60 + 60 + 120 TPS-hours: 100 at 0.20, 100 at 0.10, 40 at 0.05.
    let rows = [dayRow(3, "120", "10"), dayRow(1, "60", "12"), dayRow(2, "60", "10")]
    let result = reconciliation(rows)
    #expect(result.lines.map(\.firstDay.day) == [1, 2, 3])
    #expect(result.lines.map { $0.recast?.expected } == [money("12"), money("10"), money("10")])
    #expect(result.lines.allSatisfy { $0.cause == .agrees && $0.difference == money("0") })
    #expect(result.lines.map(\.impliedRate) == [money("0.2"), money("0.166666666667"), money("0.083333333333")])
    #expect(result.total.invoiced == money("32") && result.total.open.picos == 0 && result.isHeld(tolerance: .zero))
  }

  @Test("the days' amounts sum to the month's bill exactly, with both ends of its range") func sums() throws {
    var state: UInt64 = 11
    for _ in 0..<40 {
      var rows: [String] = []
      var total = Quantity.zero
      for day in 1...30 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        let amount = Quantity(Int(state >> 33) % 90_000_000_000, over: 7_000_000)
        rows.append(dayRow(day, amount.text(places: 10), "1", usageType: "batch"))
        total += quantity(amount.text(places: 10))
      }
      let result = reconciliation(rows, meters: ["batch": .batchRequestsLegacy])
      let month = UsageRow(
        resource: Resource("all"), meter: .batchRequestsLegacy, start: november.start, end: november.start,
        quantity: total)
      let bill = try Bill(pricing: Usage(rows: [month]), with: card())
      #expect(result.total.recast == bill.total)
      #expect(result.byMeter.map(\.quantity) == [total])
    }
  }

  @Test("ladders begin anew with the month and the region; each region takes its own card") func scopes() {
    let rows = [
      dayRow(1, "100", "20"), dayRow(2, "100", "30", region: "ap-northeast-2"),
      SampleReport.row(
        period: "2026-12-01T00:00:00Z", start: "2026-12-01", end: "2026-12-02", amount: "100", rate: "", cost: "20"),
    ]
    let result = reconciliation(rows, with: [card(), card(region: "ap-northeast-2", tpsHour: "0.30")])
    #expect(result.lines.map(\.cause) == [.agrees, .agrees, .agrees])
    #expect(result.lines.map(\.cardName) == ["card of ap-northeast-2", "card of us-east-1", "card of us-east-1"])
    #expect(result.byMonth.map(\.total.invoiced) == [money("50"), money("20")])
  }

  @Test("several resources and usage types of a meter are one line a day") func grouping() {
    let rows = [
      SampleReport.row(resource: "a", amount: "30", rate: "", cost: "6", unit: ""),
      SampleReport.row(usageType: "TPS-hours", resource: "b", amount: "30", rate: "", cost: "6", unit: ""),
    ]
    let line = reconciliation(rows).lines
    #expect(line.count == 1 && line[0].quantity == Quantity(60) && line[0].rows == 2)
    #expect(line[0].usageTypes == ["TPS-hours", "USE1-TPS-hours"])
  }

  @Test("taxes, credits, refunds and discounts stand apart, with their sums") func charges() {
    let rows = [
      dayRow(1, "10", "2"), dayRow(1, "", "0.20", type: "Tax", description: "VAT"),
      dayRow(2, "", "0.30", type: "Tax", description: "VAT"), dayRow(2, "", "-1", type: "Credit", description: "Promo"),
      dayRow(2, "", "-0.1", type: "EdpDiscount"), dayRow(2, "-1", "-0.2"),
    ]
    let result = reconciliation(rows)
    #expect(result.lines.count == 1 && result.total.invoiced == money("2"))
    let charges = result.charges.map { "\($0.cause.rawValue) \($0.amount.exactText)" }.sorted()
    #expect(charges == ["credit -1.00", "discount -0.10", "refund -0.20", "tax 0.50"])
    #expect(result.isHeld(tolerance: .zero))
  }

  @Test("an unknown usage type is named, and fails the check until the user says its meter") func unknown() {
    let rows = [dayRow(1, "10", "2"), dayRow(1, "5000", "0.43", usageType: "USE1-BatchThing")]
    let result = reconciliation(rows)
    #expect(result.unknownUsageTypes == ["USE1-BatchThing"] && !result.isHeld(tolerance: Quantity(1)))
    #expect(result.lines.map(\.cause) == [.agrees, .unknownUsageType])
    #expect(result.lines[1].recast == nil && result.total.open == money("0.43") && result.total.lines == 1)
    for name in ["USE1-BatchThing", "BatchThing"] {
      let told = reconciliation(rows, meters: [name: .batchRequestsLegacy])
      #expect(told.unknownUsageTypes.isEmpty && told.isHeld(tolerance: .zero), "\(name)")
    }
  }

  @Test("another currency is not compared and fails the check unless accepted; so does nothing to compare")
  func currencies() {
    let both = reconciliation([dayRow(1, "10", "2"), dayRow(1, "10", "1.9", currency: "EUR")])
    #expect(both.lines.map(\.cause) == [.currency, .agrees])
    #expect(both.total.linesInOtherCurrency == 1 && both.total.invoiced == money("2"))
    #expect(!both.isHeld(tolerance: Quantity(1)) && both.uncheckedLines.map(\.cause) == [.currency])
    let rows = [dayRow(1, "10", "2"), dayRow(1, "10", "1.9", currency: "EUR")]
    #expect(reconciliation(rows, accepted: [.currency]).isHeld(tolerance: .zero))
    #expect(!reconciliation([dayRow(1, "10", "1.9", currency: "EUR")]).isHeld(tolerance: Quantity(1)))
    #expect(!reconciliation([dayRow(1, "", "1", type: "Tax")]).isHeld(tolerance: Quantity(1)))
  }

  @Test("what is open may be up to the tolerance of all that is invoiced") func tolerance() {
    let rows = [dayRow(1, "49", "9.8"), dayRow(2, "1", "0.21")]
    let result = reconciliation(rows)
    #expect(result.lines.map(\.cause) == [.agrees, .unexplained])
    #expect(result.total.open == money("0.01"))
    #expect(result.isHeld(tolerance: quantity("0.001")) && !result.isHeld(tolerance: quantity("0.000999")))
  }
}
