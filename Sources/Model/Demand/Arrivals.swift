import HeapModule
import Measures
import Randomness

/// One request for recommendations.
package struct Arrival: Sendable {
  /// Microseconds since the epoch.
  package var microseconds: Int64
  /// Rank of the user by activity, 0 the most active; −1 for a user without identity.
  package var user: Int32
  /// Microseconds since the user's first visit; `Int64.max` for users known for long.
  package var knownForMicroseconds: Int64

  package init(microseconds: Int64, user: Int32, knownForMicroseconds: Int64) {
    self.microseconds = microseconds
    self.user = user
    self.knownForMicroseconds = knownForMicroseconds
  }
}

/// Some thousand requests in order of time.
package struct ArrivalBlock: Sendable {
  /// Most requests of a block.
  package static let capacity = 2048

  /// How many of the places below hold a request; none at the end of the horizon only.
  package internal(set) var count = 0
  /// Places for requests; those from `count` on hold nothing of use.
  package internal(set) var places = [Arrival](
    repeating: Arrival(microseconds: 0, user: -1, knownForMicroseconds: 0), count: capacity)

  package init() {}

  /// One of its requests.
  package subscript(index: Int) -> Arrival { places[index] }
}

/// The requests of one replication in order of time.
///
/// When they come and who asks are drawn from streams of their own; the same seed and replication give the same requests
/// to every plan. They are made a block at a time, in memory that does not grow with the horizon.
package struct Arrivals: Sendable {
  private var times: ArrivalTimes
  private var instants = [Int64](repeating: 0, count: ArrivalBlock.capacity)
  private let audience: Audience
  private var userStream: RandomStream

  private let sessions: SessionSettings?
  private var sessionStream: RandomStream
  private let endMicroseconds: Int64
  /// The next request of each visit that goes on, and the next visit.
  private var visits = Heap<Visit>()
  private var starts = ArrivalBlock()
  private var nextStart = 0
  private var visitNumber = 0

  /// The arrivals of a replication.
  package init(of demand: DemandModel, seed: UInt64, replication: Int) {
    times = ArrivalTimes(of: demand, seed: seed, replication: replication)
    audience = demand.audience
    sessions = demand.sessions
    endMicroseconds = demand.end.microseconds
    userStream = RandomStream(seed: seed, name: "demand/users", index: replication)
    sessionStream = RandomStream(seed: seed, name: "demand/sessions", index: replication)
  }

  /// Puts the next requests into a block; none after the horizon's end.
  package mutating func fill(_ block: inout ArrivalBlock) {
    guard let sessions else { return fillWithStarts(&block) }
    var count = 0
    while count < ArrivalBlock.capacity {
      if nextStart == starts.count {
        var fresh = ArrivalBlock()
        fillWithStarts(&fresh)
        starts = fresh
        nextStart = 0
      }
      let start = nextStart < starts.count ? starts[nextStart].microseconds : .max
      var arrival: Arrival
      var visit = visitNumber
      if let waiting = visits.min, waiting.arrival.microseconds < start {
        arrival = waiting.arrival
        visit = waiting.number
        visits.removeMin()
      } else if start < .max {
        arrival = starts[nextStart]
        nextStart += 1
        visitNumber += 1
      } else {
        break
      }
      block.places[count] = arrival
      count += 1
      // Two draws a request whether the visit goes on or not: what one visit does never shifts the next one's pauses.
      let goesOn = sessionStream.uniform() < 1 - 1 / sessions.meanRequests
      let pause = max(1, Int64(min(sessionStream.exponential(mean: sessions.meanPauseSeconds), 1e9) * 1e6))
      guard goesOn, pause < endMicroseconds - arrival.microseconds else { continue }
      arrival.microseconds += pause
      if arrival.knownForMicroseconds < .max, arrival.user >= 0 { arrival.knownForMicroseconds += pause }
      visits.insert(Visit(arrival: arrival, number: visit))
    }
    block.count = count
  }

  /// A visit's next request; the number decides between equal instants, so that the order never depends on the heap.
  private struct Visit: Comparable {
    let arrival: Arrival
    let number: Int

    static func < (a: Visit, b: Visit) -> Bool {
      (a.arrival.microseconds, a.number) < (b.arrival.microseconds, b.number)
    }
    static func == (a: Visit, b: Visit) -> Bool {
      (a.arrival.microseconds, a.number) == (b.arrival.microseconds, b.number)
    }
  }

  /// Requests that begin a visit, with who asks. Three draws each keep the stream of users in step.
  private mutating func fillWithStarts(_ block: inout ArrivalBlock) {
    let count = times.fill(&instants)
    block.count = count
    let tenure = audience.tenure
    let ranks = audience.ranks
    let anonymousShare = audience.anonymousShare
    var stream = userStream
    instants.withUnsafeBufferPointer { instants in
      block.places.withUnsafeMutableBufferPointer { places in
        for index in 0..<count {
          let kind = stream.uniform()
          let user = Int32(truncatingIfNeeded: ranks.draw(&stream))
          let known = stream.uniform()
          let isAnonymous = kind < anonymousShare
          places[index] = Arrival(
            microseconds: instants[index], user: isAnonymous ? -1 : user,
            knownForMicroseconds: isAnonymous ? 0 : tenure.microseconds(at: known))
        }
      }
    }
    userStream = stream
  }
}
