import AWSClient
import HTTPTransfer
import Interactions
import Measures
import Personalize

/// Carries one step out: asks, records, tells, records; in this order, so that no stop can make an event known before its own
/// question.
struct StepWork: Sendable {
  let client: PersonalizeClient
  let script: ReplayScript
  let settings: CampaignReplay.Settings
  let record: ReplayRecordFile
  let time: ReplayTime

  /// What came of a step.
  struct Outcome: Sendable {
    let step: Int
    /// Of the request, where the step has one.
    var answer: ReplayRecord.Answer?
    /// Events that were told.
    var told = 0
    /// Why the replay cannot go on.
    var failure: ReplayFailure?
  }

  /// - Parameters:
  ///   - meant: when the request was meant to go out, microseconds since the epoch.
  ///   - isAnswered: whether the record has the answer, so that only the events are to be told.
  func run(_ index: Int, meant: Int64, isAnswered: Bool) -> Outcome {
    let step = script.steps[index]
    var outcome = Outcome(step: index)
    do throws(ReplayFailure) {
      if step.request >= 0, !isAnswered {
        let answer = try ask(step, meant: meant)
        try keep(ReplayRecord.line(step.request, answer))
        outcome.answer = answer
      }
      if !step.events.isEmpty {
        try tell(step)
        outcome.told = step.events.count
        try keep(ReplayRecord.line(told: index, events: step.events.count, at: time.now()))
      }
    } catch { outcome.failure = error }
    return outcome
  }

  private func keep(_ line: [UInt8]) throws(ReplayFailure) {
    do { try record.append(line) } catch { throw ReplayFailure(.record, error.description) }
  }

  private func ask(_ step: ReplayScript.Step, meant: Int64) throws(ReplayFailure) -> ReplayRecord.Answer {
    var question = GetRecommendations()
    question.campaignArn = settings.campaign
    question.userId = script.log.users[Int(step.user)]
    question.numResults = settings.results
    question.filterArn = settings.filter
    let begin = time.now()
    var answer = ReplayRecord.Answer(at: begin, waited: max(0, begin - meant), took: 0, items: [])
    do throws(AWSError) {
      answer.items = try client.send(question).itemList.prefix(settings.results).map(\.itemId)
    } catch {
      // A list that did not come is an empty one; a service that refuses the question itself must be asked no more.
      guard error.isPassing else { throw ReplayFailure(.service, error.description) }
      answer.fault = error.isThrottling ? "throttled" : Self.fault(error)
      answer.sends = max(1, min(error.attempts, 1000))
    }
    answer.took = max(0, time.now() - begin)
    return answer
  }

  private static func fault(_ error: AWSError) -> String {
    switch error.kind {
    case .transport(let code): code.rawValue
    case .unreadable: "unreadable"
    default: error.status.map { "status \($0)" } ?? "failed"
    }
  }

  /// PutEvents takes ten events at most (developer guide, quotas, 2025).
  private static let eventsAtOnce = 10

  private func tell(_ step: ReplayScript.Step) throws(ReplayFailure) {
    let log = script.log
    var next = step.events.lowerBound
    while next < step.events.upperBound {
      let end = min(step.events.upperBound, next + Self.eventsAtOnce)
      let events = (next..<end).map { place in
        let event = Int(script.events[place])
        // Words without a type have one for the service, which demands it.
        let type = log.eventTypes[Int(log.eventTypeIDs[event])]
        var told = UserEvent(
          eventType: type.isEmpty ? CampaignReplay.eventTypeOfNone : type,
          sentAt: EpochTime(Instant(seconds: log.timestamps[event])))
        told.itemId = log.items[Int(log.itemIDs[event])]
        let value = log.values[event]
        if value.isFinite { told.eventValue = Double(value) }
        // Told again after a stop, it is known by its id and taken once.
        told.eventId = "\(script.checksum.prefix(16))-\(place)"
        return told
      }
      var request = PutEvents(
        trackingId: settings.tracker ?? "", sessionId: "\(script.checksum.prefix(16))-\(step.user)", eventList: events)
      request.userId = log.users[Int(step.user)]
      try send(request)
      next = end
    }
  }

  /// An event that does not arrive makes all later lists of its user wrong, so more patience is taken than the client has.
  private func send(_ request: PutEvents) throws(ReplayFailure) {
    var left = 3
    while true {
      do {
        _ = try client.send(request)
        return
      } catch {
        left -= 1
        guard error.isPassing, left > 0 else { throw ReplayFailure(.service, error.description) }
      }
    }
  }
}

extension AWSError {
  /// Whether the same question may well be answered a little later.
  var isPassing: Bool {
    if isThrottling { return true }
    switch kind {
    case .service: return [500, 502, 503, 504].contains(status)
    case .transport(let code): return [.timeout, .cutOff, .failed].contains(code)
    case .unreadable: return true
    case .credentials, .configuration: return false
    }
  }
}
