import Measures
import Randomness
import RealModule

/// Measures the parameters of a twin on a log.
struct TwinFitting {
  let log: InteractionLog
  let least: Int
  let utcOffset: Timespan
  var parameters = TwinParameters()

  /// Events in order of user, then of time.
  let byUser: [Int32]
  /// Start of each user's events in `byUser`; one more entry than users.
  let starts: [Int]
  /// Users with events, the least active first.
  let ranking: [Int32]
  private(set) var sessions: [Session] = []

  struct Session {
    let user: Int32
    /// Index into `byUser` of the first event, and one behind the last.
    let first: Int
    let end: Int
  }

  init(_ log: InteractionLog, leastUsers: Int, utcOffset: Timespan) {
    self.log = log
    least = leastUsers
    self.utcOffset = utcOffset
    let starts = log.userIDs.starts(below: log.users.count)
    byUser = log.userIDs.eventsInOrder(starts)
    self.starts = starts
    ranking = log.users.indices.filter { starts[$0] < starts[$0 + 1] }.map { Int32($0) }
      .sorted { (starts[Int($0) + 1] - starts[Int($0)], $0) < (starts[Int($1) + 1] - starts[Int($1)], $1) }
    parameters.leastUsers = leastUsers
    parameters.utcOffset = utcOffset
  }

  /// All parameters; nil for a log with too few users to tell of any.
  mutating func fit() -> TwinParameters? {
    guard let first = log.timestamps.first, let last = log.timestamps.last, ranking.count >= 2 * least else {
      return nil
    }
    let firstDay = floorDivide(Int64((Instant(seconds: first) + utcOffset).seconds), 86_400)
    let lastDay = floorDivide(Int64((Instant(seconds: last) + utcOffset).seconds), 86_400)
    parameters.startDate = CivilDate(daysSinceEpoch: Int(firstDay))
    parameters.days = Int(lastDay - firstDay) + 1
    parameters.users = Int(threeDigits(Double(ranking.count)))
    let counts = ranking.map { Double(starts[Int($0) + 1] - starts[Int($0)]) }
    parameters.activity =
      QuantileSketch(of: counts, atLeast: least, cells: 400) { [ranking[$0]] } ?? .one
    cutSessions()
    fitSessions()
    fitTypes()
    fitItems()
    return parameters
  }

  func userEvents(_ user: Int32) -> ArraySlice<Int32> { byUser[starts[Int(user)]..<starts[Int(user) + 1]] }

  private mutating func cutSessions() {
    for user in ranking {
      let range = starts[Int(user)]..<starts[Int(user) + 1]
      var first = range.lowerBound
      for place in range.dropFirst() where pause(before: place) > parameters.sessionGapSeconds {
        sessions.append(Session(user: user, first: first, end: place))
        first = place
      }
      sessions.append(Session(user: user, first: first, end: range.upperBound))
    }
  }

  /// Seconds between the event at a place of `byUser` and the one before it.
  func pause(before place: Int) -> Double {
    Double(log.timestamps[Int(byUser[place])] - log.timestamps[Int(byUser[place - 1])])
  }

  private mutating func fitSessions() {
    // At most so many values a sketch: more would not move its means, and take long to sort.
    let step = max(1, log.count / 200_000)
    var pauses: [(Double, Int32)] = []
    for session in sessions {
      for place in (session.first + 1)..<max(session.first + 1, session.end) where place.isMultiple(of: step) {
        pauses.append((pause(before: place), session.user))
      }
    }
    parameters.pauseSeconds = sketch(pauses, cells: 60) ?? QuantileSketch(constant: 30)
    parameters.hourOfWeekWeights = hourWeights()

    // Halves, then the more active: those make most of the events and live otherwise.
    let bounds = [0.5, 0.8, 0.95, 1].map { Int((Double(ranking.count) * $0).rounded()) }
    var classOfUser = [Int](repeating: 0, count: log.users.count)
    var ends: [Int] = []
    for bound in bounds where bound - (ends.last ?? 0) >= 5 * least || bound == ranking.count {
      if bound == ranking.count, let last = ends.last, bound - last < 5 * least { ends.removeLast() }
      ends.append(bound)
    }
    for (index, end) in ends.enumerated() {
      for rank in (index == 0 ? 0 : ends[index - 1])..<end { classOfUser[Int(ranking[rank])] = index }
    }
    var lengths = [[(Double, Int32)]](repeating: [], count: ends.count)
    var between = lengths
    var visits = [[Int32]](repeating: [], count: ends.count)
    var (ratios, spans, firstShares) = (lengths, lengths, lengths)
    let end = Double(log.timestamps[log.count - 1] + 1)
    func close(_ sessions: ArraySlice<Session>) {
      guard let first = sessions.first, let last = sessions.last else { return }
      let place = classOfUser[Int(first.user)]
      ratios[place].append((Double(sessions.count) / Double(last.end - first.first), first.user))
      guard sessions.count > 1 else { return }
      firstShares[place].append((Double(first.end - first.first) / Double(last.end - first.first), first.user))
      let start = Double(log.timestamps[Int(byUser[first.first])])
      spans[place].append(((Double(log.timestamps[Int(byUser[last.first])]) - start) / (end - start), first.user))
    }
    var ofUser = sessions.startIndex
    for (index, session) in sessions.enumerated() {
      let place = classOfUser[Int(session.user)]
      lengths[place].append((Double(session.end - session.first), session.user))
      if index > 0, sessions[index - 1].user == session.user {
        between[place].append((pause(before: session.first) / 3600, session.user))
      } else {
        close(sessions[ofUser..<index])
        ofUser = index
        visits[place].append(byUser[session.first])
      }
    }
    close(sessions[ofUser...])
    for index in ends.indices {
      // The more events, the longer a session, within a class too: drawn apart from events, the plain ratios would make too
      // many sessions of them.
      let users = (index == 0 ? 0 : ends[index - 1])..<ends[index]
      let events = users.reduce(0) { $0 + userEvents(ranking[$1]).count }
      let mean = ratios[index].reduce(0) { $0 + $1.0 } / Double(max(1, ratios[index].count))
      let factor = Double(lengths[index].count) / max(1e-9, mean * Double(events))
      parameters.classes.append(
        TwinParameters.UserClass(
          upTo: Double(ends[index]) / Double(ranking.count),
          sessionsPerEvent: sketch(ratios[index].map { (min(1, $0.0 * factor), $0.1) }, cells: 60) ?? .one,
          sessionEvents: sketch(lengths[index], cells: 60) ?? .one,
          firstSessionShares: sketch(firstShares[index], cells: 60), hoursBetween: sketch(between[index], cells: 60),
          spans: sketch(spans[index], cells: 60), firstVisits: visitShares(visits[index])))
    }
  }

  func sketch(_ values: [(value: Double, user: Int32)], cells: Int) -> QuantileSketch? {
    QuantileSketch(of: values.map(\.value), atLeast: least, cells: cells) { [values[$0].user] }
  }

  /// First events by stretch of days, neighbouring stretches pooled until they hold enough users.
  private func visitShares(_ events: [Int32]) -> [Double] {
    let count = TwinParameters.stretches(parameters.days)
    let width = Int64(TwinParameters.stretchDays(parameters.days))
    let start = Int64(parameters.startDate.daysSinceEpoch)
    var counts = [Int](repeating: 0, count: count)
    for event in events {
      let local = (Instant(seconds: log.timestamps[Int(event)]) + utcOffset).seconds
      counts[min(count - 1, Int((floorDivide(local, 86_400) - start) / width))] += 1
    }
    var shares = [Double](repeating: 0, count: count)
    var first = 0
    var sum = 0
    var pools: [(range: Range<Int>, sum: Int)] = []
    for index in 0..<count {
      sum += counts[index]
      if sum >= least {
        pools.append((first..<index + 1, sum))
        (first, sum) = (index + 1, 0)
      }
    }
    if let last = pools.popLast() {
      pools.append((last.range.lowerBound..<count, last.sum + sum))
    } else {
      pools.append((0..<count, 1))
    }
    let total = Double(pools.reduce(0) { $0 + $1.sum })
    for pool in pools {
      for index in pool.range { shares[index] = threeDigits(Double(pool.sum) / total / Double(pool.range.count)) }
    }
    return shares
  }

  /// Session starts by hour of the week; hours of too few users share what they have together.
  private func hourWeights() -> [Double] {
    var counts = [Double](repeating: 0, count: 168)
    var users = [Set<Int32>](repeating: [], count: 168)
    for session in sessions {
      let instant = Instant(seconds: log.timestamps[Int(byUser[session.first])])
      let hour = instant.hourOfWeek(utcOffset: utcOffset)
      counts[hour] += 1
      if users[hour].count < least { users[hour].insert(session.user) }
    }
    let rare = (0..<168).filter { users[$0].count < least }
    let pooled = rare.reduce(0.0) { $0 + counts[$1] } / Double(max(1, rare.count))
    // An hour without anybody is told by the same pool: that nobody came may be told of nobody either.
    for hour in rare { counts[hour] = pooled }
    let total = max(1, counts.reduce(0, +))
    return counts.map { threeDigits($0 / total) }
  }
}
