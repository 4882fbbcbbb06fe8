extension MeterDefinition {
  static let recommenderExtraRequests = MeterDefinition(
    unit: "request", service: .personalize,
    counts: "requests of domain recommenders above the free ones",
    formula: "Σ over hours of max(0, max(requests, minimum rate × 3600) − free requests); one monthly ladder",
    source: "Prices COURSE (2026); where the bands end is not known.")
}
