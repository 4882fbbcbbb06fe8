import AWSClient
import Foundation
import HTTPTransfer
import JSONText
import Measures
import Personalize

/// A small Personalize in memory: keeps what is created, lists it in pages of two, describes it, deletes it. It checks
/// nothing; what it is asked it does, unless a fault is due.
final class FakeService: @unchecked Sendable {
  /// What goes wrong with an exchange.
  enum Fault: CaseIterable, Sendable {
    case internalError, unavailable, throttled
    /// The request does not arrive.
    case resetBefore
    /// It is done, and the answer is lost.
    case resetAfter, timeoutAfter, internalErrorAfter
    /// It is done, and the answer breaks off or says something else.
    case cutBody, wrongJSON, otherShape, emptyBody

    /// Whether the service does what it is asked.
    var happens: Bool {
      switch self {
      case .internalError, .unavailable, .throttled, .resetBefore: false
      default: true
      }
    }
  }

  private let lock = NSLock()
  // All guarded by `lock`.
  private var resources: [(kind: String, arn: String, members: [JSONTree.Member])] = []
  private var calls: [String] = []
  private var done: [String] = []
  private let faults: (Int) -> Fault?

  /// - Parameter faults: what goes wrong with the call of a number, from 0.
  init(faults: @escaping (Int) -> Fault? = { _ in nil }) { self.faults = faults }

  /// Operations asked for, and those carried out.
  var asked: [String] { lock.withLock { calls } }
  var carriedOut: [String] { lock.withLock { done } }

  var transport: FunctionTransport {
    FunctionTransport { request throws(HTTPError) in try self.answer(request) }
  }

  /// A client of it that never waits.
  func client(maxAttempts: Int = 3) -> PersonalizeClient { PersonalizeClient(testClient(transport, maxAttempts)) }

  private func answer(_ request: HTTPRequest) throws(HTTPError) -> HTTPResponse {
    let target = request.headers.first { $0.name == "X-Amz-Target" }?.value
    let path = request.url.split(separator: "/").last.map(String.init) ?? ""
    let operation = target.map { String($0.split(separator: ".")[1]) } ?? path
    let result: Result<HTTPResponse, HTTPError> = lock.withLock {
      let fault = faults(calls.count)
      calls.append(operation)
      if let fault, !fault.happens {
        return FakeService.broken(fault, HTTPResponse(head: .init(status: 200), body: []))
      }
      let response = response(operation, request.body)
      return fault.map { FakeService.broken($0, response) } ?? .success(response)
    }
    return try result.get()
  }

  /// The answer to a call that came over a socket; nothing goes wrong with it here.
  func carryOut(_ operation: String, _ body: [UInt8]) -> HTTPResponse {
    lock.withLock {
      calls.append(operation)
      return response(operation, body)
    }
  }

  /// Does what is asked; under the lock.
  private func response(_ operation: String, _ body: [UInt8]) -> HTTPResponse {
    let (status, answer) = perform(operation, (try? JSONTree(body)) ?? JSONTree(.null))
    if status == 200 { done.append(operation) }
    return HTTPResponse(
      head: HTTPResponseHead(status: status, headers: [HTTPHeader("x-amzn-RequestId", "r\(calls.count)")]),
      body: Array(answer.compactText.utf8))
  }

  static func broken(_ fault: Fault, _ response: HTTPResponse) -> Result<HTTPResponse, HTTPError> {
    func body(_ status: Int, _ text: String) -> Result<HTTPResponse, HTTPError> {
      .success(HTTPResponse(head: HTTPResponseHead(status: status), body: Array(text.utf8)))
    }
    switch fault {
    case .internalError, .internalErrorAfter: return body(500, #"{"__type":"InternalFailure"}"#)
    case .unavailable: return body(503, "<html>busy</html>")
    case .throttled: return body(400, #"{"__type":"ThrottlingException","message":"Rate exceeded"}"#)
    case .resetBefore, .resetAfter: return .failure(HTTPError(.cutOff, url: "x"))
    case .timeoutAfter: return .failure(HTTPError(.timeout, url: "x"))
    case .cutBody: return body(200, String(decoding: response.body.dropLast(), as: UTF8.self))
    case .wrongJSON: return body(200, "<html></html>")
    case .otherShape: return body(200, #"["x"]"#)
    case .emptyBody: return body(200, "")
    }
  }

  private func perform(_ operation: String, _ request: JSONTree) -> (Int, JSONTree) {
    func object(_ members: [(String, JSONTree)]) -> JSONTree {
      JSONTree(.object(members.map { JSONTree.Member($0.0, $0.1) }))
    }
    func text(_ text: String) -> JSONTree { JSONTree(.string(text)) }
    func failure(_ code: String) -> (Int, JSONTree) {
      (400, object([("__type", text("com.amazonaws.personalize#\(code)")), ("message", text("about \(operation)"))]))
    }
    if operation == "events" { return (200, JSONTree(.object([]))) }
    if operation == "recommendations" {
      return (
        200,
        object([("itemList", JSONTree(.array([object([("itemId", text("i1"))])]))), ("recommendationId", text("RID"))])
      )
    }
    let verb = ["Create", "Describe", "List", "Delete"].first { operation.hasPrefix($0) } ?? ""
    let kind = String(operation.dropFirst(verb.count)).replacing(verb == "List" ? /s$/ : /^$/, with: "")
    let camelCase = kind.prefix(1).lowercased() + kind.dropFirst()
    let arnKey = "\(camelCase)Arn"
    let asked = request[arnKey]?.string
    switch verb {
    case "Create":
      let name = request["name"]?.string ?? request["jobName"]?.string
      if let name, resources.contains(where: { $0.kind == kind && $0.arn.hasSuffix("/\(name)") }) {
        return failure("ResourceAlreadyExistsException")
      }
      let arn = "arn:aws:personalize:eu-central-1:1:\(kind)/\(name ?? "n\(resources.count)")"
      let members =
        (request.members ?? []).filter { $0.key != "tags" } + [
          .init(arnKey, text(arn)), .init("status", text("ACTIVE")), .init("trackingId", text("track")),
          .init("creationDateTime", JSONTree(.number("1542392161.837"))),
        ]
      resources.append((kind, arn, members))
      return (200, object([(arnKey, text(arn)), ("trackingId", text("track"))]))
    case "Describe":
      guard let found = resources.first(where: { $0.arn == asked }) else { return failure("ResourceNotFoundException") }
      return (200, object([(camelCase, JSONTree(.object(found.members)))]))
    case "Delete":
      guard let index = resources.firstIndex(where: { $0.arn == asked }) else {
        return failure("ResourceNotFoundException")
      }
      resources.remove(at: index)
      return (200, JSONTree(.object([])))
    case "List":
      let all = resources.filter { $0.kind == kind }
      let start = request["nextToken"]?.string.flatMap { Int($0) } ?? 0
      let page = all.dropFirst(start).prefix(2)
      // Rows of versions show no name.
      let rows = page.map { row in
        JSONTree(.object(row.members.filter { kind != "SolutionVersion" || $0.key != "name" }))
      }
      var answer = [(kind == "Filter" ? "Filters" : "\(camelCase)s", JSONTree(.array(rows)))]
      if start + 2 < all.count { answer.append(("nextToken", text("\(start + 2)"))) }
      return (200, object(answer))
    default: return failure("InvalidInputException")
    }
  }
}

/// A client that never waits and whose clock stands still.
func testClient(
  _ transport: any HTTPTransport, _ maxAttempts: Int = 3, token: String? = nil, endpoint: String? = nil
) -> AWSClient {
  let time = Instant(iso8601: "2026-11-25T12:00:00Z") ?? Instant(seconds: 0)
  let machine = Machine(
    variables: [:], readFile: { _ in nil }, run: { _ throws(ProgramFailure) in [] }, now: { time }, sleep: { _ in },
    random: { 0.5 })
  return AWSClient(
    region: "eu-central-1", transport: transport, policy: RetryPolicy(maxAttempts: maxAttempts), machine: machine,
    accessKeyID: "AKIDEXAMPLE", secretAccessKey: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", sessionToken: token,
    endpoint: endpoint)
}
