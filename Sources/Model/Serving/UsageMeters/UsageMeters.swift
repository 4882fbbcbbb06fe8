import Demand
import Measures

/// Turns what a replication did into rows of usage: every meter that the plan moves, day by day. One file a concern.
struct UsageMeters {
  let plan: Plan
  let demand: DemandModel
  let data: DataVolume

  var start: Instant { demand.start }
  var end: Instant { demand.end }

  /// Usage of the plan itself; what stands before it comes from `addFront`.
  func usage(live: LiveSimulation?, batch: BatchSimulation?, utcOffset: Timespan) -> Usage {
    var usage = Usage()
    switch plan.kind {
    case .popular: break
    case .own(let settings):
      if let batch { addOwn(batch, settings, to: &usage) }
    case .recommender(let settings):
      addIngestion(to: &usage)
      if let live { addRecommender(live, settings, to: &usage) }
    case .batch, .campaign, .campaigns, .hybrid:
      addIngestion(to: &usage)
      if let training = plan.training { addTrainings(training, batch: batch, utcOffset: utcOffset, to: &usage) }
      if let live {
        for campaign in live.campaigns { addCampaign(campaign, to: &usage) }
      }
      if let batch, let settings = plan.batch {
        addJobs(batch, settings, to: &usage)
        addStore(batch, settings, to: &usage)
      }
    }
    if let cache = plan.answerCache { addCache(cache, to: &usage) }
    return usage
  }

  func resource(_ family: RecipeFamily) -> Resource { Resource(family, plan.name) }

  /// Something of the plan's that is no resource of Personalize: `shop/s3`.
  func resource(_ part: String) -> Resource { Resource("\(plan.name)/\(part)") }

  func add(
    _ meter: Meter, _ units: Double, resource: Resource, from: Instant, to: Instant, into usage: inout Usage
  ) {
    guard let quantity = Quantity(measured: units), quantity > .zero else { return }
    usage.rows.append(UsageRow(resource: resource, meter: meter, start: from, end: to, quantity: quantity))
  }

  /// The days of the horizon; the last may be cut short.
  var days: [Day] {
    stride(from: start.microseconds, to: end.microseconds, by: Int(Instant.microsecondsPerDay)).map {
      Day(start: Instant(microseconds: $0), end: min(Instant(microseconds: $0 + Instant.microsecondsPerDay), end))
    }
  }

  /// A day of the horizon from its start.
  struct Day {
    let start: Instant
    let end: Instant

    var hours: Double { (end - start).hours }
    /// The day's length as a share of its calendar month's (UTC), for what is billed by the GB-month.
    var monthShare: Double { hours / Double(CalendarMonth(containing: start).days * 24) }
  }
}

extension Plan {
  /// What a campaign's, or the recommender's, answers are billed on: `v2:shop`, of several `v2:shop/home`.
  func resource(of part: CampaignPart) -> Resource {
    if case .recommender = kind { return Resource(name) }
    return Resource(part.settings.training.family, part.name.isEmpty ? name : "\(name)/\(part.name)")
  }
}
