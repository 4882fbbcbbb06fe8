extension MeterDefinition {
  static let recommenderUsers = MeterDefinition(
    unit: "user", service: .personalize,
    counts: "users of a domain recommender's dataset group from the row's start until the next such row",
    formula: "a level: the latest row that has begun decides an hour's price and its free requests",
    source: "COURSE (2026): prices by user tier.")
}
