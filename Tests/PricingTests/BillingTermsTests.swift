import Measures
import Pricing
import Testing

@Suite("What an account brings to a bill")
struct BillingTermsTests {
  private let freeTier = FreeTier(
    months: 2,
    allowances: [
      .init(meter: .tpsHours, quantity: Quantity(50)), .init(meter: .ingestedGB, quantity: Quantity(20)),
    ], confidence: .conflicting, source: "test")

  @Test("other usage moves a plan up the ladder: its cost is the bill with it less the bill without")
  func margin() throws {
    for seed in 0..<20 {
      var dice = Dice(seed)
      let other = row("legacy:other", .tpsHours, "\(dice.roll(0...250_000))")
      let own = row("legacy:own", .tpsHours, "\(dice.roll(0...100_000))")
      let alone = try Bill(
        pricing: Usage(rows: [own]), with: card(),
        terms: BillingTerms(otherMonthlyUsage: [.tpsHours: other.quantity]))
      let together = try Bill(pricing: Usage(rows: [other, own]), with: card())
      let without = try Bill(pricing: Usage(rows: [other]), with: card())
      #expect(alone.total.expected == together.total.expected - without.total.expected, "seed \(seed)")
    }
  }

  @Test("the free tier gives its quantity in the first months only, and the range reaches the price without it")
  func free() throws {
    let november = CalendarMonth(year: 2026, month: 11)
    let rows = (0..<3).map { month in
      let start = [december, december.next, december.next.next][month].start
      return UsageRow(
        resource: Resource("legacy:shop"), meter: .tpsHours, start: start, end: start, quantity: Quantity(720))
    }
    let bill = try Bill(
      pricing: Usage(rows: rows), with: card(freeTier: freeTier), terms: BillingTerms(freeTierStart: november))
    // November and December are the two months; January pays in full.
    #expect(bill.total(in: december).expected.text() == "134.00" && bill.total(in: december).high.text() == "144.00")
    #expect(bill.total(in: december.next).expected.text() == "144.00")
    #expect(try Bill(pricing: Usage(rows: rows), with: card(freeTier: freeTier)).total.expected.text() == "432.00")
  }

  @Test("free units lie at the ladder's bottom, and other usage takes them first")
  func bottom() throws {
    let start = BillingTerms(freeTierStart: december)
    let usage = Usage(rows: [row("legacy:shop", .tpsHours, "20010")])
    let bill = try Bill(pricing: usage, with: card(freeTier: freeTier), terms: start)
    #expect(bill.total.expected.text() == "3991.00")
    var busy = start
    busy.otherMonthlyUsage = [.tpsHours: Quantity(100)]
    #expect(
      try Bill(pricing: usage, with: card(freeTier: freeTier), terms: busy).total.expected
        == Bill(
          pricing: usage, with: card(), terms: BillingTerms(otherMonthlyUsage: [.tpsHours: Quantity(100)])
        ).total.expected)
  }

  @Test("a line's parts by band sum to the line exactly")
  func parts() throws {
    for seed in 0..<30 {
      var dice = Dice(seed)
      let rows = (0..<4).map { row("r\($0)", .tpsHours, "\(dice.roll(0...90_000)).\(dice.roll(0...999_999))") }
      let segments = row("s", .segmentDatasetUsers, "\(dice.roll(0...20_000_000))")
      let recommender = [
        row("d", .recommenderUsers, "\(dice.roll(1...30_000_000))"),
        row("d", .recommenderHours, "\(dice.roll(1...700)).\(dice.roll(0...999))", from: 0, to: 740),
      ]
      for line in try Bill(pricing: Usage(rows: rows + [segments] + recommender), with: card()).lines {
        #expect(line.tiers.reduce(Int128(0)) { $0 + $1.amount.picos } == line.amount?.expected.picos, "seed \(seed)")
      }
    }
  }

  @Test("the hour-rounding option rounds each hour's slices up to whole TPS-hours, by hand")
  func roundedHours() throws {
    let rows = [
      // Half an hour at 2 TPS across a full hour's mark, and 9,000 requests in the second hour.
      row("legacy:shop", .minProvisionedTPS, "2", from: 0.75, to: 1.25),
      row("legacy:shop", .requests, "9000", from: 1, to: 1.25),
    ]
    let bill = try Bill(pricing: Usage(rows: rows), with: card(legacyWindows: [.roundedHour]))
    // Half a TPS-hour in the first hour, two and a half in the second.
    #expect(bill.lines.map { $0.quantity.text() } == ["4"])
    let fine = try Bill(pricing: Usage(rows: rows), with: card())
    #expect(fine.lines.map { $0.quantity.text() } == ["3"])
  }

  @Test("hour rounding never bills less than the slices, nor less for more")
  func rounding() throws {
    for seed in 0..<40 {
      var dice = Dice(seed)
      var rows = dice.campaign("legacy:a")
      let rounded = card(legacyWindows: [.roundedHour])
      let before = try Bill(pricing: Usage(rows: rows), with: rounded).total.expected
      #expect(try before >= Bill(pricing: Usage(rows: rows), with: card()).total.expected, "seed \(seed)")
      #expect(before.picos % 200_000_000_000 == 0, "seed \(seed)")
      let from = Double(dice.roll(0...700))
      rows.append(row("legacy:a", .requests, "\(dice.roll(1...50_000))", from: from, to: from + 0.5))
      #expect(try Bill(pricing: Usage(rows: rows), with: rounded).total.expected >= before, "seed \(seed)")
    }
  }

  @Test("a reading whose price list ends earlier is no lower price")
  func endedReading() throws {
    let ended = price(.ingestedGB, [("10", "1"), (nil, "2")], others: [[("10", "5"), (nil, "unknown")]])
    let total = try Bill(
      pricing: Usage(rows: [row("a", .ingestedGB, "100")]), with: card(replacing: [ended])
    ).total
    #expect(total.expected == money("190") && total.low == total.expected && total.high == total.expected)
    let small = try Bill(pricing: Usage(rows: [row("a", .ingestedGB, "8")]), with: card(replacing: [ended])).total
    #expect(small.low == money("8") && small.high == money("40"))
  }
}
