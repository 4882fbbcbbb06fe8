import Measures
import Pricing
import Scenarios
import TestSupport
import Testing

@Suite("Rate card files") struct RateCardReadingTests {
  static let small = """
    name: test
    region: nowhere-1
    currency: USD
    dateRead: 2026-11-23
    prices:
      - {meter: ingestedGB, price: 0.05 USD / GB, confidence: seen, source: somebody}

    """

  @Test("the shipped cards hold the prices that were seen, row by row") func shipped() throws {
    let card = try #require(
      RateCardReading.card(fromYAML: ProjectFiles.text("scenarios/rate-cards/us-east-1.yaml"), source: "").0)
    func first(_ meter: Meter) -> String? {
      card.price(of: meter).map { "\($0.candidates[0].tiers[0].price?.text(places: 4) ?? "unknown")/\($0.units)" }
    }
    #expect(first(.ingestedGB) == "0.0500/1" && first(.trainingHours) == "0.2400/1")
    #expect(first(.trainingInteractions) == "0.0020/1000" && first(.v2Requests) == "0.1500/1000")
    let ladder = try #require(card.price(of: .tpsHours)).candidates[0].tiers
    #expect(ladder.map { $0.price?.text() } == ["0.20", "0.10", "0.05"])
    #expect(ladder.map { $0.upTo?.text() } == ["20000", "200000", nil])
    let legacy = try #require(card.price(of: .batchRequestsLegacy))
    #expect(legacy.confidence == .conflicting && legacy.candidates.count == 2)
    #expect(card.price(of: .v2Requests)?.windows == [.fiveMinutes, .month])
  }

  @Test("Seoul's card says which prices are another region's") func standIns() throws {
    let card = try #require(
      RateCardReading.card(fromYAML: ProjectFiles.text("scenarios/rate-cards/ap-northeast-2.yaml"), source: "").0)
    for price in card.prices {
      #expect((price.standsInFrom == "us-east-1") == (price.meter.service == .personalize), "\(price.id)")
      #expect(price.standsInFrom == nil || price.confidence != .seen, "\(price.id)")
    }
    #expect(card.price(of: .s3StorageGBMonths)?.candidates[0].tiers[0].price?.text(places: 3) == "0.025")
  }

  @Test("a price list that ends, an hour priced by users and a free tier are read") func terms() throws {
    let card = try #require(
      RateCardReading.card(fromYAML: ProjectFiles.text("scenarios/rate-cards/us-east-1.yaml"), source: "").0)
    let segments = try #require(card.price(of: .segmentDatasetUsers)).candidates[0]
    #expect(segments.end == Quantity(50_000_000) && segments.tiers.last?.price == nil)
    let hours = try #require(card.price(of: .recommenderHours))
    #expect(hours.hourly?.leastUsers == Quantity(100_000) && hours.units == 100_000)
    #expect(hours.hourly?.freeRequestsPerHour == [4000, 6000, 9000, 14_000].map { Quantity($0) })
    #expect(card.freeTier?.months == 2 && card.freeTier?.confidence == .conflicting)
    #expect(card.freeTier?.allowances.first { $0.meter == .tpsHours }?.quantity == Quantity(50))
    #expect(card.price(of: .themeRequests) == nil && card.price(of: .nextBestActionRequests) == nil)
  }

  static let mistakes: [(was: String, becomes: String, code: String)] = [
    ("0.05 USD", "-0.05 USD", "wrong-value"), ("0.05 USD", "nan USD", "wrong-value"),
    ("0.05 USD", "1e400 USD", "wrong-value"), ("0.05 USD", "0.05 EUR", "wrong-value"),
    ("/ GB", "/ GiB", "wrong-value"), ("ingestedGB", "ingestedTB", "unknown-word"),
    ("ingestedGB", "requests", "unknown-word"), ("confidence: seen", "confidence: sure", "unknown-word"),
    (", source: somebody", "", "missing-key"), ("currency: USD", "currency: dollars", "wrong-value"),
    ("dateRead: 2026-11-23", "dateRead: lately", "wrong-value"), ("price: 0.05 USD / GB, ", "", "missing-key"),
    ("price: 0.05 USD / GB", "tiers: [{upTo: 5, price: 1 USD / GB}]", "wrong-value"),
    (
      "price: 0.05 USD / GB",
      "tiers: [{upTo: 5, price: 1 USD / GB}, {upTo: 4, price: 1 USD / GB}, {price: 1 USD / GB}]", "wrong-value"
    ),
    ("region: nowhere-1", "regoin: nowhere-1", "unknown-key"),
    ("source: somebody}", "source: somebody, windows: [2 min]}", "unknown-word"),
    ("source: somebody}", "source: somebody, otherCandidates: [{source: b, price: 1 USD / GB}]}", "contradiction"),
  ]

  @Test("each mistake in a card is found and the card refused", arguments: mistakes)
  func mistake(_ case: (was: String, becomes: String, code: String)) {
    #expect(RateCardReading.card(fromYAML: Self.small, source: "card").1.isEmpty)
    let yaml = Self.small.replacing(`case`.was, with: `case`.becomes)
    let (card, findings) = RateCardReading.card(fromYAML: yaml, source: "card")
    #expect(yaml != Self.small && card == nil)
    #expect(findings.contains { $0.code == `case`.code }, "\(findings)")
  }

  @Test("a meter may have one row only") func duplicates() {
    let row = "  - {meter: ingestedGB, price: 0.05 USD / GB, confidence: seen, source: somebody}\n"
    #expect(RateCardReading.card(fromYAML: Self.small + row, source: "").1.first?.code == "duplicate-meter")
  }
}
