import Measures
import Randomness

/// When users visit, who they are, and how long they stay.
struct SyntheticSessions {
  /// Local start of the log in seconds since the epoch.
  let start: Int64
  /// End of the log, not reached by any event.
  let end: Int64
  /// Starts of sessions, ascending.
  private(set) var instants: [Int64] = []
  /// User of each session.
  private(set) var users: [Int32] = []
  /// Views of each session, 1...60.
  private(set) var views: [UInt8] = []
  /// Bit k of a session is set when a purchase follows view k.
  private(set) var purchases: [UInt64] = []

  init(_ parameters: SyntheticParameters, seed: UInt64) {
    start = (parameters.startDate.start - parameters.utcOffset).seconds
    end = start + Int64(parameters.days) * 86_400
    drawLengths(parameters, RandomStream(seed: seed, name: "synthetic/lengths"))
    drawInstants(parameters, RandomStream(seed: seed, name: "synthetic/instants"))
    drawUsers(parameters, seed: seed)
  }

  /// Sessions one by one until there are enough events.
  private mutating func drawLengths(_ parameters: SyntheticParameters, _ stream: RandomStream) {
    var stream = stream
    let goesOn = 1 - 1 / max(1, parameters.viewsPerSession)
    var events = 0
    while events < parameters.events {
      var count = 1
      while count < 60, stream.uniform() < goesOn { count += 1 }
      var bought: UInt64 = 0
      for view in 0..<count where stream.uniform() < parameters.purchaseShare { bought |= 1 << UInt64(view) }
      views.append(UInt8(count))
      purchases.append(bought)
      events += count + bought.nonzeroBitCount
    }
  }

  /// Independent instants whose density follows the hours of the week.
  private mutating func drawInstants(_ parameters: SyntheticParameters, _ stream: RandomStream) {
    var stream = stream
    let hours = AliasTable(
      weights: (0..<parameters.days * 24).map {
        let hour = Instant(seconds: start + Int64($0) * 3600).hourOfWeek(utcOffset: parameters.utcOffset)
        return parameters.hourOfWeekWeights[hour]
      })
    instants = views.map { _ in start + Int64(hours.draw(&stream)) * 3600 + Int64(stream.integer(below: 3600)) }
    instants.sort()
  }

  /// Gives every user one session, so that a new user's first visit is at an ordinary hour, and the rest by activity among
  /// those who have come by then.
  private mutating func drawUsers(_ parameters: SyntheticParameters, seed: UInt64) {
    let count = instants.count
    guard count > 0, parameters.users > 0 else { return }
    var stream = RandomStream(seed: seed, name: "synthetic/visits")
    var shuffled = (0..<count).map { $0 }
    for index in stride(from: count - 1, to: 0, by: -1) {
      shuffled.swapAt(index, stream.integer(below: index + 1))
    }
    let reserved = min(parameters.users, count)
    let newcomers = Int((Double(reserved) * parameters.newUserShare).rounded())
    let regulars = reserved - newcomers
    // Newcomers are numbered by their first visit.
    let births = shuffled[regulars..<reserved].sorted()
    users = [Int32](repeating: -1, count: count)
    for user in 0..<regulars { users[shuffled[user]] = Int32(user) }
    for (index, session) in births.enumerated() { users[session] = Int32(regulars + index) }

    var activity = RandomStream(seed: seed, name: "synthetic/activity")
    var cumulative: [Double] = []
    var total = 0.0
    for _ in 0..<reserved {
      total += activity.logNormal(mu: 0, sigma: parameters.activitySpread)
      cumulative.append(total)
    }
    var known = regulars
    for session in 0..<count {
      while known < reserved, births[known - regulars] < session { known += 1 }
      guard users[session] < 0 else { continue }
      // Before the first newcomer there may be no user at all; the first one then comes early.
      let present = max(known, 1)
      let drawn = stream.uniform() * cumulative[present - 1]
      users[session] = Int32(min(cumulative[..<present].partitioningIndex { $0 > drawn }, present - 1))
    }
  }
}
