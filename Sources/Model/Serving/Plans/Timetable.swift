import Measures

/// Levels by the clock of the week, such as a campaign's floor before the evening or the hours in which a recommender runs.
package struct Timetable: Sendable, Equatable {
  /// A level on some days of the week between two local times of day.
  package struct Entry: Sendable, Equatable {
    /// Days on which it begins, 0 Monday … 6 Sunday; not empty.
    package let days: Set<Int>
    /// Local time of day at which it begins, on whole five minutes.
    package let from: Timespan
    /// Local time of day at which it ends, on whole five minutes; not later than `from`: on the next day.
    package let to: Timespan
    package let level: Int

    package init(days: Set<Int>, from: Timespan, to: Timespan, level: Int) {
      precondition(!days.isEmpty && days.allSatisfy { (0..<7).contains($0) } && level >= 0)
      self.days = days
      self.from = from
      self.to = to
      self.level = level
    }
  }
  package let entries: [Entry]

  package init(_ entries: [Entry] = []) { self.entries = entries }

  package var isEmpty: Bool { entries.isEmpty }

  private static let slotsPerDay = 288

  /// The level of each five minutes of the week from Monday 00:00 local time: the highest of the entries that cover it,
  /// and never less than the base.
  private func week(base: Int) -> [Int32] {
    let slotsPerWeek = 7 * Timetable.slotsPerDay
    var levels = [Int32](repeating: Int32(base), count: slotsPerWeek)
    for entry in entries {
      let slot = { (time: Timespan) in Int(time.microseconds / CampaignTraffic.slotMicroseconds) }
      let (from, to) = (slot(entry.from), slot(entry.to))
      let length = to > from ? to - from : to - from + Timetable.slotsPerDay
      for day in entry.days {
        for offset in 0..<length {
          let place = (day * Timetable.slotsPerDay + from + offset) % slotsPerWeek
          levels[place] = max(levels[place], Int32(entry.level))
        }
      }
    }
    return levels
  }

  /// The level of each five minutes of a horizon that begins on whole five minutes.
  package func levels(base: Int, from start: Instant, to end: Instant, utcOffset: Timespan) -> [Int32] {
    let slots = Int((end - start).microseconds / CampaignTraffic.slotMicroseconds)
    guard !isEmpty else { return [Int32](repeating: Int32(base), count: slots) }
    let week = week(base: base)
    // 1970-01-01 was a Thursday.
    let sinceThursday = start.microseconds + utcOffset.microseconds + 3 * Instant.microsecondsPerDay
    let weekLength = 7 * Instant.microsecondsPerDay
    let first = Int(
      (sinceThursday - floorDivide(sinceThursday, weekLength) * weekLength) / CampaignTraffic.slotMicroseconds)
    return (0..<slots).map { week[(first + $0) % week.count] }
  }
}
