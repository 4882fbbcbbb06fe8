import Demand
import Measures
import Randomness
import Testing

/// Requests in each window of a horizon from Monday on.
func windowCounts(_ demand: DemandModel, window: Timespan, seed: UInt64 = 1) -> [Double] {
  let length = window.microseconds
  var counts = [Double](
    repeating: 0, count: Int((demand.end.microseconds - demand.start.microseconds) / length))
  for arrival in allArrivals(demand, seed: seed) {
    counts[Int((arrival.microseconds - demand.start.microseconds) / length)] += 1
  }
  return counts
}

/// Variance over mean.
func dispersion(_ counts: [Double]) -> Double {
  let mean = counts.reduce(0, +) / Double(counts.count)
  return counts.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(counts.count - 1) / mean
}

@Suite("How requests fall around the rate")
struct ProcessTests {
  @Test("deterministic requests are as even as they can be: each window holds its expected number, ±1")
  func even() {
    let shape = RateShape(daily: (0..<24).map { 1 + Double($0 % 12) }, weekly: [Double](repeating: 1, count: 7))
    let demand = demand(perDay: 30_000, shape: shape).with(process: .deterministic)
    let counts = windowCounts(demand, window: .minutes(5))
    #expect(zip(counts, demand.slots).allSatisfy { abs($0 - $1) <= 1 })
    #expect(abs(counts.reduce(0, +) - 30_000) <= 1)
  }

  @Test(
    "renewal arrivals have the stated index of dispersion over long windows, and the stated rate",
    arguments: [0.25, 1, 4, 10])
  func renewal(index: Double) {
    for gaps in ArrivalProcess.Gaps.allCases where index >= 1 || gaps == .gamma {
      let demand = demand(days: 20, perDay: 86_400).with(process: .renewal(dispersion: index, gaps: gaps))
      let counts = windowCounts(demand, window: .hours(1))
      let total = counts.reduce(0, +)
      // The total has a variance of index × mean.
      #expect(abs(total - demand.expectedRequests) < 3.3 * (index * demand.expectedRequests).squareRoot())
      // 480 windows: relative standard error √(2 / 479) = 6.5 %.
      #expect(abs(dispersion(counts) / index - 1) < 4.5 * 0.065 + 0.02, "\(gaps) \(dispersion(counts))")
    }
  }

  @Test("visits keep the expected number of requests, and bunch them as a geometric cluster does")
  func sessions() {
    let sessions = SessionSettings(meanRequests: 4, meanPauseSeconds: 20)
    let demand = demand(days: 20, perDay: 86_400).with(sessions: sessions)
    let counts = windowCounts(demand, window: .hours(1))
    // E[S²] / E[S] of a geometric size with mean m is 2m − 1 = 7; windows much longer than a visit see nearly all of it.
    #expect(abs(dispersion(counts) / 7 - 1) < 4.5 * 0.065 + 0.03, "\(dispersion(counts))")
    let total = counts.reduce(0, +)
    #expect(abs(total / demand.expectedRequests - 1) < 3.3 * (7 / demand.expectedRequests).squareRoot() + 0.001)
    let times = allArrivals(demand).map(\.microseconds)
    #expect(zip(times, times.dropFirst()).allSatisfy { $0 <= $1 })
  }

  @Test("a request of a visit is by the user who began it: consecutive requests agree far more often than by chance")
  func visitors() {
    let many = Audience(activity: [Double](repeating: 1, count: 5000), anonymousShare: 0, newUserShare: 0)
    func repeats(_ demand: DemandModel) -> Double {
      let all = allArrivals(demand)
      return Double(zip(all, all.dropFirst()).count { $0.user == $1.user }) / Double(all.count)
    }
    let slow = demand(perDay: 500, audience: many)
    #expect(repeats(slow) < 0.01)
    // Visits 12 minutes apart with pauses of 10 s hardly overlap: three of four requests follow one of their own visit.
    #expect(repeats(slow.with(sessions: SessionSettings(meanRequests: 4, meanPauseSeconds: 10))) > 0.6)
  }

  @Test("a push message rises on its ramp, stays, and decays to 37 % in the stated time")
  func decay() {
    let burst = Burst(
      start: monday + .hours(6), duration: .hours(1), factor: 5, ramp: .minutes(30), decay: .hours(2))
    let slots = demand(perDay: 28_800, bursts: [burst]).slots
    func factor(at hours: Double) -> Double { slots[Int(hours * 12)] / 100 }
    #expect(factor(at: 5.9) == 1 && abs(factor(at: 6.25) - (1 + 4 * (17.5 / 30))) < 1e-9 && factor(at: 7) == 5)
    #expect(abs(factor(at: 9.5) - (1 + 4 * 0.36788 * 0.9794)) < 1e-3)
    #expect(factor(at: 23) < 1.01)
  }
}
