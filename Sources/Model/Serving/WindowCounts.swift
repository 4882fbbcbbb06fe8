import Measures

/// What happened in each five minutes of a horizon, as exported for whoever wants to make the bill again.
package struct WindowCounts: Sendable, Equatable {
  /// Requests, whatever became of them.
  package var arrivals: [Int32] = []
  /// Attempts that the campaign refused; a request may add several.
  package var throttledAttempts: [Int32] = []

  package init() {}
}

/// Counts in successive five minutes of a horizon, told in order of time.
struct WindowCounter {
  private(set) var counts: [Int32]
  private var window = 0
  private var nextWindow: Int64

  init(from start: Instant, to end: Instant) {
    let length = CampaignCapacity.windowMicroseconds
    counts = [Int32](repeating: 0, count: Int(((end - start).microseconds + length - 1) / length))
    nextWindow = start.microseconds + length
  }

  /// Counts one at an instant of the horizon; instants do not go back.
  mutating func count(at microseconds: Int64) {
    while microseconds >= nextWindow {
      window += 1
      nextWindow += CampaignCapacity.windowMicroseconds
    }
    counts[window] += 1
  }
}
