extension MeterDefinition {
  static let themeRequests = MeterDefinition(
    unit: "request", service: .personalize,
    counts: "users answered by batch jobs with themes (Content Generator); no public figure is known",
    formula: "a surcharge on batch requests",
    source: "AWS-THEME states a charge and no figure: unknown.")
}
