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
  /// Offset of the product's local time from UTC.
  package let utcOffset: Timespan
  package let seed: UInt64

  package init(
    plan: Plan, demand: DemandModel, data: DataVolume, front: FrontSettings = .none, utcOffset: Timespan, seed: UInt64
  ) {
    self.plan = plan
    self.demand = demand
    self.data = data
    self.front = front
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
    case .campaign(let settings): return play(requests, campaign: campaign(settings, number))
    case .hybrid(let stored, let live, let routing):
      return play(requests, batch: batch(stored, number), campaign: campaign(live, number), routing)
    case .popular(let settings): return play(requests, popular: settings)
    }
  }

  private func play(_ requests: Requests, batch: BatchSimulation) -> ServingOutcome {
    var (requests, batch, outcome) = (requests, batch, ServingOutcome())
    while let request = requests.next() { batch.play(request, isKnown: batch.knows(request.arrival), into: &outcome) }
    return finished(outcome, requests, batch: batch)
  }

  private func play(_ requests: Requests, campaign: CampaignSimulation) -> ServingOutcome {
    var (requests, campaign, outcome) = (requests, campaign, ServingOutcome())
    while let request = requests.next() { campaign.play(request, into: &outcome) }
    campaign.playRetries(before: demand.end.microseconds, into: &outcome)
    return finished(outcome, requests, campaign: campaign)
  }

  private func play(
    _ requests: Requests, batch: BatchSimulation, campaign: CampaignSimulation, _ routing: HybridRouting
  ) -> ServingOutcome {
    var (requests, batch, campaign, outcome) = (requests, batch, campaign, ServingOutcome())
    let liveUsers = routing.mostActiveShare * Double(demand.audience.users)
    while let request = requests.next() {
      let isKnown = batch.knows(request.arrival)
      if isKnown ? Double(request.arrival.user) < liveUsers : routing.sendsUnknownUsers {
        campaign.play(request, into: &outcome)
      } else {
        batch.play(request, isKnown: isKnown, into: &outcome)
      }
    }
    campaign.playRetries(before: demand.end.microseconds, into: &outcome)
    return finished(outcome, requests, campaign: campaign, batch: batch)
  }

  private func play(_ requests: Requests, popular settings: PopularSettings) -> ServingOutcome {
    var (requests, outcome) = (requests, ServingOutcome())
    let first = firstOccurrence(of: settings.timeOfDay, before: demand.start, utcOffset: utcOffset)
    while let request = requests.next() {
      outcome.counts.arrivals += 1
      outcome.counts.servedFromStore += 1
      outcome.latencyMilliseconds.add(BatchSimulation.memoryMilliseconds)
      let age = Double((request.microseconds - first.microseconds) % settings.every.microseconds) / 3.6e9
      outcome.ages.modelHours.add(age)
      outcome.ages.catalogueHours.add(age)
    }
    return finished(outcome, requests)
  }

  private func batch(_ settings: BatchSettings, _ replication: Int) -> BatchSimulation {
    BatchSimulation(
      settings, users: demand.audience.users, start: demand.start, end: demand.end, utcOffset: utcOffset, seed: seed,
      replication: replication)
  }

  private func campaign(_ settings: CampaignSettings, _ replication: Int) -> CampaignSimulation {
    CampaignSimulation(
      settings, start: demand.start, end: demand.end, utcOffset: utcOffset, seed: seed, replication: replication)
  }

  /// The outcome with what is known at the horizon's end only.
  private func finished(
    _ outcome: ServingOutcome, _ requests: Requests, campaign: CampaignSimulation? = nil, batch: BatchSimulation? = nil
  ) -> ServingOutcome {
    var outcome = outcome
    outcome.counts.inFlight = campaign?.waiting ?? 0
    outcome.windows.arrivals = requests.windows.counts
    outcome.windows.throttledAttempts =
      campaign?.throttled.counts ?? [Int32](repeating: 0, count: requests.windows.counts.count)
    outcome.peakProvisionedTPS = campaign?.peakTPS ?? 0
    outcome.jobs = batch?.timeline.jobs.count { $0.snapshot >= demand.start } ?? 0
    let meters = UsageMeters(plan: plan, demand: demand, data: data)
    outcome.usage = meters.usage(campaign: campaign, batch: batch, utcOffset: utcOffset)
    meters.addFront(
      front, requestsByDay: requests.daily.counts, meanLatencyMilliseconds: outcome.latencyMilliseconds.mean ?? 0,
      to: &outcome.usage)
    return outcome
  }
}
