import Measures
import Pricing
import Testing

@Suite("Other currencies")
struct ExchangeTests {
  private let won = Currency(code: "KRW") ?? .usd

  @Test("a converted bill's lines and their bands sum to its total exactly, whatever the rate")
  func sums() throws {
    for seed in 0..<40 {
      var dice = Dice(seed)
      let bill = try Bill(
        pricing: Usage(rows: dice.plainRows(20) + dice.campaign("legacy:a", scale: 20) + dice.campaign("v2:b")),
        with: card())
      let rate = ExchangeRate(
        from: .usd, rate: Money(picos: Int128(dice.roll(1...2_000_000_000_000_000)), currency: won),
        date: CivilDate(daysSinceEpoch: 20_000))
      let converted = try bill.converted(at: rate)
      #expect(converted.currency == won && converted.lines.count == bill.lines.count)
      #expect(
        converted.lines.reduce(Int128(0)) { $0 + ($1.amount?.expected.picos ?? 0) } == converted.total.expected.picos)
      for line in converted.lines {
        #expect(line.tiers.reduce(Int128(0)) { $0 + $1.amount.picos } == line.amount?.expected.picos, "seed \(seed)")
      }
      // Each line rounds by half a pico at most.
      let whole = try #require(rate.converted(bill.total.expected))
      #expect(abs(whole.picos - converted.total.expected.picos) <= Int128(bill.lines.count), "seed \(seed)")
    }
  }

  @Test("amounts are printed with their currency's decimals and rounded half to even")
  func printing() {
    #expect(Money(decimal: "0.5", currency: won)?.text == "0" && Money(decimal: "1.5", currency: won)?.text == "2")
    #expect(Money(decimal: "0.125")?.text == "0.12" && Money(decimal: "0.135")?.text == "0.14")
  }

  @Test("a product at full width rounds half to even and says when it is too large")
  func products() {
    #expect(FixedPoint.product(5, 1, over: 2) == 2 && FixedPoint.product(7, 1, over: 2) == 4)
    #expect(FixedPoint.product(-5, 1, over: 2) == -2 && FixedPoint.product(-7, 1, over: 2) == -4)
    let big: Int128 = 1_000_000_000_000_000_000_000_000
    #expect(FixedPoint.product(big, big, over: big) == big && FixedPoint.product(big, big, over: 1) == nil)
    for seed in 0..<2000 {
      var dice = Dice(seed)
      let (a, b, c) = (dice.roll(-1_000_000...1_000_000), dice.roll(0...1_000_000), dice.roll(1...1_000_000))
      let twice = 2 * Int128(a) * Int128(b)
      let result = FixedPoint.product(Int128(a), Int128(b), over: Int128(c)) ?? 0
      #expect(abs(twice - 2 * result * Int128(c)) <= Int128(c), "seed \(seed)")
    }
  }
}
