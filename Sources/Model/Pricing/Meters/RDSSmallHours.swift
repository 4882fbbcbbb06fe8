extension MeterDefinition {
  static let rdsSmallHours = MeterDefinition(
    unit: "instance-hour", otherUnits: ["hour"], service: .rds, usageTypes: ["InstanceUsage:db.t4g.small"],
    counts: "Amazon RDS for PostgreSQL, db.t4g.small, Single-AZ",
    formula: "hours the instance exists",
    source: "SEOUL (2026-10-01); no price seen for us-east-1.")
}
