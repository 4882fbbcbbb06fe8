import Interactions
import Measures
import Reports

/// A log's statistics with what they are of: what `recast log stats` prints, draws and writes.
package struct LogPortrait: Sendable {
  /// The log's name as the user knows it, without folders.
  package let name: String
  package let statistics: LogStatistics
  /// The split that was X-rayed, in words, and what was found.
  package let split: (name: String, leakage: SplitLeakage)?
  /// The log's names, for the rows that a leak is shown by.
  let log: InteractionLog

  /// - Parameter split: a way of dividing the log to be X-rayed, with its name as the user wrote it.
  package init(
    of log: InteractionLog, name: String, utcOffset: Timespan = .zero, split: (name: String, split: LogSplit)? = nil
  ) {
    self.name = name
    self.log = log
    statistics = LogStatistics(of: log, utcOffset: utcOffset)
    self.split = split.map { ($0.name, SplitLeakage(log, $0.split)) }
  }

  // MARK: - Text

  /// Names and values with units.
  package var rows: [(name: String, value: String)] {
    let (sessions, bursts) = (statistics.sessions, statistics.bursts)
    var rows = Summaries.rows(statistics.summary)
    rows += [
      ("exact duplicates", Format.count(statistics.exactDuplicates)),
      ("longest time without an event", Format.hours(Double(statistics.longestGapSeconds) / 3600)),
      ("sessions (a pause of 30 min ends one)", Format.count(sessions.count)),
      ("events a session, mean", Format.fixed(sessions.meanEvents, 1)),
      ("length of sessions of several events, median", Format.hours(sessions.medianSeconds.map { $0 / 3600 })),
      ("from a session to the next, median", Format.hours(sessions.medianHoursBetween)),
      ("events in 5 min, mean", Format.fixed(bursts.mean, 3)), ("events in 5 min, most", Format.count(bursts.maximum)),
      ("dispersion of 5-min counts (1 is Poisson)", Format.fixed(bursts.dispersion, 1)),
      ("the same within hours", bursts.dispersionWithinHours.map { Format.fixed($0, 1) } ?? "–"),
    ]
    if let change = meanDrift {
      rows.append(("drift of popularity, week to week (Jensen–Shannon)", Format.fixed(change.distance, 3)))
      rows.append(("what chance alone makes of it", Format.fixed(change.noise, 3)))
    }
    return rows
  }

  /// Mean distance of neighbouring weeks and of chance, over weeks that have one.
  var meanDrift: (distance: Double, noise: Double)? {
    let weeks = statistics.weeks.filter { $0.drift?.isFinite == true && $0.driftNoise?.isFinite == true }
    guard !weeks.isEmpty else { return nil }
    let count = Double(weeks.count)
    return (
      weeks.reduce(0) { $0 + ($1.drift ?? 0) } / count, weeks.reduce(0) { $0 + ($1.driftNoise ?? 0) } / count
    )
  }

  /// The X-ray as a table: leak, test events, share, an example.
  package var leakRows: [[String]] {
    guard let leakage = split?.leakage else { return [] }
    return zip(SplitLeakage.Leak.allCases, leakage.counts).enumerated().map { index, found in
      let share = leakage.testEvents > 0 ? Double(found.1) / Double(leakage.testEvents) : 0
      return [
        found.0.title, Format.count(found.1), Format.percent(share), leakage.examples[index].first.map(eventText) ?? "",
      ]
    }
  }

  /// An event by its place in order of time, and what it is.
  private func eventText(_ event: Int) -> String {
    func short(_ name: String) -> String { name.count > 24 ? name.prefix(24) + "…" : name }
    return "event \(Format.count(event + 1)): \(short(log.users[Int(log.userIDs[event])])), "
      + "\(short(log.items[Int(log.itemIDs[event])])), \(Instant(seconds: log.timestamps[event]))"
  }

  // MARK: - JSON

  /// All statistics; shares in [0, 1].
  package var json: JSONValue {
    guard case .object(var members) = Summaries.json(statistics.summary) else { return .null }
    func number(_ value: Double?) -> JSONValue { value.map { Facts.number($0) } ?? .null }
    members["exactDuplicates"] = .integer(statistics.exactDuplicates)
    members["longestGapSeconds"] = .integer(Int(statistics.longestGapSeconds))
    members["sessions"] = [
      "count": .integer(statistics.sessions.count), "meanEvents": number(statistics.sessions.meanEvents),
      "medianSeconds": number(statistics.sessions.medianSeconds),
      "medianHoursBetween": number(statistics.sessions.medianHoursBetween),
      "byEvents": .array(statistics.sessions.lengthCounts.map { .integer($0) }),
    ]
    members["fiveMinuteCounts"] = [
      "mean": number(statistics.bursts.mean), "maximum": .integer(statistics.bursts.maximum),
      "dispersion": number(statistics.bursts.dispersion),
      "dispersionWithinHours": number(statistics.bursts.dispersionWithinHours),
    ]
    members["weeks"] = .array(
      statistics.weeks.map { week in
        [
          "start": .string("\(week.start)"), "events": .integer(week.events), "users": .integer(week.users),
          "items": .integer(week.items), "newUserShare": number(week.newUserShare),
          "newItemShare": number(week.newItemShare), "coldItemEventShare": number(week.coldItemEventShare),
          "drift": number(week.drift), "driftNoise": number(week.driftNoise),
        ]
      })
    if let split {
      let leaks = zip(SplitLeakage.Leak.allCases, split.leakage.counts).map { ($0.rawValue, JSONValue.integer($1)) }
      members["split"] = [
        "name": .string(split.name), "trainEvents": .integer(split.leakage.trainEvents),
        "testEvents": .integer(split.leakage.testEvents), "leaks": .object(Dictionary(uniqueKeysWithValues: leaks)),
      ]
    }
    return .object(members)
  }
}
