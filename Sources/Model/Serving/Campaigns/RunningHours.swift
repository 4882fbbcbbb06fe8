import Measures
import Randomness

/// When a plan's live side answers: always for campaigns, which cannot be stopped; by its timetable for a recommender.
struct RunningHours {
  /// A time in which a recommender is active.
  struct Interval: Equatable {
    /// It is paid from here on.
    let start: Instant
    /// It answers from here on.
    let answersFrom: Instant
    let end: Instant
  }
  /// In order of time.
  let intervals: [Interval]
  private let isAlways: Bool
  private var next = 0

  init(_ plan: Plan, start: Instant, end: Instant, utcOffset: Timespan, seed: UInt64, replication: Int) {
    guard case .recommender(let settings) = plan.kind else {
      (intervals, isAlways) = ([], true)
      return
    }
    guard !settings.hours.isEmpty else {
      intervals = [Interval(start: start, answersFrom: start, end: end)]
      isAlways = true
      return
    }
    isAlways = false
    let levels = settings.hours.levels(base: 0, from: start, to: end, utcOffset: utcOffset)
    var stream = RandomStream(seed: seed, name: "serving/recommender-starts", index: replication)
    let instant = { (slot: Int) in start + Timespan(microseconds: Int64(slot) * CampaignTraffic.slotMicroseconds) }
    var intervals: [Interval] = []
    var begin: Int?
    for slot in 0...levels.count {
      let runs = slot < levels.count && levels[slot] > 0
      if runs, begin == nil { begin = slot }
      if !runs, let first = begin {
        // What runs when the horizon begins was started before it.
        let delay = settings.startTime.at(stream.uniform())
        let from = first == 0 ? start : min(instant(first) + delay, instant(slot))
        intervals.append(Interval(start: instant(first), answersFrom: from, end: instant(slot)))
        begin = nil
      }
    }
    self.intervals = intervals
  }

  /// Whether it answers at an instant; instants do not go back.
  @inline(__always)
  mutating func isRunning(at microseconds: Int64) -> Bool { isAlways || isRunningByTimetable(at: microseconds) }

  private mutating func isRunningByTimetable(at microseconds: Int64) -> Bool {
    while next < intervals.count, intervals[next].end.microseconds <= microseconds { next += 1 }
    return next < intervals.count && intervals[next].answersFrom.microseconds <= microseconds
  }
}
