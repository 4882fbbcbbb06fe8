import Demand
import Measures
import Scenarios
import Testing

@Suite("How a scenario states arrivals") struct ArrivalReadingTests {
  /// The minimal scenario with further keys of `demand`.
  func read(_ keys: String, requests: String = "requestsPerDay: 500 req/day, ") -> (Scenario?, [Finding]) {
    ScenarioReading.scenario(
      fromYAML: minimal.replacing("requestsPerDay: 500 req/day", with: requests + keys), source: "shop.yaml",
      name: "shop")
  }

  @Test("Poisson is the assumption; every other process has its words")
  func processes() throws {
    func process(_ keys: String) throws -> ArrivalProcess {
      let (scenario, findings) = read(keys)
      return try #require(scenario, "\(findings)").demand.arrivals.process
    }
    #expect(try process("growth: 0 % / month") == .poisson)
    #expect(try process("arrivals: deterministic") == .deterministic)
    #expect(try process("arrivals: renewal, dispersion: 4 x") == .renewal(dispersion: 4, gaps: .gamma))
    #expect(
      try process("arrivals: renewal, dispersion: 4 x, gaps: hyperexponential")
        == .renewal(dispersion: 4, gaps: .hyperexponential))
    #expect(try process("arrivals: log") == .timesOfLog)
    #expect(try process("trace: t.csv") == .poisson)
    #expect(try process("trace: t.csv, placement: uniform") == .countsOfTrace)
    let ledger = try #require(read("growth: 0 % / month").0).ledger
    #expect(ledger.first { $0.key == "demand.arrivals" }?.origin == .assumption)
  }

  @Test("with a trace or the log's times the rate may be left to the record, and only then")
  func recordedRate() throws {
    let trace = try #require(read("trace: folder/t.csv, traceBin: 1 min", requests: "").0)
    #expect(trace.demand.arrivals.takesRecordedRate && trace.demand.arrivals.trace?.file == "folder/t.csv")
    #expect(trace.demand.arrivals.trace?.bin == .minutes(1))
    // A report never holds a path.
    #expect(trace.ledger.first { $0.key == "demand.trace" }?.value == "t.csv")
    #expect(read("arrivals: log", requests: "").0?.demand.arrivals.takesRecordedRate == true)
    #expect(read("arrivals: log").0?.demand.arrivals.takesRecordedRate == false)
    #expect(read("arrivals: poisson", requests: "").1.map(\.code) == ["missing-key"])
  }

  @Test("visits and decaying bursts are read")
  func visits() throws {
    let scenario = try #require(
      read(
        "sessions: {requests: 4 requests}, bursts: [{start: 2026-12-24, factor: 3 x, ramp: 2 min, decay: 30 min}]"
      ).0)
    #expect(scenario.demand.arrivals.sessions == SessionSettings(meanRequests: 4, meanPauseSeconds: 40))
    #expect(scenario.demand.bursts.first?.decay == .minutes(30))
  }

  @Test(
    "what makes no sense is a finding at its key",
    arguments: [
      ("arrivals: bursty", "unknown-word", "demand.arrivals"), ("arrivals: trace", "missing-key", "demand.trace"),
      ("arrivals: renewal", "missing-key", "demand.dispersion"),
      ("arrivals: renewal, dispersion: 0 x", "out-of-range", "demand.dispersion"),
      ("arrivals: renewal, dispersion: 0.5 x, gaps: hyperexponential", "out-of-range", "demand.dispersion"),
      ("arrivals: renewal, dispersion: inf", "wrong-value", "demand.dispersion"),
      ("dispersion: 4 x", "contradiction", "demand.dispersion"),
      ("arrivals: poisson, trace: t.csv", "contradiction", "demand.trace"),
      ("placement: uniform", "contradiction", "demand.placement"),
      ("trace: t.csv, traceBin: 7 min", "out-of-range", "demand.traceBin"),
      ("trace: t.csv, shape: {daily: [1], weekly: [1]}", "contradiction", "demand.shape"),
      ("sessions: {requests: 0.5 requests}", "out-of-range", "demand.sessions.requests"),
      ("sessions: {requests: 4 requests, pause: 2 d}", "out-of-range", "demand.sessions.pause"),
      ("sessions: {request: 4 requests}", "unknown-key", "demand.sessions.request"),
    ] as [(String, String, String)])
  func mistakes(keys: String, code: String, path: String) {
    let (scenario, findings) = read(keys)
    #expect(scenario == nil)
    #expect(
      findings.contains { finding in
        if case .key(let place, _) = finding.place { place == path && finding.code == code } else { false }
      }, "\(findings)")
  }
}
