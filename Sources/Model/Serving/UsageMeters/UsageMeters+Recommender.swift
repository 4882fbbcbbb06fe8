import Demand
import Measures

/// What a domain recommender is paid for: active hours by the users of the dataset group, and requests above the free ones.
/// Its trainings are in the hour's price (from memory; no price of them was seen).
extension UsageMeters {
  func addRecommender(_ live: LiveSimulation, _ settings: RecommenderSettings, to usage: inout Usage) {
    let windows = live.campaigns[0].windows
    let resource = windows.resource
    for day in days {
      let users = (Double(demand.audience.users) * demand.growth(at: day.start)).rounded()
      add(.recommenderUsers, max(1, users), resource: resource, from: day.start, to: day.end, into: &usage)
    }
    add(
      .minRecommendationRPS, Double(settings.live.minProvisionedTPS), resource: resource, from: start, to: end,
      into: &usage)
    for interval in live.paidHours {
      add(
        .recommenderHours, (interval.end - interval.start).hours, resource: resource, from: interval.start,
        to: interval.end, into: &usage)
    }
    // A row a clock hour, for the free requests are counted by it.
    var first = 0
    while first < windows.answered.count {
      let begin = instant(first)
      let hourEnd = (begin.microseconds / 3_600_000_000 + 1) * 3_600_000_000
      let last = min(
        windows.answered.count,
        first + Int((hourEnd - begin.microseconds) / CampaignCapacity.windowMicroseconds))
      let answered = windows.answered[first..<last].reduce(0) { $0 + Int($1) }
      add(
        .recommenderRequests, Double(answered), resource: resource, from: begin, to: instant(last), into: &usage)
      first = last
    }
  }
}
