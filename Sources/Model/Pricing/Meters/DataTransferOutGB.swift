extension MeterDefinition {
  static let dataTransferOutGB = MeterDefinition(
    unit: "GB", service: .dataTransfer, usageTypes: ["DataTransfer-Out-Bytes"],
    counts: "data sent to the internet; 1 GB = 10^9 bytes",
    formula: "bytes / 10^9; the first 100 GB a month that AWS gives away are not subtracted",
    source: "SEOUL (2026-10-01); us-east-1 from memory; first 10 TB.")
}
