extension MeterDefinition {
  static let lambdaArmGBSeconds = MeterDefinition(
    unit: "GB-second", service: .lambda, usageTypes: ["Lambda-GB-Second-ARM"],
    counts: "AWS Lambda compute, arm64",
    formula: "invocations × memory in GB × billed seconds",
    source: "SEOUL (2026-10-01); no price seen for us-east-1.")
}
