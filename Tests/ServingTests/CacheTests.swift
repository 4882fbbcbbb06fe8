import Demand
import Measures
import Serving
import Statistics
import Testing

@Suite("The cache before live answers")
struct CacheTests {
  private func hits(_ cache: CacheSettings?, _ demand: DemandModel, pages: PageMix = .single) -> ServingOutcome {
    var settings = campaign(floor: 100)
    settings.networkTime = LatencyDistribution(medianMilliseconds: 1e-3, p99Milliseconds: 1e-3)
    settings.serviceTime = settings.networkTime
    return Simulator(
      plan: Plan(name: "shop", kind: .campaign(settings), cache: cache), demand: demand, data: volume, pages: pages,
      utcOffset: .zero, seed: 1
    ).replication(0)
  }

  /// Hits and what leaves first, by a dictionary and a list in order of use: slow, and without a bound on memory.
  private func reference(_ cache: CacheSettings, _ demand: DemandModel) -> Int {
    var order: [Int32] = []
    var answeredAt: [Int32: Int64] = [:]
    var hits = 0
    for arrival in arrivals(demand) where arrival.user >= 0 {
      let isHit = answeredAt[arrival.user].map { arrival.microseconds - $0 < cache.timeToLive.microseconds } ?? false
      if isHit { hits += 1 } else { answeredAt[arrival.user] = arrival.microseconds + 2 }
      order.removeAll { $0 == arrival.user }
      order.append(arrival.user)
      if order.count > cache.entries { answeredAt[order.removeFirst()] = nil }
    }
    return hits
  }

  @Test("hits are those of a dictionary with the least recently used put out", arguments: [1, 2, 7, 60, 150, 10_000])
  func leastRecentlyUsed(entries: Int) {
    let demand = demand(days: 0.5, perDay: 20_000, users: 200, anonymous: 0.1)
    for timeToLive in [Timespan.seconds(20), .minutes(10), .days(3)] {
      let cache = cache(timeToLive, entries: entries)
      let outcome = hits(cache, demand)
      #expect(outcome.counts.cacheHits == reference(cache, demand) && outcome.counts.unaccounted == 0)
      #expect(outcome.counts.cacheHits > 0 || entries < 3)
    }
  }

  @Test("for one user who asks at a rate λ the hit ratio is λT / (1 + λT)")
  func theory() {
    // A renewal: one miss, then on average λT hits while the answer lives.
    for minutes in [1.0, 10, 100] {
      let demand = demand(days: 30, perDay: 2000, users: 1)
      let outcome = hits(cache(.minutes(minutes)), demand)
      let expected = 2000.0 / 1440 * minutes
      let n = Double(outcome.counts.arrivals)
      let ratio = outcome.counts.hitRatio ?? 0
      // Var of the share over n requests: the number of misses is a renewal count with cycles 1 + Poisson(λT).
      let cycle = 1 + expected
      let standardError = (expected / cycle).squareRoot() / cycle * (cycle / n).squareRoot()
      #expect(abs(ratio - expected / cycle) < 3.3 * standardError + 2 / n, "\(minutes) min")
    }
  }

  @Test("users without identity are never cached, and a look-up costs its time")
  func anonymous() {
    let nobody = hits(cache(.hours(1)), demand(perDay: 5000, anonymous: 1))
    #expect(nobody.counts.cacheHits == 0 && nobody.latencyMilliseconds.maximum < 0.01)
    let all = hits(cache(.hours(1)), demand(perDay: 5000))
    #expect(all.latencies.cache.minimum == 0.5 && all.latencies.cache.maximum == 0.5)
    #expect(all.latencies.live.minimum > 0.5 && all.latencies.cache.count == UInt64(all.counts.cacheHits))
  }

  @Test("what the cache serves is older than what it came from, at the most by its time to live")
  func ages() {
    let plain = hits(nil, demand(perDay: 50_000)).ages
    let kept = hits(cache(.minutes(30)), demand(perDay: 50_000)).ages
    #expect(plain.profileHours.maximum <= 2 / 3600.0)
    #expect(kept.profileHours.maximum <= 0.5 + 2 / 3600.0 + 1e-9 && kept.profileHours.maximum > 0.49)
    #expect((kept.profileHours.mean ?? 0) > 10 * (plain.profileHours.mean ?? 0))
    #expect(kept.modelHours.count == plain.modelHours.count)
  }

  @Test("with the page in the key each page has its own answer")
  func pages() {
    let mix = PageMix(names: ["home", "cart"], shares: [0.5, 0.5])
    let demand = demand(perDay: 40_000)
    let byUser = hits(cache(.hours(2)), demand, pages: mix)
    let byBoth = hits(cache(.hours(2), key: .userAndPage), demand, pages: mix)
    #expect(byBoth.counts.cacheHits < byUser.counts.cacheHits && byBoth.counts.cacheHits > 0)
    #expect(byUser.counts.cacheHits == hits(cache(.hours(2)), demand).counts.cacheHits)
  }

  @Test("a cache saves requests of the campaign, and its nodes are billed where it has any")
  func usage() {
    var settings = cache(.hours(1), entries: 1_000_000)
    let demand = demand(days: 2, perDay: 30_000)
    let own = hits(settings, demand)
    #expect(own.usage.total(of: .requests) == Quantity(own.counts.arrivals - own.counts.cacheHits))
    settings.place = .elastiCache(.valkey, usableGBPerNode: 0.4)
    // A million answers of 25 items of 24 bytes are 0.6 GB: two nodes.
    #expect(hits(settings, demand).usage.total(of: .elastiCacheValkeyMicroHours) == Quantity(96))
    #expect(own.usage.total(of: .elastiCacheValkeyMicroHours) == .zero)
  }
}
