import JSONText
import LocalService
import Measures
import ObjectStore
import Signatures
import Synchronization

/// One port for Personalize, S3, STS and IAM: finds out which service a request is for, checks its signature where that is
/// wanted, lets faults on order strike, and answers for the emulator itself under `/_recast/`.
package final class Gateway: Sendable {
  /// What is set when the emulator starts.
  package struct Settings: Sendable {
    /// Twelve digits, in every ARN.
    package var account = "000000000000"
    /// Keys whose signatures are taken; any signature is, even none, where this is nil.
    package var credentials: AWSCredentials?
    /// Where roles are kept.
    package var identityFile: String
    package var faults = FaultPlan()
    /// Of request ids.
    package var seed: UInt64 = 0
    /// Simulated seconds a second, as `/_recast/clock` shows it.
    package var speed = 1.0

    package init(identityFile: String) { self.identityFile = identityFile }
  }

  let settings: Settings
  let personalize: PersonalizeBackend
  let clock: @Sendable () -> Instant
  let faults: Mutex<FaultPlan>
  private let objects: ObjectStore
  private let identities: IdentityService
  private let hasFaults: Atomic<Bool>
  private let requestsSeen = Atomic<UInt64>(0)

  /// - Parameter clock: real time, by which signatures are checked.
  package init(
    settings: Settings, objects: ObjectStore, personalize: PersonalizeBackend,
    clock: @escaping @Sendable () -> Instant
  ) {
    self.settings = settings
    self.objects = objects
    self.personalize = personalize
    self.clock = clock
    identities = IdentityService(account: settings.account, file: settings.identityFile, clock: clock)
    faults = Mutex(settings.faults)
    hasFaults = Atomic(!settings.faults.entries.isEmpty)
  }

  /// Answers any request.
  package func respond(to request: HTTPServiceRequest, from peer: HTTPServicePeer) async -> HTTPServiceAnswer {
    if request.path == "/_recast" || request.path.hasPrefix("/_recast/") {
      return await withTaskExecutorPreference(globalConcurrentExecutor) {
        HTTPServiceAnswer(await administer(request, from: peer))
      }
    }
    let number = requestsSeen.add(1, ordering: .relaxed).newValue
    guard let service = AWSService(of: request) else {
      let names = AWSService.allCases.map(\.rawValue).joined(separator: ", ")
      return HTTPServiceAnswer(
        ServiceError(
          status: 400, code: "UnknownService",
          message: "The emulator speaks for \(names), not for the service signed for."
        ).response(of: .personalize, to: request))
    }
    var answer: HTTPServiceAnswer
    if let refusal = refusal(of: request, service: service) {
      answer = HTTPServiceAnswer(refusal.response(of: service, to: request))
    } else if hasFaults.load(ordering: .relaxed), let rule = strike(request, service: service) {
      answer = await fail(request, service: service, as: rule)
    } else {
      answer = HTTPServiceAnswer(await perform(request, service: service))
    }
    stamp(&answer.response, number: number, service: service)
    return answer
  }

  private func perform(_ request: HTTPServiceRequest, service: AWSService) async -> HTTPServiceResponse {
    switch service {
    // Requests for lists are answered where their connection lives; what writes to the disk, or works longer, keeps no
    // connection waiting.
    case .personalizeRuntime: return await personalize.respond(request, service.rawValue)
    case .personalize, .personalizeEvents:
      return await withTaskExecutorPreference(globalConcurrentExecutor) { [personalize] in
        await personalize.respond(request, service.rawValue)
      }
    case .s3:
      return await withTaskExecutorPreference(globalConcurrentExecutor) { [objects] in objects.respond(to: request) }
    case .sts, .iam: return identities.respond(to: request, service: service)
    }
  }

  private func strike(_ request: HTTPServiceRequest, service: AWSService) -> FaultRule? {
    let operation = service == .s3 ? objects.operationName(of: request) : service.operationName(of: request)
    return faults.withLock { $0.strike(service, operation) }
  }

  /// Replaces the rules, and begins their counts anew.
  func setFaults(_ plan: FaultPlan) {
    faults.withLock { $0 = plan }
    hasFaults.store(!plan.entries.isEmpty, ordering: .relaxed)
  }

  /// What becomes of a call that a fault strikes.
  private func fail(
    _ request: HTTPServiceRequest, service: AWSService, as rule: FaultRule
  ) async -> HTTPServiceAnswer {
    var response: HTTPServiceResponse?
    if rule.performs { response = await perform(request, service: service) }
    func error(_ status: Int, _ code: String, _ message: String) -> HTTPServiceAnswer {
      HTTPServiceAnswer(ServiceError(status: status, code: code, message: message).response(of: service, to: request))
    }
    let isS3 = service == .s3
    switch rule.kind {
    case .internalError:
      return error(500, isS3 ? "InternalError" : "InternalFailure", "An internal error, on order.")
    case .unavailable:
      return error(503, isS3 ? "ServiceUnavailable" : "ServiceUnavailableException", "Not available, on order.")
    case .throttle:
      return isS3
        ? error(503, "SlowDown", "Please reduce your request rate.")
        : error(400, service == .sts || service == .iam ? "Throttling" : "ThrottlingException", "Rate exceeded")
    case .reset: return HTTPServiceAnswer(response ?? HTTPServiceResponse(status: 500), delivery: .reset)
    case .slow:
      // A client that went away ends the wait, and nothing is sent.
      try? await Task.sleep(for: .seconds(rule.delaySeconds))
      let late = if let response { response } else { await perform(request, service: service) }
      return HTTPServiceAnswer(late)
    case .cut:
      let whole = if let response { response } else { await perform(request, service: service) }
      return HTTPServiceAnswer(whole, delivery: .cut(bytes: rule.cutBytes ?? whole.body.count / 2))
    case .wrongJSON:
      let kind = isS3 || service == .sts || service == .iam ? "application/xml" : "application/x-amz-json-1.1"
      return HTTPServiceAnswer(
        HTTPServiceResponse(status: 200, headers: [("Content-Type", kind)], body: Array("{\"broken\": ".utf8)))
    }
  }

  /// Gives an answer the id that AWS's have, where it has none yet.
  private func stamp(_ response: inout HTTPServiceResponse, number: UInt64, service: AWSService) {
    let name = service == .s3 ? "x-amz-request-id" : "x-amzn-RequestId"
    guard !response.headers.contains(where: { $0.name.utf8.count == name.utf8.count && $0.name == name }) else {
      return
    }
    let (high, low) = RequestID.words(seed: settings.seed, number: number)
    if service == .s3 {
      response.headers.append((name, RequestID.hexadecimal(low).uppercased()))
      response.headers.append(("x-amz-id-2", RequestID.hexadecimal(high) + RequestID.hexadecimal(low)))
    } else {
      response.headers.append((name, RequestID.uuid(high, low)))
    }
  }
}

/// Ids of requests: the n-th of a seed is the same in every run.
enum RequestID {
  static func words(seed: UInt64, number: UInt64) -> (UInt64, UInt64) {
    (mixed(seed ^ 0x7265_6361_7374_0001 &+ number), mixed(seed &+ number &* 0x9E37_79B9_7F4A_7C15))
  }

  /// The form of a random UUID (RFC 9562, version 4).
  static func uuid(_ high: UInt64, _ low: UInt64) -> String {
    let text = hexadecimal(high & ~0xF000 | 0x4000) + hexadecimal(low & ~(3 << 62) | 1 << 63)
    let digits = Array(text.utf8)
    func part(_ range: Range<Int>) -> String { String(decoding: digits[range], as: UTF8.self) }
    return "\(part(0..<8))-\(part(8..<12))-\(part(12..<16))-\(part(16..<20))-\(part(20..<32))"
  }

  static func hexadecimal(_ word: UInt64) -> String {
    BytesText.hexadecimal(withUnsafeBytes(of: word.bigEndian) { Array($0) })
  }

  /// The finalizer of splitmix64 (S. Vigna, public domain, 2015).
  private static func mixed(_ value: UInt64) -> UInt64 {
    var z = value
    z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    return z ^ (z >> 31)
  }
}
