import Demand
import Measures

/// What a batch's jobs do, and the files they leave.
extension UsageMeters {
  func addJobs(_ batch: BatchSimulation, _ settings: BatchSettings, to usage: inout Usage) {
    let resource = resource(settings.training.family)
    let meter: Meter = settings.training.family == .legacy ? .batchRequestsLegacy : .batchRequestsV2
    let files = self.resource("s3")
    for job in batch.timeline.jobs where job.snapshot >= start && job.snapshot < end {
      let users = (Double(batch.users) * demand.growth(at: job.snapshot)).rounded()
      func add(_ meter: Meter, _ units: Double, _ resource: Resource) {
        self.add(meter, units, resource: resource, from: job.snapshot, to: job.snapshot, into: &usage)
      }
      add(meter, users, resource)
      if settings.makesThemes { add(.themeRequests, users, resource) }
      // One file of users in and one of lists out, each written, listed and read once.
      add(.s3PutRequests, 4, files)
      add(.s3GetRequests, 2, files)
    }
    addListWrites(batch, settings, to: &usage)
    for day in days {
      let users = Double(batch.users) * demand.growth(at: day.start)
      // The newest input and output files are kept; older ones are deleted by a life-cycle rule.
      let storedGB = (users * data.listBytes(settings) + data.interactions * data.bytesPerInteraction) / 1e9
      add(.s3StorageGBMonths, storedGB * day.monthShare, resource: files, from: day.start, to: day.end, into: &usage)
    }
  }
}
