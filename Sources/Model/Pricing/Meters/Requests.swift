extension MeterDefinition {
  static let requests = MeterDefinition(
    unit: "request", service: .personalize,
    counts: "requests that a campaign answered, in rows of any length; priced as tpsHours or v2Requests",
    formula: "compared with the floor in each billing window",
    source: "AWS developer guide (2023-06-15): the actual average over each 5-minute window.")
}
