import Measures
import RealModule

/// Requests over time: how many are expected in each five minutes of a horizon, and who asks.
///
/// Arrivals are a Poisson process with this rate (given the rate, requests are independent); real traffic is burstier.
package struct DemandModel: Sendable {
  /// First instant of the horizon, on a whole five minutes.
  package let start: Instant
  /// Expected requests in each slot of five minutes.
  package let slots: [Double]
  package let audience: Audience
  /// Growth of the logarithm of users and requests a day.
  package let growthPerDay: Double

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
    precondition(requestsPerDay > 0 && requestsPerDay.isFinite && monthlyGrowth > -1 && start < end)
    let length = DemandModel.slotLength.microseconds
    precondition(start.microseconds % length == 0 && (end - start).microseconds % length == 0)
    self.start = start
    self.audience = audience
    let perSlot = requestsPerDay / 288
    let growthPerDay = Double.log(1 + monthlyGrowth) / 30
    self.growthPerDay = growthPerDay
    slots = (0..<Int((end - start).microseconds / length)).map { slot in
      let begin = Instant(microseconds: start.microseconds + Int64(slot) * length)
      let middle = Instant(microseconds: begin.microseconds + length / 2)
      let days = (middle - start).hours / 24
      return bursts.reduce(
        perSlot * shape.hourOfWeek[begin.hourOfWeek(utcOffset: utcOffset)] * Double.exp(growthPerDay * days)
      ) { $0 * $1.factor(at: middle) }
    }
  }

  private init(start: Instant, slots: [Double], audience: Audience, growthPerDay: Double) {
    self.start = start
    self.slots = slots
    self.audience = audience
    self.growthPerDay = growthPerDay
  }

  /// Users and requests at an instant as a multiple of those at the start; bursts are not growth.
  package func growth(at instant: Instant) -> Double { Double.exp(growthPerDay * (instant - start).hours / 24) }

  /// The same demand with every rate multiplied by a positive factor.
  package func scaled(by factor: Double) -> DemandModel {
    precondition(factor > 0)
    return DemandModel(start: start, slots: slots.map { $0 * factor }, audience: audience, growthPerDay: growthPerDay)
  }
}
