extension MeterDefinition {
  static let nextBestActionRequests = MeterDefinition(
    unit: "request", service: .personalize,
    counts: "requests for next best actions; no public figure is known",
    formula: "requests",
    source: "Nothing was found: unknown.")
}
