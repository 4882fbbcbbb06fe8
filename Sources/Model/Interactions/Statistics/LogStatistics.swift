import Measures
import Statistics

/// All that `recast log stats` tells of a log: its summary and what takes a pass of its own.
package struct LogStatistics: Sendable {
  package let summary: LogSummary
  package let weeks: [LogWeek]
  package let sessions: LogSessions
  package let bursts: LogBursts
  /// Events equal to an earlier one in user, item, second, type and value.
  package let exactDuplicates: Int
  /// The longest time without any event, in seconds.
  package let longestGapSeconds: Int64
  /// Events an item, the most taken first.
  package let popularity: [Int]
  /// Events a user, the most active first.
  package let activity: [Int]

  /// - Parameter utcOffset: of the place whose days, hours and weeks are counted.
  package init(of log: InteractionLog, utcOffset: Timespan = .zero) {
    summary = LogSummary(of: log, utcOffset: utcOffset)
    weeks = LogWeek.weeks(of: log, utcOffset: utcOffset)
    let histories = EventsByUser(log)
    sessions = LogSessions(log, histories)
    bursts = LogBursts(of: log)
    exactDuplicates = LogStatistics.exactDuplicates(log)
    longestGapSeconds = zip(log.timestamps, log.timestamps.dropFirst()).reduce(0) { max($0, $1.1 - $1.0) }
    popularity = log.itemIDs.counts(below: log.items.count).filter { $0 > 0 }.sorted(by: >)
    activity = log.userIDs.counts(below: log.users.count).filter { $0 > 0 }.sorted(by: >)
  }

  private static func exactDuplicates(_ log: InteractionLog) -> Int {
    struct Event: Hashable {
      let pair: UInt64
      let value: UInt32
      let type: UInt8
    }
    var duplicates = 0
    var first = 0
    while first < log.count {
      var end = first + 1
      while end < log.count, log.timestamps[end] == log.timestamps[first] { end += 1 }
      if end - first > 1 {
        var seen = Set<Event>()
        for event in first..<end {
          let pair = UInt64(UInt32(log.userIDs[event])) << 32 | UInt64(UInt32(log.itemIDs[event]))
          let value = log.values[event]
          let isNew = seen.insert(
            Event(pair: pair, value: value.isNaN ? .max : value.bitPattern, type: log.eventTypeIDs[event])
          ).inserted
          if !isNew { duplicates += 1 }
        }
      }
      first = end
    }
    return duplicates
  }
}

/// Indices of a log's events, user after user, in order of time.
package struct EventsByUser: Sendable {
  /// Start of each user's events; one more entry than users.
  package let starts: [Int]
  package let events: [Int32]

  package init(_ log: InteractionLog) {
    starts = log.userIDs.starts(below: log.users.count)
    events = log.userIDs.eventsInOrder(starts)
  }
}

/// Sittings: a user's events with no more than half an hour between one and the next.
package struct LogSessions: Sendable {
  /// The usual limit. Source: Google Analytics and, before it, L. Catledge, J. Pitkow, Computer Networks 27(6), 1995.
  package static let gapSeconds: Int64 = 1_800

  package let count: Int
  /// Sessions by number of events: 1, 2, … 50 and more.
  package let lengthCounts: [Int]
  package let meanEvents: Double
  /// Median seconds from first to last event of sessions of more than one; nil without any.
  package let medianSeconds: Double?
  /// Median hours from a session to the user's next; nil without any.
  package let medianHoursBetween: Double?

  init(_ log: InteractionLog, _ users: EventsByUser) {
    var lengths = [Int](repeating: 0, count: 50)
    var durations = Histogram()
    var pauses = Histogram()
    var count = 0
    func close(_ first: Int, _ end: Int) {
      count += 1
      lengths[min(50, end - first) - 1] += 1
      guard end - first > 1 else { return }
      durations.add(Double(log.timestamps[Int(users.events[end - 1])] - log.timestamps[Int(users.events[first])]))
    }
    for user in log.users.indices {
      let range = users.starts[user]..<users.starts[user + 1]
      var first = range.lowerBound
      for place in range.dropFirst() {
        let pause = log.timestamps[Int(users.events[place])] - log.timestamps[Int(users.events[place - 1])]
        guard pause > LogSessions.gapSeconds else { continue }
        pauses.add(Double(pause) / 3600)
        close(first, place)
        first = place
      }
      if !range.isEmpty { close(first, range.upperBound) }
    }
    self.count = count
    lengthCounts = lengths
    meanEvents = count > 0 ? Double(log.count) / Double(count) : 0
    medianSeconds = durations.quantile(0.5)
    medianHoursBetween = pauses.quantile(0.5)
  }
}

/// How unevenly events come, in counts of five minutes.
package struct LogBursts: Sendable {
  /// Mean events in five minutes.
  package let mean: Double
  package let maximum: Int
  /// Variance over mean of all counts: 1 for a Poisson stream, more with rhythm and bursts.
  package let dispersion: Double
  /// The same about the mean of each count's own hour, which takes the rhythm out; nil where no hour has an event.
  package let dispersionWithinHours: Double?

  /// - Complexity: one pass; counts of empty times are known without looking at them.
  init(of log: InteractionLog) {
    guard let first = log.timestamps.first, let last = log.timestamps.last else {
      (mean, maximum, dispersion, dispersionWithinHours) = (0, 0, 0, nil)
      return
    }
    let bins = Double(floorDivide(last, 300) - floorDivide(first, 300) + 1)
    var squares = 0.0
    var most = 0
    var hourExcess = 0.0
    var hours = 0.0
    var event = 0
    while event < log.count {
      let hour = floorDivide(log.timestamps[event], 3600)
      var inHour = 0
      var hourSquares = 0.0
      while event < log.count, floorDivide(log.timestamps[event], 3600) == hour {
        let bin = floorDivide(log.timestamps[event], 300)
        var count = 0
        while event < log.count, log.timestamps[event] < (bin + 1) * 300 {
          count += 1
          event += 1
        }
        most = max(most, count)
        inHour += count
        hourSquares += Double(count) * Double(count)
      }
      squares += hourSquares
      // Twelve counts with one mean: eleven degrees of freedom.
      let hourMean = Double(inHour) / 12
      hourExcess += (hourSquares - 12 * hourMean * hourMean) / hourMean
      hours += 1
    }
    mean = Double(log.count) / bins
    maximum = most
    dispersion = bins > 1 ? (squares - bins * mean * mean) / (bins - 1) / mean : 0
    dispersionWithinHours = hours > 0 ? hourExcess / (11 * hours) : nil
  }
}
