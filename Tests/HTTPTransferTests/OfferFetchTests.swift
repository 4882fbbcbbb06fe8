import Foundation
import HTTPTransfer
import Measures
import TestSupport
import Testing

@Suite("Fetching price lists") struct OfferFetchTests {
  /// A folder of its own, removed afterwards.
  func withFolder(_ body: (String) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "recast-fetch-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try body(folder)
  }

  func text(_ path: String) -> String? { try? String(contentsOfFile: path, encoding: .utf8) }
  func entries(_ folder: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
  }
  func response(_ status: Int, tag: String? = nil, _ body: String = "") -> HTTPResponse {
    HTTPResponse(
      head: HTTPResponseHead(status: status, headers: tag.map { [HTTPHeader("etag", $0)] } ?? []),
      body: Array(body.utf8))
  }

  @Test("over loopback: fetched, unchanged by its ETag, replaced when it changed") func loopback() throws {
    try withFolder { folder throws in
      let server = LoopbackServer([
        [.send(LoopbackServer.answer("200 OK", headers: ["ETag: \"one\""], body: "{\"a\":1}"))],
        [.send("HTTP/1.1 304 Not Modified\r\nETag: \"one\"\r\nConnection: close\r\n\r\n")],
        [.send(LoopbackServer.answer("200 OK", headers: ["ETag: \"two\""], body: "{\"a\":22}"))],
      ])
      let fetch = OfferFetch(transport: CurlTransport(usesProxy: false), baseURL: server.url + "/")
      let path = folder + "/AmazonPersonalize.us-east-1.json"
      let steps: [(OfferFetch.Outcome, String)] = [
        (.replaced(bytes: 7), "{\"a\":1}"), (.unchanged, "{\"a\":1}"), (.replaced(bytes: 8), "{\"a\":22}"),
      ]
      for (outcome, body) in steps {
        #expect(try fetch.fetch(service: "AmazonPersonalize", region: "us-east-1", to: path) == outcome)
        #expect(text(path) == body)
      }
      let seen = server.requests
      #expect(seen[0].hasPrefix("GET /offers/v1.0/aws/AmazonPersonalize/current/us-east-1/index.json HTTP/1.1\r\n"))
      #expect(!seen[0].contains("If-None-Match") && seen[1].contains("If-None-Match: \"one\"\r\n"))
      #expect(seen[2].contains("If-None-Match: \"one\"\r\n"))
      #expect(try entries(folder) == ["AmazonPersonalize.us-east-1.json", "AmazonPersonalize.us-east-1.json.etag"])
    }
  }

  @Test("over loopback: cut off, too large, too slow, not there — the old file stays byte for byte") func broken()
    throws
  {
    try withFolder { folder throws in
      let server = LoopbackServer([
        [.send("HTTP/1.1 200 OK\r\nETag: \"x\"\r\nContent-Length: 1000\r\n\r\n{\"half\":")],
        [.send("HTTP/1.1 200 OK\r\nETag: \"x\"\r\n\r\n"), .sendMany([UInt8](repeating: 0x20, count: 65_536), 100)],
        [.send("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n{"), .stall],
        [.send(LoopbackServer.answer("404 Not Found", body: "no such key"))],
        [.send(LoopbackServer.answer("503 Slow Down", body: "later"))],
        [.send(LoopbackServer.answer("301 Moved", headers: ["Location: http://127.0.0.1:1/"]))],
        [.send(LoopbackServer.answer("304 Not Modified"))],
      ])
      // The stalling server alone is hurried: the others may answer late on a busy machine.
      func fetch(within timeout: Timespan) -> OfferFetch {
        var limits = HTTPRequest.Limits()
        limits.bodyBytes = 1_000_000
        limits.timeout = timeout
        return OfferFetch(transport: CurlTransport(usesProxy: false), baseURL: server.url, limits: limits)
      }
      let path = folder + "/offer.json"
      try Data("old".utf8).write(to: URL(filePath: path))
      let codes: [OfferFetchError.Code] = [
        .transfer, .transfer, .transfer, .status(404), .status(503), .status(301), .status(304),
      ]
      for (step, code) in codes.enumerated() {
        let error = #expect(throws: OfferFetchError.self) {
          try fetch(within: step == 2 ? .milliseconds(500) : .minutes(1)).fetch(
            service: "AmazonS3", region: "us-east-1", to: path)
        }
        #expect(error?.code == code)
        #expect(text(path) == "old")
        #expect(try entries(folder) == ["offer.json"], "nothing half-written stays")
      }
    }
  }

  @Test("what the check refuses is not kept, nor its ETag") func refused() throws {
    struct Refusal: Error, CustomStringConvertible { var description: String { "a negative price" } }
    try withFolder { folder throws in
      let path = folder + "/offer.json"
      let transport = ScriptedTransport([
        .response(response(200, tag: "\"one\"", "good")), .response(response(200, tag: "\"two\"", "bad")),
        .response(response(304)),
      ])
      let fetch = OfferFetch(transport: transport, baseURL: "http://x.invalid")
      func run() throws -> OfferFetch.Outcome {
        try fetch.fetch(
          service: "AmazonS3", region: "us-east-1", to: path,
          check: { received in if text(received) == "bad" { throw Refusal() } })
      }
      #expect(try run() == .replaced(bytes: 4))
      let error = #expect(throws: OfferFetchError.self) { try run() }
      #expect(error?.code == .refused && error?.description.contains("a negative price") == true)
      #expect(text(path) == "good")
      #expect(try run() == .unchanged)
      #expect(transport.requests.map { $0.headers.first?.value } == [nil, "\"one\"", "\"one\""])
    }
  }

  @Test("a file that was changed by hand, or is gone, is fetched anew") func changedByHand() throws {
    try withFolder { folder throws in
      let path = folder + "/offer.json"
      let transport = ScriptedTransport((0..<3).map { _ in .response(response(200, tag: "\"one\"", "good")) })
      let fetch = OfferFetch(transport: transport, baseURL: "http://x.invalid")
      for change in [
        { try Data("longer by hand".utf8).write(to: URL(filePath: path)) },
        { try FileManager.default.removeItem(atPath: path) },
      ] {
        _ = try fetch.fetch(service: "AmazonS3", region: "us-east-1", to: path)
        try change()
      }
      _ = try fetch.fetch(service: "AmazonS3", region: "us-east-1", to: path)
      #expect(transport.requests.allSatisfy { $0.headers.isEmpty } && text(path) == "good")
    }
  }

  @Test("an answer without an ETag, or with one that is none, is kept without a mark") func noTag() throws {
    for tag in [nil, "", "\"with blank \"", String(repeating: "x", count: 5000)] {
      try withFolder { folder throws in
        let transport = ScriptedTransport([.response(response(200, tag: tag, "good"))])
        let fetch = OfferFetch(transport: transport, baseURL: "http://x.invalid")
        _ = try fetch.fetch(service: "AmazonS3", region: "us-east-1", to: folder + "/offer.json")
        #expect(try entries(folder) == ["offer.json"])
      }
    }
  }

  @Test(
    "a service or region that is no name asks nobody",
    arguments: [("../x", "us-east-1"), ("AmazonS3", "us/east"), ("", "x"), ("AmazonS3", "a b"), ("AmazonS3", "a?b")])
  func names(service: String, region: String) throws {
    let transport = ScriptedTransport([])
    let fetch = OfferFetch(transport: transport)
    let error = #expect(throws: OfferFetchError.self) {
      try fetch.fetch(service: service, region: region, to: "/nowhere/x")
    }
    #expect(error?.code == .invalidName && transport.requests.isEmpty)
  }

  @Test("a folder that is not there is said before anybody is asked") func noFolder() {
    let transport = ScriptedTransport([])
    let error = #expect(throws: OfferFetchError.self) {
      try OfferFetch(transport: transport).fetch(service: "AmazonS3", region: "us-east-1", to: "/nowhere/at/all.json")
    }
    #expect(error?.code == .unwritable && transport.requests.isEmpty)
  }

  @Test("AWS is asked where it keeps its price lists, and progress counts up to the length") func address() throws {
    #expect(
      OfferFetch(transport: ScriptedTransport([])).url(service: "AmazonPersonalize", region: "ap-northeast-2")
        == "https://pricing.us-east-1.amazonaws.com/offers/v1.0/aws/AmazonPersonalize/current/ap-northeast-2/index.json"
    )
    try withFolder { folder throws in
      var seen: [Int] = []
      let fetch = OfferFetch(
        transport: ScriptedTransport([.response(response(200, "0123456789"))]), baseURL: "http://x")
      _ = try fetch.fetch(
        service: "S", region: "r", to: folder + "/x",
        progress: {
          seen.append($0); #expect($1 == nil)
        })
      #expect(seen == [7, 10])
    }
  }
}
