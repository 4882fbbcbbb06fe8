extension MeterDefinition {
  static let rdsMicroHours = MeterDefinition(
    unit: "instance-hour", otherUnits: ["hour"], service: .rds, usageTypes: ["InstanceUsage:db.t4g.micro"],
    counts: "Amazon RDS for PostgreSQL, db.t4g.micro, Single-AZ",
    formula: "hours the instance exists",
    source: "USE1-RDS (2026, region presumed), SEOUL (2026-10-01).")
}
