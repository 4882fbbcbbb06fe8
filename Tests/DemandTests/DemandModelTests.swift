import Demand
import Interactions
import Measures
import RealModule
import Testing

@Suite("Demand")
struct DemandModelTests {
  @Test("a flat demand expects the same in every five minutes, and a day of it in a day")
  func flat() {
    let demand = demand(days: 3, perDay: 2880)
    #expect(demand.slots.count == 864 && demand.slots.allSatisfy { abs($0 - 10) < 1e-12 })
    #expect(abs(demand.expectedRequests - 8640) < 1e-9 && abs(demand.peakRate - 1.0 / 30) < 1e-15)
    #expect(demand.end == demand.start + .days(3))
  }

  @Test("growth reaches its rate after thirty days, up or down")
  func growth() {
    for rate in [0.5, -0.2] {
      let slots = demand(days: 60, perDay: 288, growth: rate).slots
      #expect(abs(slots[30 * 288] / slots[0] - (1 + rate)) < 1e-12)
      #expect(abs(slots[60 * 288 - 1] / slots[30 * 288 - 1] - (1 + rate)) < 1e-12)
      // Integral of (1 + g)^(t/30) over 60 days.
      let expected = ((1 + rate) * (1 + rate) - 1) * 30 / Double.log(1 + rate) * 288
      #expect(abs(slots.reduce(0, +) / expected - 1) < 1e-6)
    }
  }

  @Test("a burst ramps up, holds and ramps down; bursts multiply")
  func bursts() {
    let burst = Burst(start: monday + .hours(2), duration: .hours(2), factor: 5, ramp: .hours(1))
    let slots = demand(perDay: 288, bursts: [burst]).slots
    #expect(slots[..<24].allSatisfy { abs($0 - 1) < 1e-12 } && slots[72...].allSatisfy { abs($0 - 1) < 1e-12 })
    #expect(slots[36..<60].allSatisfy { abs($0 - 5) < 1e-12 })
    // The middle of the first ramp's slots: 1 + 4 · (2.5 min / 60 min), and the mirror image at its end.
    #expect(abs(slots[24] - (1 + 4 * 2.5 / 60)) < 1e-12 && abs(slots[71] - slots[24]) < 1e-12)
    #expect(abs(slots[30] - (1 + 4 * 32.5 / 60)) < 1e-12)
    let sudden = Burst(start: monday + .hours(3), duration: .hours(1), factor: 0, ramp: .zero)
    let both = demand(perDay: 288, bursts: [burst, sudden]).slots
    #expect(both[36..<48].allSatisfy { $0 == 0 } && both[48] == slots[48] && both[35] == slots[35])
    #expect(
      allArrivals(demand(perDay: 50_000, bursts: [sudden])).allSatisfy {
        $0.microseconds < sudden.start.microseconds || $0.microseconds >= sudden.start.microseconds + 3_600_000_000
      })
  }

  @Test("scaling multiplies every rate")
  func scaling() {
    let demand = demand(
      perDay: 1000, shape: RateShape(daily: (0..<24).map(Double.init), weekly: [1, 1, 1, 1, 1, 1, 1]))
    let scaled = demand.scaled(by: 2.5)
    #expect(zip(demand.slots, scaled.slots).allSatisfy { abs($0 * 2.5 - $1) < 1e-12 })
    #expect(scaled.start == demand.start && scaled.end == demand.end && scaled.audience.users == demand.audience.users)
  }

  @Test("a shape keeps its proportions at mean 1, Monday first")
  func shapes() {
    let shape = RateShape(daily: [Double](repeating: 3, count: 24), weekly: [2, 1, 1, 1, 1, 1, 0])
    #expect(shape.hourOfWeek[0] == 2 && shape.hourOfWeek[24] == 1 && shape.hourOfWeek[167] == 0)
    #expect(RateShape.flat.hourOfWeek.allSatisfy { $0 == 1 })
  }
}

@Suite("Demand from a log")
struct DemandFromLogTests {
  /// A log with one item and event type from (user, seconds after the Monday) pairs.
  private func log(users: Int, _ events: [(user: Int32, seconds: Int64)]) -> InteractionLog {
    InteractionLog(
      users: (0..<users).map { "u\($0)" }, items: ["i"], eventTypes: [""], userIDs: events.map(\.user),
      itemIDs: events.map { _ in 0 }, timestamps: events.map { monday.seconds + $0.seconds },
      eventTypeIDs: events.map { _ in 0 }, values: events.map { _ in .nan })
  }

  @Test("the shape of a log is the mean of each local hour of the week over the log's span")
  func shape() {
    let log = log(users: 1, [(0, 0), (0, 100), (0, 3600), (0, 6 * 86_400)])
    let weights = RateShape(of: log, utcOffset: .zero).hourOfWeek
    #expect(weights[0] == 2 * weights[1] && weights[144] == weights[1] && weights[2] == 0)
    // 145 hours are spanned; the 23 that are not take the mean of 4 events in 145 hours.
    #expect(abs(weights[150] / weights[1] - 4.0 / 145) < 1e-12 && abs(weights.reduce(0, +) - 168) < 1e-9)
    let earlier = RateShape(of: log, utcOffset: .hours(-1)).hourOfWeek
    #expect(earlier[167] == weights[0] && earlier[0] == weights[1])
    // Eight days with an event every hour are flat, although one weekday occurs twice.
    let steady = self.log(users: 1, (0..<192).map { (0, Int64($0) * 3600) })
    #expect(RateShape(of: steady, utcOffset: .zero) == .flat)
    #expect(RateShape(of: self.log(users: 0, []), utcOffset: .zero) == .flat)
  }

  @Test("activity of as many users as the log has is the log's own; others follow its curve")
  func activity() {
    let counts = [8, 5, 3, 1, 1, 0]
    let events = counts.enumerated().flatMap { user, count in (0..<count).map { (Int32(user), Int64($0)) } }
    let log = log(users: 6, events)
    #expect(Audience.activity(of: log, users: 5) == [8, 5, 3, 1, 1])
    // Twice as many: quarter points between the order statistics, by hand.
    #expect(Audience.activity(of: log, users: 10) == [8, 7.25, 5.75, 4.5, 3.5, 2.5, 1.5, 1, 1, 1])
    // A curve of a thousand equal steps keeps its quantiles at any size.
    let ramp = self.log(users: 200, (0..<200).flatMap { user in (0...user).map { (Int32(user), Int64($0)) } })
    for users in [50, 200, 900] {
      let activity = Audience.activity(of: ramp, users: users)
      #expect(zip(activity, activity.dropFirst()).allSatisfy { $0 >= $1 })
      for share in [0.1, 0.5, 0.9] {
        #expect(abs(activity[Int(share * Double(users))] - (1 - share) * 200) < 3, "\(users) users at \(share)")
      }
    }
    #expect(Audience.activity(of: self.log(users: 0, []), users: 3) == [1, 1, 1])
  }

  @Test("tenures are the times since the first visit over the log's second half; beyond half its span they are long")
  func tenure() {
    let day: Int64 = 86_400
    let log = log(
      users: 3,
      [(0, 0), (1, 3 * day), (0, 5 * day), (1, 5 * day), (2, 6 * day), (2, 7 * day), (0, 8 * day)])
    // Of five events from day 4 on, user 0's two are long, user 1's is two days, user 2's are nothing and a day.
    let tenure = Tenure(of: log)
    #expect(tenure.recentShare == 0.6)
    #expect([0, 128, 256].map { tenure.recentSeconds[$0] } == [0, Double(day), Double(2 * day)])
    #expect(Tenure(of: self.log(users: 0, [])).recentShare == 0)
    #expect(Tenure(of: self.log(users: 1, [(0, 5), (0, 5)])).recentShare == 0)
    #expect(Tenure(newUserShare: 0.1).recentSeconds == [0, 86_400])
  }

  @Test("log-normal activity has the stated concentration: sigma 1.2 gives the top tenth 46 % of requests")
  func concentration() {
    let activity = Audience.logNormalActivity(users: 10_000, sigma: 1.2)
    // Theory: Φ(σ − z₀.₉) = Φ(1.2 − 1.28155) = 0.4675; quantile midpoints cut the tail a little.
    let share = activity[..<1000].reduce(0, +) / activity.reduce(0, +)
    #expect(abs(share - 0.4675) < 0.005)
    #expect(zip(activity, activity.dropFirst()).allSatisfy { $0 > $1 })
    #expect(Audience.logNormalActivity(users: 3, sigma: 0) == [1, 1, 1])
  }
}
