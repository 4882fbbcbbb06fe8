import Demand
import Glibc
import Interactions
import Measures
import Randomness
import Recommenders
import Scenarios
import Serving

/// What can be measured with `recast bench`; each piece of work has a fixed size and a check that shows what was done.
package enum Benchmark: String, CaseIterable, Sendable {
  /// An M/M/8 queue at load 0.8.
  case queue
  /// The campaign model with varying rate, capacity, throttling and ages.
  case campaign
  /// Reading a log in Personalize form.
  case ingest
  /// Lists of item-kNN for live profiles.
  case recommend
  /// Pricing a year of 5-minute slices of 200 campaigns, beside a loop that only sums the same array.
  case bill

  /// A measured rate. `check` is a digest of the result, so that work cannot be optimised away unseen.
  package struct Result: Sendable {
    package let value: Double
    package let unit: String
    package let check: String
    /// The rate of the reference loop in the same process, where there is one.
    package var reference: Double?

    /// How fast the measured work is as a share of the reference.
    package var ratio: Double? { reference.map { value / $0 } }
  }

  /// Median of five runs after one to warm up, in units of work per CPU second of this process.
  package func measured() -> Result {
    if self == .bill {
      let bills = BillBenchmark()
      // Turn by turn, so that a slower minute of the machine meets both.
      let rates = medianRates([bills.priced, bills.summed])
      return Result(value: rates[0].rate, unit: unit, check: rates[0].check, reference: rates[1].rate)
    }
    let rates = medianRates([prepared()])
    return Result(value: rates[0].rate, unit: unit, check: rates[0].check)
  }

  /// Median of five rounds after one to warm up, of each piece of work.
  private func medianRates(_ works: [() -> (units: Int, check: String)]) -> [(rate: Double, check: String)] {
    var rates = works.map { _ in [Double]() }
    var checks = works.map { $0().check }
    for _ in 0..<5 {
      for (index, work) in works.enumerated() {
        let begin = cpuSeconds()
        let done = work()
        rates[index].append(Double(done.units) / max(1e-9, cpuSeconds() - begin))
        checks[index] = done.check
      }
    }
    return zip(rates, checks).map { ($0.sorted()[2], $1) }
  }

  private var unit: String {
    switch self {
    case .queue, .campaign, .recommend: "requests/CPU s"
    case .ingest: "rows/CPU s"
    case .bill: "slices/CPU s"
    }
  }

  /// The work with its inputs ready; each call does all of it once.
  private func prepared() -> () -> (units: Int, check: String) {
    switch self {
    case .queue: return Benchmark.queueWork
    case .bill: return BillBenchmark().priced
    case .campaign:
      let simulator = Benchmark.simulator()
      return {
        let counts = simulator.replication(0).counts
        return (counts.arrivals, "\(counts.servedByCampaign)")
      }
    case .ingest:
      let bytes = PersonalizeCSV.bytes(of: SyntheticLog(Benchmark.logParameters, seed: 1).log)
      return {
        let reading = readLog(bytes, source: "bench")
        return (reading.rowsRead, "\(reading.log.users.count)")
      }
    case .recommend:
      let log = SyntheticLog(Benchmark.logParameters, seed: 1).log
      let model = RecommenderSpecification.itemKNN().fit(log: log, before: .max)
      let histories = UserHistories(of: log)
      return {
        var scratch = ScoringScratch()
        var sum = 0
        for user in 0..<Int32(log.users.count) {
          let list = model.recommend(
            to: histories.profile(of: user, before: .max), at: .max, count: 10, exclusion: .none, scratch: &scratch)
          sum &+= list.reduce(0) { $0 &+ Int($1) }
        }
        return (log.users.count, "\(sum)")
      }
    }
  }

  private static var logParameters: SyntheticParameters {
    var parameters = SyntheticParameters()
    parameters.users = 20_000
    parameters.items = 3_000
    parameters.events = 500_000
    return parameters
  }

  private static func queueWork() -> (units: Int, check: String) {
    let requests = 5_000_000
    var stream = RandomStream(seed: 1, name: "bench/queue")
    var pool = ServerPool(servers: 8)
    var clock = 0.0
    var waited = 0.0
    for _ in 0..<requests {
      clock += stream.exponential(mean: 1 / 6.4)
      waited += pool.wait(arrival: clock, service: stream.exponential(mean: 1))
    }
    return (requests, "mean wait \((waited / Double(requests) * 1e6).rounded() / 1e6)")
  }

  private static func simulator() -> Simulator {
    let month = CalendarMonth(year: 2026, month: 12)
    let audience = Audience(
      activity: Audience.logNormalActivity(users: 20_000, sigma: 1.2), anonymousShare: 0.05, newUserShare: 0.02)
    let weights: [Double] = (0..<24).map { hour in
      let sinceNine = Double((hour + 15) % 24)
      return 0.4 + 0.05 * sinceNine
    }
    let demand = DemandModel(
      start: month.start, end: month.start + .days(7), requestsPerDay: 300_000,
      shape: RateShape(daily: weights, weekly: [1, 1, 1, 1, 1, 0.7, 0.7]), utcOffset: .zero, monthlyGrowth: 0,
      bursts: [], audience: audience)
    let yaml = """
      demand: {users: 1 users, requestsPerDay: 1 req/day}
      horizon: {start: 2026-12}
      rateCard: none
      plans: {campaign: {kind: campaign, minProvisionedTPS: 4 TPS}}
      """
    // The plan comes from the same defaults as every scenario's.
    guard let plan = ScenarioReading.scenario(fromYAML: yaml, source: "bench", name: "bench").0?.plans.first else {
      preconditionFailure("the benchmark's own scenario is sound")
    }
    return Simulator(
      plan: plan, demand: demand,
      data: DataVolume(interactions: 1e6, interactionsPerDay: 1e4, bytesPerInteraction: 60, bytesPerListItem: 24),
      utcOffset: .zero, seed: 1)
  }

  private func cpuSeconds() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
  }
}
