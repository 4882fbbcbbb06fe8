import Demand
import Measures

/// Turns what a replication did into rows of usage: every meter that the plan moves, day by day.
struct UsageMeters {
  let plan: Plan
  let demand: DemandModel
  let data: DataVolume

  private var start: Instant { demand.start }
  private var end: Instant { demand.end }

  func usage(campaign: CampaignSimulation?, batch: BatchSimulation?, utcOffset: Timespan) -> Usage {
    var usage = Usage()
    guard let training = (plan.campaign?.training ?? plan.batch?.training) else { return usage }
    addIngestion(to: &usage)
    let calendar = TrainingCalendar(training, start: start, utcOffset: utcOffset)
    let trainings: [Instant]
    if let batch, plan.campaign == nil {
      trainings = batch.timeline.jobs.filter { $0.trains && calendar.last(at: $0.snapshot) > start }.map(\.snapshot)
    } else {
      // A campaign's solution trains by the calendar; in a hybrid the batch answers with the same models.
      trainings = calendar.dates(after: start, before: end)
    }
    // The horizon begins with the set-up in the place of the training due by then: everything is imported, one model trained.
    for instant in [start] + trainings { addTraining(training, at: instant, to: &usage) }
    if let campaign, let settings = plan.campaign { addCampaign(campaign, settings, to: &usage) }
    if let batch, let settings = plan.batch { addBatch(batch, settings, to: &usage) }
    return usage
  }

  private func resource(_ family: RecipeFamily) -> Resource { Resource(family, plan.name) }

  private func add(
    _ meter: Meter, _ units: Double, resource: Resource, from: Instant, to: Instant, into usage: inout Usage
  ) {
    guard let quantity = Quantity(measured: units), quantity > .zero else { return }
    usage.rows.append(UsageRow(resource: resource, meter: meter, start: from, end: to, quantity: quantity))
  }

  private var days: [(start: Instant, end: Instant)] {
    stride(from: start.microseconds, to: end.microseconds, by: Int(Instant.microsecondsPerDay)).map {
      (Instant(microseconds: $0), min(Instant(microseconds: $0 + Instant.microsecondsPerDay), end))
    }
  }

  /// The first import in bulk, then each day's new events, streamed or imported.
  private func addIngestion(to usage: inout Usage) {
    let resource = Resource("\(plan.name)/data")
    add(
      .ingestedGB, data.interactions * data.bytesPerInteraction / 1e9, resource: resource, from: start, to: start,
      into: &usage)
    for day in days {
      let share = (day.end - day.start).hours / 24
      add(
        .ingestedGB, data.interactionsPerDay * share * demand.growth(at: day.start) * data.bytesPerInteraction / 1e9,
        resource: resource,
        from: day.start, to: day.end, into: &usage)
    }
  }

  private func addTraining(_ training: TrainingSettings, at instant: Instant, to usage: inout Usage) {
    let resource = resource(training.family)
    switch training.family {
    case .legacy:
      add(.trainingHours, training.billedHours, resource: resource, from: instant, to: instant, into: &usage)
    case .v2:
      let interactions = data.interactions(afterDays: (instant - start).hours / 24, growthPerDay: demand.growthPerDay)
      add(.trainingInteractions, interactions.rounded(), resource: resource, from: instant, to: instant, into: &usage)
    }
  }

  private func addCampaign(_ campaign: CampaignSimulation, _ settings: CampaignSettings, to usage: inout Usage) {
    let resource = resource(settings.training.family)
    add(
      .minProvisionedTPS, Double(settings.minProvisionedTPS), resource: resource, from: start, to: end, into: &usage)
    usage.traffic.append(CampaignTraffic(resource: resource, start: start, requests: campaign.answered))
  }

  private func addBatch(_ batch: BatchSimulation, _ settings: BatchSettings, to usage: inout Usage) {
    let resource = resource(settings.training.family)
    let meter: Meter = settings.training.family == .legacy ? .batchRequestsLegacy : .batchRequestsV2
    let listBytes = Double(settings.resultsPerUser) * data.bytesPerListItem
    let files = Resource("\(plan.name)/s3")
    let table = Resource("\(plan.name)/dynamodb")
    for job in batch.timeline.jobs where job.snapshot >= start && job.snapshot < end {
      let users = (Double(batch.users) * demand.growth(at: job.snapshot)).rounded()
      add(meter, users, resource: resource, from: job.snapshot, to: job.snapshot, into: &usage)
      // One file of users in and one of lists out, each written, listed and read once.
      add(.s3PutRequests, 4, resource: files, from: job.snapshot, to: job.snapshot, into: &usage)
      add(.s3GetRequests, 2, resource: files, from: job.snapshot, to: job.snapshot, into: &usage)
      if settings.store == .dynamoDB {
        let units = users * (listBytes / 1024).rounded(.up)
        add(.dynamoDBWriteUnits, units, resource: table, from: job.snapshot, to: job.snapshot, into: &usage)
      }
    }
    for (index, day) in days.enumerated() {
      let users = Double(batch.users) * demand.growth(at: day.start)
      let monthShare =
        (day.end - day.start).hours / Double(CalendarMonth(containing: day.start).days * 24)
      // The newest input and output files are kept; older ones are deleted by a life-cycle rule.
      let storedGB = (users * listBytes + data.interactions * data.bytesPerInteraction) / 1e9
      add(.s3StorageGBMonths, storedGB * monthShare, resource: files, from: day.start, to: day.end, into: &usage)
      guard settings.store == .dynamoDB else { continue }
      add(
        .dynamoDBStorageGBMonths, users * listBytes / 1e9 * monthShare, resource: table, from: day.start, to: day.end,
        into: &usage)
      // Half a unit for each 4 KB read with eventual consistency.
      let units = Double(batch.readsByDay[index]) * 0.5 * (listBytes / 4096).rounded(.up)
      add(.dynamoDBReadUnits, units, resource: table, from: day.start, to: day.end, into: &usage)
    }
  }
}
