import AWSClient
import Foundation
import HTTPServer
import HTTPTransfer
import LocalService
import Measures
import Personalize
import Testing

/// What goes wrong with a call on its way over a socket.
private enum WireFault: CaseIterable, Sendable {
  case internalError, unavailable, throttled, resetBefore, resetAfter, slowAfter, cutBody, wrongJSON

  /// Whether the service does what it is asked.
  var happens: Bool {
    switch self {
    case .internalError, .unavailable, .throttled, .resetBefore: false
    default: true
    }
  }
}

/// The fake service behind a real server, its faults made of sockets.
private final class WireService: Sendable {
  let service = FakeService()
  private let lock = NSLock()
  private nonisolated(unsafe) var calls = 0
  private let fault: @Sendable (Int) -> WireFault?

  init(fault: @escaping @Sendable (Int) -> WireFault?) { self.fault = fault }

  private func next() -> WireFault? {
    lock.withLock {
      defer { calls += 1 }
      return fault(calls)
    }
  }

  /// Calls that came.
  var count: Int { lock.withLock { calls } }

  @Sendable func answer(_ request: HTTPServiceRequest, _ peer: HTTPServicePeer) async -> HTTPServiceAnswer {
    func said(_ status: Int, _ text: String) -> HTTPServiceAnswer {
      HTTPServiceAnswer(HTTPServiceResponse(status: status, body: Array(text.utf8)))
    }
    let fault = next()
    switch fault {
    case .internalError: return said(500, #"{"__type":"InternalFailure"}"#)
    case .unavailable: return said(503, "<html>busy</html>")
    case .throttled: return said(400, #"{"__type":"ThrottlingException","message":"Rate exceeded"}"#)
    case .resetBefore: return HTTPServiceAnswer(HTTPServiceResponse(status: 500), delivery: .reset)
    default: break
    }
    let operation =
      request.header("X-Amz-Target")?.split(separator: ".").last.map(String.init) ?? String(request.path.dropFirst())
    let made = service.carryOut(operation, request.body)
    let response = HTTPServiceResponse(
      status: made.head.status, headers: made.head.headers.map { (name: $0.name, value: $0.value) }, body: made.body)
    switch fault {
    case .resetAfter: return HTTPServiceAnswer(response, delivery: .reset)
    case .cutBody: return HTTPServiceAnswer(response, delivery: .cut(bytes: response.body.count / 2))
    case .wrongJSON: return said(200, #"{"broken": "#)
    case .slowAfter:
      // Longer than the client waits; its going away ends the wait.
      try? await Task.sleep(for: .seconds(3))
      return HTTPServiceAnswer(response)
    default: return HTTPServiceAnswer(response)
    }
  }
}

@Suite("Faults of a real connection", .serialized, .timeLimit(.minutes(10))) struct WireFaultTests {
  /// Runs a body, which blocks, on a thread of its own: those of tasks must be free for the server.
  private static func onThread(_ body: @escaping @Sendable () throws -> Void) async throws {
    try await withCheckedThrowingContinuation { (done: CheckedContinuation<Void, any Error>) in
      Thread.detachNewThread { done.resume(with: Result { try body() }) }
    }
  }

  /// Serves while a body runs.
  private static func serving(
    _ wire: WireService, _ body: @escaping @Sendable (_ address: String) throws -> Void
  ) async throws {
    let server = try await HTTPServer.start(port: 0, handler: wire.answer)
    let address = "http://127.0.0.1:\(server.port)"
    let outcome: Result<Void, any Error>
    do { outcome = .success(try await onThread { try body(address) }) } catch { outcome = .failure(error) }
    await server.stop(grace: 0)
    try outcome.get()
  }

  /// - Parameter patience: for answers that are slow on order; for all others the time-out is there against hanging alone.
  private static func client(
    _ address: String, _ fault: WireFault?, attempts: Int = 3, patience: Timespan = .milliseconds(200)
  ) -> PersonalizeClient {
    PersonalizeClient(
      testClient(CurlTransport(usesProxy: false), attempts, endpoint: address),
      timeout: fault == .slowAfter ? patience : .seconds(20))
  }

  @Test("at each call of a group's life in turn: it is sent again or found, and nothing is made twice")
  func eachCall() async throws {
    let plain = WireService { _ in nil }
    try await Self.serving(plain) { try lifeOfAGroup(Self.client($0, nil)) }
    #expect(plain.count > 30)
    for fault in WireFault.allCases {
      for number in 0..<plain.count {
        let wire = WireService { $0 == number ? fault : nil }
        try await Self.serving(wire) { try lifeOfAGroup(Self.client($0, fault)) }
        let creations = wire.service.carriedOut.filter { $0.hasPrefix("Create") }
        #expect(creations.count == 9 && Set(creations).count == 9, "\(fault) at call \(number): \(creations)")
        #expect(wire.count > plain.count, "\(fault) at call \(number) was not seen")
      }
    }
  }

  @Test("of every operation, without end: a typed error after a few attempts, and no creation twice")
  func everyOperation() async throws {
    @Sendable func attempt<Operation: PersonalizeOperation>(_ operation: Operation, _ client: PersonalizeClient)
      -> AWSError?
    {
      do { _ = try client.send(operation) } catch { return error }
      return nil
    }
    for fault in WireFault.allCases {
      for operation in RequestSamples.operations() {
        let name = type(of: operation).operationName
        let wire = WireService { _ in fault }
        try await Self.serving(wire) { address in
          let error = attempt(operation, Self.client(address, fault, attempts: 2, patience: .milliseconds(50)))
          #expect(error != nil, "\(name), \(fault)")
          switch fault {
          case .internalError, .unavailable, .throttled: #expect(error?.kind == .service, "\(name), \(fault)")
          case .resetBefore, .resetAfter, .cutBody: #expect(error?.kind == .transport(.cutOff), "\(name), \(fault)")
          case .slowAfter: #expect(error?.kind == .transport(.timeout), "\(name)")
          case .wrongJSON: #expect(error?.kind == .unreadable, "\(name)")
          }
        }
        // Two of its own; a creation is looked for as well.
        #expect((1...6).contains(wire.count), "\(name), \(fault): \(wire.count) calls")
        #expect(wire.service.carriedOut.count { $0 == name && $0.hasPrefix("Create") } <= 1, "\(name), \(fault)")
      }
    }
  }
}
