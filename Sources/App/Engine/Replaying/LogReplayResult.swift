import Interactions
import Measures
import Scenarios
import Statistics

/// What a replay of a log found out.
package struct LogReplayResult: Sendable {
  package let scenario: Scenario
  package let origin: LogOrigin
  package let settings: ReplaySettings
  /// The model that stood in, with its parameters.
  package let recommender: String
  package let currency: Currency
  /// First instant held out, seconds since the epoch.
  package let cutSeconds: Int64
  package let heldOutRequests: Int
  /// Requests replayed, and users who asked them.
  package let requests: Int
  package let users: Int
  /// Requests of the curves, evenly from those replayed.
  package let curveRequests: Int
  package let sittings: RatingSittings
  package let plans: [ReplayedPlan]
  /// Positions of two plans with the quality of the first minus that of the second.
  package let differences: [(first: Int, second: Int, ndcg: Interval)]
  /// Quality by day in UTC, and by stretches so long that there are few enough for a picture.
  package let byDay: [ReplayPeriod]
  package let overTime: [ReplayPeriod]
  package let freshness: FreshnessCurve?
  package let losses: [LossSplit]
  package let decision: DecisionNumbers?
  /// What was done otherwise than asked, in sentences.
  package let notes: [String]
  /// Models made and questions asked.
  package let states: Int
  package let questions: Int
  /// How a service answered; nil where local models made all lists.
  package var service: ServiceFigures?

  package var k: Int { scenario.evaluation.k }

  /// Whether the log measures sittings of rating and no visits.
  package var isRatingLog: Bool { origin.isRatings || sittings.isRatingLog }
}

/// How good a plan's answers were.
package struct ReplayedPlan: Sendable {
  package let name: String
  package let kind: String
  package let ndcg: Interval
  package let hitRate: Interval
  package let recall: Interval
  package let reciprocalRank: Interval
  /// Requests by the way their answers took, in the order of `ReplayRoute`.
  package let routes: [Int]
  /// Means over answers made by a model, in hours; nil without any.
  package let modelAgeHours: Double?
  package let profileAgeHours: Double?
  package let catalogueAgeHours: Double?
  /// Mean of a month in the rate card's currency; nil where a price is missing or plans were not priced.
  package let monthlyCost: Double?
}

/// Quality in one stretch of the held-out time.
package struct ReplayPeriod: Sendable {
  /// Seconds since the epoch.
  package let startSeconds: Int64
  package let lengthDays: Int
  package let requests: Int
  package let users: Int
  /// By plan.
  package let ndcg: [Interval]
}

/// The way an answer took.
package enum ReplayRoute: String, Sendable, CaseIterable {
  case campaign, cache, store
  /// The list of popular items as what the plan serves.
  case popular
  /// The list of popular items in place of what the plan has for others.
  case fallback
  case nothing
}
