import Measures
import RealModule

/// Requests over time: how many are expected in each five minutes of a horizon, how they fall around that, and who asks.
package struct DemandModel: Sendable {
  /// First instant of the horizon, on a whole five minutes.
  package let start: Instant
  /// Expected requests in each slot of five minutes.
  package let slots: [Double]
  package let audience: Audience
  /// Growth of the logarithm of users and requests a day.
  package let growthPerDay: Double
  /// How requests fall around the expected rate.
  package private(set) var process = ArrivalProcess.poisson
  /// Nil: every request is its own visit.
  package private(set) var sessions: SessionSettings?
  /// The bins of a trace or the instants of a log that demand follows.
  private(set) var recorded: RecordedDemand?

  package static let slotLength = Timespan.minutes(5)

  package var end: Instant {
    Instant(microseconds: start.microseconds + Int64(slots.count) * DemandModel.slotLength.microseconds)
  }
  /// Expected requests over the whole horizon.
  package var expectedRequests: Double { slots.reduce(0, +) }
  /// The highest expected rate of any slot, in requests a second.
  package var peakRate: Double { (slots.max() ?? 0) / DemandModel.slotLength.seconds }

  /// Demand over the calendar months from `start`.
  ///
  /// - Parameters:
  ///   - requestsPerDay: mean requests a day at the start; positive.
  ///   - monthlyGrowth: growth over 30 days, e.g. 0.05; more than −1.
  package init(
    start: Instant, end: Instant, requestsPerDay: Double, shape: RateShape, utcOffset: Timespan,
    monthlyGrowth: Double, bursts: [Burst], audience: Audience
  ) {
    precondition(requestsPerDay > 0 && requestsPerDay.isFinite)
    let perSlot = requestsPerDay / 288
    self.init(start: start, end: end, monthlyGrowth: monthlyGrowth, bursts: bursts, audience: audience) { begin in
      perSlot * shape.hourOfWeek[begin.hourOfWeek(utcOffset: utcOffset)]
    }
  }

  /// Demand that follows a trace, whose bins are repeated where the horizon is longer, weekday on weekday.
  ///
  /// - Parameters:
  ///   - scale: requests for each request of the trace; positive.
  ///   - process: not `timesOfLog`.
  package init(
    start: Instant, end: Instant, trace: DemandTrace, scale: Double, process: ArrivalProcess = .poisson,
    monthlyGrowth: Double, bursts: [Burst], audience: Audience
  ) {
    precondition(scale > 0 && scale.isFinite && process != .timesOfLog)
    let recorded = RecordedDemand(trace, from: start)
    self.init(start: start, end: end, monthlyGrowth: monthlyGrowth, bursts: bursts, audience: audience) { _ in scale }
    self = following(recorded, process)
  }

  /// Demand whose requests come at the instants of a log's events.
  ///
  /// - Parameters:
  ///   - times: seconds since the epoch, ascending; at least one.
  ///   - scale: requests for each event; positive.
  package init(
    start: Instant, end: Instant, times: [Int64], scale: Double, monthlyGrowth: Double, bursts: [Burst],
    audience: Audience
  ) {
    precondition(scale > 0 && scale.isFinite && !times.isEmpty)
    let recorded = RecordedDemand(times: times, from: start)
    self.init(start: start, end: end, monthlyGrowth: monthlyGrowth, bursts: bursts, audience: audience) { _ in scale }
    self = following(recorded, .timesOfLog)
  }

  /// The level of each slot, times growth and bursts.
  private init(
    start: Instant, end: Instant, monthlyGrowth: Double, bursts: [Burst], audience: Audience,
    level: (Instant) -> Double
  ) {
    precondition(monthlyGrowth > -1 && start < end)
    let length = DemandModel.slotLength.microseconds
    precondition(start.microseconds % length == 0 && (end - start).microseconds % length == 0)
    self.start = start
    self.audience = audience
    let growthPerDay = Double.log(1 + monthlyGrowth) / 30
    self.growthPerDay = growthPerDay
    slots = (0..<Int((end - start).microseconds / length)).map { slot in
      let begin = Instant(microseconds: start.microseconds + Int64(slot) * length)
      let middle = Instant(microseconds: begin.microseconds + length / 2)
      let days = (middle - start).hours / 24
      return bursts.reduce(level(begin) * Double.exp(growthPerDay * days)) { $0 * $1.factor(at: middle) }
    }
  }

  private init(
    _ other: DemandModel, slots: [Double], recorded: RecordedDemand?, process: ArrivalProcess,
    sessions: SessionSettings?
  ) {
    start = other.start
    audience = other.audience
    growthPerDay = other.growthPerDay
    self.slots = slots
    self.recorded = recorded
    self.process = process
    self.sessions = sessions
  }

  /// The slots so far are factors; with what was recorded they become expected requests.
  private func following(_ recorded: RecordedDemand, _ process: ArrivalProcess) -> DemandModel {
    var recorded = recorded
    recorded.factors = slots
    return DemandModel(
      self, slots: recorded.expectedSlots(), recorded: recorded, process: process, sessions: sessions)
  }

  /// The same rates with another process around them, one that needs no record.
  package func with(process: ArrivalProcess) -> DemandModel {
    precondition(recorded != nil || (process != .countsOfTrace && process != .timesOfLog))
    return DemandModel(self, slots: slots, recorded: recorded, process: process, sessions: sessions)
  }

  /// The same requests in visits.
  package func with(sessions: SessionSettings?) -> DemandModel {
    DemandModel(self, slots: slots, recorded: recorded, process: process, sessions: sessions)
  }

  /// Users and requests at an instant as a multiple of those at the start; bursts are not growth.
  package func growth(at instant: Instant) -> Double { Double.exp(growthPerDay * (instant - start).hours / 24) }

  /// The same demand with every rate multiplied by a positive factor.
  package func scaled(by factor: Double) -> DemandModel {
    precondition(factor > 0)
    var recorded = recorded
    if let factors = recorded?.factors { recorded?.factors = factors.map { $0 * factor } }
    return DemandModel(
      self, slots: slots.map { $0 * factor }, recorded: recorded, process: process, sessions: sessions)
  }
}
