extension MeterDefinition {
  static let batchRequestsLegacy = MeterDefinition(
    unit: "request", service: .personalize,
    counts: "users answered by batch inference jobs of the legacy recipes",
    formula: "input lines of the jobs of the month; a minimum charge a job was not found",
    source: "COSTRES (2026) against memory: conflicting; whether a unit is a user or a recommended item is "
      + "unverified.")
}
