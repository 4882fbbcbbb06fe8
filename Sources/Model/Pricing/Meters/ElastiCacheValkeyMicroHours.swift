extension MeterDefinition {
  static let elastiCacheValkeyMicroHours = MeterDefinition(
    unit: "node-hour", otherUnits: ["hour"], service: .elastiCache,
    counts: "Amazon ElastiCache for Valkey, cache.t4g.micro",
    formula: "hours the node exists × nodes",
    source: "USE1-CACHE (2026-10-02: 0.8 of Redis OSS), SEOUL (2026-10-01). Its usage type differs from Redis "
      + "only by attribute.")
}
