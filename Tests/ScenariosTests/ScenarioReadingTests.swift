import Demand
import Interactions
import Measures
import Scenarios
import Serving
import TestSupport
import Testing

/// A scenario that is as short as one may be.
let minimal = """
  horizon: {start: 2026-12}
  demand: {users: 1000 users, requestsPerDay: 500 req/day}
  log: {synthetic: {}}
  plans:
    campaign: {kind: campaign}
  rateCard: us-east-1

  """

@Suite("Scenario files") struct ScenarioReadingTests {
  func findings(_ yaml: String) -> [Finding] {
    ScenarioReading.scenario(fromYAML: yaml, source: "shop.yaml", name: "shop").1
  }

  @Test("a minimal scenario is ready to run, and every default stands in the ledger with its origin") func minimalRuns()
    throws
  {
    let (scenario, findings) = ScenarioReading.scenario(fromYAML: minimal, source: "shop.yaml", name: "shop")
    #expect(findings.isEmpty)
    let read = try #require(scenario)
    #expect(read.name == "shop" && read.months == 1 && read.demand.users == 1000)
    let campaign = try #require(read.plans[0].campaigns.first?.settings)
    #expect(campaign.minProvisionedTPS == 1 && campaign.training.family == .v2)
    #expect([campaign.scaleOutLag, campaign.scaleInLag].allSatisfy { $0 == DurationRange(.minutes(5), .minutes(10)) })
    let floor = try #require(read.ledger.first { $0.key == "plans.campaign.minProvisionedTPS" })
    #expect(floor.origin == .fact && floor.value == "1 TPS" && floor.source.contains("[BC]"))
    #expect(read.ledger.first { $0.key == "plans.campaign.latency.median" }?.origin == .assumption)
    #expect(read.ledger.first { $0.key == "demand.users" }?.origin == .given)
    #expect(read.ledger.allSatisfy { $0.origin == .given || !$0.source.isEmpty })
  }

  @Test("horizons are calendar months") func horizon() throws {
    let yaml = minimal.replacing("{start: 2026-12}", with: "{start: 2027-12, months: 3, utcOffset: \"+09:00\"}")
    let scenario = try #require(ScenarioReading.scenario(fromYAML: yaml, source: "", name: "x").0)
    #expect("\(scenario.startInstant)" == "2027-12-01T00:00:00Z" && "\(scenario.endInstant)" == "2028-03-01T00:00:00Z")
    #expect(scenario.utcOffset == .hours(9))
  }

  /// What is written in the minimal scenario's place, and what must be found: code, key path and line.
  static let mistakes: [(was: String, becomes: String, code: String, path: String, line: Int)] = [
    ("rateCard: us-east-1", "rateCard: us-east-1\nraetCard: x", "unknown-key", "raetCard", 7),
    (
      "{kind: campaign}", "{kind: campaign, minProvisionedTPS: 1 request}", "wrong-value",
      "plans.campaign.minProvisionedTPS", 5
    ),
    (
      "{kind: campaign}", "{kind: campaign, minProvisionedTPS: 1}", "wrong-value", "plans.campaign.minProvisionedTPS", 5
    ),
    (
      "{kind: campaign}", "{kind: campaign, minProvisionedTPS: 0 TPS}", "out-of-range",
      "plans.campaign.minProvisionedTPS", 5
    ),
    (
      "{kind: campaign}", "{kind: campaign, maximumTPS: 2 TPS, minProvisionedTPS: 3 TPS}", "contradiction",
      "plans.campaign.maximumTPS", 5
    ),
    ("{kind: campaign}", "{kind: campaing}", "unknown-word", "plans.campaign.kind", 5),
    ("{kind: campaign}", "{kind: batch, every: 24}", "wrong-value", "plans.campaign.every", 5),
    ("{kind: campaign}", "{kind: batch, every: 0 h}", "out-of-range", "plans.campaign.every", 5),
    (
      "{kind: campaign}", "{kind: batch, fixedOverhead: 20 min .. 10 min}", "out-of-range",
      "plans.campaign.fixedOverhead", 5
    ),
    (
      "{kind: campaign}", "{kind: campaign, latency: {median: 90 ms, p99: 20 ms}}", "contradiction",
      "plans.campaign.latency.p99", 5
    ),
    ("{kind: campaign}", "[1]", "wrong-kind", "plans.campaign", 5),
    ("500 req/day", "-500 req/day", "out-of-range", "demand.requestsPerDay", 2),
    ("500 req/day", "500", "wrong-value", "demand.requestsPerDay", 2),
    ("500 req/day", "nan req/day", "wrong-value", "demand.requestsPerDay", 2),
    ("1000 users", "0 users", "out-of-range", "demand.users", 2),
    ("500 req/day", "1,5 req/day", "wrong-value", "demand.requestsPerDay", 2),
    ("{start: 2026-12}", "{start: 9999-12}", "out-of-range", "horizon.start", 1),
    ("{kind: campaign}", "{kind: batch, every: 1 s}", "out-of-range", "plans.campaign.every", 5),
    (
      "rateCard: us-east-1", "rateCard: us-east-1\ntraining: {every: 30 min}", "out-of-range", "training.every", 7
    ),
    ("rateCard: us-east-1", "rateCard: *card", "alias", "", 6),
    ("1000 users", "10.5 users", "wrong-value", "demand.users", 2),
    ("{users: 1000 users, ", "{", "missing-key", "demand.users", 2),
    ("500 req/day}", "500 req/day, uncertainty: 95 %}", "out-of-range", "demand.uncertainty", 2),
    ("500 req/day}", "500 req/day, growth: 5 %}", "wrong-value", "demand.growth", 2),
    (
      "500 req/day}", "500 req/day, shape: {daily: [1, 2], weekly: [1,1,1,1,1,1,1]}}", "wrong-value",
      "demand.shape.daily", 2
    ),
    (
      "500 req/day}", "500 req/day, bursts: [{start: tomorrow, duration: 1 h, factor: 2 x}]}", "wrong-value",
      "demand.bursts[0].start", 2
    ),
    ("{start: 2026-12}", "{start: 2026-13}", "wrong-value", "horizon.start", 1),
    ("{start: 2026-12}", "{start: 2026-12, months: 0}", "out-of-range", "horizon.months", 1),
    ("{synthetic: {}}", "{synthetic: {}, file: a.csv}", "contradiction", "log.synthetic", 3),
  ]

  @Test("each mistake is found with its code, key path and line, and nothing is ready to run", arguments: mistakes)
  func mistake(_ case: (was: String, becomes: String, code: String, path: String, line: Int)) {
    let yaml = minimal.replacing(`case`.was, with: `case`.becomes)
    #expect(yaml != minimal)
    let (scenario, findings) = ScenarioReading.scenario(fromYAML: yaml, source: "shop.yaml", name: "shop")
    #expect(scenario == nil)
    #expect(
      findings.contains { $0.code == `case`.code && $0.place == .key(path: `case`.path, line: `case`.line) },
      "\(findings)")
  }

  @Test("all mistakes of a file are shown at once, in order of line") func allAtOnce() {
    let yaml = minimal.replacing("500 req/day", with: "500").replacing("{start: 2026-12}", with: "{start: soon}")
      .replacing("{kind: campaign}", with: "{kind: campaign, tps: 3}")
    let lines = findings(yaml).compactMap { if case .key(_, let line) = $0.place { line } else { nil } }
    #expect(lines == [1, 2, 5])
  }

  @Test("a near miss is answered with what was meant") func suggestions() {
    let found = findings(minimal.replacing("{kind: campaign}", with: "{kind: campaign, minProvisionedTsp: 3 TPS}"))
    #expect(found.first?.remedy == "Did you mean `minProvisionedTPS`?")
  }

  @Test(
    "what is no YAML, no mapping, empty or far too large is one finding",
    arguments: [
      "a: [", "- 1\n- 2", "", "just text", "a: 1\na: 2", "a: &x 1\nb: *x", "? *a\n: 1",
      String(repeating: "a", count: 1_000_001),
    ])
  func notYAML(text: String) {
    #expect(findings(text).count == 1 && findings(text).hasErrors)
  }

  @Test("a name that could leave the reports folder is refused", arguments: ["../x", "a/b", "", ".", "a b", "x\u{0}"])
  func unsafeNames(name: String) {
    #expect(!ScenarioReading.isFileSafe(name))
  }

  @Test(
    "the shipped scenarios are free of findings",
    arguments: ["corner-shop", "video-service", "movielens-100k", "marketplace"])
  func shipped(name: String) {
    let text = ProjectFiles.text("scenarios/\(name).yaml")
    let (scenario, findings) = ScenarioReading.scenario(fromYAML: text, source: name, name: name)
    #expect(findings.isEmpty, "\(findings)")
    #expect(scenario?.name == name)
  }

  @Test("damaged scenarios never crash the reader") func damaged() {
    var state: UInt64 = 42
    func next(_ bound: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int((state >> 33) % UInt64(bound))
    }
    let original = Array(ProjectFiles.text("scenarios/corner-shop.yaml").utf8)
    for _ in 0..<2000 {
      var bytes = original
      for _ in 0...next(4) {
        switch next(3) {
        case 0: bytes[next(bytes.count)] = UInt8(next(256))
        case 1: bytes.remove(at: next(bytes.count))
        default: bytes.insert(UInt8(next(128)), at: next(bytes.count))
        }
      }
      _ = ScenarioReading.scenario(fromYAML: String(decoding: bytes, as: UTF8.self), source: "x", name: "x")
    }
  }
}
