import HeapModule
import Measures
import Randomness
import Statistics

/// A campaign being played: admission, retries, fallback; what it answers in each billing window.
struct CampaignSimulation {
  private let settings: CampaignSettings
  private let startMicroseconds: Int64
  private var capacity: CampaignCapacity
  private var retries = Heap<Attempt>()
  private var backoffStream: RandomStream
  private let models: ModelTimeline
  private var modelIndex = 0
  /// Requests answered in each five minutes of the horizon.
  private(set) var answered: [Int32]
  /// Attempts refused in each five minutes of the horizon.
  private(set) var throttled: WindowCounter

  /// One attempt of a request, with the draws that its answer will take.
  struct Attempt: Comparable {
    var microseconds: Int64
    var startedAt: Int64
    var number: Int
    var serviceDraw: Double
    var networkDraw: Double
    var delayDraw: Double

    /// By instant; equal instants by start, so that the order never depends on the heap.
    static func < (a: Attempt, b: Attempt) -> Bool { (a.microseconds, a.startedAt) < (b.microseconds, b.startedAt) }
    static func == (a: Attempt, b: Attempt) -> Bool { (a.microseconds, a.startedAt) == (b.microseconds, b.startedAt) }
  }

  init(
    _ settings: CampaignSettings, start: Instant, end: Instant, utcOffset: Timespan, seed: UInt64, replication: Int
  ) {
    self.settings = settings
    startMicroseconds = start.microseconds
    capacity = CampaignCapacity(settings, start: start, seed: seed, replication: replication)
    backoffStream = RandomStream(seed: seed, name: "serving/backoff", index: replication)
    models = ModelTimeline(settings, from: start, to: end, utcOffset: utcOffset, seed: seed, replication: replication)
    let windows = Int((end - start).microseconds / CampaignCapacity.windowMicroseconds)
    answered = [Int32](repeating: 0, count: windows)
    throttled = WindowCounter(from: start, to: end)
  }

  /// Plays the retries that are due before an instant.
  mutating func playRetries(before microseconds: Int64, into outcome: inout ServingOutcome) {
    while let first = retries.min, first.microseconds < microseconds {
      play(retries.removeMin(), into: &outcome)
    }
  }

  /// Highest capacity reached, in requests a second.
  var peakTPS: Double { capacity.peakTPS }

  /// Retries still waiting at the horizon's end.
  var waiting: Int { retries.count }

  /// Plays a request's first attempt, after the retries that are due before it.
  mutating func play(_ request: Request, into outcome: inout ServingOutcome) {
    outcome.counts.arrivals += 1
    playRetries(before: request.microseconds, into: &outcome)
    play(
      Attempt(
        microseconds: request.microseconds, startedAt: request.microseconds, number: 0,
        serviceDraw: request.serviceDraw, networkDraw: request.networkDraw, delayDraw: request.delayDraw),
      into: &outcome)
  }

  private mutating func play(_ attempt: Attempt, into outcome: inout ServingOutcome) {
    let admitted = capacity.admits(at: attempt.microseconds)
    let network = settings.networkTime.milliseconds(at: attempt.networkDraw)
    let elapsed = Double(attempt.microseconds - attempt.startedAt) / 1e3
    if admitted {
      let service = settings.serviceTime.milliseconds(at: attempt.serviceDraw)
      outcome.latencyMilliseconds.add(elapsed + network + service)
      outcome.counts.servedByCampaign += 1
      answered[Int((attempt.microseconds - startMicroseconds) / CampaignCapacity.windowMicroseconds)] += 1
      addAges(of: attempt, to: &outcome)
      return
    }
    outcome.counts.throttledAttempts += 1
    throttled.count(at: attempt.microseconds)
    // Full jitter: uniform between nothing and the doubled backoff (AWS Architecture Blog, M. Brooker, 2015).
    let backoff = settings.backoff.milliseconds * Double(1 << min(attempt.number, 20)) * backoffStream.uniform()
    guard attempt.number + 1 < settings.attempts, elapsed + network + backoff < settings.deadline.milliseconds else {
      outcome.latencyMilliseconds.add(elapsed + network)
      outcome.counts.fallbackThrottled += 1
      return
    }
    var retry = attempt
    retry.microseconds += Int64((network + backoff) * 1e3)
    retry.number += 1
    retries.insert(retry)
  }

  private mutating func addAges(of attempt: Attempt, to outcome: inout ServingOutcome) {
    while modelIndex + 1 < models.versions.count,
      models.versions[modelIndex + 1].visibleAt.microseconds <= attempt.microseconds
    {
      modelIndex += 1
    }
    let modelAge = Double(attempt.microseconds - models.versions[modelIndex].cut.microseconds) / 3.6e9
    outcome.ages.modelHours.add(max(0, modelAge))
    outcome.ages.profileHours.add(settings.eventDelay.at(attempt.delayDraw).hours)
    let sinceUpdate = (attempt.microseconds - startMicroseconds) % settings.catalogueUpdateEvery.microseconds
    outcome.ages.catalogueHours.add(min(Double(sinceUpdate) / 3.6e9, max(0, modelAge)))
  }
}
