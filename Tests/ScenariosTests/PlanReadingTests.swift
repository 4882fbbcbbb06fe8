import Measures
import Scenarios
import Serving
import Testing

@Suite("Plans in scenario files") struct PlanReadingTests {
  /// The minimal scenario with pages, and one plan in the place of its campaign.
  private func scenario(_ plan: String, extra: String = "") -> (Scenario?, [Finding]) {
    let yaml =
      minimal.replacing("campaign: {kind: campaign}", with: "shop: \(plan)")
      + "pages: {home: 70 %, cart: 30 %}\n\(extra)"
    return ScenarioReading.scenario(fromYAML: yaml, source: "shop.yaml", name: "shop")
  }

  private func plan(_ text: String) throws -> Plan {
    let (scenario, findings) = scenario(text)
    return try #require(scenario?.plans.first, "\(findings)")
  }

  @Test("a campaign with a cache, pre-warming, lags and a measured latency") func campaign() throws {
    let plan = try plan(
      """
      {kind: campaign, cache: {ttl: 20 min, entries: 500 entries, key: user-and-page, store: elasticache-valkey},
       prewarm: [{days: "fri-sun", from: "18:30", to: "01:00", minProvisionedTPS: 9 TPS}], scaleInLag: 15 min .. 20 min,
       latency: {quantiles: {p0: 5 ms, p50: 30 ms, p100: 900 ms}}, network: {median: 2 ms, p99: 9 ms, shape: gamma},
       fallback: none}
      """)
    let cache = try #require(plan.cache)
    #expect(cache.timeToLive == .minutes(20) && cache.entries == 500 && cache.key == .userAndPage)
    #expect(cache.place == .elastiCache(.valkey, usableGBPerNode: 0.4))
    let settings = try #require(plan.campaigns.first?.settings)
    #expect(
      settings.prewarming.entries == [.init(days: [4, 5, 6], from: .hours(18.5), to: .hours(1), level: 9)])
    #expect(settings.scaleOutLag == DurationRange(.minutes(5), .minutes(10)))
    #expect(settings.scaleInLag == DurationRange(.minutes(15), .minutes(20)) && !settings.hasFallback)
    #expect(settings.serviceTime.medianMilliseconds == 30 && abs(settings.networkTime.p99Milliseconds - 9) < 1e-6)
    guard case .gamma = settings.networkTime.shape else {
      Issue.record("the network's latency is no gamma")
      return
    }
  }

  @Test("several campaigns, by share and by page") func several() throws {
    guard
      case .campaigns(let byShare) = try plan(
        "{kind: campaign, solutions: own, campaigns: {a: {share: 60 %}, b: {share: 40 %, minProvisionedTPS: 3 TPS}}}"
      ).kind,
      case .campaigns(let byPage) = try plan("{kind: campaign, campaigns: {a: {pages: [cart]}, b: {pages: [home]}}}")
        .kind
    else {
      Issue.record("no group")
      return
    }
    #expect(byShare.parts.map(\.share) == [0.6, 0.4] && byShare.parts[1].settings.minProvisionedTPS == 3)
    #expect(byShare.accountTPS == 2500 && byShare.hasOwnSolutions && !byPage.hasOwnSolutions)
    #expect(byPage.parts.map(\.pages) == [[1], [0]])
  }

  @Test("recommenders, our own model and batches that fail") func others() throws {
    guard
      case .recommender(let recommender) = try plan(
        "{kind: recommender, minRecommendationRPS: 2 req/s, runs: [{from: \"08:00\", to: \"23:00\"}]}"
      ).kind,
      case .own(let own) = try plan("{kind: own, every: 6 h, instance: during-runs, store: own-database}").kind
    else {
      Issue.record("other kinds than written")
      return
    }
    #expect(recommender.live.minProvisionedTPS == 2 && recommender.hours.entries[0].days.count == 7)
    #expect(recommender.startTime == DurationRange(.minutes(10), .minutes(20)))
    #expect(own.lists.training.every == .hours(6) && own.instance == .duringRuns && own.lists.store == .ownDatabase)
    let batch = try #require(
      try plan("{kind: batch, failures: 5 %, retries: 2 retries, retryAfter: 3 min, overlap: queue}").batch)
    #expect(batch.failures == JobFailures(share: 0.05, retries: 2, pause: .minutes(3)) && batch.overlap == .queue)
    #expect(batch.exportTime == DurationRange(.minutes(1), .minutes(5)))
    #expect(try plan("{kind: hybrid, routing: {pages: [cart]}}").kind.livePages == [1])
  }

  @Test("every default of a plan stands in the ledger with its origin and source") func ledger() throws {
    for kind in ["batch", "campaign", "hybrid", "recommender", "own", "popular"] {
      let read = try #require(scenario("{kind: \(kind)}").0)
      let own = read.ledger.filter { $0.key.hasPrefix("plans.shop.") && $0.origin != .given }
      #expect(!own.isEmpty && own.allSatisfy { !$0.source.isEmpty && !$0.value.isEmpty }, "\(kind)")
    }
  }

  /// A plan, and what must be found in it: code and key path below `plans.shop`.
  static let mistakes: [(plan: String, code: String, path: String)] = [
    ("{kind: campaign, cache: {ttl: 30 min}}", "missing-key", ".cache.entries"),
    ("{kind: campaign, cache: {entries: 9 entries}}", "missing-key", ".cache.ttl"),
    ("{kind: campaign, cache: {ttl: 0 min, entries: 9 entries}}", "out-of-range", ".cache.ttl"),
    ("{kind: campaign, cache: {ttl: 1 h, entries: 0 entries}}", "out-of-range", ".cache.entries"),
    ("{kind: campaign, cache: {ttl: 1 h, entries: inf entries}}", "wrong-value", ".cache.entries"),
    ("{kind: campaign, cache: {ttl: 1 h, entries: 9 entries, key: item}}", "unknown-word", ".cache.key"),
    ("{kind: campaign, cache: {ttl: 1 h, entries: 9 entries, nodeMemory: 1 GB}}", "contradiction", ".cache.nodeMemory"),
    ("{kind: batch, cache: {ttl: 1 h, entries: 9 entries}}", "contradiction", ".cache"),
    ("{kind: campaign, maximumTPS: 5 TPS, minProvisionedTPS: 6 TPS}", "contradiction", ".maximumTPS"),
    (
      "{kind: campaign, maximumTPS: 5 TPS, prewarm: [{from: \"08:00\", to: \"09:00\", minProvisionedTPS: 6 TPS}]}",
      "contradiction", ".prewarm[0].minProvisionedTPS"
    ),
    (
      "{kind: campaign, prewarm: [{days: mon-fry, from: \"08:00\", to: \"09:00\", minProvisionedTPS: 6 TPS}]}",
      "wrong-value", ".prewarm[0].days"
    ),
    (
      "{kind: campaign, prewarm: [{from: \"08:01\", to: \"09:00\", minProvisionedTPS: 6 TPS}]}", "wrong-value",
      ".prewarm[0].from"
    ),
    ("{kind: campaign, scalingLag: 5 min, scaleInLag: 9 min}", "contradiction", ".scaleInLag"),
    ("{kind: campaign, fallback: maybe}", "unknown-word", ".fallback"),
    ("{kind: campaign, latency: {quantiles: {p50: 30 ms}}}", "wrong-value", ".latency.quantiles"),
    ("{kind: campaign, latency: {quantiles: {p0: 9 ms, p100: 3 ms}}}", "wrong-value", ".latency.quantiles"),
    ("{kind: campaign, latency: {quantiles: {x: 9 ms, p0: 1 ms, p100: 3 ms}}}", "wrong-value", ".latency.quantiles.x"),
    ("{kind: campaign, latency: {shape: normal}}", "unknown-word", ".latency.shape"),
    ("{kind: campaign, campaigns: {a: {share: 60 %}, b: {share: 60 %}}}", "contradiction", ".campaigns"),
    ("{kind: campaign, campaigns: {a: {pages: [cart]}, b: {}}}", "contradiction", ".campaigns"),
    ("{kind: campaign, campaigns: {a: {pages: [cart, home, shelf]}}}", "unknown-word", ".campaigns.a.pages"),
    ("{kind: campaign, accountTPS: 2 TPS, campaigns: {a: {minProvisionedTPS: 3 TPS}}}", "contradiction", ".accountTPS"),
    ("{kind: campaign, campaigns: {}}", "out-of-range", ".campaigns"),
    ("{kind: recommender, minProvisionedTPS: 3 TPS}", "unknown-key", ".minProvisionedTPS"),
    ("{kind: recommender, minRecommendationRPS: 0 req/s}", "out-of-range", ".minRecommendationRPS"),
    ("{kind: recommender, startTime: 5 min}", "contradiction", ".startTime"),
    ("{kind: own, instance: sometimes}", "unknown-word", ".instance"),
    ("{kind: own, throughput: 0 users/s}", "out-of-range", ".throughput"),
    ("{kind: batch, failures: 95 %}", "out-of-range", ".failures"),
    ("{kind: batch, retries: 2 retries}", "contradiction", ".retries"),
    ("{kind: batch, fixedOverhead: 8 d}", "out-of-range", ".fixedOverhead"),
    ("{kind: batch, failures: 5 %, retryAfter: 9 d}", "out-of-range", ".retryAfter"),
    ("{kind: own, trainingTime: 1 h .. 8 d}", "out-of-range", ".trainingTime"),
    ("{kind: batch, overlap: panic}", "unknown-word", ".overlap"),
    ("{kind: batch, export: 5 min .. 1 min}", "out-of-range", ".export"),
    ("{kind: hybrid, routing: {pages: [shelf]}}", "unknown-word", ".routing.pages"),
  ]

  @Test("each mistake in a plan is found with its code and key path, and nothing is ready to run", arguments: mistakes)
  func mistake(_ wrong: (plan: String, code: String, path: String)) {
    let (read, findings) = scenario(wrong.plan)
    let found = findings.contains { finding in
      guard case .key(let path, let line?) = finding.place else { return false }
      return finding.code == wrong.code && path == "plans.shop\(wrong.path)" && line == 5
    }
    #expect(read == nil && found, "\(findings)")
  }

  @Test("pages must sum to all requests, and be few") func pages() {
    func findings(_ pages: String) -> [String] {
      ScenarioReading.scenario(fromYAML: minimal + "pages: \(pages)\n", source: "", name: "x").1.map(\.code)
    }
    #expect(findings("{home: 70 %, cart: 20 %}") == ["contradiction"])
    #expect(findings("{}") == ["out-of-range"])
    #expect(findings("{home: 70, cart: 30 %}").contains("wrong-value"))
    let many = (0..<20).map { "p\($0): 5 %" }.joined(separator: ", ")
    #expect(findings("{\(many)}") == ["out-of-range"])
    #expect(findings("{\"../x\": 100 %}") == ["wrong-value"])
  }

  @Test("a cache that needs more memory than the limit is refused before anything runs") func memory() {
    let large = minimal.replacing("1000 users", with: "9000000 users").replacing(
      "{kind: campaign}", with: "{kind: campaign, cache: {ttl: 1 h, entries: 9000000 entries}}")
    let (read, findings) = ScenarioReading.scenario(fromYAML: large, source: "", name: "x")
    #expect(read == nil && findings.map(\.code) == ["too-large"])
    #expect(findings.first.map { $0.message.contains("MB in each simulation") } == true)
  }

  @Test(
    "infinite and zero rates are refused", arguments: ["0 req/day", "inf req/day", "1e400 req/day", "-inf req/day"])
  func rates(rate: String) {
    let yaml = minimal.replacing("500 req/day", with: rate)
    let (read, findings) = ScenarioReading.scenario(fromYAML: yaml, source: "", name: "x")
    #expect(read == nil && findings.count == 1 && findings[0].place == .key(path: "demand.requestsPerDay", line: 2))
  }
}

extension Plan.Kind {
  fileprivate var livePages: Set<Int> {
    if case .hybrid(_, _, let routing) = self { routing.pages } else { [] }
  }
}
