import Measures
import Randomness
import RealModule

/// Who visits when, and for how many events.
struct TwinVisits {
  struct Visit {
    let user: Int32
    let start: Int64
    let events: Int
  }

  /// In order of start.
  private(set) var visits: [Visit] = []
  let start: Int64
  let end: Int64
  private let hours: [AliasTable]
  private let dayWeights: [Double]
  private let firstWeekday: Int

  init(_ parameters: TwinParameters, seed: UInt64) {
    start = (parameters.startDate.start - parameters.utcOffset).seconds
    end = start + Int64(parameters.days) * 86_400
    let weights = parameters.hourOfWeekWeights
    hours = (0..<7).map { day in
      let ofDay = Array(weights[day * 24..<day * 24 + 24])
      return AliasTable(weights: ofDay.contains { $0 > 0 } ? ofDay : [Double](repeating: 1, count: 24))
    }
    dayWeights = (0..<7).map { max(1e-9, weights[$0 * 24..<$0 * 24 + 24].reduce(0, +)) }
    firstWeekday = Instant(seconds: start).hourOfWeek(utcOffset: parameters.utcOffset) / 24

    let firsts = parameters.classes.map { AliasTable(weights: $0.firstVisits) }
    var stream = RandomStream(seed: seed, name: "twin/visits")
    for user in 0..<parameters.users {
      let share = (Double(user) + 0.5) / Double(parameters.users)
      let number = parameters.classes.firstIndex { share <= $0.upTo } ?? parameters.classes.count - 1
      let events = max(1, Int(parameters.activity.value(at: share).rounded()))
      add(user: Int32(user), events, parameters.classes[number], firsts[number], parameters, &stream)
    }
    visits.sort { ($0.start, $0.user) < ($1.start, $1.user) }
  }

  private mutating func add(
    user: Int32, _ events: Int, _ group: TwinParameters.UserClass, _ firsts: AliasTable,
    _ parameters: TwinParameters, _ stream: inout RandomStream
  ) {
    let sizes = lengths(of: events, group, &stream)
    let width = TwinParameters.stretchDays(parameters.days)
    let stretch = firsts.draw(&stream) * width
    let first = instant(onOneOf: Array(stretch..<min(parameters.days, stretch + width)), &stream)
    var gaps = sizes.dropFirst().map { _ in
      let hours = group.hoursBetween?.value(at: stream.uniform()) ?? 24 * Double(parameters.days) * stream.uniform()
      return max(parameters.sessionGapSeconds + 1, hours * 3600)
    }
    // The gaps say how visits lie to each other; from the first to the last it is as long as with others like this user.
    let room = Double(end - first) * min(1, max(0, group.spans?.value(at: stream.uniform()) ?? stream.uniform()))
    let sum = gaps.reduce(0, +)
    for index in gaps.indices { gaps[index] = max(parameters.sessionGapSeconds + 1, gaps[index] * room / sum) }
    var at = first
    var plain = Double(first)
    visits.append(Visit(user: user, start: at, events: sizes[0]))
    for (gap, length) in zip(gaps, sizes.dropFirst()) {
      plain += gap
      at = min(end - 1, next(after: at, near: Int64(plain), by: gap, &stream))
      visits.append(Visit(user: user, start: at, events: length))
    }
  }

  /// A user's events in sessions: as many as with others like this user, of lengths in proportion to drawn ones.
  private func lengths(
    of events: Int, _ group: TwinParameters.UserClass, _ stream: inout RandomStream
  ) -> [Int] {
    let ratio = group.sessionsPerEvent.value(at: stream.uniform())
    let count = min(events, max(1, Int((Double(events) * min(1, max(0, ratio))).rounded())))
    guard count > 1, let shares = group.firstSessionShares else { return spread(events, over: count, group, &stream) }
    let share = min(1, max(0, shares.value(at: stream.uniform())))
    let first = min(events - count + 1, max(1, Int((Double(events) * share).rounded())))
    return [first] + spread(events - first, over: count - 1, group, &stream)
  }

  private func spread(
    _ events: Int, over count: Int, _ group: TwinParameters.UserClass, _ stream: inout RandomStream
  ) -> [Int] {
    let weights = (0..<count).map { _ in max(1e-6, group.sessionEvents.value(at: stream.uniform())) }
    let scale = Double(events - count) / weights.reduce(0, +)
    // One event each; the others by weight, rounded so that their sum is met.
    var carried = 0.0
    return weights.map { weight in
      let exact = weight * scale + carried
      let whole = max(0, (exact + 1e-9).rounded())
      carried = exact - whole
      return 1 + Int(whole)
    }
  }

  /// An instant near a planned one, at the hours and days at which people come where the gap is long enough to tell.
  private func next(after at: Int64, near plain: Int64, by gap: Double, _ stream: inout RandomStream) -> Int64 {
    let earliest = at + 1_801
    guard gap >= 43_200 else { return max(earliest, plain) }
    let day = Int((plain - start) / 86_400)
    let around = gap >= 172_800 ? [day - 1, day, day + 1] : [day, day + 1]
    let moved = instant(onOneOf: around.filter { $0 >= 0 && start + Int64($0) * 86_400 < end }, &stream)
    return moved >= earliest ? moved : max(earliest, plain)
  }

  private func instant(onOneOf days: [Int], _ stream: inout RandomStream) -> Int64 {
    guard !days.isEmpty else { return end - 1 }
    let weights = days.map { dayWeights[($0 + firstWeekday) % 7] }
    var drawn = stream.uniform() * weights.reduce(0, +)
    var chosen = days[days.count - 1]
    for (day, weight) in zip(days, weights) {
      if drawn < weight {
        chosen = day
        break
      }
      drawn -= weight
    }
    let hour = hours[(chosen + firstWeekday) % 7].draw(&stream)
    return start + Int64(chosen) * 86_400 + Int64(hour) * 3600 + Int64(stream.integer(below: 3600))
  }
}
