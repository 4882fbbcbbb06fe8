import HTTPTransfer
import Measures
import Signatures
import Synchronization

/// Signs calls, sends them, sends them again where that helps, and reads what comes back.
///
/// Safe to use from many threads; a call blocks its thread until it is over.
package struct AWSClient: Sendable {
  package let region: String
  package let policy: RetryPolicy
  package let quota = RetryQuota()
  let machine: Machine
  private let transport: any HTTPTransport
  private let credentials: CredentialCache
  private let endpointOf: @Sendable (AWSService) throws(AWSError) -> String?
  private let clock = ClockOffset()

  /// A client as environment, files and arguments say.
  package init(settings: AWSSettings, transport: any HTTPTransport, metadata: any HTTPTransport) throws(AWSError) {
    self.init(
      region: try settings.region(), transport: transport, policy: RetryPolicy(maxAttempts: try settings.maxAttempts()),
      machine: settings.machine,
      credentials: { () throws(AWSError) in
        try CredentialSource(settings: settings, transport: metadata).load()
      }, endpoint: { service throws(AWSError) in try settings.endpointOverride(service) })
  }

  /// - Parameters:
  ///   - credentials: asked for at the first call, and again before they end.
  ///   - endpoint: the address that takes the place of a service's own; nil for its own.
  package init(
    region: String, transport: any HTTPTransport, policy: RetryPolicy = RetryPolicy(), machine: Machine,
    credentials: @escaping @Sendable () throws(AWSError) -> AWSCredentials,
    endpoint: @escaping @Sendable (AWSService) throws(AWSError) -> String?
  ) {
    self.region = region
    self.transport = transport
    self.policy = policy
    self.machine = machine
    self.credentials = CredentialCache(now: machine.now, load: credentials)
    endpointOf = endpoint
  }

  /// A client with a key at hand and one address for all services, such as one on this machine.
  package init(
    region: String, transport: any HTTPTransport, policy: RetryPolicy = RetryPolicy(), machine: Machine = .real,
    accessKeyID: String, secretAccessKey: String, sessionToken: String? = nil, endpoint: String?
  ) {
    let key = AWSCredentials(
      accessKeyID: accessKeyID, secretAccessKey: secretAccessKey, sessionToken: sessionToken)
    self.init(
      region: region, transport: transport, policy: policy, machine: machine,
      credentials: { () throws(AWSError) in key }, endpoint: { _ throws(AWSError) in endpoint })
  }

  /// The address that was set for a service; nil where its own is used.
  package func endpointOverride(_ service: AWSService) throws(AWSError) -> String? { try endpointOf(service) }

  /// Sends a call until it is answered or no more is to be hoped for.
  ///
  /// - Parameter read: makes a value of an answer of status 2xx. A `ServiceFault` that it throws is an error that the
  ///   service put into such an answer; anything else means that the answer cannot be read, which is as good as none.
  package func send<Value>(
    _ call: AWSCall, read: (HTTPResponse) throws -> Value
  ) throws(AWSError) -> Value {
    var attempt = 0
    var tokens: Int?
    var wasLost = false
    while true {
      attempt += 1
      let failure: AWSError
      let head: HTTPResponseHead?
      let outcome: Outcome<Value>
      do throws(AWSError) { outcome = try exchange(call, read: read) } catch {
        var error = error
        error.attempts = attempt - 1
        error.followsLostAttempt = wasLost
        error.isOutcomeUnknown = wasLost && call.repetition != .harmless
        throw error
      }
      switch outcome {
      case .success(let value):
        quota.release(tokens)
        return value
      case .failure(let found, let answer): (failure, head) = (found, answer)
      }
      var verdict = RetryPolicy.verdict(failure)
      if verdict == .clock { verdict = clock.correct(by: head, now: machine.now()) ? .refusedForNow : .final }
      if verdict == .key {
        credentials.forget()
        verdict = attempt == 1 ? .refusedForNow : .final
      }
      var error = failure
      error.attempts = attempt
      // An answer that is too large to take is one that nobody has read.
      let isUnread = verdict == .lost || [.transport(.tooLarge), .transport(.receiverFailed)].contains(failure.kind)
      error.isOutcomeUnknown = isUnread && call.repetition != .harmless
      error.followsLostAttempt = wasLost
      if verdict == .lost { wasLost = true }
      let mayRepeat = verdict != .final && (verdict != .lost || call.repetition != .unlessDone)
      guard mayRepeat, attempt < policy.maxAttempts, let cost = pause(after: error, attempt: attempt, head: head) else {
        throw error
      }
      tokens = cost
    }
  }

  /// Pays for sending again and waits; nil where there is nothing to pay with.
  private func pause(after error: AWSError, attempt: Int, head: HTTPResponseHead?) -> Int? {
    guard let tokens = quota.acquire(afterTimeout: error.kind == .transport(.timeout)) else { return nil }
    wait(attempt: attempt, retryAfter: head.flatMap(RetryPolicy.retryAfter))
    return tokens
  }

  /// Waits as before an attempt after so many.
  package func wait(attempt: Int, retryAfter: Timespan? = nil) {
    machine.sleep(RetryPolicy.delay(attempt: attempt, random: machine.random(), retryAfter: retryAfter))
  }

  private enum Outcome<Value> {
    case success(Value)
    case failure(AWSError, HTTPResponseHead?)
  }

  /// Once there and back.
  private func exchange<Value>(
    _ call: AWSCall, read: (HTTPResponse) throws -> Value
  ) throws(AWSError) -> Outcome<Value> {
    let request = try signed(call)
    let response: HTTPResponse
    do { response = try transport.send(request) } catch {
      return .failure(
        AWSError(.transport(error.code), operation: call.name, message: error.description), nil)
    }
    func failure(_ fault: ServiceFault, status: Int) -> Outcome<Value> {
      .failure(
        AWSError(
          .service, operation: call.name, code: fault.code, message: fault.message, requestID: fault.requestID,
          status: status, body: response.body), response.head)
    }
    guard (200..<300).contains(response.head.status) else {
      return failure(call.readFault(response), status: response.head.status)
    }
    do { return .success(try read(response)) } catch let fault as ServiceFault {
      // S3 keeps a connection alive with a 200 and blanks, and tells how it ended in the body.
      return failure(fault, status: 500)
    } catch {
      let requestID = response.head.header("x-amzn-RequestId") ?? response.head.header("x-amz-request-id")
      return .failure(
        AWSError(
          .unreadable, operation: call.name, message: "\(error)", requestID: requestID, status: response.head.status,
          body: response.body), response.head)
    }
  }

  /// The call as it goes out now.
  package func signed(_ call: AWSCall) throws(AWSError) -> HTTPRequest {
    let override = try endpointOf(call.service)
    let base = call.endpoint ?? override ?? call.service.defaultEndpoint(region: region)
    let query = call.encodedQuery
    let url = base + call.path + (query.isEmpty ? "" : "?" + query)
    let signable = SignableRequest(
      method: call.method, url: url, headers: call.headers.map { .init($0.name, $0.value) },
      payloadHash: call.body.isEmpty ? SignatureV4.emptyPayloadHash : SHA256.hexadecimal(call.body))
    let added = SignatureV4(region: region, service: call.service.signingName).headers(
      for: signable, credentials: try credentials.credentials(), time: machine.now() + clock.offset)
    var request = HTTPRequest(
      call.method, url, headers: call.headers + added.map { HTTPHeader($0.name, $0.value) }, body: call.body,
      limits: call.limits)
    request.isSentOnce = call.isSentOnce || call.repetition == .unlessDone
    return request
  }
}

/// How far our clock is behind the services', as their refusals tell.
final class ClockOffset: Sendable {
  /// AWS takes requests up to five minutes off; less than this is no reason to refuse one.
  private static let tolerance = Timespan.minutes(4)
  private let known = Mutex(Timespan.zero)

  var offset: Timespan { known.withLock { $0 } }

  /// Takes the service's time where ours is far off; whether anything changed.
  func correct(by head: HTTPResponseHead?, now: Instant) -> Bool {
    guard let time = head?.header("Date").flatMap(HTTPDate.instant) else { return false }
    return known.withLock { known in
      let offset = time - now
      let change = offset - known
      guard change > ClockOffset.tolerance || .zero - change > ClockOffset.tolerance else { return false }
      known = offset
      return true
    }
  }
}
