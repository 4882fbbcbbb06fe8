import Measures

/// A range of durations; each occurrence is uniform between the ends.
package struct DurationRange: Sendable, Equatable {
  package let low: Timespan
  package let high: Timespan

  package init(_ low: Timespan, _ high: Timespan) {
    precondition(.zero <= low && low <= high)
    self.low = low
    self.high = high
  }

  func at(_ uniform: Double) -> Timespan {
    Timespan(microseconds: low.microseconds + Int64(Double((high - low).microseconds) * uniform))
  }
  package var mean: Timespan { Timespan(microseconds: (low.microseconds + high.microseconds) / 2) }
}

/// How often a model is trained and what one training takes and bills.
package struct TrainingSettings: Sendable, Equatable {
  package let family: RecipeFamily
  package let every: Timespan
  /// Local time of day at which trainings begin.
  package let timeOfDay: Timespan
  /// Wall time of the import before it.
  package let importTime: DurationRange
  /// Wall time of one training.
  package let wallTime: DurationRange
  /// Billed training-hours of one training (legacy recipes).
  package var billedHours: Double

  package init(
    family: RecipeFamily, every: Timespan, timeOfDay: Timespan, importTime: DurationRange, wallTime: DurationRange,
    billedHours: Double
  ) {
    precondition(every > .zero && billedHours >= 0)
    self.family = family
    self.every = every
    self.timeOfDay = timeOfDay
    self.importTime = importTime
    self.wallTime = wallTime
    self.billedHours = billedHours
  }
}
