import Demand
import Measures
import Randomness
import RealModule
import Serving
import Statistics
import Testing

@Suite("Campaigns")
struct CampaignTests {
  /// Requests the campaign answered in each five minutes.
  private func answered(_ outcome: ServingOutcome, days: Double) -> [Int] {
    Array(outcome.usage.traffic[0].requests.map { Int($0) }.prefix(Int(days * 288)))
  }

  private func arriving(_ demand: DemandModel, days: Double) -> [Int] {
    var counts = [Int](repeating: 0, count: Int(days * 288))
    for arrival in arrivals(demand) { counts[Int((arrival.microseconds - monday.microseconds) / 300_000_000)] += 1 }
    return counts
  }

  @Test("above a fixed capacity exactly the capacity is answered, and its bucket once")
  func saturation() {
    let outcome = play(.campaign(campaign(floor: 2, maximum: 2)), demand(days: 0.25, perDay: 432_000))
    // Six hours of 5 requests a second against 2, and 120 tokens at the start.
    #expect(abs(outcome.counts.servedByCampaign - (2 * 21_600 + 120)) <= 2)
    #expect(outcome.counts.throttledAttempts == outcome.counts.fallbackThrottled)
    #expect(outcome.peakProvisionedTPS == 2)
    #expect(answered(outcome, days: 0.25)[1...].allSatisfy { abs($0 - 600) <= 4 })
  }

  @Test("capacity follows a leap after the end of its five minutes and the lag, and goes down as late")
  func scaling() {
    // 0.5 requests a second, 5 between 02:00 and 04:00; floor 1, lag 7 minutes.
    let burst = Burst(start: monday + .hours(2), duration: .hours(2), factor: 10, ramp: .zero)
    let demand = demand(days: 0.25, perDay: 43_200, bursts: [burst])
    let outcome = play(.campaign(campaign()), demand)
    let served = answered(outcome, days: 0.25)
    let asked = arriving(demand, days: 0.25)
    #expect(served[..<24] == asked[..<24])
    // 02:00–02:05 the floor and what is in the bucket, nearly 60; 02:05–02:10 and until 02:12 the floor; then all.
    #expect((350...361).contains(served[24]) && abs(served[25] - 300) <= 1)
    #expect(abs(Double(served[26]) - (120 + 900)) < 3.3 * 30)
    #expect(served[27...] == asked[27...])
    #expect(outcome.counts.throttledAttempts == zip(asked, served).reduce(0) { $0 + $1.0 - $1.1 })
    // ceil(5 / 0.7) = 8, with the spread of a count of 1,500.
    #expect((7...9).contains(outcome.peakProvisionedTPS))
  }

  @Test("the lag holds for every change, also for those that follow while one is under way")
  func everyLag() {
    // The rate climbs all the time; with a lag of 10 minutes capacity is always that of two to three windows before.
    let climb = Burst(start: monday, duration: .minutes(5), factor: 40, ramp: .hours(2))
    let demand = demand(days: 1.0 / 12, perDay: 86_400, bursts: [climb])
    let served = answered(play(.campaign(campaign(burstSeconds: 1, lag: fixed(.minutes(10)))), demand), days: 1.0 / 12)
    let asked = arriving(demand, days: 1.0 / 12).map(Double.init)
    for window in 3..<24 {
      let capacity = max(1, (asked[window - 3] / 300 / 0.7).rounded(.up)) * 300
      // With a bucket of one second hardly more than the capacity passes, and with more to do hardly less.
      #expect(Double(served[window]) <= capacity * 1.01 + 20, "window \(window)")
      if asked[window] > 1.3 * capacity { #expect(Double(served[window]) > 0.97 * capacity, "window \(window)") }
    }
  }

  @Test("capacity never falls below the floor")
  func floor() {
    let burst = Burst(start: monday + .hours(3), duration: .hours(2), factor: 25, ramp: .zero)
    let outcome = play(.campaign(campaign(floor: 3)), demand(days: 0.5, perDay: 8640, bursts: [burst]))
    #expect(outcome.counts.throttledAttempts == 0 && outcome.counts.servedByCampaign == outcome.counts.arrivals)
  }

  @Test("a bucket of less than one request still admits requests at the campaign's rate")
  func smallBucket() {
    let outcome = play(
      .campaign(campaign(maximum: 1, burstSeconds: 0.01)), demand(days: 0.25, perDay: 864_000))
    #expect(abs(Double(outcome.counts.servedByCampaign) / 21_600 - 0.91) < 0.02)
  }

  @Test("retries turn throttled attempts into late answers, within the deadline")
  func retries() throws {
    let demand = demand(days: 0.25, perDay: 80_000)
    let once = play(.campaign(campaign(maximum: 1, burstSeconds: 1)), demand)
    let thrice = play(.campaign(campaign(maximum: 1, attempts: 3, burstSeconds: 1)), demand)
    #expect(thrice.counts.fallbackThrottled < once.counts.fallbackThrottled)
    #expect(thrice.counts.throttledAttempts > once.counts.throttledAttempts)
    // The longest: two backoffs of at most 50 and 100 ms and the service's tail; the deadline stops further attempts.
    #expect(once.latencyMilliseconds.minimum == 2.0)
    let many = play(.campaign(campaign(maximum: 1, attempts: 20, burstSeconds: 1)), demand)
    #expect(many.counts.fallbackThrottled > 0 && many.counts.unaccounted == 0)
    let slowest = try #require(many.latencyMilliseconds.quantile(0.999))
    #expect(slowest < 1000 + 150 * 2)
  }

  @Test("absurd backoffs and networks end in the fallback, not in a crash")
  func absurd() {
    var settings = campaign(maximum: 1, attempts: 20, burstSeconds: 1)
    settings.backoff = .days(100_000)
    settings.deadline = .days(100_000)
    #expect(play(.campaign(settings), demand(days: 0.125, perDay: 300_000)).counts.unaccounted == 0)
    settings.networkTime = LatencyDistribution(medianMilliseconds: 1e13, p99Milliseconds: 1e30)
    #expect(play(.campaign(settings), demand(days: 0.125, perDay: 300_000)).counts.unaccounted == 0)
  }

  @Test("latencies have the stated median and 99th percentile")
  func latencies() throws {
    let outcome = play(.campaign(campaign(floor: 100)), demand(days: 1, perDay: 200_000))
    let (median, p99) = (
      outcome.latencyMilliseconds.quantile(0.5) ?? 0, outcome.latencyMilliseconds.quantile(0.99) ?? 0
    )
    // 40 and 150 ms of service, 2 ms of network; standard errors 0.05 and 0.7 ms, buckets 0.4 %.
    #expect(abs(median - 42) < 0.5 && abs(p99 - 152) < 3.3 * 0.7 + 0.6)
    let mu = Double.log(40.0)
    let sigma = Double.log(150.0 / 40) / 2.3263478740408408
    let mean = try #require(outcome.latencyMilliseconds.mean)
    let expected = 2 + Double.exp(mu + sigma * sigma / 2)
    #expect(abs(mean - expected) < 3.3 * 0.07)
  }

  @Test("a latency's inversion agrees with the log-normal formula to 0.1 %, and ascends", arguments: [1, 3.75, 100.0])
  func inversion(ratio: Double) {
    let latency = LatencyDistribution(medianMilliseconds: 8, p99Milliseconds: 8 * ratio)
    let sigma = Double.log(ratio) / NormalDistribution.quantile(0.99)
    var before = 0.0
    for step in 1..<20_000 {
      let uniform = Double(step) / 20_000
      let exact = 8 * Double.exp(sigma * NormalDistribution.quantile(uniform))
      let found = latency.milliseconds(at: uniform)
      #expect(abs(found / exact - 1) < 1e-3 && found >= before * (1 - 1e-12))
      before = found
    }
    #expect(latency.milliseconds(at: 0x1.0p-53) > 0 && latency.milliseconds(at: 1 - 0x1.0p-53).isFinite)
  }

  @Test("profiles are as old as an event needs, models and catalogue as their cadence says")
  func ages() {
    let ages = play(.campaign(campaign()), demand(days: 14, perDay: 20_000)).ages
    #expect(ages.profileHours.minimum >= 1 / 3600.0 && ages.profileHours.maximum <= 2 / 3600.0)
    #expect(abs((ages.profileHours.mean ?? 0) * 3600 - 1.5) < 0.01)
    // A model is 75 minutes old when it comes into service (10 + 60 + 5), and seven days older when the next does.
    #expect(abs(ages.modelHours.minimum - 1.25) < 0.05 && abs(ages.modelHours.maximum - 169.25) < 0.05)
    #expect(abs((ages.modelHours.mean ?? 0) - 85.25) < 1)
    #expect(ages.catalogueHours.minimum < 0.01 && abs(ages.catalogueHours.maximum - 2) < 0.01)
  }

  @Test("trainings are billed at the set-up and at each date after it", arguments: RecipeFamily.allCases)
  func trainings(family: RecipeFamily) {
    let usage = play(.campaign(campaign(family: family)), demand(days: 15, perDay: 100)).usage
    // The last 02:00 before the Monday is Sunday's, so the dates are Sundays: 6 d 2 h and 13 d 2 h after the start.
    let rows = usage.rows.filter { $0.meter == .trainingHours || $0.meter == .trainingInteractions }
    #expect(rows.map { ($0.start - monday).hours } == [0, 146, 314])
    #expect(rows.allSatisfy { $0.resource == Resource(family, "shop") })
    switch family {
    case .legacy: #expect(rows.map { $0.quantity.text() } == ["3.5", "3.5", "3.5"])
    case .v2: #expect(rows.map { $0.quantity.text() } == ["1000000", "1121667", "1261667"])
    }
    // 60 bytes each: a million at first, then 20,000 a day for 15 days.
    #expect(abs(usage.total(of: .ingestedGB).approximate - 0.078) < 1e-9)
    let floor = usage.rows.filter { $0.meter == .minProvisionedTPS }
    #expect(floor.map { [$0.start, $0.end] } == [[monday, monday + .days(15)]])
  }
}
