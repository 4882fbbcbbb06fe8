import Recommenders

/// What a replay is asked to do beyond the scenario.
package struct ReplaySettings: Sendable {
  /// Names of the plans; empty for all of the scenario.
  package var plans: [String] = []
  /// The model that stands in for the service's; nil for the scenario's.
  package var recommender: RecommenderSpecification?
  /// Most requests replayed for the plans, evenly over the held-out time; nil for all.
  package var requests: Int?
  /// Most requests for the curves; nil for the scenario's number.
  package var curveRequests: Int?
  /// Whether only the plans are replayed, without curves and decision numbers.
  package var plansOnly = false
  /// Whether model, profile and catalogue of every answer are those of the cut: all that is left between plans is the route.
  package var isFrozen = false
  /// Most models that are fitted; catalogue updates are taken over on a coarser grid to stay below, and retraining periods
  /// that need more are left out.
  package var fits = 300
  /// What a point (0.01) of NDCG is worth a month, in the rate card's currency; nil where nobody said.
  package var pointValue: Double?
  /// Cores to use; the result does not depend on it.
  package var threads: Int
  /// Folder for finished parts; nil keeps none.
  package var workFolder: String?
  /// The program's version: parts of another one are not gone on from.
  package var version = ""

  package init(threads: Int) { self.threads = threads }
}
