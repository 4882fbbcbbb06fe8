import Demand
import Measures

/// The store that a batch's lists are read from, day by day.
extension UsageMeters {
  func addStore(_ batch: BatchSimulation, _ settings: BatchSettings, to usage: inout Usage) {
    let size = StoreSize(settings, demand: demand, data: data)
    for (day, reads) in zip(days, batch.reads.counts) {
      let provisioned = size.provisioned(at: day.start)
      func add(_ meter: Meter, _ units: Double, _ name: String) {
        self.add(meter, units, resource: resource(name), from: day.start, to: day.end, into: &usage)
      }
      switch settings.store {
      case .dynamoDB:
        add(.dynamoDBStorageGBMonths, provisioned * day.monthShare, "dynamodb")
        // Half a unit for each 4 KB read with eventual consistency.
        add(.dynamoDBReadUnits, Double(reads) * 0.5 * (data.listBytes(settings) / 4096).rounded(.up), "dynamodb")
      case .rds(let instance, _):
        add(instance == .micro ? .rdsMicroHours : .rdsSmallHours, day.hours, "rds")
        add(.rdsStorageGBMonths, provisioned * day.monthShare, "rds")
      case .elastiCache(let engine, _):
        add(engine.nodeHours, provisioned * day.hours, "elasticache")
      case .ownDatabase: break
      }
    }
  }
}
