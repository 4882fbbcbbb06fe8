import Foundation
import HTTPTransfer
import Measures
import TestSupport
import Testing

@Suite("HTTP through libcurl") struct CurlTransportTests {
  let curl = CurlTransport(usesProxy: false)

  func failure(_ request: HTTPRequest) -> HTTPError? {
    #expect(throws: HTTPError.self) { () throws in let _: HTTPResponse = try curl.send(request) }
  }

  @Test("method, headers and body arrive; status, headers and body come back") func exchange() throws {
    let server = LoopbackServer([
      [.send(LoopbackServer.answer("201 Created", headers: ["X-Colour:  blue "], body: "made"))]
    ])
    let request = HTTPRequest(
      "POST", server.url + "/things?a=1", headers: [HTTPHeader("X-One", "1"), HTTPHeader("X-Empty", "")],
      body: Array("payload".utf8))
    let response: HTTPResponse = try curl.send(request)
    #expect(response.head.status == 201 && response.head.header("x-colour") == "blue")
    #expect(String(decoding: response.body, as: UTF8.self) == "made" && response.head.contentLength == 4)
    let seen = try #require(server.requests.first)
    #expect(seen.hasPrefix("POST /things?a=1 HTTP/1.1\r\n") && seen.hasSuffix("\r\n\r\npayload"))
    #expect(seen.contains("\r\nX-One: 1\r\n") && seen.contains("\r\nX-Empty:\r\n"))
    #expect(seen.contains("\r\nUser-Agent: recast\r\n"))
    // What the caller did not ask for is not sent: a signature would not cover it.
    #expect(!seen.contains("Content-Type") && !seen.contains("Expect"))
  }

  @Test("every method, with and without a body", arguments: ["GET", "HEAD", "PUT", "DELETE", "POST"])
  func methods(method: String) throws {
    let server = LoopbackServer([
      [
        .send(
          method == "HEAD"
            ? "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n" : LoopbackServer.answer("200 OK", body: "hello"))
      ]
    ])
    let body = ["PUT", "POST"].contains(method) ? Array("body".utf8) : []
    let response: HTTPResponse = try curl.send(HTTPRequest(method, server.url + "/", body: body))
    #expect(response.body.count == (method == "HEAD" ? 0 : 5))
    #expect(
      server.requests[0].hasPrefix(method + " / ")
        && server.requests[0].hasSuffix("\r\n\r\n" + (body.isEmpty ? "" : "body")))
  }

  @Test("the path goes out as it is, dots and all") func pathAsItIs() throws {
    let server = LoopbackServer([[.send(LoopbackServer.answer("200 OK"))]])
    let _: HTTPResponse = try curl.send(HTTPRequest("GET", server.url + "/a/../b//./c%2F?x=../y"))
    #expect(server.requests[0].hasPrefix("GET /a/../b//./c%2F?x=../y HTTP/1.1\r\n"))
  }

  @Test("an empty PUT has a length of zero, and no body is awaited") func emptyPut() throws {
    let server = LoopbackServer([[.send(LoopbackServer.answer("204 No Content"))]])
    let response: HTTPResponse = try curl.send(HTTPRequest("PUT", server.url + "/"))
    #expect(response.head.status == 204 && server.requests[0].contains("Content-Length: 0\r\n"))
  }

  @Test("errors and redirects of the server are answers; a redirect is not followed", arguments: [301, 304, 404, 503])
  func statuses(status: Int) throws {
    let server = LoopbackServer([
      [
        .send(
          "HTTP/1.1 100 Continue\r\nX-Early: 1\r\n\r\n"
            + LoopbackServer.answer("\(status) x", headers: ["Location: http://127.0.0.1:1/"]))
      ]
    ])
    let response: HTTPResponse = try curl.send(HTTPRequest("GET", server.url + "/"))
    #expect(response.head.status == status && response.head.header("X-Early") == nil && server.requests.count == 1)
  }

  @Test("a body that breaks off is an error: short of its length, in a chunk, or by a reset") func cutOff() {
    let scripts: [[LoopbackServer.Step]] = [
      [.send("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nonly this")],
      [.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nff\r\nonly this")],
      [.send("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nonly this"), .reset],
      [],
    ]
    for script in scripts {
      let server = LoopbackServer([script])
      #expect(failure(HTTPRequest("GET", server.url + "/"))?.code == .cutOff)
    }
  }

  @Test("more than the limit is refused, announced or not, and not taken in") func tooLarge() throws {
    let megabyte = [UInt8](repeating: 0x20, count: 1 << 20)
    for length in ["Content-Length: 209715200\r\n", ""] {
      let server = LoopbackServer([[.send("HTTP/1.1 200 OK\r\n\(length)\r\n"), .sendMany(megabyte, 200)]])
      var request = HTTPRequest("GET", server.url + "/")
      request.limits.bodyBytes = 3_000_000
      var taken = 0
      let error = #expect(throws: HTTPError.self) { try curl.send(request) { taken += $1.count } }
      #expect(error?.code == .tooLarge && taken <= 3_000_000)
    }
  }

  @Test("a header without end is refused") func largeHeader() {
    let server = LoopbackServer([
      [
        .send("HTTP/1.1 200 OK\r\n"),
        .sendMany(Array("X-Filler: \(String(repeating: "x", count: 1000))\r\n".utf8), 5000),
      ]
    ])
    #expect([.tooLarge, .failed].contains(failure(HTTPRequest("GET", server.url + "/"))?.code))
  }

  @Test("a server that says nothing, or stops in the middle, is given up") func timeout() {
    for script: [LoopbackServer.Step] in [
      [.stall], [.send("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nonly this"), .stall],
    ] {
      let server = LoopbackServer([script])
      var request = HTTPRequest("GET", server.url + "/")
      request.limits.timeout = .milliseconds(300)
      #expect(failure(request)?.code == .timeout)
    }
  }

  @Test("a server slower than the slowest allowed is given up") func slow() {
    let server = LoopbackServer([[.send("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nonly this"), .stall]])
    var request = HTTPRequest("GET", server.url + "/")
    request.limits.slowTime = .seconds(1)
    #expect(failure(request)?.code == .timeout)
  }

  @Test("nobody there, no such host, no TLS") func unreachable() {
    let deaf = LoopbackServer([], listens: false)
    #expect(failure(HTTPRequest("GET", deaf.url + "/"))?.code == .unreachable)
    #expect(failure(HTTPRequest("GET", "http://nowhere.invalid/"))?.code == .unresolved)
    let plain = LoopbackServer([[.send(LoopbackServer.answer("200 OK", body: "this is no TLS"))]], awaitsRequest: false)
    #expect(failure(HTTPRequest("GET", plain.url.replacing("http:", with: "https:") + "/"))?.code == .insecure)
  }

  @Test(
    "what is no plain http request is not sent",
    arguments: [
      HTTPRequest("GET", "file:///etc/passwd"), HTTPRequest("GET", "ftp://127.0.0.1/"), HTTPRequest("GET", "127.0.0.1"),
      HTTPRequest("GET", "http://user:secret@127.0.0.1/"), HTTPRequest("GET", "http://127.0.0.1/a b"),
      HTTPRequest("GET", "http://127.0.0.1/\r\nX: y"), HTTPRequest("TRACE", "http://127.0.0.1/"),
      HTTPRequest("GET", "http://127.0.0.1/", headers: [HTTPHeader("X", "a\r\nY: b")]),
      HTTPRequest("GET", "http://127.0.0.1/", headers: [HTTPHeader("X: y", "b")]),
    ])
  func invalid(request: HTTPRequest) {
    let error = failure(request)
    #expect(error?.code == .invalidRequest)
    #expect(error?.description.contains("secret") == false)
  }

  @Test("an error shows neither query nor user nor header") func noSecrets() {
    let deaf = LoopbackServer([], listens: false)
    let error = failure(
      HTTPRequest(
        "GET", deaf.url + "/bucket/key?X-Amz-Signature=geheim#part",
        headers: [HTTPHeader("Authorization", "verborgen")]))
    #expect(error?.url == deaf.url + "/bucket/key")
    #expect(error.map { "\($0)" }?.contains("geheim") == false && error.map { "\($0)" }?.contains("verborgen") == false)
  }

  @Test("a receiver that throws ends the exchange with its own words") func receiver() {
    struct Full: Error, CustomStringConvertible { var description: String { "the disk is full" } }
    let server = LoopbackServer([[.send(LoopbackServer.answer("200 OK", body: "hello"))]])
    let error = #expect(throws: HTTPError.self) {
      try curl.send(HTTPRequest("GET", server.url + "/")) { _, _ in throw Full() }
    }
    #expect(error?.code == .receiverFailed && error?.detail == "the disk is full")
  }

  @Test("a connection is kept for the next exchange, except for what is sent once") func keptConnection() throws {
    let answer = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
    for isSentOnce in [false, true] {
      // One connection that answers two requests, then one more.
      let server = LoopbackServer([
        [.send(answer), .nextRequest, .send(answer)], [.send(LoopbackServer.answer("200 OK", body: "new"))],
      ])
      var request = HTTPRequest("POST", server.url + "/", body: Array("body".utf8))
      let first: HTTPResponse = try curl.send(request)
      request.isSentOnce = isSentOnce
      let second: HTTPResponse = try curl.send(request)
      #expect(first.body.count == 2 && second.body.count == (isSentOnce ? 3 : 2))
    }
  }

  @Test("many exchanges at once, each with its own answer") func concurrent() async throws {
    try await withThrowingTaskGroup(of: Bool.self) { group in
      for number in 0..<8 {
        group.addTask {
          let server = LoopbackServer([[.send(LoopbackServer.answer("200 OK", body: "answer \(number)"))]])
          let response: HTTPResponse = try curl.send(HTTPRequest("GET", server.url + "/"))
          return String(decoding: response.body, as: UTF8.self) == "answer \(number)"
        }
      }
      for try await isRight in group { #expect(isRight) }
    }
  }
}
