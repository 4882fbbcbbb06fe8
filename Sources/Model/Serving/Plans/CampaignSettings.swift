import Measures

/// A real-time campaign.
package struct CampaignSettings: Sendable, Equatable {
  package var training: TrainingSettings
  /// `minProvisionedTPS`, at least 1.
  package var minProvisionedTPS: Int
  /// Hours of the week with a higher floor (pre-warming); the bill follows the floor in force.
  package var prewarming = Timetable()
  /// The service's ceiling for a campaign, in requests a second: capacity never passes it, nor does a second's traffic.
  package var maximumTPS: Int
  /// Capacity follows (mean rate of the last five minutes / this); in (0, 1].
  package var targetUtilisation: Double
  /// Time from the end of a five-minute window to the higher capacity it calls for.
  package var scaleOutLag: DurationRange
  /// Time from the end of a five-minute window to the lower capacity it allows.
  package var scaleInLag: DurationRange
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
  /// Whether a client that gives up has a fallback list; without one the request fails.
  package var hasFallback = true
  /// Time until an event counts in the user's next answer.
  package var eventDelay: DurationRange
  /// Period in which new items enter without a training.
  package var catalogueUpdateEvery: Timespan
  /// Time to move the campaign to a new model.
  package var modelUpdateTime: DurationRange
  /// Whether answers carry the items' metadata, which costs extra.
  package var returnsMetadata: Bool

  /// - Parameter scalingLag: the lag of scaling out; that of scaling in unless `scaleInLag` says otherwise.
  package init(
    training: TrainingSettings, minProvisionedTPS: Int, maximumTPS: Int, targetUtilisation: Double,
    scalingLag: DurationRange, scaleInLag: DurationRange? = nil, burstSeconds: Double,
    serviceTime: LatencyDistribution,
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
    scaleOutLag = scalingLag
    self.scaleInLag = scaleInLag ?? scalingLag
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

/// One of several campaigns of a plan.
package struct CampaignPart: Sendable, Equatable {
  /// Its name within the plan; empty where the plan has but one.
  package let name: String
  package var settings: CampaignSettings
  /// Share of the requests that it answers, where the group parts them by share.
  package let share: Double
  /// Positions of the pages that it answers, where the group parts them by page.
  package let pages: [Int]

  package init(name: String, settings: CampaignSettings, share: Double, pages: [Int]) {
    precondition(share >= 0)
    self.name = name
    self.settings = settings
    self.share = share
    self.pages = pages
  }
}

/// Several campaigns of one plan.
package struct CampaignGroup: Sendable, Equatable {
  /// At least one; by page where any names pages (then each page belongs to one), else by share.
  package var parts: [CampaignPart]
  /// The account's ceiling over all its campaigns, in requests a second.
  package var accountTPS: Int
  /// Whether each campaign has a solution of its own, which is trained by itself.
  package var hasOwnSolutions: Bool

  package init(parts: [CampaignPart], accountTPS: Int, hasOwnSolutions: Bool) {
    precondition(!parts.isEmpty && parts.count <= 64 && accountTPS >= 1)
    self.parts = parts
    self.accountTPS = accountTPS
    self.hasOwnSolutions = hasOwnSolutions
  }
}

/// The pages that requests come from, each with its share.
package struct PageMix: Sendable, Equatable {
  package let names: [String]
  /// Shares of the requests, which sum to 1.
  package let shares: [Double]

  package init(names: [String], shares: [Double]) {
    precondition(names.count == shares.count && !names.isEmpty && shares.allSatisfy { $0 >= 0 })
    self.names = names
    self.shares = shares
  }

  /// One page without a name.
  package static let single = PageMix(names: [""], shares: [1])
}
