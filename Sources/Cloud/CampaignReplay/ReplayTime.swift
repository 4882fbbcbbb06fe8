import Measures

/// Time that passes: a value, so that tests script it and are instant.
package struct ReplayTime: Sendable {
  /// Microseconds since the epoch; never goes back.
  package var now: @Sendable () -> Int64
  /// Waits for so many microseconds.
  package var sleep: @Sendable (Int64) async -> Void

  package init(now: @escaping @Sendable () -> Int64, sleep: @escaping @Sendable (Int64) async -> Void) {
    self.now = now
    self.sleep = sleep
  }

  /// The machine's clock as it stands now, from then on by a clock that nobody sets.
  package static func real(startingAt start: Instant) -> ReplayTime {
    let begin = ContinuousClock.now
    return ReplayTime(
      now: {
        let (seconds, attoseconds) = (ContinuousClock.now - begin).components
        return start.microseconds + seconds * 1_000_000 + attoseconds / 1_000_000_000_000
      },
      sleep: { try? await Task.sleep(for: .microseconds($0)) })
  }
}

/// Why a replay stopped before its end. What was answered is in the record, and the same command goes on from there.
package struct ReplayFailure: Error, Hashable, Sendable, CustomStringConvertible {
  /// What stopped it.
  package enum Code: String, Hashable, Sendable {
    /// The service cannot be asked any more, or refuses for good.
    case service
    /// The record cannot be written.
    case record
    /// The next request could cost more than the user allowed.
    case cap
    /// A price is missing or cannot be computed.
    case price
  }
  package let code: Code
  /// In sentences.
  package let description: String

  package init(_ code: Code, _ description: String) {
    self.code = code
    self.description = description
  }
}
