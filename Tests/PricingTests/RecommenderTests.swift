import Measures
import Pricing
import Testing

@Suite("Domain recommenders and segments")
struct RecommenderTests {
  /// A recommender active over December's first hours.
  private func recommender(users: Int, hours: Double, requests: Int, minimum: Int? = nil) -> [UsageRow] {
    [
      row("shop", .recommenderUsers, "\(users)"),
      row("shop", .recommenderHours, "\(hours)", from: 0, to: hours),
      row("shop", .recommenderRequests, "\(requests)", from: 0, to: hours),
    ] + (minimum.map { [row("shop", .minRecommendationRPS, "\($0)")] } ?? [])
  }

  private func total(_ rows: [UsageRow]) throws -> Money {
    try Bill(pricing: Usage(rows: rows), with: card()).total.expected
  }

  @Test(
    "an hour costs a flat price up to 100,000 users, then in proportion to the users above",
    arguments: [
      (1, "0.375"), (100_000, "0.375"), (150_000, "0.3975"), (1_000_000, "0.78"), (2_000_000, "0.96"),
      (10_000_000, "2.4"), (30_000_000, "3.4"),
    ])
  func hour(users: Int, price: String) throws {
    #expect(try total(recommender(users: users, hours: 1, requests: 0)) == money(price))
    #expect(try total(recommender(users: users, hours: 10, requests: 0)).picos == money(price).picos * 10)
  }

  @Test("requests above an hour's free ones cost extra; a quiet hour does not make room for a busy one")
  func extra() throws {
    #expect(try total(recommender(users: 50_000, hours: 1, requests: 4000)) == money("0.375"))
    #expect(try total(recommender(users: 50_000, hours: 1, requests: 10_000)) == money("0.8748"))
    let busyThenQuiet =
      recommender(users: 50_000, hours: 2, requests: 0)
      + [row("shop", .recommenderRequests, "8000", from: 0, to: 1)]
    #expect(try total(busyThenQuiet) == money("1.0832"))
    // A campaign of one request a second by default: 3,600 an hour are within the free ones; two are not.
    #expect(try total(recommender(users: 50_000, hours: 1, requests: 0, minimum: 2)) == money("0.64156"))
  }

  @Test("a bill falls when the users cross into the next band, for its free requests jump")
  func crossing() throws {
    let below = try total(recommender(users: 100_000, hours: 1, requests: 7000))
    let above = try total(recommender(users: 100_001, hours: 1, requests: 7000))
    #expect(below == money("0.6249") && above == money("0.45830045"))
    #expect(above < below)
  }

  @Test("stopped hours cost nothing, and users count from the hour in which their row begins")
  func stopped() throws {
    let rows = [
      row("shop", .recommenderUsers, "100000"), row("shop", .recommenderUsers, "200000", from: 2.5, to: 3),
      row("shop", .recommenderHours, "2", from: 0, to: 2), row("shop", .recommenderHours, "2", from: 5, to: 7),
    ]
    #expect(try total(rows) == money("1.59"))
  }

  @Test("hours without users, requests without hours and two truths at once are refused")
  func refusals() {
    func code(_ rows: [UsageRow]) -> PricingError.Code? {
      do {
        _ = try total(rows)
        return nil
      } catch { return (error as? PricingError)?.code }
    }
    #expect(code([row("shop", .recommenderHours, "1", from: 0, to: 1)]) == .usersMissing)
    #expect(
      code([row("shop", .recommenderUsers, "1"), row("shop", .recommenderRequests, "1", from: 0, to: 1)])
        == .hoursMissing)
    #expect(
      code(recommender(users: 1, hours: 1, requests: 0) + [row("shop", .recommenderUsers, "2")]) == .levelsConflict)
  }

  @Test("hours without a price are a gap, and so are segments of more users than the price list goes up to")
  func gaps() throws {
    let hours = try Bill(
      pricing: Usage(rows: recommender(users: 1, hours: 1, requests: 5000)), with: card(without: [.recommenderHours]))
    #expect(hours.isPartial && hours.gaps == [.recommenderHours])
    let users = try Bill(
      pricing: Usage(rows: [row("affinity", .segmentDatasetUsers, "60000000")]), with: card())
    #expect(users.isPartial && users.lines.map(\.quantity) == [Quantity(50_000_000), Quantity(10_000_000)])
    // 1,600 + 7,200 + 36,000 + 40,000 thousandths.
    #expect(users.total.expected == money("84.8"))
    let themes = try Bill(pricing: Usage(rows: [row("b", .themeRequests, "1")]), with: card())
    #expect(themes.isPartial && themes.gaps == [.themeRequests] && themes.total.expected.picos == 0)
  }

  @Test("splitting hours or requests inside an hour changes nothing")
  func splitting() throws {
    let whole = recommender(users: 250_000, hours: 3, requests: 30_000)
    var parts = [whole[0]]
    for half in 0..<6 {
      let (from, to) = (Double(half) / 2, Double(half + 1) / 2)
      parts.append(row("shop", .recommenderHours, "0.5", from: from, to: to))
      parts.append(row("shop", .recommenderRequests, "5000", from: from, to: to))
    }
    #expect(try total(whole) == total(parts))
  }

  @Test("at a fixed band of users, more hours, requests or users never cost less") func monotone() throws {
    for seed in 0..<60 {
      var dice = Dice(seed)
      let band = [(1, 100_000), (100_001, 1_000_000), (1_000_001, 10_000_000), (10_000_001, 40_000_000)][seed % 4]
      let users = [dice.roll(band.0...band.1), dice.roll(band.0...band.1)].sorted()
      let hours = [dice.roll(1...700), dice.roll(1...700)].sorted().map { Double($0) }
      let requests = [dice.roll(0...9_000_000), dice.roll(0...9_000_000)].sorted()
      let least = try total(recommender(users: users[0], hours: hours[0], requests: requests[0]))
      #expect(try total(recommender(users: users[1], hours: hours[0], requests: requests[0])) >= least, "seed \(seed)")
      #expect(try total(recommender(users: users[0], hours: hours[0], requests: requests[1])) >= least, "seed \(seed)")
      // More hours bring more free requests too, so that only without requests the law holds.
      #expect(
        try total(recommender(users: users[0], hours: hours[1], requests: 0))
          >= total(recommender(users: users[0], hours: hours[0], requests: 0)), "seed \(seed)")
    }
  }
}
