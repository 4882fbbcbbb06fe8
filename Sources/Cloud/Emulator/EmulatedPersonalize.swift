import Dispatch
import JSONText
import LocalService
import Pricing
import Synchronization

/// Amazon Personalize on this machine: resources with the service's rules and states, on a clock that can run fast; real
/// imports, real trainings, real answers.
///
/// What the service does is stated by AWS's models and guides; durations, delays and billed hours are stated assumptions
/// (`ResourceKind.durations`, `Durations`). Its exploration is off unless a campaign asks for it.
package final class EmulatedPersonalize: Sendable {
  let clock: SimulatedClock
  let world: Mutex<World>
  let objects: any ObjectStorage
  let store: StateStore
  let identifiers: Identifiers
  let meters: UsageMeters
  /// Data by the ARN of their dataset group.
  let data = Mutex<[String: GroupData]>([:])
  /// Fitted models by the ARN of their version or recommender.
  let models = Mutex<[String: ServedModel]>([:])
  let filters = Mutex<[String: FilterBinding]>([:])
  /// What answers requests now, and what takes events now.
  let endpoints = Mutex<[String: Endpoint]>([:])
  let trackers = Mutex<[String: Tracker]>([:])
  let cache = AnswerCache()
  let throttles: Throttles?
  /// Imports that are read and not yet due.
  let readImports = Mutex<[String: ImportedRows]>([:])
  let running = Mutex<Set<World.Work>>([])
  /// When it was last noted, by dataset, that events came in.
  let streamingNoted = Mutex<[String: Int64]>([:])
  /// Grows with every change of filters.
  let filtersVersion = Atomic<Int>(0)
  /// The instant before which nothing changes by itself, so that requests need not look.
  let nextChange = Atomic<Int64>(0)
  private let settling = Mutex(())
  /// The second in which usage was last kept.
  private let countsKept = Atomic<Int64>(0)
  /// Trainings come one after another on a thread of their own, and so do other jobs: requests never wait for them.
  let trainingQueue = QuietQueue()
  /// Lists of new campaigns are made ahead.
  let readyQueue = QuietQueue()
  let jobQueue = DispatchQueue(label: "recast.emulator.jobs", qos: .utility)
  let card: RateCard?
  /// What is wrong with keeping the state.
  let troubles: Troubles

  /// - Parameters:
  ///   - folder: where the state is kept; nil keeps it in memory.
  ///   - objects: where imports are read and results written.
  ///   - speed: simulated seconds a second.
  ///   - seed: of identifiers.
  ///   - account: twelve digits, in every ARN.
  ///   - card: prices of the bill; without one it has quantities alone.
  ///   - isThrottled: whether requests above the provisioned rate are refused, as `Throttles` says.
  ///   - say: is told in a sentence when the state can no longer be kept; `problems` has it as long as that is so.
  /// - Throws: `StateError` where the state cannot be opened.
  package init(
    folder: String?, objects: any ObjectStorage, speed: Double, seed: UInt64, account: String = "000000000000",
    card: RateCard? = nil, isThrottled: Bool = false, say: @escaping @Sendable (String) -> Void = { _ in }
  ) throws {
    troubles = Troubles(say: say)
    store = try StateStore(folder: folder)
    let run = Int(try store.fact("runs") ?? 0)
    try store.setFact("runs", Int64(run + 1))
    let wall = Int64(realSeconds() * 1e6)
    clock = SimulatedClock(startingAt: max(wall, try store.fact("clock") ?? 0), speed: speed)
    identifiers = Identifiers(seed: seed, run: run)
    let (records, unreadable) = try store.records()
    if unreadable > 0 { troubles.note(.reading, "\(unreadable) kept resources cannot be read and are passed over.") }
    world = Mutex(World(account: account, identifiers: identifiers, records: records))
    meters = UsageMeters(try store.usage())
    throttles = isThrottled ? Throttles() : nil
    self.objects = objects
    self.card = card
    try restore(records)
  }

  /// What is wrong with the emulator's own state, in sentences; empty while all is well.
  package var problems: [String] { troubles.sentences }

  /// Seconds since the epoch on the service's clock.
  package var now: Double { Double(clock.now) / 1e6 }

  /// Answers a request to one of `personalize`, `personalize-runtime` and `personalize-events`.
  package func respond(to request: HTTPServiceRequest, service: String) async -> HTTPServiceResponse {
    let requestID = identifiers.uuid()
    switch service {
    case "personalize-runtime": return await runtime(request, requestID: requestID)
    case "personalize-events": return events(request, requestID: requestID)
    default:
      do throws(ServiceFault) {
        let answer = try control(request)
        return HTTPServiceResponse(
          status: 200, headers: Headers.control(requestID), body: Array(answer.compactText.utf8))
      } catch {
        return error.controlResponse(requestID: requestID)
      }
    }
  }

  private func control(_ request: HTTPServiceRequest) throws(ServiceFault) -> JSONTree {
    guard request.method == "POST" else { throw .init(code: "UnknownOperationException", message: "Use POST.") }
    let target = request.header("X-Amz-Target") ?? ""
    let prefix = "AmazonPersonalize."
    guard target.hasPrefix(prefix) else {
      throw .init(code: "UnknownOperationException", message: "X-Amz-Target names no operation of the service.")
    }
    let body = try RequestBody.tree(request.body)
    settle()
    let now = clock.now
    let call = Call(now: now, region: Scope.region(of: request))
    let answer = world.withLock { world in
      Result { () throws(ServiceFault) in try perform(String(target.dropFirst(prefix.count)), body, call, in: &world) }
    }
    // What was asked is done before it is confirmed: also what is ready at once.
    settle()
    return try answer.get()
  }

  /// Does what is asked and keeps it; what cannot be kept is not done.
  private func perform(
    _ operation: String, _ body: JSONTree, _ call: Call, in world: inout World
  ) throws(ServiceFault) -> JSONTree {
    let before = world
    let answer = try world.perform(operation, body, call)
    let changes = world.takeChanges()
    guard !save(changes, call.now) else { return answer }
    // What waited to be kept before, and not for this call, stays as it is.
    guard changes.contains(where: { before.records[$0.arn] != $0.record }) else {
      world.putBack(changes)
      return answer
    }
    world = before
    throw .failure("The emulator cannot keep its state: \(troubles.sentences.joined(separator: " "))")
  }

  /// Keeps changed resources; false, with the trouble noted, where that fails.
  private func save(_ changes: [(arn: String, record: Record?)], _ now: Int64) -> Bool {
    guard !changes.isEmpty else { return true }
    do { try store.save(changes, clock: now) } catch {
      troubles.note(.saving, "Changes of resources cannot be kept: \(error)")
      return false
    }
    troubles.clear(.saving)
    if changes.contains(where: { $0.record == nil || $0.record?.kind == .filter }) {
      filtersVersion.add(1, ordering: .relaxed)
    }
    return true
  }

  // MARK: - Time

  /// Does what is due where anything is.
  func settleIfDue() {
    if clock.now >= nextChange.load(ordering: .acquiring) { settle() }
  }

  /// Does what is due, begins what was asked for, and keeps what changed; one caller at a time, so that nobody sees a
  /// resource ready before what follows from it is done.
  func settle() { settling.withLock { _ in settleAlone() } }

  private func settleAlone() {
    let now = clock.now
    let (happenings, begun, changes) = world.withLock { world in
      let happenings = world.settle(now)
      defer { world.begun = [] }
      return (happenings, world.begun, world.takeChanges())
    }
    for happening in happenings { follow(happening) }
    // A full disk must not stop answers; what time alone changed is kept with the next success.
    if !save(changes, now) { world.withLock { $0.putBack(changes) } }
    for work in begun { begin(work) }
    let next = world.withLock { world in
      serve(world, now)
      let trainings = world.all(.solution).compactMap { world.nextTraining(of: $0) }.filter { $0 > now }
      return ([world.nextChange(after: now)].compactMap { $0 } + trainings).min()
    }
    nextChange.store(next ?? .max, ordering: .releasing)
    keepCounts()
  }

  /// Keeps usage and clock.
  func keepCounts() {
    let changes = meters.takeChanges()
    do {
      try store.keep(changes, clock: clock.now)
      troubles.clear(.counting)
    } catch {
      meters.putBack(changes)
      troubles.note(.counting, "Usage, which the bill is made from, cannot be kept: \(error)")
    }
  }

  /// Keeps usage and clock about once a second, beside the requests.
  func keepCountsIfDue() {
    let second = Int64(realSeconds())
    let last = countsKept.load(ordering: .relaxed)
    guard store.isKept, second > last,
      countsKept.compareExchange(expected: last, desired: second, ordering: .relaxed).exchanged
    else { return }
    jobQueue.async { [self] in keepCounts() }
  }

  /// Puts the clock forward by some seconds, stopping at everything that is due on the way; work that is due by then is
  /// waited for.
  package func advance(by seconds: Double) async {
    let end = clock.now + Int64(min(max(0, seconds), 1e10) * 1e6)
    while true {
      settle()
      await finishWork(dueBy: clock.now)
      settle()
      let next = nextChange.load(ordering: .acquiring)
      guard next <= end else { break }
      clock.advance(to: next)
    }
    clock.advance(to: end)
    settle()
    await finishWork(dueBy: clock.now)
    settle()
  }

  /// Waits for work whose resource is due.
  private func finishWork(dueBy now: Int64) async {
    while true {
      let pending = running.withLock { $0 }
      guard !pending.isEmpty else { return }
      let isDue = world.withLock { world in pending.contains { (world.records[$0.arn]?.due ?? 0) <= now } }
      guard isDue else { return }
      try? await Task.sleep(for: .milliseconds(2))
    }
  }
}

/// Bodies of requests.
enum RequestBody {
  /// A body as JSON; an empty one is an empty object.
  static func tree(_ bytes: [UInt8]) throws(ServiceFault) -> JSONTree {
    guard !bytes.isEmpty else { return .object([]) }
    var limits = JSONReader.Limits()
    limits.depth = 32
    limits.stringBytes = 1 << 20
    do throws(JSONError) {
      return try JSONTree(bytes, limits: limits)
    } catch {
      throw .notJSON("The body is no JSON: \(error.detail).")
    }
  }
}

/// What the signature of a request says of it.
enum Scope {
  /// The region of the credential's scope; us-east-1 where there is none.
  static func region(of request: HTTPServiceRequest) -> String {
    guard let header = request.header("Authorization"), let found = header.firstRange(of: "Credential=") else {
      return "us-east-1"
    }
    let parts = header[found.upperBound...].prefix { $0 != "," && $0 != " " }.split(separator: "/")
    guard parts.count >= 3, (1...32).contains(parts[2].utf8.count),
      parts[2].utf8.allSatisfy({ (97...122).contains($0) || (48...57).contains($0) || $0 == 45 })
    else { return "us-east-1" }
    return String(parts[2])
  }
}
