import Interactions
import Measures

/// How long those who ask have been known: the distribution over requests of the time since the user's first visit.
///
/// It decides whom a batch can know: a table that is two weeks old misses everybody who came within two weeks.
package struct Tenure: Sendable, Equatable {
  /// Share of requests by users whose first visit lies within the time that the log can tell, 0...1; the others have been
  /// known for longer.
  package let recentShare: Double
  /// Quantiles in seconds, evenly spaced from the least to the greatest, of the tenures of those.
  package let recentSeconds: [Double]

  /// A share of requests by users first seen less than 24 hours ago, evenly over the day; all others known for long.
  package init(newUserShare share: Double) {
    precondition((0...1).contains(share))
    recentShare = share
    recentSeconds = [0, 86_400]
  }

  /// The tenures in a log's second half: up to half its span they are exact, and beyond that they are "long".
  package init(of log: InteractionLog) {
    guard let first = log.timestamps.first, let last = log.timestamps.last, last > first else {
      (recentShare, recentSeconds) = (0, [0, 0])
      return
    }
    let half = (last - first) / 2
    var firstSeen = [Int64](repeating: .max, count: log.users.count)
    var recent: [Int64] = []
    var counted = 0
    for index in 0..<log.count {
      let user = Int(log.userIDs[index])
      let now = log.timestamps[index]
      firstSeen[user] = min(firstSeen[user], now)
      guard now >= first + half else { continue }
      counted += 1
      if now - firstSeen[user] < half { recent.append(now - firstSeen[user]) }
    }
    recent.sort()
    recentShare = counted == 0 ? 0 : Double(recent.count) / Double(counted)
    recentSeconds =
      recent.isEmpty ? [0, 0] : (0...256).map { Double(recent[$0 * (recent.count - 1) / 256]) }
  }

  /// The tenure in microseconds at a uniform draw in (0, 1); `Int64.max` for users known for long.
  @inline(__always)
  func microseconds(at uniform: Double) -> Int64 {
    uniform < recentShare ? recentMicroseconds(at: uniform) : .max
  }

  @inline(never)
  private func recentMicroseconds(at uniform: Double) -> Int64 {
    let position = uniform / recentShare * Double(recentSeconds.count - 1)
    let below = min(Int(position), recentSeconds.count - 2)
    let weight = position - Double(below)
    return Int64((recentSeconds[below] * (1 - weight) + recentSeconds[below + 1] * weight) * 1e6)
  }
}
