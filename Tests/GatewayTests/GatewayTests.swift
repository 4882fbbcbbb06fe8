import Foundation
import Gateway
import JSONText
import LocalService
import Measures
import ObjectStore
import Signatures
import TestSupport
import Testing

/// A gateway over a folder of its own, with a service behind it that says what it was asked.
final class GatewayBench {
  let folder: String
  let objects: ObjectStore
  let gateway: Gateway
  static let time = Instant(iso8601: "2026-11-26T00:20:00Z") ?? Instant(seconds: 0)

  init(_ change: (inout Gateway.Settings) -> Void = { _ in }) throws {
    folder = FileManager.default.temporaryDirectory.appending(path: "recast-gateway-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    objects = try ObjectStore(folder: folder + "/s3") { Self.time }
    var settings = Gateway.Settings(identityFile: folder + "/iam.json")
    change(&settings)
    gateway = Gateway(
      settings: settings, objects: objects,
      personalize: PersonalizeBackend(
        respond: { HTTPServiceResponse(status: 200, body: Array("\($1) \($0.path)".utf8)) }, advance: { _ in },
        now: { 1_795_652_400.5 }, bill: { JSONTree(.object([.init("total", JSONTree(.string("0.00")))])) }),
      clock: { Self.time })
  }

  /// A service that is never asked.
  static let silent = PersonalizeBackend(
    respond: { _, _ in HTTPServiceResponse(status: 500) }, advance: { _ in }, now: { 0 },
    bill: { JSONTree(.object([])) })

  deinit { try? FileManager.default.removeItem(atPath: folder) }

  func ask(
    _ method: String, _ path: String, query: String = "", headers: [(name: String, value: String)] = [],
    body: String = "", isLoopback: Bool = true
  ) async -> HTTPServiceAnswer {
    await gateway.respond(
      to: HTTPServiceRequest(
        method: method, path: path, query: query, headers: [("Host", "127.0.0.1:9321")] + headers,
        body: Array(body.utf8)), from: HTTPServicePeer(isLoopback: isLoopback))
  }
}

func scope(_ service: String) -> (name: String, value: String) {
  (
    "Authorization",
    "AWS4-HMAC-SHA256 Credential=AKID/20261126/us-east-1/\(service)/aws4_request, SignedHeaders=host, Signature="
      + String(repeating: "0", count: 64)
  )
}

extension HTTPServiceAnswer {
  var text: String { String(decoding: response.body, as: UTF8.self) }
}

@Suite("One port for all services") struct GatewayTests {
  @Test("the signature's scope tells the service, then the request: a bucket may be called events")
  func routing() async throws {
    let bench = try GatewayBench()
    try bench.objects.createBucket("events")
    #expect(await bench.ask("POST", "/", headers: [scope("personalize")]).text == "personalize /")
    #expect(
      await bench.ask("POST", "/recommendations", headers: [scope("personalize")]).text
        == "personalize-runtime /recommendations")
    #expect(await bench.ask("POST", "/events", headers: [scope("personalize")]).text == "personalize-events /events")
    #expect(await bench.ask("GET", "/events", headers: [scope("s3")]).text.contains("<ListBucketResult"))
    #expect(
      await bench.ask("POST", "/", headers: [scope("sts")], body: "Action=GetCallerIdentity").text.contains(
        "<Account>000000000000<"))
    let other = await bench.ask("POST", "/", headers: [scope("dynamodb")])
    #expect(other.response.status == 400 && other.text.contains("UnknownService"))
  }

  @Test("without a signature, target, host, form and path tell") func routingUnsigned() async throws {
    let bench = try GatewayBench()
    #expect(
      await bench.ask("POST", "/", headers: [("X-Amz-Target", "AmazonPersonalize.ListSchemas")]).text == "personalize /"
    )
    let json = (name: "Content-Type", value: "application/json")
    #expect(await bench.ask("POST", "/users", headers: [json]).text == "personalize-events /users")
    #expect(await bench.ask("GET", "/").text.contains("<ListAllMyBucketsResult"))
    let form = (name: "Content-Type", value: "application/x-www-form-urlencoded; charset=utf-8")
    let iam = "Action=GetRole&Version=2010-05-08&RoleName=none"
    #expect(await bench.ask("POST", "/", headers: [form], body: iam).text.contains("<Code>NoSuchEntity<"))
    let sts = "Action=GetCallerIdentity&Version=2011-06-15"
    #expect(await bench.ask("POST", "/", headers: [form], body: sts).text.contains("<Account>"))
  }

  @Test("every answer has the request id of its kind, the same in each run of a seed") func requestIDs() async throws {
    var seen: [String] = []
    for _ in 0..<2 {
      let bench = try GatewayBench { $0.seed = 7 }
      let first = await bench.ask("POST", "/", headers: [scope("personalize")]).response
      let second = await bench.ask("GET", "/", headers: [scope("s3")]).response
      let ids = [
        first.headers.first { $0.name == "x-amzn-RequestId" }, second.headers.first { $0.name == "x-amz-request-id" },
      ]
      #expect(ids[0]?.value.utf8.count == 36 && ids[1]?.value.utf8.count == 16)
      seen.append(ids.map { $0?.value ?? "" }.joined())
    }
    #expect(seen[0] == seen[1])
  }

  @Test("roles outlive the program") func roles() async throws {
    let bench = try GatewayBench()
    let trust = "%7B%22Version%22%3A%222012-10-17%22%7D"
    let create = "Action=CreateRole&Version=2010-05-08&RoleName=R&AssumeRolePolicyDocument=\(trust)"
    #expect(await bench.ask("POST", "/", headers: [scope("iam")], body: create).text.contains("role/R</Arn>"))
    let again = Gateway(
      settings: Gateway.Settings(identityFile: bench.folder + "/iam.json"), objects: bench.objects,
      personalize: GatewayBench.silent, clock: { GatewayBench.time })
    let answer = await again.respond(
      to: HTTPServiceRequest(
        method: "POST", path: "/", headers: [scope("iam")], body: Array("Action=GetRole&RoleName=R".utf8)),
      from: HTTPServicePeer(isLoopback: true))
    #expect(answer.response.status == 200 && answer.text.contains("{&quot;Version&quot;:&quot;2012-10-17&quot;}"))
  }

  @Test("the emulator itself answers this machine's programs, no stranger and no web page") func administration()
    async throws
  {
    let bench = try GatewayBench()
    #expect(await bench.ask("GET", "/_recast/health").response.status == 200)
    #expect(await bench.ask("GET", "/_recast/bill").text == "{\"total\":\"0.00\"}\n")
    #expect(await bench.ask("GET", "/_recast/clock").text.contains("\"epochSeconds\":1795652400.5"))
    #expect(await bench.ask("GET", "/_recast/bill", isLoopback: false).response.status == 403)
    #expect(
      await bench.ask("GET", "/_recast/bill", headers: [("Origin", "http://evil.example")]).response.status == 403)
    let rebound = HTTPServiceRequest(method: "GET", path: "/_recast/bill", headers: [("Host", "evil.example:9321")])
    #expect(await bench.gateway.respond(to: rebound, from: HTTPServicePeer(isLoopback: true)).response.status == 403)
    #expect(await bench.ask("POST", "/_recast/clock", body: "{\"advanceSeconds\": 60}").response.status == 200)
    for body in [
      "", "{}", "{\"advanceSeconds\": -1}", "{\"advanceSeconds\": 1e300}", "[", "{\"advanceSeconds\": \"60\"}",
    ] {
      #expect(await bench.ask("POST", "/_recast/clock", body: body).response.status == 400)
    }
    #expect(await bench.ask("DELETE", "/_recast/bill").response.status == 405)
    #expect(await bench.ask("GET", "/_recast/other").response.status == 404)
  }
}
