extension MeterDefinition {
  static let cloudWatchLogsGB = MeterDefinition(
    unit: "GB", service: .cloudWatch, usageTypes: ["DataProcessing-Bytes"],
    counts: "Amazon CloudWatch log ingestion; 1 GB = 10^9 bytes",
    formula: "bytes / 10^9",
    source: "USE1-LAMBDA (2026), SEOUL (2026-10-01).")
}
