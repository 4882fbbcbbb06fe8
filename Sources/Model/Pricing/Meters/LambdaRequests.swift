extension MeterDefinition {
  static let lambdaRequests = MeterDefinition(
    unit: "request", service: .lambda, usageTypes: ["Request"],
    counts: "AWS Lambda requests",
    formula: "invocations",
    source: "USE1-LAMBDA (2026), SEOUL (2026-10-01).")
}
