extension MeterDefinition {
  static let recommenderHours = MeterDefinition(
    unit: "recommender-hour", priceUnit: "user-hour", otherUnits: ["hour"], service: .personalize,
    counts: "hours a domain recommender was active, with its users in rows recommenderUsers; stopped hours cost "
      + "nothing",
    formula: "Σ over active hours of price(users of the hour): flat for the first band, then in proportion to "
      + "the users above it",
    source: "COURSE (2026); first band's end and the proration inferred from KFC (2026-08-09), the ends of the "
      + "others from memory.")
}
