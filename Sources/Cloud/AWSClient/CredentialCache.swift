import Measures
import Signatures
import Synchronization

/// Credentials that are asked for once and again before they end; safe to use from many threads.
package final class CredentialCache: Sendable {
  /// Before their end, temporary credentials are asked for anew: 15 minutes, as botocore does.
  private static let refreshBefore = Timespan.minutes(15)
  private let load: @Sendable () throws(AWSError) -> AWSCredentials
  private let now: @Sendable () -> Instant
  private let known = Mutex<AWSCredentials?>(nil)

  package init(
    now: @escaping @Sendable () -> Instant, load: @escaping @Sendable () throws(AWSError) -> AWSCredentials
  ) {
    self.now = now
    self.load = load
  }

  /// Credentials that hold now. Those at hand are used on where new ones cannot be had and the old have not ended.
  package func credentials() throws(AWSError) -> AWSCredentials {
    // The lock is held while loading: other threads need the same answer.
    let result: Result<AWSCredentials, AWSError> = known.withLock { known in
      if let held = known, held.expiry.map({ now() < $0 - CredentialCache.refreshBefore }) ?? true {
        return .success(held)
      }
      do throws(AWSError) {
        let loaded = try load()
        known = loaded
        return .success(loaded)
      } catch {
        if let held = known, let expiry = held.expiry, now() < expiry { return .success(held) }
        return .failure(error)
      }
    }
    return try result.get()
  }

  /// Forgets what is known, so that the next request asks anew: a service has refused it as ended.
  func forget() { known.withLock { $0 = nil } }
}
