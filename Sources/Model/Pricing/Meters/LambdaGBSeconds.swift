extension MeterDefinition {
  static let lambdaGBSeconds = MeterDefinition(
    unit: "GB-second", service: .lambda, usageTypes: ["Lambda-GB-Second"],
    counts: "AWS Lambda compute, x86",
    formula: "invocations × memory in GB × billed seconds",
    source: "USE1-LAMBDA (2026), SEOUL (2026-10-01).")
}
