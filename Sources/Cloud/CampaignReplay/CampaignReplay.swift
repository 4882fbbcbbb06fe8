import AWSClient
import Dispatch
import Interactions
import Measures
import Personalize
import Pricing

/// Asks a campaign for the list of each held-out request of a log, telling it meanwhile what users did, and keeps what it
/// answers.
///
/// A user's steps come one after another, each at least the delay of events after the one before, so that an answer knows all
/// earlier events of its user and none later. Steps of different users may overlap and overtake one another by a few.
package struct CampaignReplay: Sendable {
  /// What is asked, and how.
  package struct Settings: Sendable {
    package var campaign: String
    /// Id of the event tracker; nil where nothing is told. It goes into requests alone.
    package var tracker: String?
    /// Length of the lists.
    package var results: Int
    /// ARN of a filter for all lists.
    package var filter: String?
    /// Most requests a second; nil for no limit.
    package var rate: Double?
    /// Most steps under way at once.
    package var concurrency = 8
    /// The most that all requests of the record may cost, at the upper end of the prices; nil for no limit.
    package var cap: Money?

    package init(campaign: String, tracker: String?, results: Int) {
      self.campaign = campaign
      self.tracker = tracker
      self.results = results
    }
  }

  /// What the service is told as type of an event that has none.
  package static let eventTypeOfNone = "interaction"
  /// Failures one after another, throttling aside, after which the service is taken to be down: its silence is not its quality.
  package static let mostFailures = 20

  private let work: StepWork
  private let script: ReplayScript
  private let settings: Settings
  private let clock: any ServiceClock
  private let time: ReplayTime
  private var record: ReplayRecord
  private var order: ReplayOrder
  private var limit: RequestLimit
  private var spending: ReplaySpending
  /// When each user's earlier steps were done, microseconds since the epoch.
  private var freeSince: [Int64]
  private var underWay = 0
  private var failures = 0
  private var failure: ReplayFailure?

  /// A replay that goes on from a record.
  ///
  /// - Parameters:
  ///   - file: the record's file, its head written.
  ///   - clock: the service's.
  package init(
    _ script: ReplayScript, client: PersonalizeClient, settings: Settings, record: ReplayRecord,
    file: ReplayRecordFile, clock: any ServiceClock, card: RateCard, time: ReplayTime
  ) {
    self.script = script
    self.settings = settings
    self.clock = clock
    self.time = time
    self.record = record
    work = StepWork(client: client, script: script, settings: settings, record: file, time: time)
    let isDone = script.steps.indices.map { index in
      let step = script.steps[index]
      return (step.request < 0 || record.answers[Int(step.request)] != nil)
        && (step.events.isEmpty || record.told[index])
    }
    // A step of the clock costs nothing and lets all go on; where time must pass, others go ahead meanwhile.
    order = ReplayOrder(
      script, isDone: isDone, window: clock.isStepped ? 8 * settings.concurrency : 2000)
    // What was told last before a stop may not count yet.
    let held = clock.counts(toldAt: clock.now)
    for index in script.steps.indices where record.told[index] { order.hold(script.steps[index].user, until: held) }
    limit = RequestLimit(rate: settings.rate)
    spending = ReplaySpending(record, script: script, card: card)
    freeSince = [Int64](repeating: .min, count: script.log.users.count)
  }

  /// Asks and tells what is left.
  ///
  /// - Parameter progress: called with the number of requests answered.
  /// - Returns: the record as it is then.
  /// - Throws: `ReplayFailure` where it could not go on; all that was answered is in the file.
  package mutating func run(progress: @Sendable (Int) -> Void) async throws(ReplayFailure) -> ReplayRecord {
    var state = self
    await withTaskGroup(of: StepWork.Outcome?.self) { group in
      var answered = state.record.answered
      progress(answered)
      while let wait = state.start(in: &group) {
        switch wait {
        case .done: break
        case .step:
          do throws(ReplayFailure) { try await state.step() } catch { state.failure = state.failure ?? error }
          continue
        case .sleep(let microseconds):
          // Whatever comes first: the end of a step, or the instant.
          let time = state.time
          if state.underWay == 0 {
            await time.sleep(microseconds)
            continue
          }
          let short = min(microseconds, 20_000)
          group.addTask {
            await time.sleep(short)
            return nil
          }
        }
        guard let next = await group.next() else { break }
        guard let outcome = next else { continue }
        state.finish(outcome)
        if outcome.answer != nil {
          answered += 1
          progress(answered)
        }
      }
    }
    self = state
    if let failure { throw failure }
    return record
  }

  private enum Wait {
    /// For a step that is under way.
    case done
    case sleep(Int64)
    /// The service's clock is to be put forward.
    case step
  }

  /// Starts all that can be started, and says what to wait for; nil where nothing is left.
  private mutating func start(in group: inout TaskGroup<StepWork.Outcome?>) -> Wait? {
    while true {
      guard failure == nil, underWay < settings.concurrency else { return underWay > 0 ? .done : nil }
      let now = time.now()
      switch order.next(at: clock.now) {
      case .finished: return underWay > 0 ? .done : nil
      case .busy: return .done
      case .held(let until): return clock.isStepped ? .step : .sleep(max(1, until - clock.now))
      case .step(let index):
        let step = script.steps[index]
        let isAnswered = step.request < 0 || record.answers[Int(step.request)] != nil
        var meant = now
        if !isAnswered {
          let earliest = limit.earliest(now)
          guard earliest <= now else { return .sleep(earliest - now) }
          do throws(ReplayFailure) { try afford(now) } catch {
            failure = error
            continue
          }
          meant = limit.start(now, ready: freeSince[Int(step.user)])
          spending.addRequests(1, at: now)
        }
        order.start(index)
        underWay += 1
        let (work, intended) = (work, meant)
        group.addTask {
          await onThread { work.run(index, meant: intended, isAnswered: isAnswered) }
        }
      }
    }
  }

  /// - Throws: where one more request could cost more than allowed.
  private func afford(_ now: Int64) throws(ReplayFailure) {
    guard let cap = settings.cap else { return }
    let next = try spending.bill(withRequests: 1, events: 0, from: now, rate: nil).total.high
    guard !(next <= cap) else { return }
    throw ReplayFailure(
      .cap,
      "The next request could bring the cost to \(next.text(places: 4)) \(next.currency), above the cap of "
        + "\(cap.text(places: 4)). A higher --cap goes on from the record.")
  }

  private mutating func finish(_ outcome: StepWork.Outcome) {
    underWay -= 1
    let step = script.steps[outcome.step]
    order.finish(outcome.step, held: outcome.told > 0 ? clock.counts(toldAt: clock.now) : .min)
    freeSince[Int(step.user)] = time.now()
    if outcome.told > 0 {
      record.told[outcome.step] = true
      spending.addEvents(outcome.told, at: time.now())
    }
    if let answer = outcome.answer {
      record.answers[Int(step.request)] = answer
      if answer.sends > 1 { spending.addRequests(answer.sends - 1, at: answer.at) }
      if answer.fault == nil { failures = 0 } else if answer.fault != "throttled" { failures += 1 }
      if failures >= Self.mostFailures, failure == nil {
        failure = ReplayFailure(
          .service,
          "\(failures) requests one after another failed, the last with \(answer.fault ?? ""): the service seems to be down."
        )
      }
    }
    if let found = outcome.failure { failure = failure ?? found }
  }

  private func step() async throws(ReplayFailure) {
    let clock = clock
    let result = await onThread { Result { () throws(ReplayFailure) in try clock.step() } }
    try result.get()
  }
}

/// Threads for calls that block: as many as there are calls.
private let threads = DispatchQueue(label: "recast.campaign-replay", attributes: .concurrent)

private func onThread<Value: Sendable>(_ work: @escaping @Sendable () -> Value) async -> Value {
  await withCheckedContinuation { continuation in
    threads.async { continuation.resume(returning: work()) }
  }
}
