extension MeterDefinition {
  static let trainingHours = MeterDefinition(
    unit: "training-hour", otherUnits: ["hour"], service: .personalize, usageTypes: ["TrainingHour"],
    counts: "training-hours of the legacy recipes as billed (hosts summed, not wall time)",
    formula: "DescribeSolutionVersion.trainingHours, summed over the trainings of the month; a failed training "
      + "is free, a stopped one billed to its stop",
    source: "AWS cheat sheet 2.0 (2024-04-15), developer guide (2023-06-15); one training-hour is 4 vCPU and 8 "
      + "GiB for an hour (AWS-DE).")
}
