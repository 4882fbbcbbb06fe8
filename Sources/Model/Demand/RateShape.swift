import Interactions
import Measures
import RealModule

/// How requests spread over the week in local time: 168 relative weights with mean 1, Monday 00:00 first.
package struct RateShape: Sendable, Equatable {
  package let hourOfWeek: [Double]

  /// A shape from 168 weights that are finite, not negative and not all zero; scaled to mean 1.
  package init(hourOfWeek weights: [Double]) {
    precondition(weights.count == 168 && weights.allSatisfy { $0 >= 0 && $0.isFinite })
    let sum = weights.reduce(0, +)
    precondition(sum > 0)
    hourOfWeek = weights.map { $0 * 168 / sum }
  }

  /// The product of 24 weights a day and 7 weights a week (Monday first).
  package init(daily: [Double], weekly: [Double]) {
    precondition(daily.count == 24 && weekly.count == 7)
    self.init(hourOfWeek: weekly.flatMap { day in daily.map { $0 * day } })
  }

  /// The shape of a log's own events: the mean number of events in each hour of the week, over the hours of the log's
  /// span. Hours that a log of less than a week never saw take the mean of the others; a log without events is flat.
  package init(of log: InteractionLog, utcOffset: Timespan) {
    guard let first = log.timestamps.first, let last = log.timestamps.last else {
      self = .flat
      return
    }
    var events = [Double](repeating: 0, count: 168)
    for seconds in log.timestamps { events[Instant(seconds: seconds).hourOfWeek(utcOffset: utcOffset)] += 1 }
    var hours = [Double](repeating: 0, count: 168)
    let span = Int(floorDivide(last, 3600) - floorDivide(first, 3600)) + 1
    let start = Instant(seconds: first).hourOfWeek(utcOffset: utcOffset)
    for hour in hours.indices { hours[(start + hour) % 168] = Double(span / 168 + (hour < span % 168 ? 1 : 0)) }
    let mean = Double(log.count) / Double(span)
    self.init(hourOfWeek: zip(events, hours).map { $1 > 0 ? $0 / $1 : mean })
  }

  package static let flat = RateShape(hourOfWeek: [Double](repeating: 1, count: 168))
}

/// A time of raised demand, such as a launch or a push message.
package struct Burst: Sendable, Equatable {
  package let start: Instant
  /// How long the raised demand lasts, ramps and decay not counted; positive.
  package let duration: Timespan
  /// How many times the usual rate; at least 0.
  package let factor: Double
  /// Time over which the factor is reached before `start` plus ramp, and left again after the end where there is no decay.
  package let ramp: Timespan
  /// Time in which what was raised falls to 37 % after the end, and again and again (exponential decay); nil: a ramp.
  package let decay: Timespan?

  package init(start: Instant, duration: Timespan, factor: Double, ramp: Timespan, decay: Timespan? = nil) {
    precondition(duration > .zero && factor >= 0 && ramp >= .zero && decay.map { $0 > .zero } ?? true)
    self.start = start
    self.duration = duration
    self.factor = factor
    self.ramp = ramp
    self.decay = decay
  }

  /// The factor at an instant: 1 outside, linear on the ramps.
  func factor(at instant: Instant) -> Double {
    let sinceStart = (instant - start).seconds
    let rampSeconds = ramp.seconds
    guard sinceStart >= 0 else { return 1 }
    let rise = rampSeconds > 0 ? min(1, sinceStart / rampSeconds) : 1
    let sinceEnd = sinceStart - rampSeconds - duration.seconds
    guard sinceEnd > 0 else { return 1 + (factor - 1) * rise }
    if let decay { return 1 + (factor - 1) * Double.exp(-sinceEnd / decay.seconds) }
    let fall = rampSeconds > 0 ? max(0, 1 - sinceEnd / rampSeconds) : 0
    return 1 + (factor - 1) * fall
  }
}
