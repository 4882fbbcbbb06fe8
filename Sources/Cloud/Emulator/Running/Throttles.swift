import Synchronization

/// Refuses requests above what is provisioned, as the simulator models it: a token bucket of a second's capacity; capacity
/// follows ⌈mean of five minutes ÷ 0.7⌉ five minutes later, never below the floor and never above 500 a second.
///
/// Assumptions: 70 % target and a lag of 5–10 minutes are the only anchors that AWS published. Source: developer guide,
/// 2025; AWS's cheat sheet, 2024.
final class Throttles: Sendable {
  private struct Bucket {
    var tokens: Double
    var at: Int64
    var capacity: Double
    /// The window of five minutes that is being counted, and the capacity that the one before asked for.
    var window: Int64
    var asked = 0.0
    var next: Double
  }

  private static let window: Int64 = 300_000_000
  private static let ceiling = 500.0
  private let buckets = Mutex<[String: Bucket]>([:])

  /// Whether a request at an instant (microseconds) gets through.
  func admits(_ arn: String, floor: Double, at now: Int64) -> Bool {
    buckets.withLock { buckets in
      let number = now / Self.window
      var bucket =
        buckets[arn] ?? Bucket(tokens: floor, at: now, capacity: floor, window: number, next: floor)
      if number > bucket.window {
        // The capacity that the window before the last asked for stands now; idle windows ask for the floor.
        let wanted = (bucket.asked / 300 / 0.7).rounded(.up)
        bucket.capacity = number == bucket.window + 1 ? bucket.next : floor
        bucket.next = number == bucket.window + 1 ? wanted : floor
        bucket.asked = 0
        bucket.window = number
      }
      bucket.capacity = min(max(bucket.capacity, floor), Self.ceiling)
      bucket.asked += 1
      let gained = Double(max(0, now - bucket.at)) * 1e-6 * bucket.capacity
      bucket.tokens = min(bucket.capacity, bucket.tokens + gained)
      bucket.at = max(now, bucket.at)
      let admits = bucket.tokens >= 1
      if admits { bucket.tokens -= 1 }
      buckets[arn] = bucket
      return admits
    }
  }
}
