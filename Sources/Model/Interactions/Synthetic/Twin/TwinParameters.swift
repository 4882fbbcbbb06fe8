import Measures

/// What is kept of a private log to make another like it: shares, curves and a few numbers, none of fewer than `leastUsers`
/// users, no id and no sequence.
///
/// The log may be described by anybody who has these; nobody's events follow from them.
package struct TwinParameters: Sendable, Equatable {
  /// Users behind every number, at least.
  package var leastUsers = 10
  package var users = 0
  package var items = 0
  package var startDate = CivilDate(daysSinceEpoch: 0)
  package var days = 1
  package var utcOffset = Timespan.zero

  /// Events a user.
  package var activity = QuantileSketch.one
  /// Events an item.
  package var popularity = QuantileSketch.one
  /// Users by activity, the least active first.
  package var classes: [UserClass] = []
  /// Weight of session starts by hour of the local week, from Monday 00:00; 168.
  package var hourOfWeekWeights = [Double](repeating: 1, count: 168)
  /// Seconds between events of one session, at most `sessionGapSeconds`.
  package var pauseSeconds = QuantileSketch.one
  /// A longer pause begins another session.
  package var sessionGapSeconds = 1_800.0

  /// Probability that an event of a user with a history is on an item of it.
  package var repeatShare = 0.0
  /// Items by popularity, the least popular first.
  package var strata: [ItemStratum] = []
  /// Standard deviation of the logarithm of an item's popularity as it wanders, with a memory of a tenth of the log.
  package var drift = 0.0

  /// Share of events of each latent group of items.
  package var groupShares: [Double] = [1]
  /// How much a user's events keep to few groups: 0 for no more than chance, 1 for one group a user.
  package var groupLoyalty = 0.0
  /// Probability that the next event of a session is of the group of the last, beyond the user's own loyalty.
  package var groupStickiness = 0.0

  package var eventTypes: [EventType] = []

  package init() {}

  /// Users alike in activity.
  package struct UserClass: Sendable, Equatable {
    /// Share of users up to this class, ascending to 1.
    package var upTo: Double
    /// Sessions of a user over the user's events, in (0, 1].
    package var sessionsPerEvent: QuantileSketch
    /// Events a session; how a user's events are spread over sessions.
    package var sessionEvents: QuantileSketch
    /// Share of a user's events in the first session, of users with two; nil where they are too few. Where people sign up to
    /// rate what they know, that is most of it.
    package var firstSessionShares: QuantileSketch?
    /// Hours from a session's end to the next one's start; nil where too few users have two sessions.
    package var hoursBetween: QuantileSketch?
    /// From a user's first session to the last, over the time from the first to the log's end, in [0, 1]; nil as before.
    package var spans: QuantileSketch?
    /// Share of first visits in each stretch of `TwinParameters.stretchDays` days.
    package var firstVisits: [Double]

    package init(
      upTo: Double, sessionsPerEvent: QuantileSketch, sessionEvents: QuantileSketch,
      firstSessionShares: QuantileSketch?, hoursBetween: QuantileSketch?, spans: QuantileSketch?, firstVisits: [Double]
    ) {
      (self.upTo, self.sessionsPerEvent, self.sessionEvents) = (upTo, sessionsPerEvent, sessionEvents)
      self.firstSessionShares = firstSessionShares
      (self.hoursBetween, self.spans, self.firstVisits) = (hoursBetween, spans, firstVisits)
    }
  }

  /// Items alike in popularity. Times are shares of the log's events.
  package struct ItemStratum: Sendable, Equatable {
    /// Share of items up to this stratum, ascending to 1.
    package var upTo: Double
    /// When items appear; nil where they are taken to be there from the start.
    package var births: QuantileSketch?
    /// How long they stay; nil where it is to the end.
    package var lives: QuantileSketch?
    /// Share of the stratum's items in each latent group.
    package var groupShares: [Double]

    package init(upTo: Double, births: QuantileSketch?, lives: QuantileSketch?, groupShares: [Double]) {
      (self.upTo, self.births, self.lives, self.groupShares) = (upTo, births, lives, groupShares)
    }
  }

  /// A type of events with what follows it and what values it carries.
  package struct EventType: Sendable, Equatable {
    package var name: String
    /// Share of first events of sessions.
    package var firstShare: Double
    /// Probability of each type after one of this type, in the same session.
    package var nextShares: [Double]
    /// Share of events with a value.
    package var valueShare: Double
    package var values: QuantileSketch?
    /// Digits after the point of the values.
    package var valueDecimals: Int

    package init(
      name: String, firstShare: Double, nextShares: [Double], valueShare: Double, values: QuantileSketch?,
      valueDecimals: Int
    ) {
      (self.name, self.firstShare, self.nextShares) = (name, firstShare, nextShares)
      (self.valueShare, self.values, self.valueDecimals) = (valueShare, values, valueDecimals)
    }
  }

  /// Days of one stretch of first visits: weeks, or days in a log of less than three weeks.
  package static func stretchDays(_ days: Int) -> Int { days < 21 ? 1 : 7 }
  /// Stretches of a log of so many days.
  package static func stretches(_ days: Int) -> Int { (days + stretchDays(days) - 1) / stretchDays(days) }
}

extension QuantileSketch {
  /// Always 1.
  package static let one = QuantileSketch(constant: 1)

  /// One value only.
  package init(constant: Double) {
    shares = [0.5]
    values = [constant]
  }
}
