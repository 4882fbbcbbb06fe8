import Demand
import Measures
import Serving
import Statistics
import Testing

@Suite("Every request is accounted for")
struct ConservationTests {
  private static let saturated: [Plan] = [
    Plan(name: "one attempt", kind: .campaign(campaign(maximum: 1))),
    Plan(name: "five attempts", kind: .campaign(campaign(maximum: 2, attempts: 5, burstSeconds: 0.1))),
    Plan(name: "hybrid", kind: .hybrid(batch(share: 0.5), campaign(maximum: 1, attempts: 3), routing)),
  ]
  private static let demands: [DemandModel] = [
    demand(days: 2, perDay: 50_000, anonymous: 0.1, new: 0.05),
    demand(
      days: 0.5, perDay: 1_000_000,
      bursts: [
        Burst(start: monday + .hours(2), duration: .hours(1), factor: 20, ramp: .minutes(20)),
        Burst(start: monday + .hours(8), duration: .hours(1), factor: 0, ramp: .zero),
      ]),
    demand(days: 3, perDay: 5), demand(days: 1.0 / 288, perDay: 0.1), demand(days: 1.0 / 288, perDay: 50_000_000),
    demand(perDay: 5000, users: 1), demand(perDay: 5000, anonymous: 1), demand(perDay: 5000, new: 1),
  ]

  @Test(
    "arrivals = campaign + store + fallback + in flight, whatever plan and demand", arguments: everyKind + saturated)
  func conservation(plan: Plan) {
    for (index, demand) in Self.demands.enumerated() {
      let outcome = play(plan, demand)
      let counts = outcome.counts
      #expect(counts.unaccounted == 0, "demand \(index)")
      #expect(counts.arrivals == arrivals(demand).count, "demand \(index)")
      #expect(
        outcome.latencyMilliseconds.count == UInt64(counts.arrivals - counts.inFlight - counts.failed),
        "demand \(index)")
      let answeredFrom = UInt64(
        counts.cacheHits + counts.servedByCampaign + counts.servedFromStore + counts.fallbackUnknownUser)
      for ages in [outcome.ages.modelHours, outcome.ages.catalogueHours] {
        #expect(ages.count == answeredFrom, "demand \(index)")
      }
      // Answers from a profile: a campaign's, and the lists of users that the job knew.
      let fromProfile = counts.cacheHits + counts.servedByCampaign + (plan.lists == nil ? 0 : counts.servedFromStore)
      #expect(outcome.ages.profileHours.count == UInt64(fromProfile), "demand \(index)")
      let requests = outcome.usage.total(of: plan.isRecommender ? .recommenderRequests : .requests)
      #expect(requests == Quantity(counts.servedByCampaign + counts.lateAnswers), "demand \(index)")
      #expect(counts.throttledAttempts >= counts.fallbackThrottled + counts.inFlight, "demand \(index)")
      #expect(
        counts.throttledAttempts <= (plan.live.first?.settings.attempts ?? 0) * counts.arrivals, "demand \(index)")
      if plan.lists == nil { #expect(counts.fallbackUnknownUser == 0 && outcome.jobs == 0, "demand \(index)") }
      if plan.live.isEmpty { #expect(counts.servedByCampaign == 0 && outcome.peakProvisionedTPS == 0) }
      expectWindowsAddUp(outcome, plan, demand)
    }
  }

  /// The sums of the five-minute counts are the run's counts, and the usage's.
  private func expectWindowsAddUp(_ outcome: ServingOutcome, _ plan: Plan, _ demand: DemandModel) {
    let (windows, counts) = (outcome.windows, outcome.counts)
    func sum(_ values: [Int32]) -> Int { values.reduce(0) { $0 + Int($1) } }
    #expect(windows.arrivals.count == demand.slots.count)
    #expect(sum(windows.arrivals) == counts.arrivals && sum(windows.cacheHits) == counts.cacheHits)
    #expect(sum(windows.servedFromStore) == counts.servedFromStore)
    #expect(sum(windows.fallbacks) == counts.fallbacks && sum(windows.failed) == counts.failed)
    #expect(windows.campaigns.count == plan.live.count)
    #expect(windows.campaigns.allSatisfy { $0.answered.count == demand.slots.count })
    #expect(windows.campaigns.reduce(0) { $0 + sum($1.answered) } == counts.servedByCampaign + counts.lateAnswers)
    #expect(windows.campaigns.reduce(0) { $0 + sum($1.throttled) } == counts.throttledAttempts)
    #expect(outcome.usage.traffic.map(\.requests) == (plan.isRecommender ? [] : windows.campaigns.map(\.answered)))
    if plan.lists?.store == .dynamoDB {
      #expect(outcome.usage.total(of: .dynamoDBReadUnits).approximate == Double(counts.storeReads) / 2)
    }
    guard !plan.isRecommender else { return }
    for campaign in windows.campaigns {
      // The floor of each five minutes, from the rows that say when it changes.
      let rows = outcome.usage.rows.filter { $0.meter == .minProvisionedTPS && $0.resource == campaign.resource }
      let billed = campaign.answered.indices.reduce(into: Quantity.zero) { total, window in
        let instant = windows.start + .minutes(5 * Double(window))
        let floor = rows.first { $0.start <= instant && instant < $0.end }?.quantity ?? .zero
        let seconds = max(Int(floor.approximate) * 300, Int(campaign.answered[window]))
        total += Quantity(seconds, over: 3600)
      }
      #expect(billed == campaign.tpsHours)
    }
  }

  @Test("counts of replications add up, field by field")
  func merging() {
    let outcomes = (0..<3).map { play(Self.saturated[1], demand(perDay: 400_000), replication: $0).counts }
    var sum = RequestCounts()
    for counts in outcomes { sum.merge(counts) }
    let fields: [KeyPath<RequestCounts, Int>] =
      RequestCounts.ends + [\.arrivals, \.throttledAttempts, \.lateAnswers, \.storeReads]
    for field in fields { #expect(sum[keyPath: field] == outcomes.reduce(0) { $0 + $1[keyPath: field] }) }
    #expect(sum.fallbackThrottled > 0 && sum.throttledAttempts > sum.fallbackThrottled)
  }

  @Test("the same seed gives the same outcome, to the last bit; another seed or replication another")
  func seeds() {
    for plan in everyKind {
      let demand = demand(perDay: 3000, anonymous: 0.1, new: 0.1)
      let (a, b) = (play(plan, demand, seed: 7), play(plan, demand, seed: 7))
      #expect(
        a.counts == b.counts && a.latencyMilliseconds == b.latencyMilliseconds && a.usage.rows == b.usage.rows
          && a.usage.traffic == b.usage.traffic)
      #expect(a.ages.modelHours == b.ages.modelHours && a.ages.profileHours == b.ages.profileHours)
      for other in [play(plan, demand, seed: 8), play(plan, demand, seed: 7, replication: 1)] {
        #expect(other.ages.modelHours != a.ages.modelHours)
      }
    }
  }

  @Test("all plans of a seed see the same requests and the same luck")
  func commonRandomNumbers() {
    let demand = demand(days: 2, perDay: 300_000, anonymous: 0.1, new: 0.1)
    let saturating = campaign(maximum: 3, attempts: 3)
    let all = HybridRouting(mostActiveShare: 1, sendsUnknownUsers: true)
    let none = HybridRouting(mostActiveShare: 0, sendsUnknownUsers: false)
    let alone = (live: play(.campaign(saturating), demand), stored: play(.batch(batch()), demand))
    let mixed = (
      live: play(.hybrid(batch(), saturating, all), demand), stored: play(.hybrid(batch(), saturating, none), demand)
    )
    // A hybrid that sends everybody one way is that plan, request by request.
    #expect(alone.live.counts == mixed.live.counts && alone.stored.counts == mixed.stored.counts)
    #expect(alone.live.latencyMilliseconds == mixed.live.latencyMilliseconds)
    #expect(alone.stored.latencyMilliseconds == mixed.stored.latencyMilliseconds)
    #expect(alone.stored.ages.profileHours == mixed.stored.ages.profileHours)
    #expect(alone.live.counts.fallbackThrottled > 0 && alone.stored.counts.fallbackUnknownUser > 0)
    #expect(play(.popular(popular), demand).counts.arrivals == alone.live.counts.arrivals)
  }

  @Test("an outcome grows with the horizon's windows, not with its requests")
  func memory() {
    for plan in everyKind {
      let few = play(plan, demand(days: 2, perDay: 100_000)).usage.rows.count
      let many = play(plan, demand(days: 2, perDay: 1_000_000)).usage.rows.count
      // A recommender's requests are counted by the hour.
      #expect(few == many && many < 150)
    }
  }
}
