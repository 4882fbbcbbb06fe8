import Foundation
import HTTPServer
import LocalService
import TestSupport
import Testing

@Suite("The HTTP server", .timeLimit(.minutes(20))) struct HTTPServerTests {
  /// Answers with what it was asked: method, path, query, body.
  static let echo: HTTPServiceHandler = { request, _ in
    if request.path == "/slow" { try? await Task.sleep(for: .milliseconds(200)) }
    let text = "\(request.method) \(request.path) \(request.query) \(String(decoding: request.body, as: UTF8.self))"
    return HTTPServiceAnswer(HTTPServiceResponse(status: 200, headers: [("X-Kind", "echo")], body: Array(text.utf8)))
  }

  func withServer(
    limits: HTTPServerLimits = HTTPServerLimits(), handler: @escaping HTTPServiceHandler = echo,
    _ body: (HTTPServer) async throws -> Void
  ) async throws {
    let server = try await HTTPServer.start(port: 0, limits: limits, handler: handler)
    try await body(server)
    await server.stop(grace: 1)
    #expect(LoopbackClient(port: server.port) == nil, "a stopped server listens no more")
  }

  /// All that comes back; nothing where there is no connection.
  func ask(_ server: HTTPServer, _ text: String) -> String {
    guard let client = LoopbackClient(port: server.port) else { return "" }
    client.send(text)
    return client.receiveAll()
  }

  @Test("method, path, query and body arrive as they were sent") func echo() async throws {
    try await withServer { server in
      let answer = ask(
        server, "PUT /a%20b//c?x=%2F&y HTTP/1.1\r\nHost: h\r\nContent-Length: 4\r\nConnection: close\r\n\r\nbody")
      #expect(answer.hasPrefix("HTTP/1.1 200 OK\r\n") && answer.hasSuffix("\r\n\r\nPUT /a%20b//c x=%2F&y body"))
      #expect(answer.contains("\r\nX-Kind: echo\r\n") && answer.contains("\r\nContent-Length: 26\r\n"))
      let absolute = ask(server, "GET http://h:1/p?q HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n")
      #expect(absolute.hasSuffix("GET /p q "))
    }
  }

  @Test("answers on one connection keep the order of requests, whatever each takes") func pipelining() async throws {
    try await withServer { server in
      let answers = ask(
        server,
        "GET /slow HTTP/1.1\r\nHost: h\r\n\r\nGET /second HTTP/1.1\r\nHost: h\r\n\r\n"
          + "GET /third HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n")
      let places = ["/slow", "/second", "/third"].compactMap { answers.firstRange(of: "GET \($0)")?.lowerBound }
      #expect(places.count == 3 && places == places.sorted())
    }
  }

  @Test("a client that waits for 100 Continue gets it, then its answer") func expectation() async throws {
    try await withServer { server in
      let client = try #require(LoopbackClient(port: server.port))
      client.send(
        "PUT /k HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 3\r\nConnection: close\r\n\r\n")
      #expect(client.receive(until: "\r\n\r\n") == "HTTP/1.1 100 Continue\r\n\r\n")
      client.send("abc")
      #expect(client.receiveAll().hasSuffix("PUT /k  abc"))
      let strange = ask(server, "PUT /k HTTP/1.1\r\nHost: h\r\nExpect: miracles\r\nContent-Length: 3\r\n\r\n")
      #expect(strange.hasPrefix("HTTP/1.1 417 "))
    }
  }

  @Test("HEAD has the length of a body that it does not send") func head() async throws {
    try await withServer { server in
      let answer = ask(server, "HEAD /k HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n")
      #expect(answer.contains("\r\nContent-Length: 9\r\n") && answer.hasSuffix("\r\n\r\n"))
    }
  }

  @Test("HTTP/1.0 closes unless asked to stay") func oldVersion() async throws {
    try await withServer { server in
      #expect(ask(server, "GET /k HTTP/1.0\r\n\r\n").contains("\r\nConnection: close\r\n"))
      let client = try #require(LoopbackClient(port: server.port))
      for _ in 0..<2 {
        client.send("GET /k HTTP/1.0\r\nConnection: keep-alive\r\n\r\n")
        #expect(client.receive(until: "GET /k  ").lowercased().contains("\r\nconnection: keep-alive\r\n"))
      }
    }
  }

  @Test("a body beyond the limit is refused, announced or not, before 100 Continue too") func largeBodies() async throws
  {
    var limits = HTTPServerLimits()
    limits.bodyBytes = 1000
    try await withServer(limits: limits) { server in
      #expect(ask(server, "PUT /k HTTP/1.1\r\nHost: h\r\nContent-Length: 1001\r\n\r\n").hasPrefix("HTTP/1.1 413 "))
      let expecting = "PUT /k HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 1001\r\n\r\n"
      #expect(ask(server, expecting).hasPrefix("HTTP/1.1 413 "))
      let piece = "1f4\r\n" + String(repeating: "x", count: 500) + "\r\n"
      let chunked = "PUT /k HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n" + piece + piece + piece
      #expect(ask(server, chunked).hasPrefix("HTTP/1.1 413 "))
      #expect(ask(server, "GET /k HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n").hasPrefix("HTTP/1.1 200 "))
    }
  }

  @Test("memory for all bodies together is limited") func allBodies() async throws {
    var limits = HTTPServerLimits()
    limits.allBodiesBytes = 1000
    try await withServer(limits: limits) { server in
      let holding = try #require(LoopbackClient(port: server.port))
      holding.send("PUT /k HTTP/1.1\r\nHost: h\r\nContent-Length: 900\r\n\r\n" + String(repeating: "x", count: 800))
      try await Task.sleep(for: .milliseconds(100))
      let request = "PUT /k HTTP/1.1\r\nHost: h\r\nContent-Length: 500\r\nConnection: close\r\n\r\n"
      let body = String(repeating: "y", count: 500)
      #expect(ask(server, request + body).hasPrefix("HTTP/1.1 503 "))
      holding.send(String(repeating: "x", count: 100))
      #expect(holding.receive(until: "x").contains("200 OK"))
      #expect(ask(server, request + body).hasPrefix("HTTP/1.1 200 "))
    }
  }

  @Test("too large a header ends the connection") func largeHeader() async throws {
    try await withServer { server in
      let answer = ask(
        server, "GET / HTTP/1.1\r\nHost: h\r\nX-Large: \(String(repeating: "x", count: 100_000))\r\n\r\n")
      #expect(answer.isEmpty || answer.hasPrefix("HTTP/1.1 400 "))
    }
  }

  @Test("idle and half-sent connections are closed; one more than allowed too") func connections() async throws {
    var limits = HTTPServerLimits()
    limits.idleSeconds = 0.2
    limits.connections = 2
    try await withServer(limits: limits) { server in
      let first = try #require(LoopbackClient(port: server.port))
      let second = try #require(LoopbackClient(port: server.port))
      second.send("PUT /k HTTP/1.1\r\nHost: h\r\nContent-Le")
      try await Task.sleep(for: .milliseconds(50))
      #expect(LoopbackClient(port: server.port)?.receive() == nil)
      #expect(first.receive() == nil && second.receive() == nil)
      try await Task.sleep(for: .milliseconds(50))
      #expect(server.openConnections == 0)
    }
  }

  @Test("a fault resets the connection, or cuts the body and closes") func faults() async throws {
    try await withServer(handler: { request, _ in
      let response = HTTPServiceResponse(status: 200, body: Array("0123456789".utf8))
      return HTTPServiceAnswer(response, delivery: request.path == "/cut" ? .cut(bytes: 4) : .reset)
    }) { server in
      let cut = ask(server, "GET /cut HTTP/1.1\r\nHost: h\r\n\r\n")
      #expect(cut.contains("\r\nContent-Length: 10\r\n") && cut.hasSuffix("\r\n\r\n0123"))
      #expect(ask(server, "GET /reset HTTP/1.1\r\nHost: h\r\n\r\n").isEmpty)
    }
  }

  @Test("a line break in an answer's header begins no new one") func headerSplitting() async throws {
    try await withServer(handler: { _, _ in
      HTTPServiceAnswer(HTTPServiceResponse(status: 200, headers: [("X-A", "b\r\nX-Evil: c")]))
    }) { server in
      #expect(!(ask(server, "GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n")).contains("\r\nX-Evil"))
    }
  }

  @Test("large bodies travel whole, in both directions") func largeAnswer() async throws {
    try await withServer(handler: { request, _ in
      HTTPServiceAnswer(HTTPServiceResponse(status: 200, body: request.body))
    }) { server in
      let client = try #require(LoopbackClient(port: server.port))
      let body = (0..<5_000_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
      client.send("PUT / HTTP/1.1\r\nHost: h\r\nContent-Length: \(body.count)\r\nConnection: close\r\n\r\n")
      client.send(body)
      var answer: [UInt8] = []
      while let more = client.receive() { answer += more }
      #expect(answer.suffix(body.count).elementsEqual(body))
    }
  }

  @Test("a client that sends no more still gets its answers, large ones too") func halfClosed() async throws {
    try await withServer(handler: { request, _ in
      if request.path == "/slow" { try? await Task.sleep(for: .milliseconds(100)) }
      return HTTPServiceAnswer(HTTPServiceResponse(status: 200, body: [UInt8](repeating: 0x61, count: 3_000_000)))
    }) { server in
      for path in ["/slow", "/"] {
        let client = try #require(LoopbackClient(port: server.port))
        client.send("GET \(path) HTTP/1.1\r\nHost: h\r\n\r\n")
        client.endSending()
        let answer = client.receiveAll()
        #expect(answer.utf8.count > 3_000_000 && answer.hasSuffix("aaa"))
      }
      let client = try #require(LoopbackClient(port: server.port))
      client.send("PUT / HTTP/1.1\r\nHost: h\r\nContent-Length: 10\r\n\r\nhalf")
      client.endSending()
      let answer = client.receiveAll()
      #expect(answer.isEmpty || answer.hasPrefix("HTTP/1.1 400 "))
    }
  }

  @Test("a taken port is said to be taken") func takenPort() async throws {
    try await withServer { server in
      let error = await #expect(throws: HTTPServerError.self) {
        _ = try await HTTPServer.start(port: server.port, handler: Self.echo)
      }
      #expect(error?.code == .portTaken && error?.description.contains("\(server.port)") == true)
    }
    let outside = await #expect(throws: HTTPServerError.self) {
      _ = try await HTTPServer.start(port: 70_000, handler: Self.echo)
    }
    #expect(outside?.code == .invalidAddress)
  }

  @Test("a stop lets what is being answered come to its end") func gracefulStop() async throws {
    let server = try await HTTPServer.start(port: 0, handler: Self.echo)
    let busy = try #require(LoopbackClient(port: server.port))
    let idle = try #require(LoopbackClient(port: server.port))
    busy.send("GET /slow HTTP/1.1\r\nHost: h\r\n\r\n")
    try await Task.sleep(for: .milliseconds(50))
    await server.stop(grace: 5)
    #expect(busy.receiveAll().hasSuffix("GET /slow  ") && idle.receive() == nil)
  }

  @Test("what is no request gets 4xx or a closed connection, and the next is answered")
  func malformed() async throws {
    let texts = [
      "\r\n\r\n\r\n", "GET\r\n\r\n", "GET / HTTP/9.9\r\n\r\n", "get / http/1.1\r\n\r\n",
      "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: -5\r\n\r\n",
      "POST / HTTP/1.1\r\nContent-Length: 5, 6\r\n\r\nabcde",
      "POST / HTTP/1.1\r\nContent-Length: 99999999999999999999999\r\n\r\n",
      "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nZZ\r\n",
      "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\nabc",
      "GET / HTTP/1.1\r\nBad Header : x\r\n\r\n", "GET / HTTP/1.1\r\n: x\r\n\r\n", "OPTIONS * HTTP/1.1\r\n\r\n",
      "CONNECT h:1 HTTP/1.1\r\n\r\n", "GET /a#b HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n", "\u{0}\u{1}\u{2}",
    ]
    var limits = HTTPServerLimits()
    limits.idleSeconds = 0.3
    try await withServer(limits: limits) { server in
      for text in texts {
        let answer = ask(server, text)
        #expect(answer.isEmpty || answer.hasPrefix("HTTP/1.1 4"), "\(text.debugDescription): \(answer)")
      }
      #expect(ask(server, "GET /k HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n").hasPrefix("HTTP/1.1 200 "))
    }
  }
}
