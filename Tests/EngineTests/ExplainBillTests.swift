import Engine
import Foundation
import Measures
import Pricing
import Reports
import Scenarios
import TestSupport
import Testing

@Suite("Explaining a bill") struct ExplainBillTests {
  /// Every way of pricing: ladders, windows, readings that conflict, segments, hours priced by users.
  static let usage = """
    resource,meter,start,end,quantity,unit
    legacy:shop,minProvisionedTPS,2026-11-01T00:00:00Z,2026-12-01T00:00:00Z,1,TPS
    legacy:shop,requests,2026-11-01T00:00:00Z,2026-11-01T00:05:00Z,100000,request
    v2:shop,minProvisionedTPS,2026-11-01T00:00:00Z,2026-12-15T00:00:00Z,1,TPS
    v2:shop,requests,2026-11-01T00:00:00Z,2026-11-01T00:05:00Z,100000,request
    legacy:shop,trainingHours,2026-11-01T00:00:00Z,2026-11-01T05:00:00Z,5.3521,training-hour
    list,batchRequestsLegacy,2026-11-01T00:00:00Z,2026-11-02T00:00:00Z,30000000,request
    segments,segmentDatasetUsers,2026-11-01T00:00:00Z,2026-11-02T00:00:00Z,300000,user
    segments,segmentDatasetUsers,2026-11-03T00:00:00Z,2026-11-04T00:00:00Z,120001,user
    videos,recommenderHours,2026-11-01T00:00:00Z,2026-11-11T00:00:00Z,240,hour
    videos,recommenderUsers,2026-11-01T00:00:00Z,2026-11-01T00:00:00Z,150000,user
    videos,recommenderRequests,2026-11-02T00:00:00Z,2026-11-02T01:00:00Z,500000,request

    """

  static func statement(plans: Int = 1, won: Bool = false, _ change: (inout BillingSettings) -> Void = { _ in }) throws
    -> JSONValue
  {
    let usage = UsageCSV.usage(from: Array(usage.utf8), source: "usage.csv").usage
    let text = ProjectFiles.text("scenarios/rate-cards/us-east-1.yaml")
    let card = try #require(RateCardReading.card(fromYAML: text, source: "card").0)
    var billing = BillingSettings()
    billing.vat = Quantity(decimal: "0.1")
    if won {
      let korean = try #require(Currency(code: "KRW"))
      let rate = try #require(Money(decimal: "1390.57", currency: korean))
      billing.exchange = ExchangeRate(from: .usd, rate: rate, date: CivilDate(daysSinceEpoch: 20_777))
    }
    change(&billing)
    let usages = (0..<plans).map { (plan: plans == 1 ? nil : "plan \($0)", usage: usage) }
    return try Statement(pricing: usages, card: card, billing: billing, name: "usage.csv").json
  }

  @Test(
    "every member has a rule and follows, in the card's currency and in another, for one bill and for several",
    arguments: [1, 3], [false, true])
  func everyLeaf(plans: Int, won: Bool) throws {
    let audit = ResultAudit(try ExplainedRun.document(Self.statement(plans: plans, won: won)))
    #expect(audit.withoutRule.isEmpty)
    #expect(audit.mismatches.isEmpty)
    #expect(audit.checkCount > 60)
  }

  @Test("ladders begin above what the account uses besides, and the bands still sum to the line") func margin() throws {
    let document = try ExplainedRun.document(
      Self.statement { $0.terms.otherMonthlyUsage[.tpsHours] = Quantity(19_800) })
    let text = try ExplainAnswer("lines[tpsHours]", in: document).text(source: "x")
    #expect(text.contains("200 TPS-hour × 0.20 / 1 = 40.000000000000, equals"))
    #expect(text.contains("547.694444444 TPS-hour × 0.10 / 1") && text.contains("within the rounding of the quantity"))
    #expect(text.contains("used by the account beside this"))
  }

  @Test("a total is the sum of its lines, an amount its bands, tax a share of the total") func sums() throws {
    let document = try ExplainedRun.document(Self.statement(won: true))
    #expect(try ExplainAnswer("total", in: document).text(source: "x").contains("Σ amount of 8 lines"))
    #expect(try ExplainAnswer("vat.amount", in: document).text(source: "x").contains("× 0.1 = "))
    let line = try ExplainAnswer("lines[trainingHours]", in: document).text(source: "x")
    #expect(line.contains("5.3521 training-hour × 0.24 / 1 × 1390.57 = "))
    #expect(line.contains("seen: COURSE"))
  }

  @Test("a missing price has no amount and says that it is not zero") func gap() throws {
    var bill = try Self.statement()
    bill = bill.with(.null, at: "lines/0/amount").with(.null, at: "lines/0/low").with(.null, at: "lines/0/high")
    let text = try ExplainAnswer("lines[0]", in: ExplainedRun.document(bill)).text(source: "x")
    #expect(text.contains("is unknown is not zero"))
    #expect(try ExplainAnswer("partial", in: ExplainedRun.document(bill)).mismatchCount == 1)
  }

  @Test("each row of a table that a bill prints is found by its amount") func table() throws {
    let document = try ExplainedRun.document(Self.statement())
    for amount in ["149.5389", "403.7550", "388.8000", "2580.0000", "1,920.0000", "3457.53", "345.75"] {
      #expect(throws: Never.self, "\(amount)") { try ExplainAnswer(amount, in: document) }
    }
  }
}

@Suite("JSON values") struct JSONValueTests {
  @Test("reading what was written gives the same text; whole numbers stay whole, money stays text") func roundTrip()
    async throws
  {
    let facts = try await ExplainedRun.small.value.facts
    let text = try facts.text(isPretty: true)
    #expect(try #require(JSONValue(bytes: Array(text.utf8))).text(isPretty: true) == text)
    let parsed = JSONValue(bytes: Array(#"{"a":[1,1.5,"1.50",true,null,-0,1e30]}"#.utf8))
    #expect(
      parsed == [
        "a": [
          .integer(1), .number(1.5), .string("1.50"), .boolean(true), .null, .integer(0), .number(1e30),
        ]
      ])
  }
}
