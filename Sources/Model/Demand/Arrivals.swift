import Measures
import Randomness
import RealModule

/// One request for recommendations.
package struct Arrival: Sendable {
  /// Microseconds since the epoch.
  package var microseconds: Int64
  /// Rank of the user by activity, 0 the most active; −1 for a user without identity.
  package var user: Int32
  /// Microseconds since the user's first visit; `Int64.max` for users known for long.
  package var knownForMicroseconds: Int64
}

/// The requests of one replication in order of time: an exact Poisson process with the demand's rate.
///
/// Unit-rate exponential gaps are laid on the cumulative rate, which is a straight line within a slot, and inverted there.
/// Source: E. Çinlar, "Introduction to Stochastic Processes", 1975, section 4.7 (time change of a Poisson process).
package struct Arrivals: Sendable {
  private let slots: [Double]
  private let slotMicroseconds = DemandModel.slotLength.microseconds
  private let startMicroseconds: Int64
  private let audience: Audience
  private let users: AliasTable
  private var gapStream: RandomStream
  private var userStream: RandomStream
  private var slot = 0
  /// Expected requests of the current slot that are already passed.
  private var passed = 0.0

  /// The arrivals of a replication; the same seed and replication give the same arrivals to every plan.
  package init(of demand: DemandModel, seed: UInt64, replication: Int) {
    slots = demand.slots
    startMicroseconds = demand.start.microseconds
    audience = demand.audience
    users = AliasTable(weights: demand.audience.activity)
    gapStream = RandomStream(seed: seed, name: "demand/gaps", index: replication)
    userStream = RandomStream(seed: seed, name: "demand/users", index: replication)
  }

  /// The next request, or nil after the horizon's end.
  package mutating func next() -> Arrival? {
    var gap = gapStream.exponential(mean: 1)
    while slot < slots.count {
      let left = slots[slot] - passed
      if gap < left {
        passed += gap
        let offset = Int64(passed / slots[slot] * Double(slotMicroseconds))
        return arrival(at: startMicroseconds + Int64(slot) * slotMicroseconds + min(offset, slotMicroseconds - 1))
      }
      gap -= left
      slot += 1
      passed = 0
    }
    return nil
  }

  private mutating func arrival(at microseconds: Int64) -> Arrival {
    let kind = userStream.uniform()
    let user = Int32(users.draw(&userStream))
    let age = userStream.uniform()
    if kind < audience.anonymousShare {
      return Arrival(microseconds: microseconds, user: -1, knownForMicroseconds: 0)
    }
    let isNew = kind < audience.anonymousShare + audience.newUserShare
    return Arrival(
      microseconds: microseconds, user: user,
      knownForMicroseconds: isNew ? Int64(age * Double(Instant.microsecondsPerDay)) : .max)
  }
}
