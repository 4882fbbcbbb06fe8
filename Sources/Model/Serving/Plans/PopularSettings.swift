import Measures

/// A list of popular items, recomputed at home.
package struct PopularSettings: Sendable, Equatable {
  package var every: Timespan
  /// Local time of day of the first refresh.
  package var timeOfDay: Timespan

  package init(every: Timespan, timeOfDay: Timespan) {
    precondition(every > .zero)
    self.every = every
    self.timeOfDay = timeOfDay
  }
}
