import Synchronization

/// The service's clock: it runs some times as fast as that of the machine, and can be put forward.
final class SimulatedClock: Sendable {
  private struct State {
    var microseconds: Int64
    var mark: ContinuousClock.Instant
  }

  private let state: Mutex<State>
  /// Simulated seconds a second; not negative.
  let speed: Double

  init(startingAt microseconds: Int64, speed: Double) {
    self.speed = speed
    state = Mutex(State(microseconds: microseconds, mark: .now))
  }

  /// Microseconds since the epoch.
  var now: Int64 { state.withLock { now(&$0) } }

  private func now(_ state: inout State) -> Int64 {
    let (seconds, attoseconds) = (ContinuousClock.now - state.mark).components
    let elapsed = (Double(seconds) + Double(attoseconds) * 1e-18) * speed * 1e6
    return state.microseconds + Int64(min(elapsed, 1e18))
  }

  /// Puts the clock forward to an instant; never back.
  func advance(to microseconds: Int64) {
    state.withLock { state in
      let mark = ContinuousClock.now
      state.microseconds = max(now(&state), microseconds)
      state.mark = mark
    }
  }
}
