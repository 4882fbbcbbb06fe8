extension MeterDefinition {
  static let segmentDatasetUsers = MeterDefinition(
    unit: "user", service: .personalize,
    counts: "users in the dataset, a row a segment of a batch segment job; users asked for do not count",
    formula: "each row climbs the ladder by itself: price(users in the dataset) a segment, whatever numResults is",
    source: "JESS (2025-01-20), with a screenshot of AWS's own table; nothing is known above 50,000,000 users.")
}
