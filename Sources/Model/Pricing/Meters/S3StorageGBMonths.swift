extension MeterDefinition {
  static let s3StorageGBMonths = MeterDefinition(
    unit: "GB-month", service: .s3, usageTypes: ["TimedStorage-ByteHrs"],
    counts: "Amazon S3 Standard storage",
    formula: "bytes / 10^9 × share of the month",
    source: "USE1-DDBS3 (2026-10-04), SEOUL (2026-10-01): first 50 TB.")
}
