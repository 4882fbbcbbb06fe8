import Measures

/// A way of serving recommendations.
package struct Plan: Sendable, Equatable {
  /// The name it has in the scenario and in every table.
  package let name: String
  package let kind: Kind

  /// The ways of serving with their settings.
  package enum Kind: Sendable, Equatable {
    /// Lists computed by a job for many users, read from a store.
    case batch(BatchSettings)
    /// Lists computed at the moment of the request by a campaign.
    case campaign(CampaignSettings)
    /// Batch for all, a campaign for some.
    case hybrid(BatchSettings, CampaignSettings, HybridRouting)
    /// The same list of popular items for everybody, computed at home: the free control.
    case popular(PopularSettings)
  }

  package init(name: String, kind: Kind) {
    self.name = name
    self.kind = kind
  }

  package var batch: BatchSettings? {
    switch kind {
    case .batch(let settings), .hybrid(let settings, _, _): settings
    case .campaign, .popular: nil
    }
  }
  package var campaign: CampaignSettings? {
    switch kind {
    case .campaign(let settings), .hybrid(_, let settings, _): settings
    case .batch, .popular: nil
    }
  }
}

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

/// A real-time campaign.
package struct CampaignSettings: Sendable, Equatable {
  package var training: TrainingSettings
  /// `minProvisionedTPS`, at least 1.
  package var minProvisionedTPS: Int
  /// The service's ceiling for a campaign, in requests a second.
  package var maximumTPS: Int
  /// Capacity follows (mean rate of the last five minutes / this); in (0, 1].
  package var targetUtilisation: Double
  /// Time from the end of a five-minute window to the capacity it calls for.
  package var scalingLag: DurationRange
  /// Seconds of full capacity that a token bucket holds.
  package var burstSeconds: Double
  package var serviceTime: LatencyDistribution
  package var networkTime: LatencyDistribution
  /// Attempts of a client in all, at least 1.
  package var attempts: Int
  /// First backoff; doubles with each attempt, with full jitter.
  package var backoff: Timespan
  /// Time after the request's start at which the client gives up and takes the fallback list.
  package var deadline: Timespan
  /// Time until an event counts in the user's next answer.
  package var eventDelay: DurationRange
  /// Period in which new items enter without a training.
  package var catalogueUpdateEvery: Timespan
  /// Time to move the campaign to a new model.
  package var modelUpdateTime: DurationRange
  /// Whether answers carry the items' metadata, which costs extra.
  package var returnsMetadata: Bool

  package init(
    training: TrainingSettings, minProvisionedTPS: Int, maximumTPS: Int, targetUtilisation: Double,
    scalingLag: DurationRange, burstSeconds: Double, serviceTime: LatencyDistribution,
    networkTime: LatencyDistribution, attempts: Int, backoff: Timespan, deadline: Timespan,
    eventDelay: DurationRange, catalogueUpdateEvery: Timespan, modelUpdateTime: DurationRange,
    returnsMetadata: Bool = false
  ) {
    precondition(minProvisionedTPS >= 1 && maximumTPS >= minProvisionedTPS && attempts >= 1)
    precondition(targetUtilisation > 0 && targetUtilisation <= 1 && burstSeconds > 0 && catalogueUpdateEvery > .zero)
    self.training = training
    self.minProvisionedTPS = minProvisionedTPS
    self.maximumTPS = maximumTPS
    self.targetUtilisation = targetUtilisation
    self.scalingLag = scalingLag
    self.burstSeconds = burstSeconds
    self.serviceTime = serviceTime
    self.networkTime = networkTime
    self.attempts = attempts
    self.backoff = backoff
    self.deadline = deadline
    self.eventDelay = eventDelay
    self.catalogueUpdateEvery = catalogueUpdateEvery
    self.modelUpdateTime = modelUpdateTime
    self.returnsMetadata = returnsMetadata
  }
}

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

/// Who is sent to the campaign in a hybrid plan; everybody else reads the batch's list.
package struct HybridRouting: Sendable, Equatable {
  /// Share of the known users, the most active first, 0...1.
  package var mostActiveShare: Double
  /// Whether users that the last job did not know go to the campaign.
  package var sendsUnknownUsers: Bool

  package init(mostActiveShare: Double, sendsUnknownUsers: Bool) {
    precondition((0...1).contains(mostActiveShare))
    self.mostActiveShare = mostActiveShare
    self.sendsUnknownUsers = sendsUnknownUsers
  }
}

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
