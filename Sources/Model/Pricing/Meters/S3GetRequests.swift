extension MeterDefinition {
  static let s3GetRequests = MeterDefinition(
    unit: "request", service: .s3, usageTypes: ["Requests-Tier2"],
    counts: "Amazon S3 GET requests",
    formula: "requests of the month",
    source: "USE1-DDBS3 (2026-10-04), SEOUL (2026-10-01).")
}
