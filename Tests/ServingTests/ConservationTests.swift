import Demand
import Measures
import Randomness
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
    "arrivals = cache + campaign + store + fallback + failed + in flight, whatever plan and demand",
    arguments: everyKind + saturated)
  func conservation(plan: Plan) {
    for (index, demand) in Self.demands.enumerated() { expectConserved(plan, demand, "demand \(index)") }
  }

  @Test("the same for random plans under random demand", arguments: UInt64(1)...60)
  func randomPlans(seed: UInt64) {
    var luck = RandomStream(seed: seed, name: "tests/plans")
    let users = 1 + luck.integer(below: 400)
    let demand = demand(
      days: Double(1 + luck.integer(below: 96)) / 48, perDay: luck.uniform(100, 150_000), users: users,
      anonymous: luck.uniform() * 0.5, new: luck.uniform() * 0.4,
      bursts: [
        Burst(
          start: monday + .minutes(luck.uniform(0, 600)), duration: .minutes(luck.uniform(5, 200)),
          factor: luck.uniform(0, 12), ramp: .minutes(luck.uniform(0, 30)))
      ])
    for kind in Self.randomKinds(&luck) {
      let cache =
        luck.uniform() < 0.6
        ? ServingTests.cache(
          .seconds(luck.uniform(1, 10_000)), entries: 1 + luck.integer(below: 500),
          key: luck.uniform() < 0.5 ? .user : .userAndPage)
        : nil
      expectConserved(Plan(name: "shop", kind: kind, cache: cache), demand, "seed \(seed)")
    }
  }

  /// A plan of each kind with settings drawn at random; many of them saturated, stopped or failing.
  private static func randomKinds(_ luck: inout RandomStream) -> [Plan.Kind] {
    func live() -> CampaignSettings {
      let floor = 1 + luck.integer(below: 3)
      var settings = campaign(
        floor: floor, maximum: floor + luck.integer(below: 4), attempts: 1 + luck.integer(below: 5),
        burstSeconds: luck.uniform(0.01, 20), lag: DurationRange(.seconds(luck.uniform(0, 100)), .minutes(9)))
      settings.scaleInLag = fixed(.minutes(luck.uniform(0, 40)))
      settings.deadline = .milliseconds(luck.uniform(20, 2000))
      settings.backoff = .milliseconds(luck.uniform(1, 300_000))
      settings.hasFallback = luck.uniform() < 0.5
      settings.prewarming = Timetable([
        .init(
          days: [luck.integer(below: 2)], from: .hours(Double(luck.integer(below: 24))), to: .hours(5), level: 6)
      ])
      return settings
    }
    func stored() -> BatchSettings {
      var settings = batch(every: .minutes(luck.uniform(10, 900)), share: luck.uniform(0.01, 1))
      settings.failures = JobFailures(share: luck.uniform() * 0.9, retries: luck.integer(below: 3), pause: .minutes(7))
      settings.overlap = BatchSettings.Overlap.allCases[luck.integer(below: 3)]
      settings.storeConnections = 1 + luck.integer(below: 3)
      return settings
    }
    let group = CampaignGroup(
      parts: (0..<3).map { CampaignPart(name: "c\($0)", settings: live(), share: luck.uniform(), pages: []) },
      accountTPS: 1 + luck.integer(below: 10), hasOwnSolutions: luck.uniform() < 0.5)
    let routing = HybridRouting(
      mostActiveShare: luck.uniform(), sendsUnknownUsers: luck.uniform() < 0.5,
      pages: luck.uniform() < 0.1 ? [0] : [])
    return [
      .campaign(live()), .campaigns(group), .hybrid(stored(), live(), routing), .batch(stored()),
      .recommender(recommender(from: luck.uniform() < 0.3 ? 5 : 3, to: 5, live: live())),
      .own(OwnSettings(lists: stored(), instance: .duringRuns)),
    ]
  }

  private func expectConserved(_ plan: Plan, _ demand: DemandModel, _ comment: Comment) {
    let outcome = play(plan, demand)
    let counts = outcome.counts
    #expect(counts.unaccounted == 0, comment)
    #expect(counts.arrivals == arrivals(demand).count, comment)
    #expect(
      outcome.latencyMilliseconds.count == UInt64(counts.arrivals - counts.inFlight - counts.failed),
      comment)
    let answeredFrom = UInt64(
      counts.cacheHits + counts.servedByCampaign + counts.servedFromStore + counts.fallbackUnknownUser)
    for ages in [outcome.ages.modelHours, outcome.ages.catalogueHours] {
      #expect(ages.count == answeredFrom, comment)
    }
    // Answers from a profile: a campaign's, and the lists of users that the job knew.
    let fromProfile = counts.cacheHits + counts.servedByCampaign + (plan.lists == nil ? 0 : counts.servedFromStore)
    #expect(outcome.ages.profileHours.count == UInt64(fromProfile), comment)
    let requests = outcome.usage.total(of: plan.isRecommender ? .recommenderRequests : .requests)
    #expect(requests == Quantity(counts.servedByCampaign + counts.lateAnswers), comment)
    #expect(counts.throttledAttempts >= counts.fallbackThrottled + counts.inFlight, comment)
    #expect(
      counts.throttledAttempts <= (plan.live.map(\.settings.attempts).max() ?? 0) * counts.arrivals, comment)
    if plan.lists == nil { #expect(counts.fallbackUnknownUser == 0 && outcome.jobs == 0, comment) }
    if plan.live.isEmpty { #expect(counts.servedByCampaign == 0 && outcome.peakProvisionedTPS == 0) }
    expectWindowsAddUp(outcome, plan, demand)
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
