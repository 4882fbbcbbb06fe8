import Measures

/// When what was told counts in the next answer: on the service's own clock.
package protocol ServiceClock: AnyObject, Sendable {
  /// Where the clock stands, on a scale of its own.
  var now: Int64 { get }
  /// Whether it can be put forward; else time has to pass.
  var isStepped: Bool { get }
  /// Where it must stand before an event that is told now counts for its user.
  func counts(toldAt now: Int64) -> Int64
  /// Puts the clock forward to where it counts; only where it is stepped.
  func step() throws(ReplayFailure)
}

/// The clock on the wall: a real service's. The scale is microseconds since the epoch.
package final class WallClock: ServiceClock {
  private let time: ReplayTime
  private let delay: Timespan

  package init(_ time: ReplayTime, delay: Timespan) {
    self.time = time
    self.delay = delay
  }

  package var now: Int64 { time.now() }
  package var isStepped: Bool { false }
  /// After the delay of events.
  package func counts(toldAt now: Int64) -> Int64 { now + delay.microseconds }
  /// Nothing: time passes by itself.
  package func step() throws(ReplayFailure) {}
}
