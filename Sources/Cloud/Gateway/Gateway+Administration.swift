import JSONText
import LocalService
import Measures
import Synchronization

extension Gateway {
  /// Answers under `/_recast/`: the emulator's own bill, clock and faults, for this machine alone.
  func administer(_ request: HTTPServiceRequest, from peer: HTTPServicePeer) async -> HTTPServiceResponse {
    // A page in a browser may send requests to this address; none of them comes without an Origin or by this host's name.
    guard peer.isLoopback, request.header("origin") == nil, isOwnName(request.header("host") ?? "") else {
      return failure(403, "The emulator itself answers only programs on its own machine.")
    }
    switch (request.method, request.path) {
    case ("GET", "/_recast/health"):
      let problems = await personalize.problems()
      return answer(
        problems.isEmpty ? 200 : 503,
        .object([
          .init("status", JSONTree(.string(problems.isEmpty ? "ok" : "failing"))),
          .init("problems", JSONTree(.array(problems.map { JSONTree(.string($0)) }))),
          .init("services", JSONTree(.array(AWSService.allCases.map { JSONTree(.string($0.rawValue)) }))),
        ]))
    case ("GET", "/_recast/bill"): return success(await personalize.bill().content)
    case ("GET", "/_recast/clock"): return success(await clockState())
    case ("POST", "/_recast/clock"):
      guard let seconds = seconds(request) else {
        return failure(
          400, "Say how far in seconds: {\"advanceSeconds\": 3600}, from 0 to ten years of 315,360,000.")
      }
      // Its calendar ends there; no test needs more.
      guard await personalize.now() + seconds < 7_258_118_400 else {
        return failure(400, "The clock does not go beyond the year 2199.")
      }
      await personalize.advance(seconds)
      return success(await clockState())
    case ("GET", "/_recast/faults"): return success(faultState())
    case ("PUT", "/_recast/faults"):
      let (plan, findings) = FaultFile.read(request.body, source: "faults", seed: settings.seed)
      guard let plan else {
        return failure(400, findings.prefix(50).map { "\($0)" }.joined(separator: "\n"))
      }
      setFaults(plan)
      return success(faultState())
    case ("DELETE", "/_recast/faults"):
      setFaults(FaultPlan(seed: settings.seed))
      return success(faultState())
    case (_, "/_recast/health"), (_, "/_recast/bill"), (_, "/_recast/clock"), (_, "/_recast/faults"):
      return failure(405, "\(request.path) does not take \(request.method).")
    default: return failure(404, "There are /_recast/health, /_recast/bill, /_recast/clock and /_recast/faults.")
    }
  }

  /// Whether a Host header names this machine: by number, or as localhost.
  private func isOwnName(_ host: String) -> Bool {
    let name = host.hasPrefix("[") ? host.prefix { $0 != "]" }.dropFirst() : host.prefix { $0 != ":" }
    return name.lowercased() == "localhost" || name.contains(":") || name.allSatisfy { $0.isNumber || $0 == "." }
  }

  private func seconds(_ request: HTTPServiceRequest) -> Double? {
    guard let tree = try? JSONTree(request.body), case .number(let text)? = tree["advanceSeconds"]?.content,
      let seconds = Double(text), (0...315_360_000).contains(seconds)
    else { return nil }
    return seconds
  }

  private func clockState() async -> JSONTree.Content {
    let now = await personalize.now()
    return .object([
      .init("now", JSONTree(.string("\(Instant(microseconds: Int64(now * 1e6)))"))),
      .init("epochSeconds", JSONTree(.number("\(now)"))), .init("speed", JSONTree(.number("\(settings.speed)"))),
    ])
  }

  private func faultState() -> JSONTree.Content {
    let plan = faults.withLock { $0 }
    return .object([
      .init("seed", JSONTree(.number("\(plan.seed)"))),
      .init("faults", JSONTree(.array(plan.entries.map(\.json)))),
    ])
  }

  private func success(_ content: JSONTree.Content) -> HTTPServiceResponse { answer(200, content) }

  private func failure(_ status: Int, _ message: String) -> HTTPServiceResponse {
    answer(status, .object([.init("message", JSONTree(.string(message)))]))
  }

  private func answer(_ status: Int, _ content: JSONTree.Content) -> HTTPServiceResponse {
    HTTPServiceResponse(
      status: status, headers: [("Content-Type", "application/json")],
      body: Array((JSONTree(content).compactText + "\n").utf8))
  }
}

extension FaultPlan.Entry {
  /// The rule as it can be sent back, with its counts.
  var json: JSONTree {
    var members: [JSONTree.Member] = [.init("fault", JSONTree(.string(rule.kind.rawValue)))]
    func add(_ name: String, number: String) { members.append(.init(name, JSONTree(.number(number)))) }
    if let service = rule.service { members.append(.init("service", JSONTree(.string(service.rawValue)))) }
    if let operation = rule.operation { members.append(.init("operation", JSONTree(.string(operation)))) }
    switch rule.choice {
    case .every(let n): add("every", number: "\(n)")
    case .calls(let calls):
      members.append(.init("calls", JSONTree(.array(calls.map { JSONTree(.number("\($0)")) }))))
    case .probability(let p): add("probability", number: "\(p)")
    }
    if rule.limit < .max { add("limit", number: "\(rule.limit)") }
    members.append(.init("performed", JSONTree(.boolean(rule.performs))))
    if rule.kind == .slow { add("delaySeconds", number: "\(rule.delaySeconds)") }
    if let bytes = rule.cutBytes { add("cutBytes", number: "\(bytes)") }
    add("seen", number: "\(seen)")
    add("struck", number: "\(struck)")
    return JSONTree(.object(members))
  }
}
