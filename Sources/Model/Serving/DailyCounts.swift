import Demand
import Measures

/// Counts of what happens on each day of a horizon, told in order of time.
struct DailyCounts {
  /// One count a day from the horizon's start; the last day may be cut short.
  private(set) var counts: [Int]
  private var day = 0
  private var nextDay: Int64

  init(from start: Instant, to end: Instant) {
    let length = (end - start).microseconds
    counts = [Int](repeating: 0, count: Int((length + Instant.microsecondsPerDay - 1) / Instant.microsecondsPerDay))
    nextDay = start.microseconds + Instant.microsecondsPerDay
  }

  /// Counts one at an instant of the horizon; instants do not go back.
  mutating func count(at microseconds: Int64) {
    while microseconds >= nextDay {
      day += 1
      nextDay += Instant.microsecondsPerDay
    }
    counts[day] += 1
  }

  /// Counts the requests of a block, all at once where they are of one day.
  mutating func count(_ block: ArrivalBlock) {
    guard block.count > 0 else { return }
    if block[block.count - 1].microseconds < nextDay {
      counts[day] += block.count
    } else {
      for index in 0..<block.count { count(at: block[index].microseconds) }
    }
  }
}
