import Demand
import Interactions
import Measures
import Scenarios
import Serving

/// Demand and data volume with everything that a scenario leaves to the log measured on it.
struct ResolvedDemand {
  let demand: DemandModel
  let data: DataVolume
  /// What was measured, for the ledger.
  let measured: [LedgerEntry]

  /// - Parameters:
  ///   - factor: users and requests are this many times what the scenario states.
  ///   - period: the time to play instead of the scenario's horizon, at today's size and without bursts; on whole five minutes.
  init(_ scenario: Scenario, log: InteractionLog, factor: Double = 1, period: Range<Instant>? = nil) {
    var settings = scenario.demand
    settings.users = max(1, Int((Double(settings.users) * factor).rounded()))
    settings.requestsPerDay *= factor
    var measured: [LedgerEntry] = []
    func note(_ key: String, _ value: String, _ how: String) {
      measured.append(LedgerEntry(key: key, value: value, origin: .measured, source: how))
    }

    let identified = 1 - settings.anonymousShare
    let tenure =
      settings.newUserShare.map { Tenure(newUserShare: identified > 0 ? min(1, $0 / identified) : 0) }
      ?? Tenure(of: log)
    if settings.newUserShare == nil {
      note(
        "demand.newUsers", "\(Format.percent(tenure.recentShare)) came within half the log's span",
        "time since the first visit, over the events of the log's second half")
    }
    let activity =
      settings.activitySigma.map { Audience.logNormalActivity(users: settings.users, sigma: $0) }
      ?? Audience.activity(of: log, users: settings.users)
    let audience = Audience(activity: activity, anonymousShare: settings.anonymousShare, tenure: tenure)
    demand = DemandModel(
      start: period?.lowerBound ?? scenario.startInstant, end: period?.upperBound ?? scenario.endInstant,
      requestsPerDay: settings.requestsPerDay,
      shape: settings.shape ?? RateShape(of: log, utcOffset: scenario.utcOffset), utcOffset: scenario.utcOffset,
      monthlyGrowth: period == nil ? settings.monthlyGrowth : 0, bursts: period == nil ? settings.bursts : [],
      audience: audience)

    let logUsers = Set(log.userIDs).count
    let scale = Double(settings.users) / Double(max(1, logUsers))
    let days = max(1, Double((log.timestamps.last ?? 0) - (log.timestamps.first ?? 0)) / 86_400)
    let interactions = scenario.data.interactions.map { $0 * factor } ?? Double(log.count) * scale
    let perDay = scenario.data.interactionsPerDay.map { $0 * factor } ?? Double(log.count) / days * scale
    if scenario.data.interactions == nil {
      note("data.interactions", Format.count(interactions), "the log's events × users asked for / users in the log")
    }
    if scenario.data.interactionsPerDay == nil {
      note("data.interactionsPerDay", Format.count(perDay) + "/day", "the log's mean, scaled in the same way")
    }
    data = DataVolume(
      interactions: interactions, interactionsPerDay: perDay,
      bytesPerInteraction: scenario.data.bytesPerInteraction, bytesPerListItem: scenario.data.bytesPerListItem)
    self.measured = measured
  }
}
