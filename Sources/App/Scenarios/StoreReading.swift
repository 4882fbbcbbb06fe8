import Serving

extension PlanReading {
  /// The words for a batch's stores.
  private enum StoreWord: String, CaseIterable {
    case dynamoDB = "dynamodb"
    case rdsMicro = "rds-micro"
    case rdsSmall = "rds-small"
    case redis = "elasticache-redis"
    case valkey = "elasticache-valkey"
    case ownDatabase = "own-database"
  }

  /// The store of a batch, and the defaults of its latency.
  func store(_ reader: MappingReader) -> (store: BatchSettings.Store, median: Default, p99: Default) {
    let word = reader.choice("store", Defaults.store, among: StoreWord.allCases.map { ($0.rawValue, $0) })
    let isRDS = word == .rdsMicro || word == .rdsSmall
    let isCache = word == .redis || word == .valkey
    if !isRDS { reader.refuse("storageMinimum", belongsTo: "`store: rds-micro` or `rds-small`") }
    if !isCache { reader.refuse("nodeMemory", belongsTo: "`store: elasticache-redis` or `elasticache-valkey`") }
    switch word {
    case .dynamoDB: return (.dynamoDB, Defaults.storeMedian, Defaults.storeP99)
    case .ownDatabase: return (.ownDatabase, Defaults.storeMedian, Defaults.storeP99)
    case .rdsMicro, .rdsSmall:
      let minimum = reader.amount("storageMinimum", Defaults.storageMinimum, units: ["GB"], example: "20 GB")
      return (
        .rds(word == .rdsMicro ? .micro : .small, minimumStorageGB: minimum), Defaults.storeMedian, Defaults.storeP99
      )
    case .redis, .valkey:
      let usable = reader.amount("nodeMemory", Defaults.nodeMemory, units: ["GB"], example: "0.4 GB")
      return (
        .elastiCache(word == .redis ? .redis : .valkey, usableGBPerNode: usable), Defaults.cacheMedian,
        Defaults.cacheP99
      )
    }
  }
}
