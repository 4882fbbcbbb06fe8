extension MeterDefinition {
  static let minRecommendationRPS = MeterDefinition(
    unit: "req/s", otherUnits: ["TPS", "request/s", "RPS"], service: .personalize,
    counts: "a recommender's minRecommendationRequestsPerSecond from the row's start until the next such row; 1 "
      + "unless stated",
    formula: "a level: requests of an active hour count as at least this × 3600",
    source: "AWS-RECO (2022-02-02): the larger of the minimum and the actual requests, averaged over one hour.")
}
