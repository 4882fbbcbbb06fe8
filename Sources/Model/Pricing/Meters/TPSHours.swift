extension MeterDefinition {
  static let tpsHours = MeterDefinition(
    unit: "TPS-hour", service: .personalize, usageTypes: ["TPS-hours"],
    counts: "legacy real time: the larger of mean rate and floor in each window, summed over the windows",
    formula: "Σ over windows and campaigns of max(requests, floor × seconds) / 3600; one monthly ladder for "
      + "account and region",
    source: "AWS developer guide (2023-06-15), cheat sheet 2.0 (2024-04-15); ladder COSTRES (2026), its scope "
      + "from memory.")
}
