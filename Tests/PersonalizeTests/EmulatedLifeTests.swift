import AWSClient
import Emulator
import Foundation
import Gateway
import HTTPServer
import HTTPTransfer
import LocalService
import Measures
import ObjectStore
import Personalize
import Testing

/// The emulator whole, as `recast emulator` puts it together, its clock moved by steps alone.
private final class WholeEmulator: Sendable {
  private let folder: String
  let personalize: EmulatedPersonalize
  let gateway: Gateway

  init() throws {
    folder = FileManager.default.temporaryDirectory.appending(path: "recast-life-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    let objects = try ObjectStore(folder: folder + "/s3", clock: Self.now)
    let personalize = try EmulatedPersonalize(folder: folder + "/state", objects: objects, speed: 0, seed: 1)
    self.personalize = personalize
    gateway = Gateway(
      settings: Gateway.Settings(identityFile: folder + "/iam.json"), objects: objects,
      personalize: PersonalizeBackend(
        respond: { await personalize.respond(to: $0, service: $1) }, advance: { await personalize.advance(by: $0) },
        now: { personalize.now }, bill: { personalize.bill() }),
      clock: Self.now)
    try objects.createBucket("bucket")
    var csv = "USER_ID,ITEM_ID,TIMESTAMP\n"
    for number in 0..<1500 { csv += "u\(number % 60),i\(number * 7 % 89),\(1_700_000_000 + number * 60)\n" }
    try objects.write(Array(csv.utf8), to: "in.csv", in: "bucket")
  }

  deinit { try? FileManager.default.removeItem(atPath: folder) }

  private static let now: @Sendable () -> Instant = { Instant(seconds: Int64(Date().timeIntervalSince1970)) }

  /// Asks until it is so, a minute of the service's time between two questions.
  func wait(_ isSo: () throws -> Bool) throws {
    for _ in 0..<200 {
      if try isSo() { return }
      Self.blocking { [personalize] in await personalize.advance(by: 60) }
    }
    Issue.record("not within 200 minutes")
  }

  /// What a task gives, waited for; on a thread that no task needs.
  static func blocking<Value: Sendable>(_ body: @escaping @Sendable () async -> Value) -> Value? {
    let box = Box<Value>()
    Task.detached {
      box.value = await body()
      box.done.signal()
    }
    box.done.wait()
    return box.value
  }

  private final class Box<Value>: @unchecked Sendable {
    let done = DispatchSemaphore(value: 0)
    // Written before the signal, read after it.
    var value: Value?
  }

  /// Requests handed over without a socket.
  var transport: FunctionTransport {
    FunctionTransport { [gateway] request throws(HTTPError) in
      let target = request.url.drop { $0 != ":" }.dropFirst(3).drop { $0 != "/" }
      let path = target.prefix { $0 != "?" }
      let asked = HTTPServiceRequest(
        method: request.method, path: path.isEmpty ? "/" : String(path),
        query: String(target[path.endIndex...].dropFirst()),
        headers: request.headers.map { (name: $0.name, value: $0.value) }, body: request.body)
      let answer = WholeEmulator.blocking { await gateway.respond(to: asked, from: .init(isLoopback: true)) }
      guard let response = answer?.response else { throw HTTPError(.cutOff, url: request.url) }
      return HTTPResponse(
        head: HTTPResponseHead(
          status: response.status, headers: response.headers.map { HTTPHeader($0.name, $0.value) }),
        body: response.body)
    }
  }

  static func client(_ transport: any HTTPTransport, _ address: String) -> PersonalizeClient {
    PersonalizeClient(
      AWSClient(
        region: "eu-central-1", transport: transport, accessKeyID: "AKIDEXAMPLE", secretAccessKey: "secret",
        endpoint: address))
  }
}

@Suite("The same life over the emulator", .timeLimit(.minutes(10))) struct EmulatedLifeTests {
  private func onThread(_ body: @escaping @Sendable () throws -> Void) async throws {
    try await withCheckedThrowingContinuation { (done: CheckedContinuation<Void, any Error>) in
      Thread.detachNewThread { done.resume(with: Result { try body() }) }
    }
  }

  @Test("from schema to clean-up, in this process") func inProcess() async throws {
    let emulator = try WholeEmulator()
    try await onThread {
      try lifeOfAGroup(WholeEmulator.client(emulator.transport, "http://emulator"), wait: emulator.wait)
    }
    #expect(emulator.personalize.problems.isEmpty)
  }

  @Test("from schema to clean-up, over loopback") func loopback() async throws {
    let emulator = try WholeEmulator()
    let server = try await HTTPServer.start(port: 0) { await emulator.gateway.respond(to: $0, from: $1) }
    let address = "http://127.0.0.1:\(server.port)"
    try await onThread {
      try lifeOfAGroup(WholeEmulator.client(CurlTransport(usesProxy: false), address), wait: emulator.wait)
    }
    await server.stop(grace: 1)
  }
}
