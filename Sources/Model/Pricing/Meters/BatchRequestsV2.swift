extension MeterDefinition {
  static let batchRequestsV2 = MeterDefinition(
    unit: "request", service: .personalize,
    counts: "users answered by batch inference jobs of the v2 recipes",
    formula: "input lines of the jobs of the month",
    source: "STUDY, EXAM, V2NOTES (2026); that a request is one user (input line) is from memory.")
}
