extension MeterDefinition {
  static let metadataRequests = MeterDefinition(
    unit: "request", service: .personalize,
    counts: "requests answered with item metadata in the response, as billed (at least the floor's)",
    formula: "a surcharge on billed requests of campaigns and recommenders with metadata switched on",
    source: "That it costs extra: AWS-SYNC. The figure is inferred: fitted to KFC's three totals (2026-08-09).")
}
