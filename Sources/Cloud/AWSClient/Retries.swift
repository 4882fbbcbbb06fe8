import HTTPTransfer
import Measures
import Synchronization

/// When a request is sent again, as botocore 1.43's standard mode has it, but for one code: `LimitExceededException` is a
/// quota of Personalize, which waiting does not lift.
package struct RetryPolicy: Sendable {
  /// How often a request is sent at most.
  package var maxAttempts = 3

  package init(maxAttempts: Int = 3) { self.maxAttempts = max(1, maxAttempts) }

  /// What an answer or its absence means for sending again.
  enum Verdict: Hashable, Sendable {
    /// Nothing is gained by it.
    case final
    /// The service refused for now and did nothing.
    case refusedForNow
    /// The service cannot have heard of it.
    case notSent
    /// It may have been done.
    case lost
    /// Our clock is wrong, or the key has ended: to be put right first.
    case clock, key
  }

  static let throttlingCodes: Set = [
    "Throttling", "ThrottlingException", "ThrottledException", "RequestThrottledException",
    "TooManyRequestsException", "ProvisionedThroughputExceededException", "TransactionInProgressException",
    "RequestLimitExceeded", "BandwidthLimitExceeded", "RequestThrottled", "SlowDown", "PriorRequestNotComplete",
    "EC2ThrottledException",
  ]
  private static let transientCodes: Set = ["RequestTimeout", "RequestTimeoutException", "InternalError"]
  private static let clockCodes: Set = [
    "RequestTimeTooSkewed", "RequestInTheFuture", "RequestExpired", "InvalidSignatureException",
    "SignatureDoesNotMatch", "AuthFailure",
  ]
  private static let keyCodes: Set = ["ExpiredToken", "ExpiredTokenException"]

  static func verdict(_ error: AWSError) -> Verdict {
    switch error.kind {
    case .credentials, .configuration: return .final
    case .unreadable: return .lost
    case .transport(let code):
      switch code {
      case .invalidRequest, .tooLarge, .receiverFailed, .insecure: return .final
      case .unresolved, .unreachable: return .notSent
      case .timeout, .cutOff, .failed: return .lost
      }
    case .service:
      if throttlingCodes.contains(error.code) || error.status == 429 { return .refusedForNow }
      if clockCodes.contains(error.code) { return .clock }
      if keyCodes.contains(error.code) { return .key }
      let isTransient = transientCodes.contains(error.code) || [500, 502, 503, 504].contains(error.status)
      return isTransient ? .lost : .final
    }
  }

  /// How long to wait before sending again: full jitter over 1, 2, 4, … seconds, 20 at most; longer where the service asks.
  ///
  /// - Parameters:
  ///   - attempt: how often it was sent, from 1.
  ///   - random: 0..<1.
  static func delay(attempt: Int, random: Double, retryAfter: Timespan?) -> Timespan {
    let longest = min(Double(1 << min(attempt - 1, 10)), 20)
    let jittered = Timespan.seconds(random * longest)
    guard let retryAfter else { return jittered }
    return max(jittered, min(retryAfter, .seconds(20)))
  }

  /// What a service says of when to come again: `Retry-After` in seconds, or `x-amz-retry-after` in milliseconds.
  static func retryAfter(_ head: HTTPResponseHead) -> Timespan? {
    if let text = head.header("x-amz-retry-after"), let number = Double(text), (0...86_400_000).contains(number) {
      return .milliseconds(number)
    }
    if let text = head.header("Retry-After"), let number = Double(text), (0...86_400).contains(number) {
      return .seconds(number)
    }
    return nil
  }
}

/// Tokens that sending again costs, so that a client does not hammer a service that is down. As botocore: 500 at first, 5
/// for each time, 10 after a time-out; one comes back with each success, and what the last time cost.
package final class RetryQuota: Sendable {
  private static let capacity = 500
  private let left = Mutex(RetryQuota.capacity)

  package init() {}

  /// Tokens that are left.
  package var available: Int { left.withLock { $0 } }

  /// Takes the tokens of one more time; nil where there are too few.
  func acquire(afterTimeout: Bool) -> Int? {
    let cost = afterTimeout ? 10 : 5
    return left.withLock { left in
      guard left >= cost else { return nil }
      left -= cost
      return cost
    }
  }

  /// Puts tokens back after a success.
  func release(_ tokens: Int?) { left.withLock { $0 = min(RetryQuota.capacity, $0 + (tokens ?? 1)) } }
}
