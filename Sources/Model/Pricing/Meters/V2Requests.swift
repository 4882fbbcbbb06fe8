extension MeterDefinition {
  static let v2Requests = MeterDefinition(
    unit: "request", service: .personalize,
    counts: "v2 real time: requests, at least the floor's, in each window",
    formula: "Σ over windows and campaigns of max(requests, floor × seconds)",
    source: "EXAM, STUDY, V2NOTES, VOLUME, KFC (2026); AWS no longer states the window (CreateCampaign API page).")
}
