import Demand
import Interactions
import Measures
import Serving

/// A scenario that is ready to run: everything is resolved, and every value stands in the ledger.
package struct Scenario: Sendable {
  /// File-safe name; the report's folder.
  package var name: String
  package var title: String
  package var seed: UInt64
  /// First instant of the first month simulated.
  package var start: CalendarMonth
  /// Months simulated, at least 1.
  package var months: Int
  /// Offset of the product's local time from UTC.
  package var utcOffset: Timespan
  package var log: LogSource
  package var excludedEventTypes: [String]
  package var demand: DemandSettings
  package var data: DataSettings
  package var plans: [Plan]
  /// The pages that the requests come from.
  package var pages: PageMix
  /// What stands before the answers of every plan.
  package var front: FrontSettings
  /// The batch that decides which users a nightly job would know, for plans without one.
  package var referenceBatch: BatchSettings
  /// Independent replications of the simulation, at least 10.
  package var replications: Int
  /// Billed hours of a training at the favourable and at the unfavourable end.
  package var billedHours: (low: Double, high: Double)
  package var recommender: RecommenderChoice
  package var evaluation: EvaluationSettings
  /// Name or path of the rate card.
  package var rateCard: String
  /// What the account brings to the bill, and what it is printed in.
  package var billing: BillingSettings
  package var limits: Limits
  /// Effort by kind of plan, for the decision table.
  package var effort: [String: Effort]
  package var ledger: [LedgerEntry]

  package var startInstant: Instant { start.start }
  package var endInstant: Instant { (1..<months).reduce(start) { month, _ in month.next }.end }
}

/// Where the interaction log comes from.
package enum LogSource: Sendable {
  /// A file, as written in the scenario; relative paths are from the scenario's folder.
  case file(String)
  case synthetic(SyntheticParameters, seed: UInt64)
  /// The scenario names none: one must be given on the command line.
  case givenOnCommandLine
}

/// Demand as a scenario states it; what it leaves to the log is nil.
package struct DemandSettings: Sendable {
  package var users: Int
  package var requestsPerDay: Double
  /// How requests fall around that.
  package var arrivals: ArrivalSettings
  /// Nil: the hour-of-week shape of the log's events.
  package var shape: RateShape?
  package var monthlyGrowth: Double
  /// Standard deviation of log activity over users; nil: the log's curve.
  package var activitySigma: Double?
  package var anonymousShare: Double
  /// Nil: measured on the log.
  package var newUserShare: Double?
  package var bursts: [Burst]
  /// Half-width of the range in which demand may lie, as a share.
  package var uncertainty: Double
}

/// The size of the data; nil is scaled from the log by users.
package struct DataSettings: Sendable {
  package var interactions: Double?
  package var interactionsPerDay: Double?
  package var bytesPerInteraction: Double
  package var bytesPerListItem: Double
}

/// The local stand-in for the service's model.
package struct RecommenderChoice: Sendable, Equatable {
  /// The models, by the names that scenarios write.
  package enum Model: String, Sendable, CaseIterable {
    case popular
    case decayedPopular = "decayed-popular"
    case itemKNN = "item-knn"
  }
  package var model: Model
}

/// How quality is measured.
package struct EvaluationSettings: Sendable {
  package var k: Int
  package var heldOutShare: Double
  package var allowsRepeats: Bool
  /// Most requests evaluated; an even sample where the log has more.
  package var requests: Int
  package var resamples: Int
}

/// What a plan must hold to be bought; nil is no limit.
package struct Limits: Sendable {
  /// Highest expected cost of a month.
  package var monthlyCost: Money?
  package var p99LatencyMilliseconds: Double?
  /// Highest median age of the profile behind an answer.
  package var profileAge: Timespan?
  /// Lowest share of requests that get the answer which the plan has for them, not throttled, late or stopped.
  package var servedShare: Double
  /// Lowest NDCG as a share of the best plan's.
  package var qualityOfBest: Double
}

/// What a plan asks of a team, as an editable assumption.
package struct Effort: Sendable, Equatable {
  /// Things to keep running.
  package var movingParts: Int
  /// Steps to put it into service.
  package var deploySteps: Int
  /// Points at which somebody or something must wait for the service.
  package var waits: Int
  /// Overall difficulty, 1...5 stars.
  package var stars: Int
}
