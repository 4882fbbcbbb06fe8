import Measures
import Scenarios
import Serving

/// Variants of a scenario's plans that a replay compares.
struct ReplayVariants: Sendable {
  let batch: BatchSettings
  /// The plan that answers in real time, if the scenario has one.
  let live: Plan?
  let routing: HybridRouting?

  init(_ scenario: Scenario, plans: [Plan]) {
    let all = plans + scenario.plans
    let pure = all.lazy.compactMap { plan -> BatchSettings? in
      if case .batch(let settings) = plan.kind { settings } else { nil }
    }.first
    batch = pure ?? all.lazy.compactMap(\.batch).first ?? scenario.referenceBatch
    live =
      all.first {
        switch $0.kind {
        case .campaign, .campaigns, .recommender: true
        case .batch, .hybrid, .own, .popular: false
        }
      }
      ?? all.lazy.compactMap { plan -> Plan? in
        guard case .hybrid(_, let campaign, _) = plan.kind else { return nil }
        return Plan(name: plan.name, kind: .campaign(campaign), cache: plan.cache)
      }.first
    routing =
      all.lazy.compactMap { plan -> HybridRouting? in
        if case .hybrid(_, _, let routing) = plan.kind { routing } else { nil }
      }.first
  }

  /// The batch with jobs so many hours apart.
  func batch(everyHours: Double) -> Plan {
    var settings = batch
    settings.every = .hours(everyHours)
    return Plan(name: Self.text(hours: everyHours), kind: .batch(settings))
  }

  /// The batch with one job a day at an hour of the local day.
  func batch(atHour hour: Int) -> Plan {
    var settings = batch
    settings.every = .hours(24)
    settings.timeOfDay = .hours(Double(hour))
    return Plan(name: hour < 10 ? "0\(hour):00" : "\(hour):00", kind: .batch(settings))
  }

  /// The plan in real time, or else the batch, with trainings so many days apart.
  func retrained(everyDays days: Double) -> Plan {
    let name = Self.text(hours: days * 24)
    guard let live, case .campaign(var campaign) = live.kind else {
      var settings = batch
      settings.training = settings.training.with(every: .days(days))
      return Plan(name: name, kind: .batch(settings))
    }
    campaign.training = campaign.training.with(every: .days(days))
    return Plan(name: name, kind: .campaign(campaign), cache: live.cache)
  }

  /// What `retrained` varies.
  var retrainedName: String {
    if let live, case .campaign = live.kind { live.name } else { "the batch" }
  }

  /// A hybrid that sends a share of the users, the most active first, to the real-time plan; nil without one.
  func hybrid(share: Double, sendsUnknownUsers: Bool) -> Plan? {
    guard let live, case .campaign(let campaign) = live.kind else { return nil }
    return Plan(
      name: "hybrid",
      kind: .hybrid(batch, campaign, HybridRouting(mostActiveShare: share, sendsUnknownUsers: sendsUnknownUsers)),
      cache: live.cache)
  }

  /// `6 h` or `2 d`.
  static func text(hours: Double) -> String {
    hours < 48 ? "\(Format.fixed(hours, 0)) h" : "\(Format.fixed(hours / 24, 0)) d"
  }
}

extension TrainingSettings {
  /// The same with trainings so far apart.
  func with(every: Timespan) -> TrainingSettings {
    TrainingSettings(
      family: family, every: every, timeOfDay: timeOfDay, importTime: importTime, wallTime: wallTime,
      billedHours: billedHours)
  }
}
