extension MeterDefinition {
  static let ingestedGB = MeterDefinition(
    unit: "GB", service: .personalize, usageTypes: ["DataIngestion"],
    counts: "data imported in bulk or streamed as events; 1 GB = 10^9 bytes",
    formula: "bytes / 10^9, summed over the month; bulk imports and events alike",
    source: "Price and unit: COURSE, EXAM, STUDY, COSTRES (2026). That a GB is 10^9 and not 2^30 bytes is an "
      + "assumption; AWS states neither.")
}
