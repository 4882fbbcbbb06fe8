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
  func usage(campaign: CampaignSimulation?, batch: BatchSimulation?, utcOffset: Timespan) -> Usage {
    var usage = Usage()
    guard let training = (plan.campaign?.training ?? plan.batch?.training) else { return usage }
    addIngestion(to: &usage)
    addTrainings(training, batch: batch, utcOffset: utcOffset, to: &usage)
    if let campaign, let settings = plan.campaign {
      addCampaign(campaign, settings, to: &usage)
      addMetadata(campaign, settings, to: &usage)
    }
    if let batch, let settings = plan.batch {
      addJobs(batch, settings, to: &usage)
      addStore(batch, settings, to: &usage)
    }
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
