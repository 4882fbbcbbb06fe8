import Measures
import Pricing
import Testing

@Suite("Laws of bills")
struct BillLawTests {
  private let seeds = 0..<40

  private func bill(_ rows: [UsageRow], _ card: RateCard = card()) throws -> Bill {
    try Bill(pricing: Usage(rows: rows), with: card)
  }

  @Test("more of anything never costs less")
  func monotone() throws {
    for seed in seeds {
      var dice = Dice(seed)
      var rows = dice.plainRows(12) + dice.campaign("legacy:a", scale: 20) + dice.campaign("v2:b")
      let before = try bill(rows).total.expected
      for _ in 0..<5 {
        let index = dice.roll(0...(rows.count - 1))
        let old = rows[index]
        rows[index] = UsageRow(
          resource: old.resource, meter: old.meter, start: old.start, end: old.end,
          quantity: old.quantity + Quantity(dice.roll(0...500)))
        #expect(try bill(rows).total.expected >= before, "seed \(seed)")
      }
    }
  }

  @Test("flat meters add: two usages together cost what they cost apart")
  func additive() throws {
    for seed in seeds {
      var dice = Dice(seed)
      let a = dice.plainRows(10).filter { $0.meter != .s3StorageGBMonths }
      let b = dice.plainRows(10).filter { $0.meter != .s3StorageGBMonths }
      let apart = try bill(a).total.expected + bill(b).total.expected
      let together = try bill(a + b).total.expected
      // A line rounds at 10^-12; more than one of each meter and month may differ by as many.
      let difference = apart.picos - together.picos
      #expect(abs(difference) <= 60, "seed \(seed)")
    }
  }

  @Test("on a falling ladder campaigns together never cost more than apart, and less where they reach a new band")
  func subadditive() throws {
    var isLess = false
    for seed in seeds {
      var dice = Dice(seed)
      let a = dice.campaign("legacy:a", scale: 20)
      let b = dice.campaign("legacy:b", scale: 20)
      let apart = try bill(a).total.expected + bill(b).total.expected
      let together = try bill(a + b).total.expected
      #expect(together <= apart, "seed \(seed)")
      if together < apart { isLess = true }
    }
    #expect(isLess)
  }

  @Test("splitting a row inside a window or a month changes nothing")
  func splitting() throws {
    for seed in seeds {
      var dice = Dice(seed)
      let rows = dice.plainRows(8) + dice.campaign("legacy:a") + dice.campaign("v2:b")
      let split = rows.flatMap { row -> [UsageRow] in
        func part(_ quantity: Quantity, _ start: Instant, _ end: Instant) -> UsageRow {
          UsageRow(resource: row.resource, meter: row.meter, start: start, end: end, quantity: quantity)
        }
        // A floor is a rate: its time is cut. Of the others the quantity is, where they lie in one window or month.
        if row.meter == .minProvisionedTPS {
          let middle = row.start + .minutes(Double(dice.roll(1...44_000)))
          return [part(row.quantity, row.start, middle), part(row.quantity, middle, row.end)]
        }
        let isInside =
          row.meter == .requests
          ? row.end - row.start <= .minutes(5)
          : row.end <= CalendarMonth(containing: row.start).end
        guard isInside else { return [row] }
        let share = Quantity(parts: row.quantity.parts / 3)
        return [part(share, row.start, row.end), part(row.quantity - share, row.start, row.end)]
      }
      #expect(try bill(split).lines.map(\.quantity) == bill(rows).lines.map(\.quantity), "seed \(seed)")
    }
    let floor = row("v2:a", .minProvisionedTPS, "1", from: 0, to: 1)
    let whole = row("v2:a", .requests, "900", from: 0, to: 1.0 / 12)
    let parts = [
      row("v2:a", .requests, "100", from: 0, to: 0.01), row("v2:a", .requests, "0", from: 0.01, to: 0.05),
      row("v2:a", .requests, "800", from: 0.05, to: 1.0 / 12),
    ]
    #expect(try bill([floor, whole]).lines == bill([floor] + parts).lines)
  }

  @Test("the lines sum to the total exactly, by month and by meter too")
  func sums() throws {
    for seed in seeds {
      var dice = Dice(seed)
      let bill = try bill(dice.plainRows(20) + dice.campaign("legacy:a") + dice.campaign("legacy:b"))
      let total = bill.total
      #expect(bill.lines.reduce(Int128(0)) { $0 + ($1.amount?.expected.picos ?? 0) } == total.expected.picos)
      #expect(bill.months.reduce(AmountRange.zero(.usd)) { $0 + bill.total(in: $1) } == total)
      #expect(Meter.allCases.reduce(AmountRange.zero(.usd)) { $0 + bill.total(of: $1) } == total)
    }
  }

  @Test("a meter's lines sum to the ladder at the meter's whole quantity, to the last digit")
  func ladder() throws {
    for seed in seeds {
      var dice = Dice(seed)
      let rows = (0..<30).map { row("r\($0)", .tpsHours, "\(dice.roll(0...20_000)).\(dice.roll(0...999_999))") }
      let apart = try bill(rows)
      let sum = rows.reduce(Quantity.zero) { $0 + $1.quantity }
      let whole = try bill([
        UsageRow(
          resource: Resource("all"), meter: .tpsHours, start: december.start, end: december.start, quantity: sum)
      ])
      #expect(apart.total == whole.total, "seed \(seed)")
    }
  }

  @Test("finer windows never bill less: TPS-hours from 5-minute slices ≥ hours ≥ the monthly mean")
  func windows() throws {
    for seed in seeds {
      var dice = Dice(seed)
      let rows = dice.campaign("legacy:a") + dice.campaign("v2:b")
      let windows: [BillingWindow] = [.fiveMinutes, .hour, .month]
      let bills = try windows.map { try bill(rows, card(legacyWindows: [$0], v2Windows: [$0])) }
      for (finer, coarser) in zip(bills, bills.dropFirst()) {
        #expect(zip(finer.lines, coarser.lines).allSatisfy { $0.quantity >= $1.quantity }, "seed \(seed)")
      }
      // The month by hand: the larger of all requests and the floor over 744 hours.
      let asked = rows.filter { $0.meter == .requests && $0.resource.family == .v2 }.reduce(Quantity.zero) {
        $0 + $1.quantity
      }
      let floor = rows.last { $0.meter == .minProvisionedTPS }?.quantity ?? .zero
      let floorRequests = Quantity(parts: floor.parts * 744 * 3600)
      #expect(
        bills[2].total(of: .v2Requests).expected.picos
          == FixedPoint.roundedQuotient(max(asked, floorRequests).parts * 150_000_000, Quantity.scale))
    }
  }

  @Test("the order of rows does not matter")
  func order() throws {
    for seed in seeds {
      var dice = Dice(seed)
      let rows =
        dice.plainRows(15) + dice.campaign("legacy:a") + dice.campaign("v2:b")
        + [row("v2:b", .v2Requests, "5"), row("legacy:a", .tpsHours, "5")]
      let lines = try bill(rows).lines
      #expect(try bill(rows.shuffled(using: &dice)).lines == lines, "seed \(seed)")
    }
  }

  @Test("an unstated window gives a range that holds its own parts: low ≤ expected ≤ high")
  func ranges() throws {
    for seed in seeds {
      var dice = Dice(seed)
      let rows =
        dice.campaign("v2:a") + dice.campaign("v2:b") + [row("c", .v2Requests, "1234")]
        + [row("d", .batchRequestsLegacy, "\(dice.roll(0...400_000_000))")]
      let both = try bill(rows, card(v2Windows: [.fiveMinutes, .month]))
      let fine = try bill(rows, card(v2Windows: [.fiveMinutes]))
      let coarse = try bill(rows, card(v2Windows: [.month]))
      for line in both.lines {
        let amount = try #require(line.amount)
        #expect(amount.low <= amount.expected && amount.expected <= amount.high)
      }
      #expect(both.total(of: .v2Requests).expected == fine.total(of: .v2Requests).expected)
      #expect(both.total(of: .v2Requests).high == fine.total(of: .v2Requests).expected)
      #expect(both.total(of: .v2Requests).low == coarse.total(of: .v2Requests).expected)
    }
  }

  @Test("prices on which sources disagree give a range, the first of them expected")
  func conflicting() throws {
    let amount = try bill([row("a", .batchRequestsLegacy, "30000000")]).total
    #expect(amount.expected.text() == "2580.00" && amount.high == amount.expected)
    #expect(amount.low.text() == "1920.00")
  }

  @Test("a ladder ascends, ends open and has no negative price")
  func ladders() {
    func tier(_ upTo: Int?, _ picos: Int128 = 1) -> Tier {
      Tier(upTo: upTo.map { Quantity($0) }, price: Money(picos: picos))
    }
    #expect(PriceCandidate.isLadder([tier(nil)]) && PriceCandidate.isLadder([tier(1), tier(2), tier(nil, 0)]))
    #expect(!PriceCandidate.isLadder([]) && !PriceCandidate.isLadder([tier(1)]))
    #expect(!PriceCandidate.isLadder([tier(2), tier(2), tier(nil)]))
    #expect(!PriceCandidate.isLadder([tier(3), tier(2), tier(nil)]))
    #expect(!PriceCandidate.isLadder([tier(0), tier(nil)]) && !PriceCandidate.isLadder([tier(nil), tier(nil)]))
    #expect(!PriceCandidate.isLadder([tier(1, -1), tier(nil)]))
  }
}
