import Demand
import Measures
import Randomness
import Statistics

/// Plays one plan request by request over a horizon.
package struct Simulator: Sendable {
  package let plan: Plan
  package let demand: DemandModel
  package let data: DataVolume
  /// Offset of the product's local time from UTC.
  package let utcOffset: Timespan
  package let seed: UInt64

  package init(plan: Plan, demand: DemandModel, data: DataVolume, utcOffset: Timespan, seed: UInt64) {
    self.plan = plan
    self.demand = demand
    self.data = data
    self.utcOffset = utcOffset
    self.seed = seed
  }

  /// One independent replication. Streams are named by their use, so all plans of a seed see the same arrivals and the
  /// same luck (common random numbers). Memory grows with the horizon's windows, not with its requests.
  package func replication(_ number: Int) -> ServingOutcome {
    var outcome = ServingOutcome()
    var arrivals = Arrivals(of: demand, seed: seed, replication: number)
    var draws = RandomStream(seed: seed, name: "serving/draws", index: number)
    var campaign = plan.campaign.map {
      CampaignSimulation(
        $0, start: demand.start, end: demand.end, utcOffset: utcOffset, seed: seed, replication: number)
    }
    var batch = plan.batch.map {
      BatchSimulation(
        $0, users: demand.audience.users, start: demand.start, end: demand.end, utcOffset: utcOffset, seed: seed,
        replication: number)
    }
    while let arrival = arrivals.next() {
      outcome.counts.arrivals += 1
      // Four draws a request whether used or not keep the streams of all plans in step.
      let (service, network, delay, store) = (draws.uniform(), draws.uniform(), draws.uniform(), draws.uniform())
      campaign?.playRetries(before: arrival.microseconds, into: &outcome)
      let isKnown = batch?.knows(arrival) ?? false
      switch plan.kind {
      case .popular(let settings):
        playPopular(arrival, settings, into: &outcome)
      case .hybrid(_, _, let routing) where !sendsToCampaign(arrival, routing, isKnown: isKnown):
        batch?.play(arrival, isKnown: isKnown, storeDraw: store, into: &outcome)
      case .batch:
        batch?.play(arrival, isKnown: isKnown, storeDraw: store, into: &outcome)
      case .campaign, .hybrid:
        let attempt = CampaignSimulation.Attempt(
          microseconds: arrival.microseconds, startedAt: arrival.microseconds, number: 0, serviceDraw: service,
          networkDraw: network, delayDraw: delay)
        campaign?.play(attempt, into: &outcome)
      }
    }
    campaign?.playRetries(before: demand.end.microseconds, into: &outcome)
    outcome.counts.inFlight = campaign?.waiting ?? 0
    outcome.peakProvisionedTPS = campaign?.peakTPS ?? 0
    outcome.jobs = batch?.timeline.jobs.count { $0.snapshot >= demand.start } ?? 0
    let meters = UsageMeters(plan: plan, demand: demand, data: data)
    outcome.usage = meters.usage(campaign: campaign, batch: batch, utcOffset: utcOffset)
    return outcome
  }

  private func sendsToCampaign(_ arrival: Arrival, _ routing: HybridRouting, isKnown: Bool) -> Bool {
    if !isKnown { return routing.sendsUnknownUsers }
    return Double(arrival.user) < routing.mostActiveShare * Double(demand.audience.users)
  }

  private func playPopular(_ arrival: Arrival, _ settings: PopularSettings, into outcome: inout ServingOutcome) {
    outcome.counts.servedFromStore += 1
    outcome.latencyMilliseconds.add(BatchSimulation.memoryMilliseconds)
    let first = firstOccurrence(of: settings.timeOfDay, before: demand.start, utcOffset: utcOffset)
    let age = Double((arrival.microseconds - first.microseconds) % settings.every.microseconds) / 3.6e9
    outcome.ages.modelHours.add(age)
    outcome.ages.catalogueHours.add(age)
  }
}
