import Demand
import Measures
import Serving

/// 2026-11-23T00:00:00Z, a Monday; horizons of the tests begin here.
let monday = Instant(seconds: 20_780 * 86_400)

func fixed(_ length: Timespan) -> DurationRange { DurationRange(length, length) }

/// Training at 02:00 that imports for 10 minutes and trains for 60.
func training(_ family: RecipeFamily = .v2, every: Timespan = .days(7)) -> TrainingSettings {
  TrainingSettings(
    family: family, every: every, timeOfDay: .hours(2), importTime: fixed(.minutes(10)), wallTime: fixed(.minutes(60)),
    billedHours: 3.5)
}

/// A campaign with a client that does not try again.
func campaign(
  floor: Int = 1, maximum: Int = 500, attempts: Int = 1, burstSeconds: Double = 60,
  lag: DurationRange = fixed(.minutes(7)),
  family: RecipeFamily = .v2
) -> CampaignSettings {
  CampaignSettings(
    training: training(family), minProvisionedTPS: floor, maximumTPS: maximum, targetUtilisation: 0.7,
    scalingLag: lag, burstSeconds: burstSeconds,
    serviceTime: LatencyDistribution(medianMilliseconds: 40, p99Milliseconds: 150),
    networkTime: LatencyDistribution(medianMilliseconds: 2, p99Milliseconds: 2), attempts: attempts,
    backoff: .milliseconds(50), deadline: .seconds(1), eventDelay: DurationRange(.seconds(1), .seconds(2)),
    catalogueUpdateEvery: .hours(2), modelUpdateTime: fixed(.minutes(5)))
}

/// A nightly job at 02:00: 10 minutes of import, 20 of overhead, 100 s for 1,000 users at 10 users/s.
func batch(
  every: Timespan = .hours(24), share: Double = 1, store: BatchSettings.Store = .dynamoDB,
  training settings: TrainingSettings = training(), overhead: DurationRange = fixed(.minutes(20))
) -> BatchSettings {
  BatchSettings(
    training: settings, every: every, timeOfDay: .hours(2), usersShare: share, resultsPerUser: 25,
    fixedOverhead: overhead, usersPerSecond: 10, loadRowsPerSecond: 1e12, store: store,
    storeTime: LatencyDistribution(medianMilliseconds: 4, p99Milliseconds: 20), storeConnections: 20)
}

let routing = HybridRouting(mostActiveShare: 0.1, sendsUnknownUsers: true)
let popular = PopularSettings(every: .hours(6), timeOfDay: .hours(2))

/// One plan of every kind.
let everyKind: [Plan] = [
  Plan(name: "batch", kind: .batch(batch())), Plan(name: "campaign", kind: .campaign(campaign())),
  Plan(name: "hybrid", kind: .hybrid(batch(), campaign(), routing)),
  Plan(name: "popular", kind: .popular(popular)),
  Plan(name: "cached", kind: .campaign(campaign()), cache: cache()),
  Plan(name: "pages", kind: .campaigns(pagesGroup)),
  Plan(name: "recommender", kind: .recommender(recommender(from: 8, to: 20)), cache: cache()),
  Plan(name: "own", kind: .own(own())),
]

/// Two campaigns that part the requests two to one.
let pagesGroup = CampaignGroup(
  parts: [
    CampaignPart(name: "home", settings: campaign(), share: 2, pages: []),
    CampaignPart(name: "cart", settings: campaign(floor: 2), share: 1, pages: []),
  ], accountTPS: 2500, hasOwnSolutions: false)

func cache(
  _ timeToLive: Timespan = .minutes(30), entries: Int = 10_000, key: CacheSettings.Key = .user
) -> CacheSettings {
  CacheSettings(
    key: key, timeToLive: timeToLive, entries: entries, place: .ownMemory,
    lookupTime: LatencyDistribution(medianMilliseconds: 0.5, p99Milliseconds: 0.5), resultsPerAnswer: 25)
}

/// A recommender that runs between two hours of each day; always where they are equal.
func recommender(from: Double, to: Double, live: CampaignSettings = campaign()) -> RecommenderSettings {
  RecommenderSettings(
    live: live,
    hours: from == to
      ? Timetable() : Timetable([.init(days: Set(0..<7), from: .hours(from), to: .hours(to), level: 1)]),
    startTime: fixed(.minutes(10)))
}

/// A nightly run of our own model at 02:00 that exports and trains each time.
func own(store: BatchSettings.Store = .dynamoDB, instance: OwnSettings.Instance = .always) -> OwnSettings {
  var lists = batch(store: store, training: training(every: .hours(24)), overhead: fixed(.zero))
  lists.exportTime = fixed(.minutes(5))
  return OwnSettings(lists: lists, instance: instance)
}

extension Plan {
  var isRecommender: Bool { if case .recommender = kind { true } else { false } }
}

func demand(
  days: Double = 1, perDay: Double = 20_000, users: Int = 1000, anonymous: Double = 0, new: Double = 0,
  bursts: [Burst] = []
) -> DemandModel {
  DemandModel(
    start: monday, end: monday + .days(days), requestsPerDay: perDay, shape: .flat, utcOffset: .zero,
    monthlyGrowth: 0, bursts: bursts,
    audience: Audience(
      activity: Audience.logNormalActivity(users: users, sigma: 1), anonymousShare: anonymous, newUserShare: new))
}

let volume = DataVolume(
  interactions: 1_000_000, interactionsPerDay: 20_000, bytesPerInteraction: 60, bytesPerListItem: 24)

func play(_ plan: Plan, _ demand: DemandModel, seed: UInt64 = 1, replication: Int = 0) -> ServingOutcome {
  Simulator(plan: plan, demand: demand, data: volume, utcOffset: .zero, seed: seed).replication(replication)
}

func play(_ kind: Plan.Kind, _ demand: DemandModel, seed: UInt64 = 1, replication: Int = 0) -> ServingOutcome {
  play(Plan(name: "shop", kind: kind), demand, seed: seed, replication: replication)
}

func arrivals(_ demand: DemandModel, seed: UInt64 = 1, replication: Int = 0) -> [Arrival] {
  var arrivals = Arrivals(of: demand, seed: seed, replication: replication)
  var all: [Arrival] = []
  var block = ArrivalBlock()
  repeat {
    arrivals.fill(&block)
    for index in 0..<block.count { all.append(block[index]) }
  } while block.count > 0
  return all
}
