import Demand
import Measures
import Randomness
import Testing

func read(_ text: String, bin: Timespan? = nil) -> (trace: DemandTrace?, findings: [Finding]) {
  DemandTrace.read(Array(text.utf8).span, source: "trace.csv", bin: bin)
}

func following(
  _ trace: DemandTrace, days: Double, scale: Double = 1, process: ArrivalProcess = .countsOfTrace,
  growth: Double = 0, start: Instant = monday
) -> DemandModel {
  DemandModel(
    start: start, end: start + .days(days), trace: trace, scale: scale, process: process, monthlyGrowth: growth,
    bursts: [], audience: audience())
}

@Suite("Traces as demand")
struct TraceTests {
  @Test("counts, bins and gaps are read, with a header or without, in text or seconds")
  func reading() throws {
    let text = "timestamp,requests\n2014-04-10 00:04:00,94.0\n2014-04-10 00:09:00,56\n2014-04-10 00:24:00,7\n"
    let trace = try #require(read(text).trace)
    #expect(trace.bin == .minutes(5) && trace.counts == [94, 56, 0, 0, 7] && trace.total == 157)
    #expect("\(trace.start)" == "2014-04-10T00:00:00Z")
    #expect(trace.gaps == [DemandTrace.Gap(start: trace.start + .minutes(10), length: .minutes(10))])
    #expect(trace.longestSilence == trace.gaps[0])
    let seconds = try #require(read("1397088000,1\n1397088060,2\n").trace)
    let milliseconds = try #require(read("1397088000000,1\n1397088060000,2\n").trace)
    #expect(seconds.start == Instant(seconds: 1_397_088_000) && seconds == milliseconds && seconds.counts == [1, 2])
  }

  @Test(
    "what is wrong with a trace is a finding on its row",
    arguments: [
      ("2020-01-01 00:05,1\n2020-01-01 00:00,1\n", "unsorted-row", 2),
      ("2020-01-01 00:05,1\n2020-01-01 00:05,1\n", "duplicate-row", 2),
      ("t,v\n2020-01-01 00:05,1\n2020-01-01 00:10,-1\n", "negative-value", 3),
      ("2020-01-01 00:05,1\n2020-01-01 00:10,nan\n", "wrong-value", 2),
      ("2020-01-01 00:05,1\n2020-01-01 00:10,inf\n", "wrong-value", 2),
      ("2020-01-01 00:05,1\n2020-01-01 00:10\n", "missing-field", 2),
      ("2020-01-01 00:05,1\nyesterday,1\n", "wrong-time", 2),
      ("2020-01-01 00:05,1\n2020-01-01 00:10,1\n2020-01-01 00:17,1\n", "off-grid", 3),
      ("2020-01-01 00:00,1\n2020-01-01 00:07,1\n", "wrong-bin", nil),
      ("2020-01-01 00:00:00,1\n2020-01-01 00:00:01,1\n2099-01-01 00:00:00,1\n", "too-long", nil),
      ("2020-01-01 00:05,0\n2020-01-01 00:10,0\n", "no-requests", nil), ("", "too-short", nil),
      ("timestamp,value\n", "too-short", nil),
    ] as [(String, String, Int?)])
  func findings(text: String, code: String, row: Int?) throws {
    let (trace, findings) = read(text)
    #expect(trace == nil)
    let finding = try #require(findings.first { $0.code == code }, "\(findings)")
    #expect(finding.place == row.map { .row($0) } ?? .whole && finding.severity == .error)
  }

  @Test("a file of nonsense costs a bounded number of findings")
  func nonsense() {
    let (trace, findings) = read(String(repeating: "x,y\n", count: 100_000))
    #expect(trace == nil && findings.count <= 101)
  }

  @Test("a trace's own counts come back exactly, bin by bin, and its gap stays empty", arguments: [1, 60, 300, 1800])
  func exactCounts(seconds: Double) throws {
    let bins = Int(7200 / seconds)
    let counts: [Double] = (0..<bins).map { bin in
      let level = bin * 7 % 5
      return level == 4 ? 0 : Double(level * 3)
    }
    let trace = DemandTrace(start: monday, bin: .seconds(seconds), counts: counts)
    let demand = following(trace, days: 1.0 / 12)
    #expect(windowCounts(demand, window: .seconds(seconds)) == counts)
    #expect(abs(demand.expectedRequests - trace.total) < 1e-6)
    let empty = counts.indices.filter { counts[$0] == 0 }
    let poisson = windowCounts(following(trace, days: 1.0 / 12, process: .poisson), window: .seconds(seconds))
    #expect(!empty.isEmpty && empty.allSatisfy { poisson[$0] == 0 })
    #expect(abs(poisson.reduce(0, +) - trace.total) < 4.5 * trace.total.squareRoot())
  }

  @Test("a trace is played again from its start, weekday on weekday; whole weeks where it has one")
  func repeats() {
    // Nine days from a Wednesday: the first week is the period.
    let wednesday = monday + .days(2)
    let counts = (0..<9).flatMap { day in [Double](repeating: Double(day + 1), count: 288) }
    let trace = DemandTrace(start: wednesday, bin: .minutes(5), counts: counts)
    #expect(trace.period == 7 * 288)
    let days = windowCounts(following(trace, days: 14), window: .days(1)).map { $0 / 288 }
    // Monday is the trace's sixth day.
    #expect(days == [6, 7, 1, 2, 3, 4, 5, 6, 7, 1, 2, 3, 4, 5])
    let short = DemandTrace(start: monday + .hours(1), bin: .minutes(30), counts: [3, 0, 6])
    #expect(short.period == 3)
    let hours = windowCounts(following(short, days: 0.25), window: .minutes(30))
    #expect(hours.reduce(0, +) == 36)
  }

  @Test("scaled counts keep their mean and their shape; growth of the scenario is laid on top")
  func scaling() {
    let trace = DemandTrace(start: monday, bin: .minutes(5), counts: (0..<288).map { Double($0 % 12) })
    let demand = following(trace, days: 10, scale: 0.37)
    #expect(abs(demand.expectedRequests - trace.total * 3.7) < 1e-6)
    let total = windowCounts(demand, window: .days(1)).reduce(0, +)
    #expect(abs(total - demand.expectedRequests) < 3.3 * (0.25 * 2880).squareRoot())
    let grown = following(trace, days: 30, growth: 1)
    #expect(abs(grown.slots[29 * 288 + 11] / grown.slots[11] - 1.9543) < 0.001)
    #expect(abs(demand.scaled(by: 2).expectedRequests / demand.expectedRequests - 2) < 1e-9)
    let doubled = windowCounts(demand.scaled(by: 2), window: .days(1)).reduce(0, +)
    #expect(abs(doubled - 2 * demand.expectedRequests) < 3.3 * (0.25 * 2880).squareRoot())
  }

  @Test("a log's own times come back; half of them are a part of them, and more are added close behind")
  func timesOfLog() {
    let times: [Int64] = (0..<500).map { monday.seconds + Int64($0 * $0 % 7000) }.sorted()
    func model(_ scale: Double) -> DemandModel {
      DemandModel(
        start: monday, end: monday + .days(1.0 / 12), times: times, scale: scale, monthlyGrowth: 0, bursts: [],
        audience: audience())
    }
    let own = allArrivals(model(1)).map { $0.microseconds / 1_000_000 }
    #expect(own == times)
    let half = allArrivals(model(0.5)).map { $0.microseconds / 1_000_000 }
    #expect(Set(half).isSubset(of: Set(times)) && abs(Double(half.count) - 250) < 3.3 * 11.2)
    let triple = allArrivals(model(3)).map { $0.microseconds / 1_000_000 }
    #expect(triple.count == 1500 && zip(triple, triple.dropFirst()).allSatisfy { $0 <= $1 })
    // Each added one lies within a minute behind an event.
    #expect(triple.allSatisfy { time in times.contains { time >= $0 && time <= $0 + 60 } })
  }

  @Test("indices of dispersion are those of the definition, gaps left out")
  func index() throws {
    let trace = DemandTrace(
      start: monday, bin: .minutes(5), counts: [2, 4, 0, 0, 6, 8],
      gaps: [DemandTrace.Gap(start: monday + .minutes(10), length: .minutes(10))])
    // Mean 5, variance 20/3.
    let single: Double = try #require(trace.indexOfDispersion())
    #expect(abs(single - 4.0 / 3) < 1e-12)
    // Windows of 6 and of 14: mean 10, variance 32.
    let double: Double = try #require(trace.indexOfDispersion(binsPerWindow: 2))
    #expect(abs(double - 3.2) < 1e-12)
  }
}
