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

  private func open(
    _ rows: [String], with cards: [RateCard] = [card()], others: [RateCard] = [], besides: [Meter: Quantity] = [:],
    accepted: Set<DifferenceCause> = []
  ) -> [String] {
    reconciliation(rows, with: cards, others: others, besides: besides, accepted: accepted).lines.map {
      "\($0.cause.rawValue) \($0.isOpen ? $0.open.exactText : "-")"
    }
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

  @Test("the rate of another band, in one line or in several, is the ladder's doing and open by itself")
  func tier() throws {
    #expect(open([dayRow(1, "10", "1")]) == ["tier 1.00"])
    let rows = [dayRow(1, "4", "0.8", rate: "0.2"), dayRow(1, "6", "0.6", rate: "0.1")]
    let line = try #require(reconciliation(rows).lines.first)
    #expect(line.cause == .tier && line.difference == money("-0.6") && line.open == money("0.6"))
    #expect(line.evidence.contains("4 at 0.20, 6 at 0.10; recast: 10 at 0.20"))
    // Split over bands exactly as the ladder says, it is no difference.
    let split = [dayRow(1, "100", "20", rate: "0.2"), dayRow(1, "50", "5", rate: "0.1")]
    #expect(reconciliation(split).lines.map(\.cause) == [.agrees])
  }

  @Test("another band settles a difference where the month's lines or stated usage leave so much in it")
  func tierOfMonth() {
    // The month's 200 TPS-hours fill two bands, billed in another order than that of the days.
    let swapped = [dayRow(1, "100", "10"), dayRow(2, "100", "20")]
    #expect(open(swapped) == ["tier -", "tier -"])
    // A day that agrees fills the first band, so that nothing is left there for another.
    #expect(open([dayRow(1, "100", "20"), dayRow(2, "10", "2")]) == ["agrees -", "tier 1.00"])
    let cheap = [dayRow(1, "10", "1")]
    #expect(open(cheap, besides: [.tpsHours: Quantity(100)]) == ["agrees -"])
    #expect(open(cheap, besides: [.tpsHours: Quantity(300)]) == ["tier -"])
    #expect(open(cheap, besides: [.tpsHours: Quantity(105)]) == ["agrees -"])
    #expect(open(cheap, besides: [.tpsHours: Quantity(90)]) == ["tier 1.00"])
    #expect(open([dayRow(1, "10", "0.5")], besides: [.tpsHours: Quantity(100)]) == ["tier 0.50"])
  }

  @Test("another reading of a price whose sources conflict is told as such") func otherSource() {
    let meters = ["batch": Meter.batchRequestsLegacy]
    // 20,000 at 0.067 and 10,000 at 0.05 for 1,000: 1.84, against 2.58 expected.
    #expect(cause(dayRow(1, "30000", "1.84", usageType: "batch"), meters: meters) == [.otherSource])
    #expect(cause(dayRow(1, "30000", "2.58", usageType: "batch"), meters: meters) == [.agrees])
    let range = reconciliation([dayRow(1, "30000", "1.84", usageType: "batch")], meters: meters).lines[0].recast
    #expect(range?.low == money("1.84") && range?.high == money("2.58"))
  }

  @Test("a line of a region without a card is not checked and open; a card at hand settles what it predicts")
  func region() throws {
    let seoul = card(region: "ap-northeast-2", tpsHour: "0.26")
    let strange = [dayRow(1, "10", "2"), dayRow(1, "720", "99999", region: "eu-west-1")]
    let result = reconciliation(strange)
    #expect(result.lines.map(\.cause) == [.noCard, .agrees] && result.lines[0].recast == nil)
    #expect(result.total.open == money("99999") && !result.isHeld(tolerance: Quantity(1)))
    // Even an amount that a card of another region would give is no check.
    #expect(open([dayRow(1, "10", "2", region: "ap-northeast-2")]) == ["no card 2.00"])
    #expect(open([dayRow(1, "10", "2", region: "x")], accepted: [.noCard]) == ["no card -"])
    let right = [dayRow(1, "10", "2.6", region: "ap-northeast-2")]
    let line = try #require(reconciliation(right, others: [seoul]).lines.first)
    #expect(line.cause == .region && !line.isOpen && line.evidence.contains("card of ap-northeast-2 gives the amount"))
    #expect(open([dayRow(1, "10", "99", region: "ap-northeast-2")], others: [seoul]) == ["no card 99.00"])
    #expect(open(right, with: [card(), seoul]) == ["agrees -"])
    // Another region's price settles a line that says no region, and none that says its own.
    #expect(open([dayRow(1, "10", "2.6")], others: [seoul]) == ["region 0.60"])
    #expect(open([dayRow(1, "10", "2.6", region: "")], others: [seoul]) == ["region -"])
  }

  /// A card that gives away a number of TPS-hours a month for two months.
  private func giving(_ tpsHours: Int) -> RateCard {
    card(
      freeTier: FreeTier(
        months: 2, allowances: [FreeTier.Allowance(meter: .tpsHours, quantity: Quantity(tpsHours))], confidence: .seen,
        source: "test"))
  }

  @Test("units billed at nothing are the free tier as far as the card gives them away in the month")
  func freeTier() {
    #expect(open([dayRow(1, "10", "0")]) == ["unexplained 2.00"])
    #expect(open([dayRow(1, "10", "1.2")], with: [giving(4)]) == ["free tier -"])
    #expect(open([dayRow(1, "10", "1.2")]) == ["unexplained 0.80"])
    let mixed = [dayRow(1, "10", "0", rate: "0"), dayRow(1, "5", "1", rate: "0.2")]
    #expect(open(mixed, with: [giving(10)]) == ["free tier -"])
    #expect(open(mixed) == ["unexplained 2.00"])
    // 60 a day at nothing of 100 given away: 20 of the second day and all of the third are open, at the ladder's price.
    let days = (1...3).map { dayRow($0, "60", "0") }
    #expect(open(days, with: [giving(100)]) == ["free tier -", "unexplained 2.00", "unexplained 6.00"])
  }

  @Test("the free tier is one for all regions, and lasts its months from the first usage at the latest")
  func freeTierLimits() {
    let seoul = RateCard(
      name: "seoul", region: "ap-northeast-2", currency: .usd, dateRead: card().dateRead, prices: card().prices,
      freeTier: giving(10).freeTier)
    let regions = [dayRow(1, "10", "0", region: "ap-northeast-2"), dayRow(1, "10", "0")]
    #expect(open(regions, with: [giving(10), seoul]) == ["free tier -", "unexplained 2.00"])
    let months = ["2026-11", "2026-12", "2027-01"].map {
      SampleReport.row(
        period: $0 + "-01", start: $0 + "-01", end: $0 + "-02", amount: "10", rate: "", cost: "0")
    }
    #expect(open(months, with: [giving(10)]) == ["free tier -", "free tier -", "unexplained 2.00"])
  }

  @Test("a unit unlike the meter's is not compared, and counts in no ladder, until the user says the meter")
  func otherUnit() throws {
    let rows = [
      dayRow(1, "100", "20", unit: "1000 TPS-hours"), dayRow(2, "100", "20", unit: "Hrs"),
      dayRow(3, "100", "10", unit: "TPS-Hrs"),
    ]
    let result = reconciliation(rows)
    #expect(result.lines.map(\.cause) == [.agrees, .agrees, .otherUnit])
    let line = try #require(result.lines.last)
    #expect(line.recast == nil && line.unit == "1000 TPS-hours" && line.open == money("20"))
    #expect(!result.isHeld(tolerance: Quantity(1)))
    #expect(reconciliation(rows, accepted: [.otherUnit]).isHeld(tolerance: .zero))
    let told = reconciliation([rows[0]], meters: ["TPS-hours": .tpsHours])
    #expect(told.lines.map(\.cause) == [.agrees])
  }

  @Test("a printed rate that the card does not have, or one that several days share, is a changed price and open")
  func priceChanged() {
    #expect(open([dayRow(1, "720", "999", rate: "1.3875")]) == ["price changed 943.00"])
    #expect(open([dayRow(1, "720", "999", rate: "1.3875")], accepted: [.priceChanged]) == ["price changed -"])
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
    #expect(result.isHeld(tolerance: .zero))
    // More than the public price is no discount.
    let dear = Reconciliation(of: invoice(header + "\n" + FOCUSTests.row(cost: "15", rate: "null")), with: prices)
    #expect(dear.lines.map(\.isOpen) == [true])
    let whole = Reconciliation(of: invoice(header + "\n" + FOCUSTests.row()), with: prices)
    #expect(whole.lines.map(\.cause) == [.agrees])
  }

  @Test("what an invoice alone does not price is not compared, and says why") func noPrice() {
    let meters: [String: Meter] = ["hours": .recommenderHours, "segments": .segmentDatasetUsers, "v2": .v2Requests]
    let rows = ["hours", "segments", "v2"].map { dayRow(1, "10", "2", usageType: $0) }
    let result = reconciliation(rows, meters: meters)
    #expect(result.lines.map(\.cause) == [.noPrice, .noPrice, .noPrice])
    #expect(result.lines.allSatisfy { $0.recast == nil && !$0.evidence.isEmpty })
    #expect(result.total.open == money("6") && !result.isHeld(tolerance: Quantity(1)))
  }

  @Test("a day at the floor is recognised in what agrees") func floor() {
    let result = reconciliation([dayRow(1, "48", "9.6"), dayRow(2, "23.5", "4.7")])
    #expect(result.lines.map(\.evidence) == ["The quantity is that of a floor of 2 TPS throughout.", ""])
  }
}
