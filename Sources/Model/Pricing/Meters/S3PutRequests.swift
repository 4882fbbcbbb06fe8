extension MeterDefinition {
  static let s3PutRequests = MeterDefinition(
    unit: "request", service: .s3, usageTypes: ["Requests-Tier1"],
    counts: "Amazon S3 PUT, COPY, POST and LIST requests",
    formula: "requests of the month",
    source: "USE1-DDBS3 (2026-10-04), SEOUL (2026-10-01).")
}
