extension MeterDefinition {
  static let trainingInteractions = MeterDefinition(
    unit: "interaction", service: .personalize,
    counts: "interactions considered by a training of a v2 recipe, summed over trainings",
    formula: "interactions in the training, summed over the trainings of the month, by hand or automatic (every "
      + "7 days unless told otherwise)",
    source: "EXAM, STUDY, V2NOTES, KFC (2026); automatic training since 2024-04-19 (AWS-HIST).")
}
