import Measures
import RealModule

/// What a synthetic log looks like; the defaults are a small shop with a few thousand customers.
///
/// All are assumptions of ours, chosen so that the figures of `LogSummary` lie among those of public logs.
package struct SyntheticParameters: Sendable, Equatable {
  /// Users with at least one event, as long as there are as many sessions.
  package var users = 2_000
  /// Items in the catalogue by the end; a few without events are not in the log.
  package var items = 1_000
  /// Views and purchases together; met to within one session.
  package var events = 100_000
  /// Whole local days.
  package var days = 56
  /// The first local day.
  package var startDate = CivilDate(daysSinceEpoch: 20_458)  // Monday, 2026-01-05
  /// Offset of local time from UTC.
  package var utcOffset = Timespan.zero
  /// Weight of each hour of the local week, from Monday 00:00; 168 weights, not all zero.
  package var hourOfWeekWeights = SyntheticParameters.shopHours

  /// Clusters of related items.
  package var categories = 40
  /// Zipf–Mandelbrot law of item popularity: weight of rank r is (r + shift)^−exponent.
  package var popularityExponent = 1.0
  package var popularityShift = 10.0
  /// Standard deviation of the logarithm of an item's weight as it wanders, with a memory of `driftMemoryDays`.
  package var popularityDrift = 0.4
  package var driftMemoryDays = 30.0
  /// Share of the items that appear after the first day, evenly over time.
  package var newItemShare = 0.2
  /// A new item's weight is (1 + boost · 2^(−age/half-life)) times its lasting one.
  package var noveltyBoost = 8.0
  package var noveltyHalfLifeDays = 5.0

  /// Share of users whose first visit is drawn over the whole time; the others are customers from the start.
  package var newUserShare = 0.3
  /// Standard deviation of the logarithm of users' activity.
  package var activitySpread = 1.0
  /// Categories in a user's lasting taste, with weights 1, 1/2, 1/3, ….
  package var tastes = 3
  /// Rate at which each of them is replaced by another, per day.
  package var tasteDriftPerDay = 0.005

  /// Mean views in a session; geometric, at most 60.
  package var viewsPerSession = 5.0
  /// Probability that a session's intent is drawn from what all buy at that time instead of the user's taste.
  package var sessionIntent = 0.5
  /// Probability that a view is of the session's intent; otherwise it is of the user's taste.
  package var intentStrength = 0.8
  /// Median seconds between events of a session; log-normal with `pauseSpread`, at least 1 s and at most 20 min.
  package var pauseMedianSeconds = 35.0
  package var pauseSpread = 1.0
  /// Probability that a purchase follows a view.
  package var purchaseShare = 0.06
  /// Probability that such a view and purchase are of an item the user bought before, where there is one.
  package var repeatPurchaseShare = 0.15
  /// Median price of an item; log-normal with `priceSpread`.
  package var priceMedian = 20.0
  package var priceSpread = 0.8

  package init() {}

  /// Quiet nights, a lunch hour, a high evening, and a weekend a third busier.
  package static let shopHours: [Double] = (0..<168).map { hour in
    let ofDay = Double(hour % 24)
    func bump(_ peak: Double, _ width: Double) -> Double {
      Double.exp(-((ofDay - peak) * (ofDay - peak)) / (2 * width * width))
    }
    let ofWeek = hour / 24 >= 5 ? 1.3 : 1.0
    return ofWeek * (0.1 + 0.6 * bump(12.5, 3) + bump(20, 2.2))
  }
}
