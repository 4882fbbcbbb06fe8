import Demand
import Measures
import Serving
import Statistics
import Testing

@Suite("Several campaigns, ceilings and timetables")
struct SeveralCampaignsTests {
  @Test("shares part the requests, each campaign has its own floor, windows and resource")
  func shares() {
    let outcome = play(.campaigns(pagesGroup), demand(days: 3, perDay: 20_000))
    let answered = outcome.windows.campaigns.map { $0.answered.reduce(0) { $0 + Int($1) } }
    let n = Double(outcome.counts.arrivals)
    #expect(abs(Double(answered[0]) - n * 2 / 3) < 3.3 * (n * 2 / 9).squareRoot())
    #expect(answered[0] + answered[1] == outcome.counts.arrivals)
    #expect(outcome.usage.traffic.map(\.resource.name) == ["v2:shop/home", "v2:shop/cart"])
    let floors = outcome.usage.rows.filter { $0.meter == .minProvisionedTPS }
    #expect(floors.map(\.quantity) == [Quantity(1), Quantity(2)])
    // One solution for both.
    #expect(outcome.usage.rows.filter { $0.meter == .trainingInteractions && $0.start == monday }.count == 1)
    var apart = pagesGroup
    apart.hasOwnSolutions = true
    let trained = play(.campaigns(apart), demand(days: 3, perDay: 20_000)).usage.rows
    #expect(trained.filter { $0.meter == .trainingInteractions && $0.start == monday }.count == 2)
  }

  @Test("pages go to the campaign that names them")
  func pages() {
    let group = CampaignGroup(
      parts: [
        CampaignPart(name: "a", settings: campaign(floor: 5), share: 1, pages: [0, 2]),
        CampaignPart(name: "b", settings: campaign(floor: 5), share: 1, pages: [1]),
      ], accountTPS: 2500, hasOwnSolutions: false)
    let outcome = Simulator(
      plan: Plan(name: "shop", kind: .campaigns(group)), demand: demand(perDay: 50_000), data: volume,
      pages: PageMix(names: ["x", "y", "z"], shares: [0.5, 0.3, 0.2]), utcOffset: .zero, seed: 1
    ).replication(0)
    let answered = outcome.windows.campaigns.map { Double($0.answered.reduce(0) { $0 + Int($1) }) }
    let n = Double(outcome.counts.arrivals)
    #expect(abs(answered[1] - 0.3 * n) < 3.3 * (n * 0.21).squareRoot() && answered[0] + answered[1] == n)
  }

  @Test("the account's ceiling holds for all campaigns together")
  func account() {
    var group = pagesGroup
    for index in group.parts.indices { group.parts[index].settings.minProvisionedTPS = 50 }
    group.accountTPS = 3
    let outcome = play(.campaigns(group), demand(days: 0.25, perDay: 864_000))
    // Ten a second against three, and three at the start; a second without any, and its tokens are lost.
    let most = 3 * 21_600 + 3
    #expect(((most - 100)...most).contains(outcome.counts.servedByCampaign))
    #expect(outcome.counts.unaccounted == 0)
  }

  @Test("a floor raised before the evening is billed while it is in force and saves the burst")
  func prewarming() {
    let burst = Burst(start: monday + .hours(18), duration: .hours(2), factor: 20, ramp: .zero)
    let demand = demand(days: 2, perDay: 43_200, bursts: [burst])
    var warmed = campaign(burstSeconds: 20)
    let cold = play(.campaign(warmed), demand)
    warmed.prewarming = Timetable([.init(days: [0], from: .hours(17.5), to: .hours(20), level: 14)])
    let warm = play(.campaign(warmed), demand)
    #expect(cold.counts.fallbackThrottled > 3000 && warm.counts.fallbackThrottled < 50)
    let rows = warm.usage.rows.filter { $0.meter == .minProvisionedTPS }
    #expect(rows.map(\.quantity) == [Quantity(1), Quantity(14), Quantity(1)])
    #expect(rows.map { ($0.start - monday).hours } == [0, 17.5, 20] && rows.last?.end == monday + .days(2))
    #expect(warm.windows.campaigns[0].tpsHours > cold.windows.campaigns[0].tpsHours)
  }

  @Test("scaling in may take longer than scaling out, and a newer decision to grow drops an older one to shrink")
  func lags() {
    // Ten a second for half an hour, twice; between them fifteen quiet minutes.
    let bursts = [1.0, 1.75].map {
      Burst(start: monday + .hours($0), duration: .minutes(30), factor: 20, ramp: .zero)
    }
    let demand = demand(days: 0.125, perDay: 43_200, bursts: bursts)
    func throttled(_ scaleIn: Timespan) -> [Int32] {
      var settings = campaign(burstSeconds: 1, lag: fixed(.minutes(5)))
      settings.scaleInLag = fixed(scaleIn)
      return play(.campaign(settings), demand).windows.campaigns[0].throttled
    }
    let (quick, slow) = (throttled(.minutes(5)), throttled(.minutes(40)))
    #expect(quick[..<20] == slow[..<20])
    // The second burst finds the capacity of the first still there.
    #expect(quick[21] > 1000 && slow[21...].allSatisfy { $0 == 0 })
  }

  @Test("answers after the deadline are billed and of no use; without a fallback list they fail")
  func deadline() {
    var settings = campaign(floor: 50)
    settings.deadline = .milliseconds(60)
    let demand = demand(perDay: 50_000)
    let outcome = play(.campaign(settings), demand)
    #expect(outcome.counts.fallbackLate > 1000 && outcome.counts.fallbackLate == outcome.counts.lateAnswers)
    #expect(outcome.latencyMilliseconds.maximum <= 60 && outcome.counts.unaccounted == 0)
    #expect(outcome.usage.total(of: .requests) == Quantity(outcome.counts.arrivals))
    settings.hasFallback = false
    let failing = play(.campaign(settings), demand)
    #expect(failing.counts.failed == outcome.counts.fallbackLate && failing.counts.fallbacks == 0)
  }

  @Test("a timetable's days, hours over midnight and local time")
  func timetable() {
    let night = Timetable([
      .init(days: [6], from: .hours(22), to: .hours(2), level: 9),
      .init(days: [0], from: .hours(1), to: .hours(3), level: 4),
    ])
    let utc = night.levels(base: 1, from: monday, to: monday + .days(7), utcOffset: .zero)
    // Sunday's night reaches into Monday, and the higher of two counts.
    #expect(utc[..<24].allSatisfy { $0 == 9 } && utc[24..<36].allSatisfy { $0 == 4 } && utc[36] == 1)
    #expect(utc[(6 * 288 + 264)...].allSatisfy { $0 == 9 } && utc.count == 2016)
    let korea = night.levels(base: 1, from: monday, to: monday + .days(7), utcOffset: .hours(9))
    #expect(korea == Array(utc[108...] + utc[..<108]))
    // A recommender needs no base.
    #expect(Timetable().levels(base: 0, from: monday, to: monday + .minutes(10), utcOffset: .zero) == [0, 0])
  }

  @Test("a hybrid sends named pages to its campaign, whoever asks")
  func hybridPages() {
    let mix = PageMix(names: ["home", "cart"], shares: [0.8, 0.2])
    let routing = HybridRouting(mostActiveShare: 0, sendsUnknownUsers: false, pages: [1])
    let outcome = Simulator(
      plan: Plan(name: "shop", kind: .hybrid(batch(), campaign(floor: 5), routing)), demand: demand(perDay: 50_000),
      data: volume, pages: mix, utcOffset: .zero, seed: 1
    ).replication(0)
    let n = Double(outcome.counts.arrivals)
    #expect(abs(Double(outcome.counts.servedByCampaign) - 0.2 * n) < 3.3 * (n * 0.16).squareRoot())
  }
}
