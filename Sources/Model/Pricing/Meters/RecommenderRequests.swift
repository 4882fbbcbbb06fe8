extension MeterDefinition {
  static let recommenderRequests = MeterDefinition(
    unit: "request", service: .personalize,
    counts: "requests that a domain recommender answered; those above the free ones of each active hour are "
      + "recommenderExtraRequests",
    formula: "Σ over hours of max(0, max(requests, minimum rate × 3600) − free requests of the users' tier)",
    source: "AWS-RECO (2022-02-02), developer guide (2023-06-15); free requests COURSE (2026).")
}
