extension MeterDefinition {
  static let rdsStorageGBMonths = MeterDefinition(
    unit: "GB-month", service: .rds, usageTypes: ["RDS:GP3-Storage", "RDS:GP2-Storage"],
    counts: "Amazon RDS general-purpose storage",
    formula: "GB provisioned × share of the month",
    source: "USE1-RDS (2026, region presumed), SEOUL (2026-10-01, gp3).")
}
