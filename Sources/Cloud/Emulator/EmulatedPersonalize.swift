import JSONText
import LocalService
import Randomness
import Synchronization

/// Amazon Personalize on this machine: resources with the service's rules and states, on a clock that can run fast; real
/// imports, real trainings, real answers.
///
/// What the service does is stated by AWS's models and guides; durations, delays and billed hours are stated assumptions
/// (`ResourceKind.durations`, `Durations`). Its exploration is off unless a campaign asks for it.
package final class EmulatedPersonalize: Sendable {
  private let clock: SimulatedClock
  private let world: Mutex<World>
  private let objects: any ObjectStorage
  private let identifiers: Identifiers
  /// The instant before which nothing changes by itself, so that requests need not look.
  private let nextChange = Atomic<Int64>(0)

  /// - Parameters:
  ///   - folder: where the state is kept; nil keeps it in memory.
  ///   - objects: where imports are read and results written.
  ///   - speed: simulated seconds a second.
  ///   - seed: of identifiers.
  ///   - account: twelve digits, in every ARN.
  /// - Throws: where the state cannot be opened.
  package init(
    folder: String?, objects: any ObjectStorage, speed: Double, seed: UInt64, account: String = "000000000000"
  ) throws {
    let wall = Int64(realSeconds() * 1e6)
    clock = SimulatedClock(startingAt: wall, speed: speed)
    identifiers = Identifiers(seed: seed, run: 0)
    world = Mutex(World(account: account, identifiers: identifiers))
    self.objects = objects
  }

  /// Seconds since the epoch on the service's clock.
  package var now: Double { Double(clock.now) / 1e6 }

  /// Answers a request to one of `personalize`, `personalize-runtime` and `personalize-events`.
  package func respond(to request: HTTPServiceRequest, service: String) async -> HTTPServiceResponse {
    let requestID = identifiers.uuid()
    guard service == "personalize" else {
      return ServiceFault.invalid("not yet").restResponse(requestID: requestID, isEvents: false)
    }
    do throws(ServiceFault) {
      let answer = try control(request)
      return HTTPServiceResponse(
        status: 200, headers: Headers.control(requestID), body: Array(answer.compactText.utf8))
    } catch {
      return error.controlResponse(requestID: requestID)
    }
  }

  private func control(_ request: HTTPServiceRequest) throws(ServiceFault) -> JSONTree {
    guard request.method == "POST" else { throw .init(code: "UnknownOperationException", message: "Use POST.") }
    let target = request.header("X-Amz-Target") ?? ""
    let prefix = "AmazonPersonalize."
    guard target.hasPrefix(prefix) else {
      throw .init(code: "UnknownOperationException", message: "X-Amz-Target names no operation of the service.")
    }
    let body = try RequestBody.tree(request.body)
    settle()
    let call = Call(now: clock.now, region: Scope.region(of: request))
    let (answer, begun) = world.withLock { world in
      let answer = Result { () throws(ServiceFault) in
        try world.perform(String(target.dropFirst(prefix.count)), body, call)
      }
      defer { world.begun = [] }
      return (answer, world.begun)
    }
    for work in begun { begin(work) }
    return try answer.get()
  }

  private func begin(_ work: World.Work) {
    world.withLock { world in
      let now = clock.now
      world.change(work.arn) { $0.outcome = .init(at: now, failure: nil) }
    }
  }

  /// Does what is due.
  private func settle() {
    let now = clock.now
    _ = world.withLock { $0.settle(now) }
  }

  /// Puts the clock forward by some seconds; work that is due by then is waited for.
  package func advance(by seconds: Double) async {
    clock.advance(to: clock.now + Int64(max(0, seconds) * 1e6))
    settle()
  }
}

/// Bodies of requests.
enum RequestBody {
  /// A body as JSON; an empty one is an empty object.
  static func tree(_ bytes: [UInt8]) throws(ServiceFault) -> JSONTree {
    guard !bytes.isEmpty else { return .object([]) }
    var limits = JSONReader.Limits()
    limits.depth = 32
    limits.stringBytes = 1 << 20
    do throws(JSONError) {
      return try JSONTree(bytes, limits: limits)
    } catch {
      throw .notJSON("The body is no JSON: \(error.detail).")
    }
  }
}

/// What the signature of a request says of it.
enum Scope {
  /// The region of the credential's scope; us-east-1 where there is none.
  static func region(of request: HTTPServiceRequest) -> String {
    guard let header = request.header("Authorization"), let found = header.firstRange(of: "Credential=") else {
      return "us-east-1"
    }
    let parts = header[found.upperBound...].prefix { $0 != "," && $0 != " " }.split(separator: "/")
    guard parts.count >= 3, (1...32).contains(parts[2].utf8.count),
      parts[2].utf8.allSatisfy({ (97...122).contains($0) || (48...57).contains($0) || $0 == 45 })
    else { return "us-east-1" }
    return String(parts[2])
  }
}
