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
    demand = ResolvedDemand.model(scenario, settings, log: log, audience: audience, period: period)

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

  /// The rates and the process around them, from a trace, the log's own times or a shape.
  private static func model(
    _ scenario: Scenario, _ settings: DemandSettings, log: InteractionLog, audience: Audience, period: Range<Instant>?
  ) -> DemandModel {
    let (start, end) = (period?.lowerBound ?? scenario.startInstant, period?.upperBound ?? scenario.endInstant)
    // Growth and bursts are dated in the horizon.
    let growth = period == nil ? settings.monthlyGrowth : 0
    let bursts = period == nil ? settings.bursts : []
    let arrivals = settings.arrivals
    let model: DemandModel
    if let trace = arrivals.trace?.counts {
      model = DemandModel(
        start: start, end: end, trace: trace, scale: settings.requestsPerDay / trace.requestsPerDay,
        process: arrivals.process, monthlyGrowth: growth, bursts: bursts, audience: audience)
    } else if arrivals.process == .timesOfLog, !log.timestamps.isEmpty {
      let own = DemandTrace(ofTimes: Array(log.timestamps)).requestsPerDay
      model = DemandModel(
        start: start, end: end, times: Array(log.timestamps), scale: settings.requestsPerDay / own,
        monthlyGrowth: growth, bursts: bursts, audience: audience)
    } else {
      model = DemandModel(
        start: start, end: end, requestsPerDay: settings.requestsPerDay,
        shape: settings.shape ?? RateShape(of: log, utcOffset: scenario.utcOffset), utcOffset: scenario.utcOffset,
        monthlyGrowth: growth, bursts: bursts, audience: audience
      ).with(process: arrivals.process)
    }
    return model.with(sessions: arrivals.sessions)
  }
}
