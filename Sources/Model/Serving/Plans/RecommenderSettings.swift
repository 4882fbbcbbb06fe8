import Measures

/// A domain-optimised recommender: it answers like a campaign, is paid by the hour, and can be stopped and started.
package struct RecommenderSettings: Sendable, Equatable {
  /// How it answers; `minProvisionedTPS` stands for its `minRecommendationRequestsPerSecond`. Its trainings are not billed.
  package var live: CampaignSettings
  /// Hours of the week in which it runs (any level but 0); empty: always.
  package var hours: Timetable
  /// Time from a start to the first answer; billed, for the recommender is active.
  package var startTime: DurationRange

  package init(live: CampaignSettings, hours: Timetable, startTime: DurationRange) {
    self.live = live
    self.hours = hours
    self.startTime = startTime
  }
}
