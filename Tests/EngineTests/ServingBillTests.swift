import Demand
import Engine
import Measures
import Pricing
import Scenarios
import Serving
import Testing

/// What Serving counts and what Pricing makes of it must be the same numbers.
@Suite("Bills of simulated plans") struct ServingBillTests {
  private let scenario = """
    horizon: {start: 2027-02}
    demand: {users: 2000 users, requestsPerDay: 200000 req/day}
    log: {synthetic: {users: 400 users, items: 120 items, events: 12000 events, days: 28 days}}
    training: {recipe: legacy}
    pages: {home: 70 %, cart: 30 %}
    plans:
      warmed:
        kind: campaign
        cache: {ttl: 10 min, entries: 500 entries}
        prewarm: [{days: mon-fri, from: "18:00", to: "23:00", minProvisionedTPS: 7 TPS}]
      pages: {kind: campaign, campaigns: {home: {pages: [home]}, cart: {pages: [cart], minProvisionedTPS: 2 TPS}}}
      hybrid: {kind: hybrid}
      recommender: {kind: recommender, runs: [{from: "08:00", to: "23:00"}]}
      own: {kind: own}
    rateCard: us-east-1

    """

  private func outcomes() throws -> [(plan: Plan, outcome: ServingOutcome)] {
    let read = try input(scenario).scenario
    let demand = DemandModel(
      start: read.startInstant, end: read.endInstant, requestsPerDay: 200_000, shape: .flat, utcOffset: .zero,
      monthlyGrowth: 0,
      bursts: [Burst(start: read.startInstant + .days(3), duration: .hours(5), factor: 4, ramp: .minutes(10))],
      audience: Audience(
        activity: Audience.logNormalActivity(users: 2000, sigma: 1), anonymousShare: 0.05, newUserShare: 0.02))
    let data = DataVolume(interactions: 1e6, interactionsPerDay: 1e4, bytesPerInteraction: 60, bytesPerListItem: 24)
    return read.plans.map { plan in
      let simulator = Simulator(
        plan: plan, demand: demand, data: data, pages: read.pages, utcOffset: .zero, seed: read.seed)
      return (plan, simulator.replication(0))
    }
  }

  @Test("the bill's TPS-hours are those of the exported five-minute counts") func tpsHours() throws {
    let card = try input().card
    for (plan, outcome) in try outcomes() where !plan.campaigns.isEmpty {
      let bill = try Bill(pricing: outcome.usage, with: card)
      for campaign in outcome.windows.campaigns {
        let billed = bill.lines.filter { $0.meter == .tpsHours && $0.resource == campaign.resource }
          .reduce(Quantity.zero) { $0 + $1.quantity }
        #expect(billed == campaign.tpsHours && billed > .zero, "\(plan.name) \(campaign.name)")
      }
      #expect(outcome.counts.unaccounted == 0)
    }
  }

  @Test("store reads are billed as half a unit each, for the service's lists and for our own") func reads() throws {
    let card = try input().card
    for (plan, outcome) in try outcomes() where plan.lists != nil {
      let bill = try Bill(pricing: outcome.usage, with: card)
      let units = bill.lines.filter { $0.meter == .dynamoDBReadUnits }.reduce(Quantity.zero) { $0 + $1.quantity }
      #expect(units.approximate == Double(outcome.counts.storeReads) / 2 && outcome.counts.storeReads > 0)
    }
  }

  @Test("a recommender's hours and requests are priced, and our own model's instance") func otherKinds() throws {
    let card = try input().card
    for (plan, outcome) in try outcomes() {
      let bill = try Bill(pricing: outcome.usage, with: card)
      #expect(!bill.isPartial, "\(plan.name): \(bill.gaps)")
      switch plan.kind {
      case .recommender:
        // 28 days of 15 hours at 0.375 dollars up to 100,000 users.
        #expect(bill.total(of: .recommenderHours).expected.text() == "157.50")
        #expect(bill.total(of: .recommenderExtraRequests).expected.picos > 0)
      case .own:
        // 672 hours of a small instance.
        #expect(bill.total(of: .ec2SmallHours).expected.text(places: 4) == "11.2896")
        #expect(bill.total(of: .batchRequestsLegacy).expected.picos == 0)
      default: break
      }
    }
  }
}
