import Demand
import Measures

/// What a model of our own is paid for: a small instance, and the store that its lists are read from.
extension UsageMeters {
  func addOwn(_ batch: BatchSimulation, _ settings: OwnSettings, to usage: inout Usage) {
    switch settings.instance {
    case .always:
      for day in days {
        add(.ec2SmallHours, day.hours, resource: resource("ec2"), from: day.start, to: day.end, into: &usage)
      }
    case .duringRuns:
      for run in batch.timeline.runs where run.start >= start && run.start < end {
        add(
          .ec2SmallHours, (run.end - run.start).hours, resource: resource("ec2"), from: run.start, to: run.end,
          into: &usage)
      }
    }
    addListWrites(batch, settings.lists, to: &usage)
    addStore(batch, settings.lists, to: &usage)
  }

  /// What loading the lists of each job writes, where writes are paid.
  func addListWrites(_ batch: BatchSimulation, _ settings: BatchSettings, to usage: inout Usage) {
    guard settings.store == .dynamoDB else { return }
    for job in batch.timeline.jobs where job.snapshot >= start && job.snapshot < end {
      let users = (Double(batch.users) * demand.growth(at: job.snapshot)).rounded()
      add(
        .dynamoDBWriteUnits, users * (data.listBytes(settings) / 1024).rounded(.up), resource: resource("dynamodb"),
        from: job.snapshot, to: job.snapshot, into: &usage)
    }
  }
}
