import Measures
import Randomness
import Statistics

/// One week of a log: seven days from the log's first day on.
package struct LogWeek: Sendable {
  /// The first day, local.
  package let start: CivilDate
  package let events: Int
  package let users: Int
  package let items: Int
  /// Share of the week's users without an event before it; 0 in the first week says nothing.
  package let newUserShare: Double
  /// Share of the week's items without an event before it.
  package let newItemShare: Double
  /// Share of the week's events on an item without an event before the week.
  package let coldItemEventShare: Double
  /// Jensen–Shannon distance (0 to 1) of the popularity of items in this week and the last that had events; nil in the first.
  package let drift: Double?
  /// The same distance between two random parts, of the weeks' sizes, of both weeks together: what chance alone makes.
  package let driftNoise: Double?

  /// The weeks that have events. At most 2,000 are told apart; longer logs have longer stretches.
  static func weeks(of log: InteractionLog, utcOffset: Timespan) -> [LogWeek] {
    guard let first = log.timestamps.first, let last = log.timestamps.last else { return [] }
    let firstDay = floorDivide((Instant(seconds: first) + utcOffset).seconds, 86_400)
    let start = (firstDay * 86_400) - (utcOffset.microseconds / 1_000_000)
    let width = 604_800 * max(1, (last - start) / (604_800 * 2_000) + 1)
    var state = WeekState(log)
    var weeks: [LogWeek] = []
    var event = 0
    while event < log.count {
      let number = floorDivide(log.timestamps[event] - start, width)
      let end = log.firstIndex(atOrAfter: start + (number + 1) * width)
      let date = CivilDate(daysSinceEpoch: Int(firstDay + number * width / 86_400))
      weeks.append(state.take(event..<end, of: log, start: date, number: weeks.count))
      event = end
    }
    return weeks
  }

  fileprivate init(
    start: CivilDate, events: Int, users: Int, items: Int, newUsers: Int, newItems: Int, coldItemEvents: Int,
    drift: (distance: Double, noise: Double)?
  ) {
    (self.start, self.events, self.users, self.items) = (start, events, users, items)
    newUserShare = Double(newUsers) / Double(max(1, users))
    newItemShare = Double(newItems) / Double(max(1, items))
    coldItemEventShare = Double(coldItemEvents) / Double(max(1, events))
    self.drift = drift?.distance
    driftNoise = drift?.noise
  }
}

/// What is known from one week to the next.
private struct WeekState {
  private var userWeeks: [Int32]
  private var itemWeeks: [Int32]
  private var isNewItem: [Bool]
  private var counts: [Int32]
  private var touched: [Int32] = []
  private var lastCounts: [Int32]
  private var lastTouched: [Int32] = []

  init(_ log: InteractionLog) {
    userWeeks = [Int32](repeating: -1, count: log.users.count)
    itemWeeks = [Int32](repeating: -1, count: log.items.count)
    isNewItem = [Bool](repeating: true, count: log.items.count)
    counts = [Int32](repeating: 0, count: log.items.count)
    lastCounts = counts
  }

  mutating func take(_ range: Range<Int>, of log: InteractionLog, start: CivilDate, number: Int) -> LogWeek {
    let week = Int32(number)
    swap(&counts, &lastCounts)
    swap(&touched, &lastTouched)
    for item in touched { counts[Int(item)] = 0 }
    touched.removeAll(keepingCapacity: true)
    var users = 0
    var newUsers = 0
    var newItems = 0
    var coldEvents = 0
    for event in range {
      let (user, item) = (Int(log.userIDs[event]), Int(log.itemIDs[event]))
      if userWeeks[user] != week {
        users += 1
        if userWeeks[user] < 0 { newUsers += 1 }
        userWeeks[user] = week
      }
      if itemWeeks[item] != week {
        isNewItem[item] = itemWeeks[item] < 0
        if isNewItem[item] { newItems += 1 }
        itemWeeks[item] = week
        touched.append(Int32(item))
      }
      if isNewItem[item] { coldEvents += 1 }
      counts[item] += 1
    }
    return LogWeek(
      start: start, events: range.count, users: users, items: touched.count, newUsers: newUsers, newItems: newItems,
      coldItemEvents: coldEvents, drift: number == 0 ? nil : drift(number))
  }

  /// The distance of both weeks, and of one random division of them.
  private func drift(_ number: Int) -> (Double, Double) {
    let items = touched + lastTouched.filter { counts[Int($0)] == 0 }
    let a = items.map { Double(counts[Int($0)]) }
    let b = items.map { Double(lastCounts[Int($0)]) }
    let (sumA, sumB) = (a.reduce(0, +), b.reduce(0, +))
    var stream = RandomStream(seed: 1, name: "statistics/drift", index: number)
    var leftA = sumA
    var left = sumA + sumB
    var drawn: [Double] = []
    for index in items.indices {
      // Without replacement, event by event: the parts have exactly the weeks' sizes.
      var taken = 0.0
      for _ in 0..<Int(a[index] + b[index]) {
        if stream.uniform() * left < leftA - taken { taken += 1 }
        left -= 1
      }
      leftA -= taken
      drawn.append(taken)
    }
    return (
      jensenShannonDistance(a, b), jensenShannonDistance(drawn, items.indices.map { a[$0] + b[$0] - drawn[$0] })
    )
  }
}
