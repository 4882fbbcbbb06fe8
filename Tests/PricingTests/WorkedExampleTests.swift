import Measures
import Pricing
import Testing

/// Usage that somebody else has priced: rows and what they cost.
struct WorkedExample: Sendable, CustomTestStringConvertible {
  let name: String
  let rows: [UsageRow]
  let total: String
  var places = 2
  var prices: [Price] = []
  var testDescription: String { name }

  static func idle(_ name: String, tps: Int, hours: Double, family: RecipeFamily = .legacy, _ total: String) -> Self {
    WorkedExample(
      name: name, rows: [row("\(family.rawValue):shop", .minProvisionedTPS, "\(tps)", from: 0, to: hours)],
      total: total)
  }

  /// Thirty days of flat traffic on a v2 campaign with floor 1.
  static func flat(_ name: String, perDay: Int, _ total: String) -> Self {
    WorkedExample(
      name: name,
      rows: [row("v2:shop", .minProvisionedTPS, "1", from: 0, to: 720)]
        + (0..<30).map {
          row("v2:shop", .requests, "\(perDay)", from: Double($0) * 24, to: Double($0) * 24 + 24)
        }, total: total)
  }

  static let all: [WorkedExample] = [
    idle("idle legacy campaign, a day", tps: 1, hours: 24, "4.80"),
    idle("idle legacy campaign, 30 days", tps: 1, hours: 720, "144.00"),
    idle("idle legacy campaign, 30.5 days", tps: 1, hours: 732, "146.40"),
    idle("idle legacy campaign, 730 h; a Japanese catalogue prints 22,000 yen", tps: 1, hours: 730, "146.00"),
    idle("floor of 5 TPS, 730 h", tps: 5, hours: 730, "730.00"),
    idle("floor of 10 TPS, 730 h", tps: 10, hours: 730, "1460.00"),
    idle("floor of 20 TPS, 730 h", tps: 20, hours: 730, "2920.00"),
    idle("idle v2 campaign, an hour", tps: 1, hours: 1, family: .v2, "0.54"),
    idle("idle v2 campaign, 30 days", tps: 1, hours: 720, family: .v2, "388.80"),
    flat("v2, 100,000 requests a day", perDay: 100_000, "450.00"),
    flat("v2, 1,000,000 requests a day", perDay: 1_000_000, "4500.00"),
    flat("v2, 10,000 requests a day: the floor wins over the 45.00 that is printed", perDay: 10_000, "388.80"),
    WorkedExample(
      name: "three idle campaigns, 730 h",
      rows: ["a", "b", "c"].map { row("legacy:\($0)", .minProvisionedTPS, "1", from: 0, to: 730) }, total: "438.00"),
    WorkedExample(
      name: "the ladder at 200,000 TPS-hours", rows: [row("legacy:shop", .tpsHours, "200000")], total: "22000.00"),
    WorkedExample(
      name: "the ladder at 20,000 TPS-hours", rows: [row("legacy:shop", .tpsHours, "20000")], total: "4000.00"),
    WorkedExample(
      name: "the ladder a thousand TPS-hours into the last band", rows: [row("legacy:shop", .tpsHours, "201000")],
      total: "22050.00"),
    WorkedExample(
      name: "ten segments of 600,000 users: not the 1.60 first expected, for users asked for do not count (JESS)",
      rows: (0..<10).map { _ in row("affinity", .segmentDatasetUsers, "600000") }, total: "56.00"),
    WorkedExample(
      name: "four-week proof of concept in Singapore, low case (KFC)",
      rows: [
        row("data", .ingestedGB, "10"), row("legacy:a", .trainingHours, "6"),
        row("v2:b", .trainingInteractions, "1000000"), row("domain", .recommenderUsers, "50000", from: 0, to: 32),
        row("domain", .recommenderHours, "10.666667", from: 0, to: 32.0 / 3),
        row("legacy:a", .minProvisionedTPS, "1", from: 0, to: 32.0 / 3),
        row("v2:b", .minProvisionedTPS, "1", from: 0, to: 32.0 / 3),
        row("both", .metadataRequests, "76800"),
      ], total: "18.18"),
    WorkedExample(
      name: "v2 training on 5 million interactions", rows: [row("v2:shop", .trainingInteractions, "5000000")],
      total: "10.00"),
    WorkedExample(
      name: "53.9 training-hours", rows: [row("legacy:shop", .trainingHours, "53.9")], total: "12.936", places: 3),
    WorkedExample(
      name: "53.9 training-hours, to the cent", rows: [row("legacy:shop", .trainingHours, "53.9")], total: "12.94"),
    WorkedExample(
      name: "2.135 training-hours", rows: [row("legacy:shop", .trainingHours, "2.135")], total: "0.5124", places: 4),
    WorkedExample(
      name: "a month counted as 86,400 requests a day at 0.0556 a thousand",
      rows: [row("v2:shop", .v2Requests, "2592000")], total: "144.1152", places: 4,
      prices: [price(.v2Requests, per: 1000, [("72000000", "0.0556"), ("720000000", "0.0278"), (nil, "0.0139")])]),
    WorkedExample(
      name: "AWS guidance, 1,500 customers: 3 GB, three trainings of 5 h, 22,500 recommendations at 0.20 a thousand",
      rows: [
        row("data", .ingestedGB, "3"), row("legacy:shop", .trainingHours, "5", from: 0),
        row("legacy:shop", .trainingHours, "5", from: 200), row("legacy:shop", .trainingHours, "5", from: 400),
        row("legacy:shop", .batchRequestsLegacy, "22500"),
      ], total: "8.25", prices: [price(.batchRequestsLegacy, per: 1000, [(nil, "0.20")])]),
    WorkedExample(
      name: "four-week proof of concept, without recommender-hours and metadata: 0.50 + 2.00 + 1.44 + 5.76 + 2.1333",
      rows: [
        row("data", .ingestedGB, "10"), row("v2:poc", .trainingInteractions, "500000"),
        row("v2:poc", .trainingInteractions, "500000", from: 300), row("legacy:poc", .trainingHours, "6"),
        row("v2:poc", .minProvisionedTPS, "1", from: 10, to: 20 + 2.0 / 3),
        row("legacy:poc", .minProvisionedTPS, "1", from: 10, to: 20 + 2.0 / 3),
      ], total: "11.8333", places: 4),
  ]
}

@Suite("Worked examples of others")
struct WorkedExampleTests {
  @Test("usage costs what they say, to the cent", arguments: WorkedExample.all)
  func totals(example: WorkedExample) throws {
    let bill = try Bill(pricing: Usage(rows: example.rows), with: card(replacing: example.prices))
    #expect(bill.total.expected.text(places: example.places) == example.total)
    #expect(bill.total.low == bill.total.expected && bill.total.high == bill.total.expected)
    #expect(!bill.isPartial)
  }

  @Test("a line says how its quantity falls into the bands")
  func tiers() throws {
    let bill = try Bill(pricing: Usage(rows: [row("legacy:a", .tpsHours, "250000")]), with: card())
    #expect(bill.lines[0].tiers.map { $0.quantity.text() } == ["20000", "180000", "50000"])
    #expect(bill.total.expected.text() == "24500.00")
    #expect(bill.lines[0].priceID == "tpsHours" && bill.lines[0].month == december)
  }

  @Test("campaigns of one account climb the ladder together, each line from where the one before ended")
  func sharedLadder() throws {
    let rows = [row("legacy:b", .tpsHours, "15000"), row("legacy:a", .tpsHours, "15000")]
    let bill = try Bill(pricing: Usage(rows: rows), with: card())
    #expect(
      bill.lines.map { "\($0.resource) \($0.amount?.expected.text() ?? "")" } == [
        "legacy:a 3000.00", "legacy:b 2000.00",
      ])
    #expect(bill.lines[1].tiers.map { $0.quantity.text() } == ["5000", "10000"])
  }

  @Test("the larger of requests and floor counts in each window, not over the whole time")
  func windows() throws {
    // Ten minutes at floor 1: 600 requests in the first five, none in the second: 600 + 300, not max(600, 600).
    let rows = [
      row("v2:a", .minProvisionedTPS, "1", from: 0, to: 1.0 / 6), row("v2:a", .requests, "600", from: 0, to: 1.0 / 12),
    ]
    let bill = try Bill(pricing: Usage(rows: rows), with: card())
    #expect(bill.lines[0].quantity == Quantity(900))
    let coarse = try Bill(pricing: Usage(rows: rows), with: card(v2Windows: [.hour]))
    #expect(coarse.lines[0].quantity == Quantity(600))
  }

  @Test("a floor that changes counts with its rate at each time")
  func changingFloor() throws {
    let rows = [
      row("legacy:a", .minProvisionedTPS, "1", from: 0, to: 10.5),
      row("legacy:a", .minProvisionedTPS, "4", from: 10.5, to: 11),
    ]
    let bill = try Bill(pricing: Usage(rows: rows), with: card())
    #expect(bill.lines.map { $0.quantity.text() } == ["12.5"])
  }
}
