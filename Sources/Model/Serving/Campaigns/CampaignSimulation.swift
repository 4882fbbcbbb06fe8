import Measures
import Randomness
import Statistics

/// One attempt of a request, with the draws that its answer will take.
struct Attempt: Comparable {
  var microseconds: Int64
  let startedAt: Int64
  var number: Int32 = 0
  /// Position of the campaign in its plan.
  let campaign: Int32
  /// Where the answer will be kept; −1 for nowhere.
  let cacheKey: Int32
  /// Time of the look-up in the cache that came before.
  let lookupMilliseconds: Double
  let luck: LiveLuck

  /// Since the request's start.
  var elapsedMilliseconds: Double { Double(microseconds &- startedAt) / 1e3 + lookupMilliseconds }

  /// By instant; equal instants by start, so that the order never depends on the heap.
  static func < (a: Attempt, b: Attempt) -> Bool { (a.microseconds, a.startedAt) < (b.microseconds, b.startedAt) }
  static func == (a: Attempt, b: Attempt) -> Bool { (a.microseconds, a.startedAt) == (b.microseconds, b.startedAt) }
}

/// A campaign being played: admission, retries, giving up; what it answers in each billing window.
struct CampaignSimulation {
  let settings: CampaignSettings
  var capacity: CampaignCapacity
  let models: ModelTimeline
  /// What it did in each five minutes of the horizon.
  private(set) var windows: CampaignWindows

  private var backoffStream: RandomStream
  private let startMicroseconds: Int64
  private let backoffMilliseconds: Double
  private let deadlineMilliseconds: Double
  private let attempts: Int32
  private let delayLow: Double
  private let delayWidth: Double
  private let catalogueEvery: Int64

  // What is served now, and when that changes next.
  private var modelIndex = 0
  private(set) var modelCut: Int64
  private(set) var catalogueAt: Int64
  private var nextUpdate = Int64.min
  private var modelAges: AgeRamp
  private var catalogueAges: AgeRamp
  private var latencies = HistogramRecorder()
  private var profileHours = HistogramRecorder()

  // Since the campaign's start, and up to the last window's end.
  private var answered = 0
  private var throttled = 0
  private var answeredBefore = 0
  private var throttledBefore = 0

  /// - Parameters:
  ///   - part: one of the plan's, in the place `index`.
  ///   - resource: what its answers are billed on.
  init(
    _ part: CampaignPart, index: Int, resource: Resource, start: Instant, end: Instant, utcOffset: Timespan,
    seed: UInt64, replication: Int
  ) {
    let settings = part.settings
    self.settings = settings
    capacity = CampaignCapacity(
      settings, index: index, start: start, end: end, utcOffset: utcOffset, seed: seed, replication: replication)
    models = ModelTimeline(settings, from: start, to: end, utcOffset: utcOffset, seed: seed, replication: replication)
    windows = CampaignWindows(name: part.name, resource: resource, floors: capacity.floors)
    backoffStream = RandomStream(seed: seed, name: CampaignCapacity.stream("backoff", index), index: replication)
    startMicroseconds = start.microseconds
    backoffMilliseconds = settings.backoff.milliseconds
    deadlineMilliseconds = settings.deadline.milliseconds
    attempts = Int32(settings.attempts)
    delayLow = settings.eventDelay.low.hours
    delayWidth = (settings.eventDelay.high - settings.eventDelay.low).hours
    catalogueEvery = settings.catalogueUpdateEvery.microseconds
    modelCut = models.versions[0].cut.microseconds
    catalogueAt = modelCut
    modelAges = AgeRamp(from: modelCut)
    catalogueAges = AgeRamp(from: modelCut)
  }

  /// How an attempt ended.
  enum Ending {
    /// With an answer, this long after the attempt's instant.
    case answered(milliseconds: Double)
    /// It is tried again, so many microseconds after its instant.
    case again(microseconds: Int64)
    /// The request is over, without an answer of the campaign.
    case over
  }

  /// Plays an attempt; instants do not go back. What it needs is passed in registers and not as an `Attempt`.
  ///
  /// - Parameters:
  ///   - number: of attempts before.
  ///   - elapsed: milliseconds since the request's start.
  ///   - account: the ceiling over all campaigns.
  @inline(__always)
  mutating func play(
    at now: Int64, number: Int32, elapsed: Double, _ luck: LiveLuck, account: inout AccountQuota,
    into outcome: inout ServingOutcome
  ) -> Ending {
    let network = settings.networkTime.milliseconds(at: luck.network)
    var isAdmitted = capacity.hasToken(at: now)
    if account.isOn, isAdmitted { isAdmitted = account.hasToken(at: now) }
    guard isAdmitted else { return refused(number: number, elapsed: elapsed, network: network, &outcome) }
    capacity.takeToken()
    if account.isOn { account.takeToken() }
    answered &+= 1
    let own = network + settings.serviceTime.milliseconds(at: luck.service)
    guard elapsed + own <= deadlineMilliseconds else {
      // The client has gone when the answer comes; it is billed all the same.
      outcome.counts.lateAnswers += 1
      outcome.giveUp(\.fallbackLate, hasFallback: settings.hasFallback, after: deadlineMilliseconds)
      return .over
    }
    latencies.add(elapsed + own)
    outcome.counts.servedByCampaign &+= 1
    if now >= nextUpdate { update(at: now, &outcome) }
    modelAges.add(at: now, to: &outcome.ages.modelHours)
    catalogueAges.add(at: now, to: &outcome.ages.catalogueHours)
    profileHours.add(delayLow + delayWidth * luck.delay)
    return .answered(milliseconds: own)
  }

  @inline(never)
  private mutating func refused(
    number: Int32, elapsed: Double, network: Double, _ outcome: inout ServingOutcome
  ) -> Ending {
    throttled += 1
    outcome.counts.throttledAttempts += 1
    // Full jitter: uniform between nothing and the doubled backoff (AWS Architecture Blog, M. Brooker, 2015).
    let backoff = backoffMilliseconds * Double(1 << min(number, 20)) * backoffStream.uniform()
    guard number + 1 < attempts, elapsed + network + backoff < deadlineMilliseconds else {
      outcome.giveUp(\.fallbackThrottled, hasFallback: settings.hasFallback, after: elapsed + network)
      return .over
    }
    return .again(microseconds: Int64((network + backoff) * 1e3))
  }

  /// Looks for a newer model or catalogue.
  private mutating func update(at microseconds: Int64, _ outcome: inout ServingOutcome) {
    while modelIndex + 1 < models.versions.count,
      models.versions[modelIndex + 1].visibleAt.microseconds <= microseconds
    {
      modelIndex += 1
    }
    modelCut = models.versions[modelIndex].cut.microseconds
    let tick = microseconds - (microseconds - startMicroseconds) % catalogueEvery
    catalogueAt = max(modelCut, tick)
    modelAges.move(to: modelCut, &outcome.ages.modelHours)
    catalogueAges.move(to: catalogueAt, &outcome.ages.catalogueHours)
    let nextModel =
      modelIndex + 1 < models.versions.count ? models.versions[modelIndex + 1].visibleAt.microseconds : .max
    nextUpdate = min(nextModel, tick + catalogueEvery)
  }

  /// Counts the ages of an answer from the cache; most come from the model and the catalogue that are served now.
  @inline(__always)
  mutating func addAges(of answer: AnswerCache.Entry, at now: Int64, _ outcome: inout ServingOutcome) {
    if answer.modelCut == modelCut {
      modelAges.add(at: now, to: &outcome.ages.modelHours)
    } else {
      outcome.ages.modelHours.add(Double(now - answer.modelCut) / 3.6e9)
    }
    if answer.catalogueAt == catalogueAt {
      catalogueAges.add(at: now, to: &outcome.ages.catalogueHours)
    } else {
      outcome.ages.catalogueHours.add(Double(now - answer.catalogueAt) / 3.6e9)
    }
    profileHours.add(Double(now - answer.knownUntil) / 3.6e9)
  }

  /// What a cache keeps of the answer to an attempt that has just been played.
  @inline(__always)
  func answer(at now: Int64, after milliseconds: Double, _ luck: LiveLuck) -> AnswerCache.Entry {
    AnswerCache.Entry(
      answeredAt: now &+ Int64(milliseconds * 1e3), modelCut: modelCut, catalogueAt: catalogueAt,
      knownUntil: now &- Int64((delayLow + delayWidth * luck.delay) * 3.6e9))
  }

  /// The cut of the model that answers at an instant, which is not before the last one told.
  mutating func modelCut(at microseconds: Int64, _ outcome: inout ServingOutcome) -> Int64 {
    if microseconds >= nextUpdate { update(at: microseconds, &outcome) }
    return modelCut
  }

  mutating func closeWindow(at windowEnd: Int64) {
    windows.answered.append(Int32(clamping: answered - answeredBefore))
    windows.throttled.append(Int32(clamping: throttled - throttledBefore))
    (answeredBefore, throttledBefore) = (answered, throttled)
    capacity.closeWindow(at: windowEnd)
  }

  /// Puts what is still counted by itself into the outcome.
  mutating func finish(_ outcome: inout ServingOutcome) {
    modelAges.flush(to: &outcome.ages.modelHours)
    catalogueAges.flush(to: &outcome.ages.catalogueHours)
    latencies.flush(to: &outcome.latencies.live)
    profileHours.flush(to: &outcome.ages.profileHours)
  }
}
