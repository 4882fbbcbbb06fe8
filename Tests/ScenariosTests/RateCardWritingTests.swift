import Measures
import Pricing
import Scenarios
import TestSupport
import Testing

@Suite("Rate cards as text") struct RateCardWritingTests {
  func card(_ text: String) throws -> RateCard {
    let (card, findings) = RateCardReading.card(fromYAML: text, source: "written.yaml")
    return try #require(card, "\(findings) in\n\(text)")
  }

  @Test("every shipped card reads back to the same value", arguments: ["us-east-1", "ap-northeast-2"])
  func shipped(name: String) throws {
    let original = try card(ProjectFiles.text("scenarios/rate-cards/\(name).yaml"))
    let text = RateCardWriting.yaml(original, comment: ["A comment,", "", "in three lines: *not* an &alias"])
    #expect(try card(text) == original)
    #expect(text.hasPrefix("# A comment,\n#\n# in three lines: *not* an &alias\nname: "))
  }

  @Test(
    "any text in a note, a source or a name comes back",
    arguments: [
      "plain", "a: b", "# no comment", "it's", "\"quoted\"", "- dash", "[1, 2]", "{a: b}", "*star and &and", "null",
      "~", "no",
      "12", "trailing ", " leading", "two\nlines", "tab\there", "back\\slash", "\u{D55C}\u{AE00} \u{1F600}", "'",
      "\"*x\n\" &y",
      "100 % of 1,000", "a #b", "x:", "?", "!", "@", "`", "%", "|", ">", "\u{2028}\u{85}\u{FEFF}", "\r\n",
    ])
  func texts(text: String) throws {
    let original = RateCard(
      name: text, region: text, currency: .usd, dateRead: try #require(CivilDate(year: 2026, month: 12, day: 1)),
      prices: [
        Price(
          id: text, meter: .ingestedGB, units: 1,
          candidates: [
            PriceCandidate(tiers: [Tier(upTo: nil, price: Money(picos: 1))], source: text),
            PriceCandidate(tiers: [Tier(upTo: nil, price: Money(picos: 2))], source: text),
          ], confidence: .conflicting, standsInFrom: text, note: text)
      ])
    #expect(try card(RateCardWriting.yaml(original, comment: [text])) == original)
  }

  @Test("zero bands, unknown ends, fine and large numbers come back exactly") func numbers() throws {
    let date = try #require(CivilDate(year: 2026, month: 2, day: 28))
    let quantity = { (text: String) in try #require(Quantity(decimal: text)) }
    let tiers = [
      Tier(upTo: try quantity("0.00000000001"), price: Money(picos: 0)),
      Tier(upTo: try quantity("25.5"), price: Money(picos: 1)),
      Tier(upTo: try quantity("1e15"), price: Money(picos: 999_999_999_999_999_999)),
      Tier(upTo: nil, price: nil),
    ]
    let original = RateCard(
      name: "n", region: "r", currency: try #require(Currency(code: "CNY")), dateRead: date,
      prices: [
        Price(
          id: "other", meter: .v2Requests, units: 1_000_000,
          candidates: [
            PriceCandidate(
              tiers: tiers.map { tier in
                Tier(
                  upTo: tier.upTo,
                  price: tier.price.map { Money(picos: $0.picos, currency: Currency(code: "CNY") ?? .usd) })
              }, source: "s")
          ], windows: [.fiveMinutes, .hour, .month], confidence: .inferred, windowConfidence: .unverified,
          validFrom: date)
      ], freeTier: FreeTier(months: 3, allowances: [], confidence: .seen, source: "nobody"))
    #expect(try card(RateCardWriting.yaml(original)) == original)
  }
}
