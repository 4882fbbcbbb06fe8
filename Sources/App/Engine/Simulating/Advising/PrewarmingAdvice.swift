import Measures
import Serving
import Statistics

/// What a higher floor in the hours of trouble would buy: requests no longer throttled, and what they cost.
///
/// The hours are the shortest stretch of the local day that holds 95 % of all throttled attempts of the plan as it is.
package struct PrewarmingAdvice: Sendable {
  /// A level that was tried.
  package struct Point: Sendable {
    package let levelTPS: Int
    package let trial: TrialPoint
    /// Requests of a month that are no longer throttled into the fallback, and what a month costs more; paired.
    package let avoidedPerMonth: Interval
    package let costDifference: Interval
  }

  package let plan: String
  package let floorTPS: Int
  /// Local hours of the day: the first, and how many; nil where nothing is throttled.
  package let hours: (first: Int, count: Int)?
  /// Share of throttled attempts in these hours.
  package let shareInHours: Double
  /// The plan as it is.
  package let today: TrialPoint
  package let points: [Point]

  private static let coveredShare = 0.95
  private static let factors = [2, 3, 5, 8, 13]

  /// Nil where the plan has no campaign, or several.
  init?(_ plan: Plan, months: Double, trials: Trials) async throws {
    guard let campaign = plan.onlyCampaign else { return nil }
    let before = try await trials.play(plan, "\(plan.name): as it is")
    guard let today = TrialPoint(before) else { throw RunError(.tooFew, "Advice needs two replications or more.") }
    self.plan = plan.name
    self.today = today
    floorTPS = campaign.minProvisionedTPS
    let throttled = before.records.reduce(into: [Int](repeating: 0, count: 24)) { sum, record in
      for hour in 0..<24 { sum[hour] += record.throttledByHour[hour] }
    }
    guard let stretch = PrewarmingAdvice.stretch(of: throttled) else {
      (hours, shareInHours, points) = (nil, 0, [])
      return
    }
    hours = (stretch.first, stretch.count)
    shareInHours = stretch.share
    // Capacity for the highest rate of any five minutes is all that could be of use.
    let enough = Int(((before.records.map(\.peakRate).max() ?? 0) / campaign.targetUtilisation).rounded(.up))
    let most = min(campaign.maximumTPS, max(campaign.minProvisionedTPS + 1, 2 * enough))
    let levels = Set(PrewarmingAdvice.factors.map { min($0 * campaign.minProvisionedTPS, most) })
      .filter { $0 > campaign.minProvisionedTPS }.sorted()
    var points: [Point] = []
    for level in levels {
      var settings = campaign
      settings.prewarming = Timetable(
        campaign.prewarming.entries + [
          Timetable.Entry(
            days: Set(0..<7), from: .hours(Double(stretch.first)),
            to: .hours(Double((stretch.first + stretch.count) % 24)), level: level)
        ])
      let after = try await trials.play(
        plan.with(campaign: settings), "\(plan.name): \(level) TPS for \(stretch.count) hours a day")
      let lost = { (plan: SimulatedPlan) in
        ReplicatedValues(plan.records.map { Double($0.counts.fallbackThrottled + $0.counts.failed) / months })
      }
      guard let trial = TrialPoint(after),
        let avoided = PairedComparison(lost(before), minus: lost(after), level: trials.level),
        let cost = PairedComparison(after.values(.monthlyCost), minus: before.values(.monthlyCost), level: trials.level)
      else { continue }
      points.append(
        Point(
          levelTPS: level, trial: trial, avoidedPerMonth: avoided.difference, costDifference: cost.difference))
    }
    self.points = points
  }

  /// The shortest stretch of hours, around midnight too, that holds the covered share; nil without any count.
  static func stretch(of counts: [Int]) -> (first: Int, count: Int, share: Double)? {
    let total = counts.reduce(0, +)
    guard total > 0 else { return nil }
    for length in 1...24 {
      let sums = (0..<24).map { first in (0..<length).reduce(0) { $0 + counts[(first + $1) % 24] } }
      guard let best = sums.indices.max(by: { (sums[$0], -$0) < (sums[$1], -$1) }) else { continue }
      let share = Double(sums[best]) / Double(total)
      if share >= coveredShare { return (best, length, share) }
    }
    return (0, 24, 1)
  }
}
