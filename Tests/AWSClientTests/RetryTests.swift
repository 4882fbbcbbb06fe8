import AWSClient
import HTTPTransfer
import Measures
import Signatures
import Testing

@Suite("Sending again") struct RetryTests {
  @Test(
    "what passes is asked again after a pause with jitter; the answer counts",
    arguments: [
      answer(500), answer(502), answer(503), answer(504), answer(429), broken(.cutOff), broken(.timeout),
      broken(.unreachable), broken(.unresolved), broken(.failed),
      answer(400, #"{"__type":"ThrottlingException","message":"slow"}"#),
      answer(400, #"{"__type":"com.amazonaws#TooManyRequestsException"}"#),
      answer(400, "{}", headers: [HTTPHeader("x-amzn-ErrorType", "ThrottlingException:http://x/")]),
    ])
  func transient(fault: Result<HTTPResponse, HTTPError>) throws {
    let machine = TestMachine()
    let script = Script(fault, fault, answer(200, "fine"))
    #expect(try send(client(script, machine), call()) == "fine")
    #expect(script.requests.count == 3)
    // Half of one second, half of two.
    #expect(machine.slept == [.seconds(0.5), .seconds(1)])
    // Each attempt has a date and a signature of its own.
    #expect(Set(script.requests.compactMap { $0.headers.first { $0.name == "Authorization" }?.value }).count >= 2)
  }

  @Test("after three times it is over, and the error says what came last") func exhausted() {
    let script = Script(broken(.cutOff), answer(500), answer(503, #"{"message":"busy"}"#), answer(200))
    let error = #expect(throws: AWSError.self) { try send(client(script), call()) }
    #expect(error?.status == 503 && error?.message == "busy" && error?.attempts == 3 && script.requests.count == 3)
  }

  @Test(
    "what waiting does not mend is an error at once",
    arguments: [
      answer(400, #"{"__type":"ResourceNotFoundException","message":"no"}"#),
      answer(400, #"{"__type":"LimitExceededException","message":"More than 5"}"#),
      answer(403, #"{"__type":"SignatureDoesNotMatch"}"#), answer(404), broken(.insecure), broken(.tooLarge),
    ])
  func final(fault: Result<HTTPResponse, HTTPError>) {
    let script = Script(fault, answer(200))
    #expect(throws: AWSError.self) { try send(client(script), call()) }
    #expect(script.requests.count == 1)
  }

  @Test("errors keep code, words, request, status and body") func facts() {
    let body = #"{"__type":"com.amazon.personalize#ResourceInUseException:x","Message":"in use\u001b[31m"}"#
    let script = Script(answer(400, body, headers: [HTTPHeader("x-amzn-RequestId", "r-1")]))
    let error = #expect(throws: AWSError.self) { try send(client(script), call()) }
    #expect(error?.code == "ResourceInUseException" && error?.requestID == "r-1" && error?.status == 400)
    #expect(error?.body == Array(body.utf8) && error?.kind == .service)
    // What a service says steers no terminal.
    #expect(
      error?.description
        == "personalize ListCampaigns: ResourceInUseException: in use\\u001b[31m. Request r-1.")
  }

  @Test("a service may ask for more patience, up to 20 s") func retryAfter() throws {
    for (header, pause) in [
      (HTTPHeader("Retry-After", "7"), 7.0), (HTTPHeader("Retry-After", "3600"), 20),
      (HTTPHeader("x-amz-retry-after", "1500"), 1.5), (HTTPHeader("Retry-After", "-1"), 0.5),
      (HTTPHeader("Retry-After", "Wed, 21 Oct 2015 07:28:00 GMT"), 0.5), (HTTPHeader("Retry-After", "nan"), 0.5),
    ] {
      let machine = TestMachine()
      _ = try send(client(Script(answer(503, headers: [header]), answer(200)), machine), call())
      #expect(machine.slept == [.seconds(pause)], "\(header)")
    }
  }

  @Test("pauses double and end at 20 s") func backoff() {
    let machine = TestMachine()
    let script = Script(
      answer(500), answer(500), answer(500), answer(500), answer(500), answer(500), answer(500), answer(500))
    #expect(throws: AWSError.self) { try send(client(script, machine, maxAttempts: 8), call()) }
    #expect(machine.slept.map(\.seconds) == [0.5, 1, 2, 4, 8, 10, 10])
  }

  @Test("a client that fails all the time stops sending again") func quota() {
    let machine = TestMachine()
    let transport = FunctionTransport { _ throws(HTTPError) in throw HTTPError(.timeout, url: "x") }
    let client = AWSClient(
      region: "us-east-1", transport: transport, machine: machine.machine,
      credentials: { () throws(AWSError) in testKey }, endpoint: { _ throws(AWSError) in nil })
    var attempts: [Int] = []
    for _ in 0..<30 {
      do throws(AWSError) { _ = try send(client, call()) } catch { attempts.append(error.attempts) }
    }
    // 500 tokens at 10 a time-out are 50 more times: 25 calls of three attempts, then one each.
    #expect(attempts == Array(repeating: 3, count: 25) + Array(repeating: 1, count: 5))
    #expect(client.quota.available == 0)
  }

  @Test("success gives back what the last time cost, and one without") func quotaReturns() throws {
    let script = Script(answer(500), answer(500), answer(200), answer(200))
    let client = client(script)
    _ = try send(client, call())
    #expect(client.quota.available == 495)
    _ = try send(client, call())
    #expect(client.quota.available == 496)
  }

  @Test("what must not be done twice is not sent again once it may have been done") func unlessDone() throws {
    for fault in [answer(500), broken(.cutOff), broken(.timeout), broken(.tooLarge), answer(200, "unreadable")] {
      let script = Script(fault, answer(200, "fine"))
      let error = #expect(throws: AWSError.self) {
        try client(script).send(call(.unlessDone)) { response in
          guard response.body == Array("fine".utf8) else { throw ProgramFailure("not fine") }
        }
      }
      #expect(error?.isOutcomeUnknown == true && script.requests.count == 1)
      #expect(script.requests[0].isSentOnce)
    }
    // Refused for now, or never heard of: nothing was done.
    for fault in [answer(429), broken(.unreachable), answer(400, #"{"__type":"ThrottlingException"}"#)] {
      let script = Script(fault, answer(200, "fine"))
      #expect(try send(client(script), call(.unlessDone)) == "fine")
    }
  }

  @Test("an answer that cannot be read is asked for again") func unreadable() throws {
    let script = Script(answer(200, "nonsense"), answer(200, "fine"))
    let text = try client(script).send(call()) { response in
      let text = String(decoding: response.body, as: UTF8.self)
      guard text == "fine" else { throw ProgramFailure("not fine") }
      return text
    }
    #expect(text == "fine" && script.requests.count == 2)
  }

  private static func fresh(_ script: Script) -> AWSClient { client(script) }

  @Test("a wrong clock is put right by the service's, once") func clockSkew() throws {
    let machine = TestMachine()
    let refusal = answer(
      403, #"{"__type":"RequestTimeTooSkewed"}"#, headers: [HTTPHeader("Date", "Wed, 25 Nov 2026 13:00:00 GMT")])
    let script = Script(refusal, answer(200), answer(200))
    let client = client(script, machine)
    _ = try send(client, call())
    _ = try send(client, call())
    let dates = script.requests.compactMap { request in request.headers.first { $0.name == "X-Amz-Date" }?.value }
    #expect(
      dates[0] == "20261125T120000Z" && dates[1].hasPrefix("20261125T1300") && dates[2].hasPrefix("20261125T1300"))
    // Refused for its time although the times agree: nothing to put right.
    let other = Script(
      answer(
        403, #"{"__type":"InvalidSignatureException"}"#, headers: [HTTPHeader("Date", "Wed, 25 Nov 2026 12:00:30 GMT")]),
      answer(200))
    #expect(throws: AWSError.self) { try send(Self.fresh(other), call()) }
    #expect(other.requests.count == 1)
  }
}
