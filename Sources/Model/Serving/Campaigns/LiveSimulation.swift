import Demand
import HeapModule
import Measures
import Randomness
import Statistics

/// Everything that answers at the moment of a request: a cache, campaigns behind it, and the clients that try again.
struct LiveSimulation {
  private let parts: Cells<CampaignSimulation>
  private let router: CampaignRouter
  private var account: AccountQuota
  private(set) var cache: AnswerCache
  private var cacheLatencies = HistogramRecorder()
  private var hours: RunningHours
  private var retries = Heap<Attempt>()
  private var windowEnd: Int64
  private let end: Int64
  /// The next retry or end of a window; nothing else happens by itself.
  private(set) var nextEvent: Int64

  init(
    _ plan: Plan, pages: PageMix, users: Int, start: Instant, end: Instant, utcOffset: Timespan, seed: UInt64,
    replication: Int
  ) {
    let parts = plan.live
    self.parts = Cells(
      parts.enumerated().map { index, part in
        CampaignSimulation(
          part, index: index, resource: plan.resource(of: part), start: start, end: end, utcOffset: utcOffset,
          seed: seed, replication: replication)
      })
    router = CampaignRouter(parts, pages: pages)
    if case .campaigns(let group) = plan.kind {
      account = AccountQuota(tps: group.accountTPS, start: start)
    } else {
      account = .none
    }
    cache = AnswerCache(plan.answerCache, users: users, pages: pages.names.count)
    hours = RunningHours(plan, start: start, end: end, utcOffset: utcOffset, seed: seed, replication: replication)
    self.end = end.microseconds
    windowEnd = start.microseconds + CampaignCapacity.windowMicroseconds
    nextEvent = windowEnd
  }

  /// The campaigns in the plan's order, or the recommender.
  var campaigns: [CampaignSimulation] { (0..<parts.count).map { parts[$0] } }
  func settings(ofCampaign index: Int) -> CampaignSettings { parts[index].settings }
  /// Requests that wait for a retry.
  var waiting: Int { retries.count }
  /// Highest capacity that any campaign reached, in requests a second.
  var peakTPS: Double { campaigns.map(\.capacity.peakTPS).max() ?? 0 }
  /// When a recommender was active, and so paid.
  var paidHours: [RunningHours.Interval] { hours.intervals }

  /// Plays a request's first attempt, after all that happens before it.
  @inline(__always)
  mutating func play(
    _ request: Request, page: Int, routingDraw: @autoclosure () -> Double, into outcome: inout ServingOutcome
  ) {
    let now = request.microseconds
    if now >= nextEvent { advance(to: now, into: &outcome) }
    outcome.counts.arrivals &+= 1
    var key: Int32 = -1
    var lookup = 0.0
    if cache.isOn, request.arrival.user >= 0 {
      lookup = cache.lookupTime.milliseconds(at: request.storeDraw)
      key = cache.key(user: request.arrival.user, page: page)
      if let answer = cache.find(key, at: now) {
        serve(answer, at: now, lookup: lookup, &outcome)
        return
      }
    }
    guard hours.isRunning(at: now) else {
      outcome.giveUp(
        \.fallbackStopped, hasFallback: parts[0].settings.hasFallback,
        after: lookup + BatchSimulation.memoryMilliseconds)
      return
    }
    let campaign = router.isSingle ? 0 : router.campaign(page: page, draw: routingDraw())
    switch parts[campaign].play(
      at: now, number: 0, elapsed: lookup, request.luck, account: &account, into: &outcome)
    {
    case .answered(let milliseconds): keep(key, campaign, at: now, after: milliseconds, request.luck)
    case .again(let microseconds):
      wait(
        Attempt(
          microseconds: now, startedAt: now, campaign: Int32(campaign), cacheKey: key, lookupMilliseconds: lookup,
          luck: request.luck),
        microseconds)
    case .over: break
    }
  }

  @inline(__always)
  private mutating func serve(
    _ answer: AnswerCache.Entry, at now: Int64, lookup: Double, _ outcome: inout ServingOutcome
  ) {
    outcome.counts.cacheHits += 1
    cacheLatencies.add(lookup)
    parts[0].addAges(of: answer, at: now, &outcome)
  }

  @inline(__always)
  private mutating func keep(
    _ key: Int32, _ campaign: Int, at now: Int64, after milliseconds: Double, _ luck: LiveLuck
  ) {
    guard key >= 0 else { return }
    cache.keep(parts[campaign].answer(at: now, after: milliseconds, luck), for: key)
  }

  @inline(never)
  private mutating func wait(_ attempt: Attempt, _ microseconds: Int64) {
    var retry = attempt
    retry.microseconds += microseconds
    retry.number += 1
    retries.insert(retry)
    nextEvent = min(nextEvent, retry.microseconds)
  }

  /// Plays a retry, out of the way of the first attempts.
  @inline(never)
  private mutating func playAgain(_ attempt: Attempt, into outcome: inout ServingOutcome) {
    let campaign = Int(attempt.campaign)
    switch parts[campaign].play(
      at: attempt.microseconds, number: attempt.number, elapsed: attempt.elapsedMilliseconds, attempt.luck,
      account: &account, into: &outcome)
    {
    case .answered(let milliseconds):
      keep(attempt.cacheKey, campaign, at: attempt.microseconds, after: milliseconds, attempt.luck)
    case .again(let microseconds): wait(attempt, microseconds)
    case .over: break
    }
  }

  /// Whether live answers are given at all at an instant; instants do not go back.
  mutating func isRunning(at microseconds: Int64) -> Bool { hours.isRunning(at: microseconds) }

  /// Whether a request that nobody sends would be admitted; nothing is taken.
  mutating func wouldAdmit(campaign: Int, at microseconds: Int64) -> Bool {
    guard parts[campaign].capacity.wouldAdmit(at: microseconds) else { return false }
    return !account.isOn || account.hasToken(at: microseconds)
  }

  /// The cut of the model that a campaign answers with at an instant.
  mutating func modelCut(campaign: Int, at microseconds: Int64, _ outcome: inout ServingOutcome) -> Int64 {
    parts[campaign].modelCut(at: microseconds, &outcome)
  }

  /// Plays retries and ends windows up to an instant.
  mutating func advance(to microseconds: Int64, into outcome: inout ServingOutcome) {
    while nextEvent <= microseconds {
      if let first = retries.min, first.microseconds < windowEnd {
        // What is due at the end or after it stays in flight.
        guard first.microseconds < end else { break }
        let attempt = retries.removeMin()
        nextEvent = windowEnd
        if hours.isRunning(at: attempt.microseconds) {
          playAgain(attempt, into: &outcome)
        } else {
          outcome.giveUp(
            \.fallbackStopped, hasFallback: parts[0].settings.hasFallback,
            after: Double(attempt.microseconds - attempt.startedAt) / 1e3)
        }
      } else {
        guard windowEnd <= end else { break }
        for index in 0..<parts.count { parts[index].closeWindow(at: windowEnd) }
        outcome.windows.close(outcome.counts)
        windowEnd += CampaignCapacity.windowMicroseconds
      }
      nextEvent = min(windowEnd, retries.min?.microseconds ?? .max)
    }
  }

  /// Plays what is left of the horizon.
  mutating func finish(_ outcome: inout ServingOutcome) {
    advance(to: end, into: &outcome)
    for index in 0..<parts.count { parts[index].finish(&outcome) }
    cacheLatencies.flush(to: &outcome.latencies.cache)
    outcome.counts.inFlight = waiting
  }
}
