import Measures
import Statistics

/// A log in figures: what `recast log stats` shows.
///
/// Users and items are those with an event; shares are in [0, 1], and 0 for an empty log.
package struct LogSummary: Sendable, Equatable {
  package let events: Int
  package let users: Int
  package let items: Int
  /// Instants of the first and last event; nil for an empty log.
  package let first: Instant?
  package let last: Instant?
  /// Calendar days, at the given offset from UTC, that have an event.
  package let daysWithEvents: Int
  /// Distinct user–item pairs over all pairs.
  package let density: Double
  /// Events a user, at the shares 0, 0.25, 0.5, 0.75, 0.9, 0.99 and 1 of users; empty for an empty log.
  package let eventsPerUser: [Quantile]
  /// Share of events on the most popular 1 % of items, rounded up to whole items.
  package let topPercentShare: Double
  /// The same for 10 %.
  package let topTenthShare: Double
  /// Gini coefficient of events an item: 0 when all are equal, towards 1 when one has all.
  package let itemGini: Double
  /// Events by type, in order of the log's table.
  package let eventTypes: [TypeCount]
  /// Share of events of which the same user has another in the same second.
  package let simultaneousShare: Double
  /// Share of events on an item the user had before.
  package let repeatShare: Double
  /// Share of the events in the last 20 % of time whose user has none before that time.
  package let coldUserShare: Double
  /// The same for items.
  package let coldItemShare: Double
  /// Events by hour of the local week; 0 is Monday 00:00–01:00, 168 entries.
  package let hourOfWeekCounts: [Int]

  /// A value at or below which a share of the users lie.
  package struct Quantile: Sendable, Equatable {
    package let share: Double
    package let value: Double
  }

  /// How many events have a type.
  package struct TypeCount: Sendable, Equatable {
    package let name: String
    package let events: Int
  }

  /// - Parameter utcOffset: of the place whose days and hours are counted.
  package init(of log: InteractionLog, utcOffset: Timespan = .zero) {
    events = log.count
    let userCounts = log.userIDs.counts(below: log.users.count).filter { $0 > 0 }.sorted()
    let itemCounts = log.itemIDs.counts(below: log.items.count).filter { $0 > 0 }.sorted()
    users = userCounts.count
    items = itemCounts.count
    first = log.timestamps.first.map { Instant(seconds: $0) }
    last = log.timestamps.last.map { Instant(seconds: $0) }

    let rhythm = Rhythm(of: log.timestamps, utcOffset: utcOffset)
    daysWithEvents = rhythm.days
    hourOfWeekCounts = rhythm.hourOfWeekCounts

    let pairs = PairCounts(of: log)
    repeatShare = share(pairs.repeats, of: log.count)
    simultaneousShare = share(pairs.simultaneous, of: log.count)
    let possible = Double(users) * Double(items)
    density = possible > 0 ? Double(log.count - pairs.repeats) / possible : 0

    let perUser = userCounts.map(Double.init)
    eventsPerUser =
      perUser.isEmpty
      ? [] : [0, 0.25, 0.5, 0.75, 0.9, 0.99, 1].map { Quantile(share: $0, value: quantile(ofSorted: perUser, $0)) }
    topPercentShare = headShare(ofAscending: itemCounts, head: (itemCounts.count + 99) / 100)
    topTenthShare = headShare(ofAscending: itemCounts, head: (itemCounts.count + 9) / 10)
    itemGini = giniCoefficient(ofAscending: itemCounts)
    eventTypes = zip(log.eventTypes, counts(log.eventTypeIDs, of: log.eventTypes.count)).map {
      TypeCount(name: $0, events: $1)
    }
    (coldUserShare, coldItemShare) = coldShares(log)
  }
}

private func counts(_ ids: [some FixedWidthInteger], of size: Int) -> [Int] {
  var counts = [Int](repeating: 0, count: size)
  for id in ids { counts[Int(id)] += 1 }
  return counts
}

private func share(_ part: Int, of whole: Int) -> Double { whole > 0 ? Double(part) / Double(whole) : 0 }

/// Days with events, and events by hour of the week.
private struct Rhythm {
  var days = 0
  var hourOfWeekCounts = [Int](repeating: 0, count: 168)

  init(of timestamps: LogTimes, utcOffset: Timespan) {
    var lastDay: Int64?
    for seconds in timestamps {
      let instant = Instant(seconds: seconds)
      hourOfWeekCounts[instant.hourOfWeek(utcOffset: utcOffset)] += 1
      let day = floorDivide((instant + utcOffset).microseconds, Instant.microsecondsPerDay)
      if day != lastDay { days += 1 }
      lastDay = day
    }
  }
}

/// Events that repeat a pair of user and item, and those that share user and second with another.
private struct PairCounts {
  var repeats = 0
  var simultaneous = 0

  init(of log: InteractionLog) {
    let histories = UserHistories(of: log)
    // The user whose history last had the item, so that one array serves all users.
    var lastUser = [Int](repeating: -1, count: log.items.count)
    for user in 0..<histories.userCount {
      let range = histories.offsets[user]..<histories.offsets[user + 1]
      for event in range {
        let item = Int(histories.items[event])
        if lastUser[item] == user { repeats += 1 }
        lastUser[item] = user
        let second = histories.timestamps[event]
        let isLikeBefore = event > range.lowerBound && histories.timestamps[event - 1] == second
        let isLikeAfter = event + 1 < range.upperBound && histories.timestamps[event + 1] == second
        if isLikeBefore || isLikeAfter { simultaneous += 1 }
      }
    }
  }
}

private func coldShares(_ log: InteractionLog) -> (users: Double, items: Double) {
  guard let first = log.timestamps.first, let last = log.timestamps.last else { return (0, 0) }
  let cut = log.firstIndex(atOrAfter: last - (last - first) / 5)
  var isKnownUser = [Bool](repeating: false, count: log.users.count)
  var isKnownItem = [Bool](repeating: false, count: log.items.count)
  for event in 0..<cut {
    isKnownUser[Int(log.userIDs[event])] = true
    isKnownItem[Int(log.itemIDs[event])] = true
  }
  var coldUsers = 0
  var coldItems = 0
  for event in cut..<log.count {
    if !isKnownUser[Int(log.userIDs[event])] { coldUsers += 1 }
    if !isKnownItem[Int(log.itemIDs[event])] { coldItems += 1 }
  }
  return (share(coldUsers, of: log.count - cut), share(coldItems, of: log.count - cut))
}
