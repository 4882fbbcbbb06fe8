import Invoices
import Measures
import Pricing
import Testing

@Suite("Causes of differences") struct CauseTests {
  private func cause(
    _ rows: String..., with cards: [RateCard] = [card()], others: [RateCard] = [], meters: [String: Meter] = [:]
  ) -> [DifferenceCause] {
    reconciliation(rows, with: cards, others: others, meters: meters).lines.map(\.cause)
  }

  @Test("printed digits: ten decimals of each row, or whole cents") func rounding() {
    // 7 / 3 TPS-hours, printed with ten decimals.
    #expect(cause(dayRow(1, "2.3333333333", "0.4666666667")) == [.rounding])
    #expect(cause(dayRow(1, "2.3333333333", "0.47")) == [.rounding])
    #expect(cause(dayRow(1, "2.3333333333", "0.48")) == [.unexplained])
    #expect(cause(dayRow(1, "2.3333333333", "0.4666667")) == [.unexplained])
    // A double's last digit.
    #expect(cause(dayRow(1, "90000", "4520.0000004")) == [.rounding])
  }

  @Test("the rate of another band, in one line or in several, is the ladder's doing") func tier() throws {
    #expect(cause(dayRow(1, "10", "1")) == [.tier])
    let rows = [dayRow(1, "4", "0.8", rate: "0.2"), dayRow(1, "6", "0.6", rate: "0.1")]
    let line = try #require(reconciliation(rows).lines.first)
    #expect(line.cause == .tier && line.difference == money("-0.6"))
    #expect(line.evidence.contains("4 at 0.20, 6 at 0.10; recast: 10 at 0.20"))
    // Split over bands exactly as the ladder says, it is no difference.
    let split = [dayRow(1, "100", "20", rate: "0.2"), dayRow(1, "50", "5", rate: "0.1")]
    #expect(reconciliation(split).lines.map(\.cause) == [.agrees])
  }

  @Test("another reading of a price whose sources conflict is told as such") func otherSource() {
    let meters = ["batch": Meter.batchRequestsLegacy]
    // 20,000 at 0.067 and 10,000 at 0.05 for 1,000: 1.84, against 2.58 expected.
    #expect(cause(dayRow(1, "30000", "1.84", usageType: "batch"), meters: meters) == [.otherSource])
    #expect(cause(dayRow(1, "30000", "2.58", usageType: "batch"), meters: meters) == [.agrees])
    let range = reconciliation([dayRow(1, "30000", "1.84", usageType: "batch")], meters: meters).lines[0].recast
    #expect(range?.low == money("1.84") && range?.high == money("2.58"))
  }

  @Test("another region: the line's, or the one whose price it is") func region() throws {
    let seoul = card(region: "ap-northeast-2", tpsHour: "0.26")
    #expect(cause(dayRow(1, "10", "2.6", region: "ap-northeast-2")) == [.region])
    let line = try #require(
      reconciliation([dayRow(1, "10", "2.6", region: "ap-northeast-2")], others: [seoul]).lines.first)
    #expect(line.cause == .region && line.evidence.contains("card of ap-northeast-2 gives the amount"))
    #expect(cause(dayRow(1, "10", "2.6"), others: [seoul]) == [.region])
    #expect(cause(dayRow(1, "10", "2.6", region: "ap-northeast-2"), with: [card(), seoul]) == [.agrees])
    #expect(cause(dayRow(1, "10", "2", region: "ap-northeast-2")) == [.agrees])
  }

  @Test("units billed at nothing are the free tier, with the rest at a band's rate; so is the card's own free tier")
  func freeTier() {
    #expect(cause(dayRow(1, "10", "0")) == [.freeTier])
    #expect(cause(dayRow(1, "10", "0", rate: "0"), dayRow(1, "5", "1", rate: "0.2")) == [.freeTier])
    #expect(cause(dayRow(1, "10", "0", rate: "0"), dayRow(1, "5", "1.33", rate: "0.2")) == [.unexplained])
    let free = FreeTier(
      months: 2, allowances: [FreeTier.Allowance(meter: .tpsHours, quantity: Quantity(4))], confidence: .seen,
      source: "test")
    #expect(cause(dayRow(1, "10", "1.2"), with: [card(freeTier: free)]) == [.freeTier])
    #expect(cause(dayRow(1, "10", "1.2")) == [.unexplained])
  }

  @Test("a printed rate that the card does not have, or one that several days share, is a changed price")
  func priceChanged() {
    #expect(cause(dayRow(1, "10", "2.5", rate: "0.25")) == [.priceChanged])
    #expect(cause(dayRow(1, "10", "2.5"), dayRow(2, "4", "1")) == [.priceChanged, .priceChanged])
    #expect(cause(dayRow(1, "10", "2.5"), dayRow(2, "4", "0.8")) == [.unexplained, .agrees])
    // A printed rate that the cost does not follow explains nothing.
    #expect(cause(dayRow(1, "10", "2.7", rate: "0.25")) == [.unexplained])
  }

  @Test("less billed than the file's own public price is a discount") func discount() {
    let header = FOCUSTests.header
    let text = header + "\n" + FOCUSTests.row(cost: "12.96", rate: "null")
    let prices = Reconciliation.Prices(cards: [card()])
    let result = Reconciliation(of: invoice(text), with: prices)
    #expect(result.lines.map(\.cause) == [.discount])
    let whole = Reconciliation(of: invoice(header + "\n" + FOCUSTests.row()), with: prices)
    #expect(whole.lines.map(\.cause) == [.agrees])
  }

  @Test("what an invoice alone does not price is not compared, and says why") func noPrice() {
    let meters: [String: Meter] = ["hours": .recommenderHours, "segments": .segmentDatasetUsers, "v2": .v2Requests]
    let rows = ["hours", "segments", "v2"].map { dayRow(1, "10", "2", usageType: $0) }
    let result = reconciliation(rows, meters: meters)
    #expect(result.lines.map(\.cause) == [.noPrice, .noPrice, .noPrice])
    #expect(result.lines.allSatisfy { $0.recast == nil && !$0.evidence.isEmpty })
    #expect(result.total.open == money("6") && !result.isHeld(tolerance: 1))
  }

  @Test("a day at the floor is recognised in what agrees") func floor() {
    let result = reconciliation([dayRow(1, "48", "9.6"), dayRow(2, "23.5", "4.7")])
    #expect(result.lines.map(\.evidence) == ["The quantity is that of a floor of 2 TPS throughout.", ""])
  }
}
