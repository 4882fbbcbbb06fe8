import Demand
import Measures
import Randomness
import Statistics

/// Plays one plan request by request over a horizon.
package struct Simulator: Sendable {
  package let plan: Plan
  package let demand: DemandModel
  package let data: DataVolume
  package let front: FrontSettings
  /// The pages that the requests come from.
  package let pages: PageMix
  /// Offset of the product's local time from UTC.
  package let utcOffset: Timespan
  package let seed: UInt64

  package init(
    plan: Plan, demand: DemandModel, data: DataVolume, front: FrontSettings = .none, pages: PageMix = .single,
    utcOffset: Timespan, seed: UInt64
  ) {
    self.plan = plan
    self.demand = demand
    self.data = data
    self.front = front
    self.pages = pages
    self.utcOffset = utcOffset
    self.seed = seed
  }

  /// One independent replication. Streams are named by their use, so all plans of a seed see the same arrivals and the
  /// same luck (common random numbers). Memory grows with the horizon's windows, not with its requests.
  package func replication(_ number: Int) -> ServingOutcome {
    let requests = Requests(of: demand, seed: seed, replication: number)
    // A loop for each kind of plan, so that the plan is looked at once and not once a request.
    switch plan.kind {
    case .batch(let settings): return play(requests, batch: batch(settings, number))
    case .own(let settings): return play(requests, batch: batch(settings.lists, number))
    case .campaign, .campaigns, .recommender: return play(requests, live: live(number), draws: draws(number))
    case .hybrid(let stored, _, let routing):
      return play(requests, batch: batch(stored, number), live: live(number), routing, draws: draws(number))
    case .popular(let settings): return play(requests, popular: settings)
    }
  }

  private func play(_ requests: Requests, batch: BatchSimulation) -> ServingOutcome {
    var (requests, batch, outcome) = (requests, batch, emptyOutcome)
    requests.forEach { request in
      outcome.windows.close(before: request.microseconds, outcome.counts)
      batch.play(request, isKnown: batch.knows(request.arrival, into: &outcome), into: &outcome)
    }
    return finished(outcome, requests, batch: batch)
  }

  private func play(_ requests: Requests, live: LiveSimulation, draws: PageDraws) -> ServingOutcome {
    var (requests, live, draws, outcome) = (requests, live, draws, emptyOutcome)
    requests.forEach { request in
      live.play(request, page: draws.page(), routingDraw: draws.share(), into: &outcome)
    }
    return finished(outcome, requests, live: live)
  }

  private func play(
    _ requests: Requests, batch: BatchSimulation, live: LiveSimulation, _ routing: HybridRouting, draws: PageDraws
  ) -> ServingOutcome {
    var (requests, batch, live, draws, outcome) = (requests, batch, live, draws, emptyOutcome)
    let segment = LiveSegment(routing, users: demand.audience.users, pages: pages)
    requests.forEach { request in
      play(request, segment, live: &live, batch: &batch, draws: &draws, into: &outcome)
    }
    return finished(outcome, requests, live: live, batch: batch)
  }

  /// Plays one request of a hybrid plan.
  @inline(__always)
  private func play(
    _ request: Request, _ segment: LiveSegment, live: inout LiveSimulation, batch: inout BatchSimulation,
    draws: inout PageDraws, into outcome: inout ServingOutcome
  ) {
    if request.microseconds >= live.nextEvent { live.advance(to: request.microseconds, into: &outcome) }
    let isKnown = batch.knows(request.arrival, into: &outcome)
    let page = draws.page()
    if segment.isLive(request.arrival.user, isKnown: isKnown, page: page) {
      live.play(request, page: page, routingDraw: draws.share(), into: &outcome)
    } else {
      batch.play(request, isKnown: isKnown, into: &outcome)
    }
  }

  /// Plays one request of a plan with live answers, for probing: the same as in the loops above.
  func play(
    _ request: Request, live: inout LiveSimulation, batch: inout BatchSimulation?, draws: inout PageDraws,
    into outcome: inout ServingOutcome
  ) {
    guard case .hybrid(_, _, let routing) = plan.kind, var stored = batch else {
      live.play(request, page: draws.page(), routingDraw: draws.share(), into: &outcome)
      return
    }
    batch = nil
    let segment = LiveSegment(routing, users: demand.audience.users, pages: pages)
    play(request, segment, live: &live, batch: &stored, draws: &draws, into: &outcome)
    batch = stored
  }

  private func play(_ requests: Requests, popular settings: PopularSettings) -> ServingOutcome {
    var (requests, outcome) = (requests, emptyOutcome)
    let first = firstOccurrence(of: settings.timeOfDay, before: demand.start, utcOffset: utcOffset)
    var refreshedAt = first.microseconds
    var ages = AgeRamp(from: refreshedAt)
    var ageHours = Histogram()
    requests.forEach { request in
      let now = request.microseconds
      outcome.windows.close(before: now, outcome.counts)
      if now - refreshedAt >= settings.every.microseconds {
        refreshedAt = now - (now - first.microseconds) % settings.every.microseconds
        ages.move(to: refreshedAt, &ageHours)
      }
      outcome.counts.arrivals &+= 1
      outcome.counts.servedFromStore &+= 1
      outcome.latencies.store.add(BatchSimulation.memoryMilliseconds)
      ages.add(at: now, to: &ageHours)
    }
    ages.flush(to: &ageHours)
    outcome.ages.modelHours = ageHours
    outcome.ages.catalogueHours = ageHours
    return finished(outcome, requests)
  }

  private var emptyOutcome: ServingOutcome {
    var outcome = ServingOutcome()
    outcome.windows = ServingWindows(from: demand.start)
    return outcome
  }

  private func draws(_ replication: Int) -> PageDraws { PageDraws(pages, seed: seed, replication: replication) }

  func batch(_ settings: BatchSettings, _ replication: Int) -> BatchSimulation {
    BatchSimulation(
      settings, users: demand.audience.users, start: demand.start, end: demand.end, utcOffset: utcOffset, seed: seed,
      replication: replication)
  }

  func live(_ replication: Int) -> LiveSimulation {
    LiveSimulation(
      plan, pages: pages, users: demand.audience.users, start: demand.start, end: demand.end, utcOffset: utcOffset,
      seed: seed, replication: replication)
  }

  /// The outcome with what is known at the horizon's end only.
  private func finished(
    _ outcome: ServingOutcome, _ requests: Requests, live: LiveSimulation? = nil, batch: BatchSimulation? = nil
  ) -> ServingOutcome {
    var (outcome, live, batch) = (outcome, live, batch)
    live?.finish(&outcome)
    if live == nil { outcome.windows.close(before: demand.end.microseconds, outcome.counts) }
    batch?.finish(&outcome, between: demand.start, and: demand.end)
    outcome.peakProvisionedTPS = live?.peakTPS ?? 0
    outcome.windows.campaigns = live?.campaigns.map(\.windows) ?? []
    let meters = UsageMeters(plan: plan, demand: demand, data: data)
    outcome.usage = meters.usage(live: live, batch: batch, utcOffset: utcOffset)
    meters.addFront(
      front, requestsByDay: requests.daily.counts, meanLatencyMilliseconds: outcome.latencyMilliseconds.mean ?? 0,
      to: &outcome.usage)
    return outcome
  }
}
