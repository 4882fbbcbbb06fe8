import Statistics

/// A twin beside its source: the figures that should be alike.
package struct TwinFidelity: Sendable {
  /// One figure of both logs.
  package struct Row: Sendable {
    package let name: String
    package let source: Double
    package let twin: Double
    /// Whether the figure is one of the tested quantiles.
    package let isTested: Bool

    /// Relative difference; 0 where both are 0.
    package var difference: Double { source == twin ? 0 : (twin - source) / max(abs(source), 1e-12) }

    /// Within a tenth of the source's, or one event, which no smaller step can be.
    package var isHeld: Bool { abs(twin - source) <= max(0.1 * abs(source), 1) }
  }

  package let rows: [Row]
  /// Shares of users and items at which their events are compared.
  package static let shares = [0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99]

  /// Whether all tested quantiles are within their tolerance.
  package var isHeld: Bool { rows.allSatisfy { !$0.isTested || $0.isHeld } }

  /// - Parameter leastUsers: users behind every number of the fit; what fewer users are above is not told, and not tested.
  package init(source: InteractionLog, twin: InteractionLog, leastUsers: Int = 10) {
    let (a, b) = (TwinFigures(source), TwinFigures(twin))
    var rows: [Row] = []
    func add(_ name: String, _ value: (TwinFigures) -> Double, isTested: Bool = false) {
      rows.append(Row(name: name, source: value(a), twin: value(b), isTested: isTested))
    }
    add("events") { Double($0.events) }
    add("users") { Double($0.activity.count) }
    add("items") { Double($0.popularity.count) }
    for share in TwinFidelity.shares {
      add(
        "events a user, p\(Int((share * 100).rounded()))", { quantile(ofSorted: $0.activity, share) },
        isTested: (1 - share) * Double(a.activity.count) >= Double(leastUsers))
    }
    for share in TwinFidelity.shares {
      add(
        "events an item, p\(Int((share * 100).rounded()))", { quantile(ofSorted: $0.popularity, share) },
        isTested: true)
    }
    add("Gini of item popularity") { giniCoefficient(ofAscending: $0.popularity.map { Int($0) }) }
    add("sessions") { Double($0.sessions) }
    add("events a session") { Double($0.events) / Double(max(1, $0.sessions)) }
    add("share of events within a second of the last") { $0.simultaneous }
    add("share of events on an item taken before") { $0.repeats }
    add("days with events") { Double($0.days) }
    add("share of events in the first half of time") { $0.firstHalf }
    add("share of events Monday to Friday") { $0.weekdays }
    add("share of events 8 to 18 o'clock, UTC") { $0.daytime }
    add("items unseen before the last fifth of events") { $0.lateItems }
    add("users unseen before the last fifth of events") { $0.lateUsers }
    self.rows = rows
  }
}

/// Figures of one log.
private struct TwinFigures {
  let events: Int
  /// Events a user, ascending, of those with any.
  let activity: [Double]
  let popularity: [Double]
  private(set) var sessions = 0
  private(set) var simultaneous = 0.0
  private(set) var repeats = 0.0
  private(set) var days = 0
  private(set) var firstHalf = 0.0
  private(set) var weekdays = 0.0
  private(set) var daytime = 0.0
  private(set) var lateItems = 0.0
  private(set) var lateUsers = 0.0

  init(_ log: InteractionLog) {
    func counts(_ ids: LogIDs, _ size: Int) -> [Double] {
      ids.counts(below: size).filter { $0 > 0 }.sorted().map(Double.init)
    }
    events = log.count
    activity = counts(log.userIDs, log.users.count)
    popularity = counts(log.itemIDs, log.items.count)
    guard let first = log.timestamps.first, let last = log.timestamps.last else { return }
    let histories = UserHistories(of: log)
    var lastUser = [Int](repeating: -1, count: log.items.count)
    for user in 0..<histories.userCount {
      let range = histories.offsets[user]..<histories.offsets[user + 1]
      for event in range {
        if lastUser[Int(histories.items[event])] == user { repeats += 1 }
        lastUser[Int(histories.items[event])] = user
        let pause = event == range.lowerBound ? .max : histories.timestamps[event] - histories.timestamps[event - 1]
        if pause > 1_800 { sessions += 1 }
        if pause <= 1 { simultaneous += 1 }
      }
    }
    let summary = LogSummary(of: log)
    days = summary.daysWithEvents
    let total = Double(log.count)
    repeats /= total
    simultaneous /= total
    firstHalf = Double(log.firstIndex(atOrAfter: first + (last - first) / 2)) / total
    for (hour, count) in summary.hourOfWeekCounts.enumerated() {
      if hour < 120 { weekdays += Double(count) / total }
      if (8..<18).contains(hour % 24) { daytime += Double(count) / total }
    }
    let cut = log.count * 4 / 5
    lateItems = TwinFigures.unseen(log.itemIDs, log.items.count, from: cut)
    lateUsers = TwinFigures.unseen(log.userIDs, log.users.count, from: cut)
  }

  /// Share of the events from `cut` on whose id has none before.
  private static func unseen(_ ids: LogIDs, _ size: Int, from cut: Int) -> Double {
    var isKnown = [Bool](repeating: false, count: size)
    for id in ids[..<cut] { isKnown[Int(id)] = true }
    return Double(ids[cut...].count { !isKnown[Int($0)] }) / Double(max(1, ids.count - cut))
  }
}
