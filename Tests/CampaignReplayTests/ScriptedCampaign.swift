import AWSClient
import CampaignReplay
import Foundation
import HTTPTransfer
import Interactions
import JSONText
import Measures
import Personalize
import Pricing

/// A campaign in a script: it lists what its user was told to have done, newest first, so that every answer shows what it knew.
/// Its time passes only while somebody sleeps or an answer takes some.
final class ScriptedCampaign: @unchecked Sendable {
  /// What comes in place of an answer.
  enum Fault: Sendable { case throttled, internalError, notFound, unreachable, timeout }

  static let arn = "arn:aws:personalize:us-east-1:123456789012:campaign/shop"
  static let tracker = "11111111-2222-3333-4444-555555555555"
  static let secret = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"
  static let token = "IQoJb3JpZ2luX2VjEJr//////////wEa"

  /// A question as it came.
  struct Ask: Hashable {
    let user: String
    let at: Int64
    let answered: Bool
  }

  private let lock = NSLock()
  // All guarded by `lock`.
  private var microseconds: Int64 = 1_800_000_000_000_000
  private var told: [String: [(item: String, seconds: Int64, at: Int64)]] = [:]
  private var ids: Set<String> = []
  private var questions: [Ask] = []
  private var events = 0
  private var bodies: [String] = []
  /// What goes wrong with the question of a number, from 0, and how long an answer takes, in microseconds.
  let faults: @Sendable (Int) -> Fault?
  let takes: @Sendable (Int) -> Int64
  let eventFaults: @Sendable (Int) -> Fault?
  /// Microseconds after which a told event is known.
  let delay: Int64

  init(
    faults: @escaping @Sendable (Int) -> Fault? = { _ in nil },
    eventFaults: @escaping @Sendable (Int) -> Fault? = { _ in nil },
    takes: @escaping @Sendable (Int) -> Int64 = { _ in 10_000 }, delay: Int64 = 1_500_000
  ) {
    (self.faults, self.eventFaults, self.takes, self.delay) = (faults, eventFaults, takes, delay)
  }

  var asked: [Ask] { lock.withLock { questions } }
  var eventCalls: Int { lock.withLock { events } }
  var requestBodies: [String] { lock.withLock { bodies } }

  var time: ReplayTime {
    ReplayTime(
      now: { self.lock.withLock { self.microseconds } },
      sleep: { span in self.lock.withLock { self.microseconds += max(1, span) } })
  }

  /// Half of its names are known, and it never waits between attempts.
  var client: PersonalizeClient {
    let transport = FunctionTransport { request throws(HTTPError) in try self.answer(request) }
    let time = self.time
    let machine = Machine(
      variables: [:], readFile: { _ in nil }, run: { _ throws(ProgramFailure) in [] },
      now: { Instant(microseconds: time.now()) }, sleep: { _ in }, random: { 0.5 })
    return PersonalizeClient(
      AWSClient(
        region: "us-east-1", transport: transport, policy: RetryPolicy(maxAttempts: 2), machine: machine,
        accessKeyID: "AKIDEXAMPLE", secretAccessKey: Self.secret, sessionToken: Self.token, endpoint: nil))
  }

  private func answer(_ request: HTTPRequest) throws(HTTPError) -> HTTPResponse {
    let result: Result<HTTPResponse, HTTPError> = lock.withLock {
      let tree = (try? JSONTree(request.body)) ?? JSONTree(.null)
      bodies.append(String(decoding: request.body, as: UTF8.self))
      if request.url.hasSuffix("/events") {
        events += 1
        if let fault = eventFaults(events - 1) { return Self.broken(fault) }
        return tell(tree)
      }
      let number = questions.count
      let user = tree["userId"]?.string ?? ""
      let fault = faults(number)
      questions.append(Ask(user: user, at: microseconds, answered: fault == nil))
      let now = microseconds
      microseconds += takes(number)
      if let fault { return Self.broken(fault) }
      let known = (told[user] ?? []).filter { $0.at + delay <= now }
      let items = known.reversed().map { "{\"itemId\":\(JSONTree.quoted($0.item))}" }
      return Self.response(200, "{\"itemList\":[\(items.joined(separator: ","))],\"recommendationId\":\"RID\"}")
    }
    return try result.get()
  }

  /// Knows the events of a step that an earlier program told.
  func remember(_ step: ReplayScript.Step, _ script: ReplayScript) async throws {
    for place in step.events {
      let event = Int(script.events[place])
      lock.withLock {
        told[script.log.users[Int(step.user)], default: []].append(
          (script.log.items[Int(script.log.itemIDs[event])], script.log.timestamps[event], microseconds - delay))
      }
    }
  }

  private func tell(_ tree: JSONTree) -> Result<HTTPResponse, HTTPError> {
    guard tree["trackingId"]?.string == Self.tracker else { return Self.broken(.notFound) }
    for event in tree["eventList"]?.elements ?? [] {
      guard ids.insert(event["eventId"]?.string ?? "").inserted else { continue }
      guard case .number(let seconds)? = event["sentAt"]?.content else { continue }
      told[tree["userId"]?.string ?? "", default: []].append(
        (event["itemId"]?.string ?? "", Int64(seconds) ?? 0, microseconds))
    }
    return Self.response(200, "")
  }

  private static func response(_ status: Int, _ body: String) -> Result<HTTPResponse, HTTPError> {
    .success(HTTPResponse(head: HTTPResponseHead(status: status), body: Array(body.utf8)))
  }

  private static func broken(_ fault: Fault) -> Result<HTTPResponse, HTTPError> {
    switch fault {
    case .throttled: response(429, #"{"__type":"ThrottlingException","message":"Rate exceeded"}"#)
    case .internalError: response(500, #"{"__type":"InternalFailure"}"#)
    case .notFound: response(404, #"{"__type":"ResourceNotFoundException","message":"no such campaign"}"#)
    case .unreachable: .failure(HTTPError(.unreachable, url: "x"))
    case .timeout: .failure(HTTPError(.timeout, url: "x"))
    }
  }
}

/// A log of users who take a new item every some seconds, three at a time of the same second now and then.
func testLog(users: Int = 6, steps: Int = 12, items shift: Int = 0) -> InteractionLog {
  var rows: [(user: Int, item: Int, seconds: Int64)] = []
  for step in 0..<steps {
    for user in 0..<users {
      let seconds = Int64(1_700_000_000 + step * 100 + user % 3)
      for part in 0..<(step % 5 == 4 ? 3 : 1) {
        rows.append((user, (user * 31 + step * 3 + part + shift) % 400, seconds))
      }
    }
  }
  rows.sort { $0.seconds < $1.seconds }
  return InteractionLog(
    users: (0..<users).map { "u\($0)" }, items: (0..<400).map { "i\($0)" }, eventTypes: [""],
    userIDs: rows.map { Int32($0.user) }, itemIDs: rows.map { Int32($0.item) }, timestamps: rows.map(\.seconds),
    eventTypeIDs: rows.map { _ in 0 }, values: rows.map { _ in .nan })
}

/// A replay of a log through a scripted campaign, its record in a folder of its own.
struct TestReplay {
  static let cut: Int64 = 1_700_000_600
  let campaign: ScriptedCampaign
  let script: ReplayScript
  let path: String
  var settings = CampaignReplay.Settings(
    campaign: ScriptedCampaign.arn, tracker: ScriptedCampaign.tracker, results: 25)
  var facts = CampaignFacts(name: "shop", solutionVersion: "sv", recipe: "aws-user-personalization-v2")

  init(_ campaign: ScriptedCampaign = ScriptedCampaign(), log: InteractionLog = testLog(), path: String) {
    self.campaign = campaign
    self.path = path
    script = ReplayScript(log, cut: Self.cut, requests: HeldOutRequests(of: log, from: Self.cut), tells: true)
    // One at a time, so that the scripted time is what it would be.
    settings.concurrency = 1
  }

  var head: ReplayHead {
    ReplayHead(
      script: script.checksum, requests: script.requests.count, results: 25, campaign: settings.campaign, filter: nil,
      tells: true, facts: facts)
  }

  /// The record as the file has it.
  func read() throws -> (record: ReplayRecord?, findings: [Finding]) {
    let bytes = Array(try Data(contentsOf: URL(filePath: path)))
    return ReplayRecord.read(bytes, source: path, script: script) { _ in head }
  }

  /// Goes on from what the file has, or begins.
  @discardableResult
  func run(clock: (any ServiceClock)? = nil) async throws -> ReplayRecord {
    let found = FileManager.default.fileExists(atPath: path) ? try read().record : nil
    let file = try ReplayRecordFile(path, wholeBytes: found?.wholeBytes)
    if found == nil { try file.begin(head) }
    var replay = CampaignReplay(
      script, client: campaign.client, settings: settings, record: found ?? ReplayRecord(new: head, for: script),
      file: file, clock: clock ?? WallClock(campaign.time, delay: .seconds(2)), card: testCard(), time: campaign.time)
    return try await replay.run { _ in }
  }
}

/// One cent a request and ten dollars a TPS-hour and a gigabyte.
func testCard(without missing: Meter? = nil) -> RateCard {
  let prices: [(Meter, Int128)] = [
    (.v2Requests, 10_000_000_000), (.tpsHours, 10 * Money.scale), (.ingestedGB, 10 * Money.scale),
  ]
  return RateCard(
    name: "test", region: "us-east-1", currency: .usd, dateRead: CivilDate(daysSinceEpoch: 20_780),
    prices: prices.filter { $0.0 != missing }.map { meter, picos in
      Price(
        id: meter.rawValue, meter: meter, units: 1,
        candidates: [PriceCandidate(tiers: [Tier(upTo: nil, price: Money(picos: picos))], source: "test")],
        windows: meter == .ingestedGB ? [] : [.fiveMinutes], confidence: .seen)
    })
}

func withFolder(_ body: (String) async throws -> Void) async throws {
  let path = FileManager.default.temporaryDirectory.appending(path: "recast-campaign-\(UUID().uuidString)").path
  try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(atPath: path) }
  try await body(path)
}
