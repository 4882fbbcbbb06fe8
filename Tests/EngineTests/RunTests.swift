import Engine
import Evaluation
import Foundation
import InteractionStore
import Interactions
import Measures
import Pricing
import Reports
import Scenarios
import Serving
import Statistics
import TestSupport
import Testing

/// A scenario small enough for tests, with every kind of plan.
let smallScenario = """
  scenario: small
  seed: 3
  horizon: {start: 2027-02, months: 2, utcOffset: "+09:00"}
  log: {synthetic: {users: 400 users, items: 120 items, events: 12000 events, days: 28 days}}
  demand: {users: 2000 users, requestsPerDay: 3000 req/day}
  plans:
    batch: {kind: batch}
    campaign: {kind: campaign}
    hybrid: {kind: hybrid}
    popular: {kind: popular}
  evaluation: {requests: 1500 requests, resamples: 200 resamples}
  limits: {qualityOfBest: 50 %}
  rateCard: us-east-1

  """

func input(_ yaml: String = smallScenario, seed: UInt64? = nil) throws -> RunInput {
  let loaded = try InputLoading.load(
    scenarioText: yaml, source: "small.yaml", folder: ProjectFiles.root.appending(path: "scenarios").path + "/",
    name: "small", seed: seed)
  return try #require(loaded.input, "\(loaded.findings)")
}

@Suite("A run") struct RunTests {
  @Test("same input and seed give the same bytes of every file; another seed gives others") func determinism()
    async throws
  {
    func files(_ seed: UInt64) async throws -> [String: [UInt8]] {
      let input = try input(seed: seed)
      let result = try await Run.result(of: input)
      let folder = try ReportFolder(result, userNames: input.log.users, runFacts: .null)
      return Dictionary(uniqueKeysWithValues: folder.files.map { ($0.name, $0.bytes) })
    }
    let first = try await files(3)
    let again = try await files(3)
    let other = try await files(4)
    #expect(first == again)
    #expect(first["facts.json"] != other["facts.json"] && first["report.pdf"] != other["report.pdf"])
    #expect(Set(first.keys).isSuperset(of: ["report.pdf", "page-1.png", "report.md", "facts.json"]))
  }

  @Test("cost, latency and counts come from one event stream and agree with one another") func agreement() async throws
  {
    let result = try await Run.result(of: try input())
    for plan in result.plans {
      #expect(plan.serving.counts.unaccounted == 0)
      #expect(
        plan.serving.latencyMilliseconds.count == UInt64(plan.serving.counts.arrivals - plan.serving.counts.inFlight))
      let bill = plan.cost.bill
      #expect(bill.lines.compactMap(\.amount?.expected.picos).reduce(0, +) == bill.total.expected.picos)
      #expect(
        plan.cost.monthly.low <= plan.cost.monthly.expected && plan.cost.monthly.expected <= plan.cost.monthly.high)
    }
    let arrivals = result.plans.map(\.serving.counts.arrivals)
    #expect(Set(arrivals).count == 1, "all plans see the same requests")
    #expect(result.plans[3].cost.monthly.high == .zero())
    let campaign = result.plans[1].cost.bill
    // February 2027 has 28 days, March 31: an idle v2 campaign's floor is 3,600 requests an hour at 0.15 a thousand.
    let february = campaign.total(of: .v2Requests, in: CalendarMonth(year: 2027, month: 2))
    let march = campaign.total(of: .v2Requests, in: CalendarMonth(year: 2027, month: 3))
    #expect(february.expected.text() == "362.88" && march.expected.text() == "401.76")
  }

  @Test("the winner is the cheapest plan that holds every limit") func rule() async throws {
    let result = try await Run.result(of: try input())
    let winner = try #require(result.decision.winner)
    // The limits again, from the numbers themselves: quality of at least half the best, and 99 % served.
    let ndcg = result.plans.indices.map { result.replay.comparison.overall.mean(.ndcg, plan: $0).value }
    let best = try #require(ndcg.max())
    let holds = result.plans.indices.filter {
      ndcg[$0] >= 0.5 * best && result.plans[$0].serving.unservedShare <= 0.01
    }
    #expect(holds == result.plans.indices.filter { result.decision.checks[$0].allSatisfy(\.isHeld) })
    #expect(holds.contains(winner) && holds.count > 1 && holds.count < 4)
    let others = holds.filter { $0 != winner }.map { result.plans[$0].cost.monthly.expected }
    #expect(result.decision.runnerUp.map { result.plans[$0].cost.monthly.expected } == others.min())
    for (plan, next) in zip(result.decision.frontier, result.decision.frontier.dropFirst()) {
      #expect(ndcg[plan] < ndcg[next])
      #expect(result.plans[plan].cost.monthly.expected <= result.plans[next].cost.monthly.expected)
    }
    #expect(holds.allSatisfy { result.plans[winner].cost.monthly.expected <= result.plans[$0].cost.monthly.expected })
    #expect(!result.hasFailedCheck)
    let strict = smallScenario.replacing(
      "qualityOfBest: 50 %", with: "qualityOfBest: 50 %, monthlyCost: 1 USD, p99Latency: 1 ms"
    )
    .replacing("    popular: {kind: popular}\n", with: "")
    let none = try await Run.result(of: try input(strict))
    #expect(none.decision.winner == nil && none.hasFailedCheck)
  }

  @Test("a plan without a price cannot win, its total is marked, and the run fails its check") func missingPrice()
    async throws
  {
    let whole = try input(smallScenario.replacing("qualityOfBest: 50 %", with: "qualityOfBest: 0 %"))
    let card = RateCard(
      name: "holes", region: "x", currency: .usd, dateRead: whole.card.dateRead,
      prices: whole.card.prices.filter { $0.meter != .batchRequestsV2 })
    let result = try await Run.result(
      of: RunInput(scenario: whole.scenario, card: card, log: whole.log, origin: whole.origin))
    #expect(result.plans[0].cost.bill.isPartial && result.plans[0].cost.bill.gaps == [.batchRequestsV2])
    #expect(result.decision.winner != 0 && result.decision.winner != 2 && result.hasFailedCheck)
    #expect(markdown(Report.document(result)).contains("batchRequestsV2"))
  }

  @Test("at a break-even the two plans cost the same") func breakEven() async throws {
    let result = try await Run.result(of: try input())
    let breakEven = try #require(result.breakEven)
    guard case .at(let users, let isBatchCheaperAbove) = breakEven.users else {
      Issue.record("no crossing: \(breakEven.users)")
      return
    }
    #expect(!isBatchCheaperAbove)
    // By hand: what a user more costs the batch, and how many of them the campaign's lead is worth.
    let (batch, campaign) = (result.plans[0].cost.bill, result.plans[1].cost.bill)
    let byUsers: [Meter] = [.batchRequestsV2, .dynamoDBWriteUnits, .dynamoDBStorageGBMonths]
    let userCost = byUsers.map { batch.total(of: $0).expected.approximate }.reduce(0, +) / 2000
    let lead = campaign.total.expected.approximate - batch.total.expected.approximate
    #expect(abs(users / (2000 + lead / userCost) - 1) < 0.001, "\(users)")
    guard case .batchAlwaysCheaper = breakEven.requestsPerDay else {
      Issue.record("more requests make no batch dearer than a campaign: \(breakEven.requestsPerDay)")
      return
    }
  }

  @Test("every quality table says what it is, and a synthetic log says that freshness is an input") func caveats()
    async throws
  {
    let result = try await Run.result(of: try input())
    let text = markdown(Report.document(result))
    #expect(text.contains("local stand-in") && text.contains("made under another policy"))
    #expect(text.contains("input of the generator") && text.contains("request-weighted"))
    #expect(text.contains("only strictly earlier events are visible"))
    #expect(text.contains("95 %"))
  }

  @Test("a campaign that knows the last click is better than a nightly batch on a log of sessions") func freshness()
    async throws
  {
    let result = try await Run.result(of: try input())
    let difference = result.replay.comparison.overall.difference(.ndcg, plan: 1, minus: 0)
    #expect(difference.low > 0)
  }

  @Test("growth raises users, interactions and requests alike") func growth() async throws {
    let growing = smallScenario.replacing("3000 req/day", with: "3000 req/day, growth: 50 % / month")
    let (flat, grown) = (try await Run.result(of: try input()), try await Run.result(of: try input(growing)))
    let march = CalendarMonth(year: 2027, month: 3)
    for meter in [Meter.batchRequestsV2, .trainingInteractions, .dynamoDBWriteUnits] {
      let before = flat.plans[0].cost.bill.total(of: meter, in: march).expected.approximate
      #expect(grown.plans[0].cost.bill.total(of: meter, in: march).expected.approximate > before * 1.02, "\(meter)")
    }
    // 28 days of February and half of March: 1.5^(43.5/30) = 1.80 times the users of the start.
    let ratio =
      grown.plans[0].cost.bill.total(of: .batchRequestsV2, in: march).expected.approximate
      / flat.plans[0].cost.bill.total(of: .batchRequestsV2, in: march).expected.approximate
    #expect(abs(ratio - 1.8) < 0.05, "\(ratio)")
  }

  @Test("hardly any request is a report with gaps, and endless work is refused before it begins") func extremes()
    async throws
  {
    let idle = try await Run.result(of: try input(smallScenario.replacing("3000 req/day", with: "0.001 req/day")))
    #expect(idle.plans[0].serving.p99 == nil && idle.plans[1].cost.bill.total.expected.picos > 0)
    let endless = try input(smallScenario.replacing("3000 req/day", with: "900000000000 req/day"))
    let error = await #expect(throws: RunError.self) { try await Run.result(of: endless) }
    #expect(error?.code == .tooLarge)
  }

  @Test("a limit in another currency than the card's is an error, not a limit that is dropped") func currency() throws {
    let yaml = smallScenario.replacing("qualityOfBest: 50 %", with: "monthlyCost: 1 EUR")
    let loaded = try InputLoading.load(
      scenarioText: yaml, source: "small.yaml", folder: ProjectFiles.root.appending(path: "scenarios").path + "/",
      name: "small")
    #expect(loaded.input == nil && loaded.findings.contains { $0.code == "wrong-currency" })
  }

  @Test(
    "a log that cannot be split by time, or is too small to say anything, is an error in words",
    arguments: [[5, 5, 5], [5, 60, 7000]] as [[Int64]])
  func unsuitableLog(times: [Int64]) async throws {
    let whole = try input()
    let log = InteractionLog(
      users: ["a"], items: ["x"], eventTypes: [""], userIDs: [0, 0, 0], itemIDs: [0, 0, 0], timestamps: times,
      eventTypeIDs: [0, 0, 0], values: [.nan, .nan, .nan])
    await #expect(throws: RunError.self) {
      try await Run.result(
        of: RunInput(scenario: whole.scenario, card: whole.card, log: log, origin: whole.origin))
    }
  }
}
