import Measures

/// A periodic batch inference job and the store it fills.
package struct BatchSettings: Sendable, Equatable {
  package var training: TrainingSettings
  package var every: Timespan
  /// Local time of day of the first job.
  package var timeOfDay: Timespan
  /// Share of the known users, the most active first, that get a list; in (0, 1].
  package var usersShare: Double
  /// Items in a list, 1...500.
  package var resultsPerUser: Int
  /// Wall time of the export from the product's database that begins a job; the snapshot is taken at its start.
  package var exportTime = DurationRange(.zero, .zero)
  /// Time of a job that does not depend on its size.
  package var fixedOverhead: DurationRange
  /// Users answered a second, beyond the fixed overhead.
  package var usersPerSecond: Double
  /// Rows a second at which the results are loaded into the store.
  package var loadRowsPerSecond: Double
  package var store: Store
  package var storeTime: LatencyDistribution
  /// Connections of the pool through which the store is read.
  package var storeConnections: Int
  /// Whether jobs name a theme for each list (Content Generator), which costs extra.
  package var makesThemes: Bool
  /// How a job may fail.
  package var failures = JobFailures.none
  /// What happens to a job that is due while one still runs.
  package var overlap = Overlap.parallel

  /// What happens to a job that is due while the one before still runs.
  package enum Overlap: String, Sendable, CaseIterable {
    /// It is left out.
    case skip
    /// It starts when the other ends; at most one waits.
    case queue
    /// Both run.
    case parallel
  }

  package init(
    training: TrainingSettings, every: Timespan, timeOfDay: Timespan, usersShare: Double, resultsPerUser: Int,
    fixedOverhead: DurationRange, usersPerSecond: Double, loadRowsPerSecond: Double, store: Store,
    storeTime: LatencyDistribution, storeConnections: Int, makesThemes: Bool = false
  ) {
    precondition(every > .zero && usersShare > 0 && usersShare <= 1 && (1...500).contains(resultsPerUser))
    precondition(usersPerSecond > 0 && loadRowsPerSecond > 0 && storeConnections > 0)
    self.training = training
    self.every = every
    self.timeOfDay = timeOfDay
    self.usersShare = usersShare
    self.resultsPerUser = resultsPerUser
    self.fixedOverhead = fixedOverhead
    self.usersPerSecond = usersPerSecond
    self.loadRowsPerSecond = loadRowsPerSecond
    self.store = store
    self.storeTime = storeTime
    self.storeConnections = storeConnections
    self.makesThemes = makesThemes
  }

  /// How many of the known users get a list; at least one.
  func chosenUsers(of users: Int) -> Int { max(1, Int((Double(users) * usersShare).rounded())) }
}

/// How the jobs of a batch fail.
package struct JobFailures: Sendable, Equatable {
  /// Probability that an attempt of a job fails, in [0, 1).
  package var share: Double
  /// Further attempts after a failed one; when they fail too, the job is given up and the older lists stay.
  package var retries: Int
  /// Time from a failure to the next attempt.
  package var pause: Timespan

  package init(share: Double, retries: Int, pause: Timespan) {
    precondition(share >= 0 && share < 1 && retries >= 0 && pause >= .zero)
    self.share = share
    self.retries = retries
    self.pause = pause
  }

  package static let none = JobFailures(share: 0, retries: 0, pause: .zero)
}
