import Measures
import Serving

/// What all plans of a scenario share about training.
struct TrainingReading {
  let settings: TrainingSettings
  let billedHours: (low: Double, high: Double)

  init(_ reader: MappingReader) {
    defer { reader.refuseUnknownKeys() }
    let family = reader.choice(
      "recipe", Defaults.recipe, among: RecipeFamily.allCases.map { ($0.rawValue, $0) }.reversed())
    let hours = reader.durationRange("billedHours", Defaults.billedHours)
    billedHours = (hours.low.hours, hours.high.hours)
    settings = TrainingSettings(
      family: family, every: reader.period("every", Defaults.trainingEvery, atLeast: .hours(1)),
      timeOfDay: reader.timeOfDay("timeOfDay", Defaults.trainingTime),
      importTime: DurationRange(reader.briefRange("importTime", Defaults.importTime)),
      wallTime: DurationRange(reader.briefRange("wallTime", Defaults.trainingWall)),
      billedHours: (hours.low.hours + hours.high.hours) / 2)
  }
}

extension DurationRange {
  init(_ ends: (low: Timespan, high: Timespan)) { self.init(ends.low, ends.high) }
}
