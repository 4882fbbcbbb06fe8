import Demand
import HeapModule
import Measures
import Randomness

/// Requests that are asked about while the demand is played: what would such a request be answered from?
struct Probing {
  private let simulator: Simulator
  private var requests: Requests
  private var next: Request?
  private var live: LiveSimulation
  private var batch: BatchSimulation?
  private var draws: PageDraws
  private var outcome = ServingOutcome()
  private let router: CampaignRouter
  private var retries = Heap<Probe>()

  // A probe's own luck, so that asking changes nobody else's.
  private var luck: RandomStream
  private var backoffs: RandomStream
  private var shares: PageDraws

  /// An attempt of a request that is asked about.
  private struct Probe: Comparable {
    var microseconds: Int64
    /// Position of the request.
    let index: Int
    let startedAt: Int64
    var number: Int32 = 0
    let campaign: Int
    let serviceDraw: Double
    let networkDraw: Double
    let delayDraw: Double

    static func < (a: Probe, b: Probe) -> Bool { (a.microseconds, a.index) < (b.microseconds, b.index) }
    static func == (a: Probe, b: Probe) -> Bool { (a.microseconds, a.index) == (b.microseconds, b.index) }
  }

  init(_ simulator: Simulator) {
    self.simulator = simulator
    let seed = simulator.seed
    requests = Requests(of: simulator.demand, seed: seed, replication: 0)
    next = requests.next()
    live = simulator.live(0)
    if case .hybrid(let stored, _, _) = simulator.plan.kind { batch = simulator.batch(stored, 0) }
    draws = PageDraws(simulator.pages, seed: seed, replication: 0)
    outcome.windows = ServingWindows(from: simulator.demand.start)
    router = CampaignRouter(simulator.plan.live, pages: simulator.pages)
    luck = RandomStream(seed: seed, name: "replay/luck")
    backoffs = RandomStream(seed: seed, name: "replay/backoff")
    shares = PageDraws(simulator.pages, seed: seed, replication: 0, use: "replay")
  }

  /// Asks about the requests at some positions, which ascend, and puts what they are answered from into `answers`; what
  /// stands there is the fallback of that moment.
  mutating func ask(_ logged: [LoggedRequest], pages: [UInt8], at positions: [Int], _ answers: inout [Answer]) {
    for position in positions {
      let request = logged[position]
      let now = Instant(seconds: request.seconds).microseconds
      askAgain(before: now, &answers)
      play(until: now)
      let page = Int(pages[position])
      let probe = Probe(
        microseconds: now, index: position, startedAt: now, campaign: router.campaign(page: page, draw: shares.share()),
        serviceDraw: luck.uniform(), networkDraw: luck.uniform(), delayDraw: luck.uniform())
      if let kept = kept(request, page: page, at: now) {
        answers[position] = answers[position].computed(
          .cache, modelCut: kept.modelCut, catalogueAt: kept.catalogueAt, knownUntil: kept.knownUntil,
          eventDelay: .zero, attempts: 0)
      } else {
        ask(probe, &answers)
      }
    }
    askAgain(before: simulator.demand.end.microseconds, &answers)
    // What waits at the end is answered by nobody any more.
    while let probe = retries.popMin() {
      answers[probe.index] = answers[probe.index].fallingBack(
        .throttled, hasFallback: settings(of: probe).hasFallback, attempts: probe.number)
    }
  }

  private func settings(_ campaign: Int) -> CampaignSettings { live.settings(ofCampaign: campaign) }
  private func settings(of probe: Probe) -> CampaignSettings { settings(probe.campaign) }

  private func kept(_ request: LoggedRequest, page: Int, at now: Int64) -> AnswerCache.Entry? {
    let user = request.rank(among: simulator.demand.audience.users)
    guard live.cache.isOn, user >= 0 else { return nil }
    return live.cache.peek(live.cache.key(user: user, page: page), at: now)
  }

  private mutating func askAgain(before microseconds: Int64, _ answers: inout [Answer]) {
    while let first = retries.min, first.microseconds < microseconds {
      retries.removeMin()
      play(until: first.microseconds)
      ask(first, &answers)
    }
  }

  private mutating func ask(_ probe: Probe, _ answers: inout [Answer]) {
    let settings = settings(of: probe)
    let attempts = probe.number + 1
    func fallBack(_ failure: Answer.Failure) {
      answers[probe.index] = answers[probe.index].fallingBack(
        failure, hasFallback: settings.hasFallback, attempts: attempts)
    }
    guard live.isRunning(at: probe.microseconds) else { return fallBack(.stopped) }
    let elapsed = Double(probe.microseconds - probe.startedAt) / 1e3
    let network = settings.networkTime.milliseconds(at: probe.networkDraw)
    guard live.wouldAdmit(campaign: probe.campaign, at: probe.microseconds) else {
      let backoff = settings.backoff.milliseconds * Double(1 << min(probe.number, 20)) * backoffs.uniform()
      guard attempts < settings.attempts, elapsed + network + backoff < settings.deadline.milliseconds else {
        return fallBack(.throttled)
      }
      var retry = probe
      retry.microseconds += Int64((network + backoff) * 1e3)
      retry.number += 1
      retries.insert(retry)
      return
    }
    let service = settings.serviceTime.milliseconds(at: probe.serviceDraw)
    guard elapsed + network + service <= settings.deadline.milliseconds else { return fallBack(.late) }
    let delay = settings.eventDelay.at(probe.delayDraw)
    // The model first: looking for it brings the catalogue up to date, too.
    let modelCut = live.modelCut(campaign: probe.campaign, at: probe.microseconds, &outcome)
    answers[probe.index] = answers[probe.index].computed(
      .campaign, modelCut: modelCut, catalogueAt: live.campaigns[probe.campaign].catalogueAt,
      knownUntil: probe.microseconds - delay.microseconds, eventDelay: delay, attempts: attempts)
  }

  /// Plays the demand's own requests up to an instant.
  private mutating func play(until microseconds: Int64) {
    while let request = next, request.microseconds <= microseconds {
      simulator.play(request, live: &live, batch: &batch, draws: &draws, into: &outcome)
      next = requests.next()
    }
    live.advance(to: microseconds, into: &outcome)
  }
}
