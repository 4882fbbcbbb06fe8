import Demand
import Measures

extension BatchSettings {
  /// Where a batch's lists are read from.
  ///
  /// Whether a store keeps up with the reads is not modelled beyond the pool of connections.
  package enum Store: Sendable, Equatable {
    /// An on-demand table, billed by what is written, read and stored.
    case dynamoDB
    /// An Amazon RDS instance for PostgreSQL, Single-AZ, with general-purpose storage of at least so many GB.
    case rds(DatabaseInstance, minimumStorageGB: Double)
    /// As many nodes of Amazon ElastiCache as the lists fill.
    case elastiCache(CacheEngine, usableGBPerNode: Double)
    /// A table in the product's own database, whose cost does not change.
    case ownDatabase
  }

  /// An RDS instance class: db.t4g.micro or db.t4g.small.
  package enum DatabaseInstance: Sendable, Equatable { case micro, small }

  /// What runs on a cache.t4g.micro node.
  package enum CacheEngine: Sendable, Equatable { case redis, valkey }
}

/// How much room a batch's lists need in their store over a horizon, and how much of the store is provisioned for them.
package struct StoreSize: Sendable {
  private let store: BatchSettings.Store
  /// Gigabytes (10^9 bytes) of all lists at the horizon's start.
  private let listsGB: Double
  private let demand: DemandModel

  init(_ settings: BatchSettings, demand: DemandModel, data: DataVolume) {
    store = settings.store
    listsGB = Double(settings.chosenUsers(of: demand.audience.users)) * data.listBytes(settings) / 1e9
    self.demand = demand
  }

  /// The size of a plan's store; nil where the plan has none.
  package init?(_ plan: Plan, demand: DemandModel, data: DataVolume) {
    guard let batch = plan.lists else { return nil }
    self.init(batch, demand: demand, data: data)
  }

  /// What is provisioned at an instant: whole gigabytes of RDS, nodes of ElastiCache, in DynamoDB the lists' own gigabytes,
  /// 0 in the product's own database.
  ///
  /// - Parameter factor: users are this many times those of the plan.
  package func provisioned(at instant: Instant, users factor: Double = 1) -> Double {
    let lists = listsGB * demand.growth(at: instant) * factor
    switch store {
    case .dynamoDB: return lists
    // New lists are loaded beside the old ones before the tables are swapped; storage is bought in whole gigabytes.
    case .rds(_, let minimumStorageGB): return max(minimumStorageGB, (2 * lists).rounded(.up))
    // Keys are overwritten one by one, so the lists lie there once.
    case .elastiCache(_, let usableGBPerNode): return max(1, (lists / usableGBPerNode).rounded(.up))
    case .ownDatabase: return 0
    }
  }
}

extension DataVolume {
  /// Bytes of one user's list.
  func listBytes(_ settings: BatchSettings) -> Double { Double(settings.resultsPerUser) * bytesPerListItem }
}
