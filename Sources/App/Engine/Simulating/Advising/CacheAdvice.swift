import Measures
import Serving
import Statistics

/// What a cache before the live answers buys for each time to live: hits and money against the age of what is served.
package struct CacheAdvice: Sendable {
  /// A time to live that was tried; nil is no cache at all.
  package struct Point: Sendable {
    package let timeToLive: Timespan?
    package let trial: TrialPoint
    package let hitRatio: Interval
    /// Age of the profile behind what was served, median and 99th percentile, hours; nil where nothing had one.
    package let medianProfileAgeHours: Double?
    package let p99ProfileAgeHours: Double?
    /// Cost less that without a cache, on the same requests.
    package let costDifference: Interval?
  }

  package let plan: String
  /// Whether the scenario states the cache; else one is supposed that keeps one answer a user in the program's memory.
  package let isStated: Bool
  package let entries: Int
  /// Without a cache first, then in order of time to live.
  package let points: [Point]

  private static let timesToLive: [Timespan] = [
    .minutes(1), .minutes(5), .minutes(15), .minutes(30), .hours(1), .hours(3), .hours(6), .hours(24),
  ]

  /// Nil where the plan answers nothing live.
  init?(_ plan: Plan, users: Int, trials: Trials) async throws {
    guard !plan.live.isEmpty else { return nil }
    let base =
      plan.answerCache
      ?? CacheSettings(
        key: .user, timeToLive: .hours(1), entries: min(users, 1_000_000), place: .ownMemory,
        lookupTime: LatencyDistribution(medianMilliseconds: 0.05, p99Milliseconds: 0.05), resultsPerAnswer: 25)
    isStated = plan.answerCache != nil
    entries = base.entries
    self.plan = plan.name
    let times = Set(CacheAdvice.timesToLive + (isStated ? [base.timeToLive] : [])).sorted()
    let without = try await trials.play(plan.with(cache: nil), "\(plan.name): without a cache")
    var points: [Point] = []
    func add(_ played: SimulatedPlan, _ timeToLive: Timespan?) throws {
      guard let trial = TrialPoint(played), let hits = played.interval(.hitRatio) else {
        throw RunError(.tooFew, "Advice needs two replications or more.")
      }
      points.append(
        Point(
          timeToLive: timeToLive, trial: trial, hitRatio: hits,
          medianProfileAgeHours: played.ages.profileHours.quantile(0.5),
          p99ProfileAgeHours: played.ages.profileHours.quantile(0.99),
          costDifference: PairedComparison(
            played.values(.monthlyCost), minus: without.values(.monthlyCost), level: trials.level)?.difference))
    }
    try add(without, nil)
    for time in times {
      var settings = base
      settings.timeToLive = time
      let played = try await trials.play(
        plan.with(cache: settings), "\(plan.name): a cache of \(Format.hours(time.hours))")
      try add(played, time)
    }
    self.points = points
  }
}
