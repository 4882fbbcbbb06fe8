extension MeterDefinition {
  static let elastiCacheRedisMicroHours = MeterDefinition(
    unit: "node-hour", otherUnits: ["hour"], service: .elastiCache, usageTypes: ["NodeUsage:cache.t4g.micro"],
    counts: "Amazon ElastiCache for Redis OSS, cache.t4g.micro",
    formula: "hours the node exists × nodes",
    source: "USE1-CACHE (2026-10-02), SEOUL (2026-10-01).")
}
