import Serving
import Statistics

/// Which floor to buy: the cheapest that holds a limit on throttling, and the least throttling that a budget buys.
///
/// Under common random numbers a higher floor throttles no more and costs no less, so both are found by doubling and then
/// halving: each answer is tried itself, and so is the floor below it.
package struct FloorAdvice: Sendable {
  /// A floor that was tried.
  package struct Point: Sendable {
    package let floorTPS: Int
    package let trial: TrialPoint
  }

  package let plan: String
  /// The highest share of requests that may end with the fallback because of throttling.
  package let throttleLimit: Double
  /// A month's budget in the card's currency; nil where there is none.
  package let budget: Double?
  /// In order of floor.
  package let points: [Point]
  /// The floor of the scenario.
  package let statedTPS: Int
  /// The cheapest that holds the limit; nil where not even the service's ceiling does.
  package var cheapest: Point? {
    points.filter { $0.trial.throttledShare.value <= throttleLimit }
      .min { ($0.trial.monthlyCost.value, $0.floorTPS) < ($1.trial.monthlyCost.value, $1.floorTPS) }
  }
  /// The least throttling within the budget; nil without a budget or where none is affordable.
  package var bestForBudget: Point? {
    guard let budget else { return nil }
    return points.filter { $0.trial.monthlyCost.value <= budget }.min {
      ($0.trial.throttledShare.value, $0.trial.monthlyCost.value)
        < ($1.trial.throttledShare.value, $1.trial.monthlyCost.value)
    }
  }

  /// Nil where the plan has no campaign, or several.
  init?(_ plan: Plan, throttleLimit: Double, budget: Double?, trials: Trials) async throws {
    guard let campaign = plan.onlyCampaign else { return nil }
    var tried: [Int: TrialPoint] = [:]
    func trial(_ floor: Int) async throws -> TrialPoint {
      if let known = tried[floor] { return known }
      let played = try await trials.play(plan.with(floorTPS: floor), "\(plan.name): trying a floor of \(floor) TPS")
      guard let point = TrialPoint(played) else { throw RunError(.tooFew, "Advice needs two replications or more.") }
      tried[floor] = point
      return point
    }
    /// The least floor at which a property holds that higher floors keep; nil where the ceiling lacks it.
    func least(_ holds: (TrialPoint) -> Bool) async throws -> Int? {
      var (below, floor) = (0, 1)
      while !holds(try await trial(floor)) {
        guard floor < campaign.maximumTPS else { return nil }
        (below, floor) = (floor, min(2 * floor, campaign.maximumTPS))
      }
      while floor - below > 1 {
        let middle = (floor + below) / 2
        if holds(try await trial(middle)) { floor = middle } else { below = middle }
      }
      return floor
    }
    _ = try await trial(campaign.minProvisionedTPS)
    _ = try await least { $0.throttledShare.value <= throttleLimit }
    if let budget {
      // Nothing is gained beyond the floor at which nothing is throttled.
      _ = try await least { $0.monthlyCost.value > budget || $0.throttledShare.value == 0 }
    }
    self.plan = plan.name
    self.throttleLimit = throttleLimit
    self.budget = budget
    statedTPS = campaign.minProvisionedTPS
    points = tried.sorted { $0.key < $1.key }.map { Point(floorTPS: $0.key, trial: $0.value) }
  }
}
