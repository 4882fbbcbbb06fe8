import Measures
import Serving

/// What answers at the moment of a request: campaigns, recommenders.
extension PlanReading {
  func campaign(_ reader: MappingReader) -> CampaignSettings {
    let floor = reader.count(
      "minProvisionedTPS", Defaults.minProvisionedTPS, units: ["TPS", "req/s"], example: "1 TPS", in: 1...500)
    var settings = live(reader, floor: floor, training: training.settings)
    settings.modelUpdateTime = DurationRange(reader.briefRange("modelUpdate", Defaults.modelUpdate))
    settings.returnsMetadata = reader.isOn("metadata", Defaults.metadata)
    settings.prewarming = timetable(reader, "prewarm") { entry in
      let level = entry.count("minProvisionedTPS", nil, units: ["TPS", "req/s"], example: "10 TPS", in: 1...100_000)
      if level > settings.maximumTPS {
        entry.report(
          "contradiction", "minProvisionedTPS", "is \(level) TPS.",
          remedy: "The ceiling is \(settings.maximumTPS) TPS (maximumTPS).")
      }
      return level
    }
    return settings
  }

  /// `campaigns: {home: {share: 60 %, …}, cart: {pages: [cart], …}}`: by share, or by page.
  func campaigns(_ reader: MappingReader) -> CampaignGroup {
    let below = reader.reader("campaigns")
    let names = below.keys
    if names.isEmpty || names.count > 64 {
      reader.report("out-of-range", "campaigns", "holds \(names.count) campaigns.", remedy: "It must hold 1 to 64.")
    }
    let isByPage = names.contains { below.reader($0).has("pages") }
    let parts = names.map { name in
      let own = below.reader(name)
      defer { own.refuseUnknownKeys() }
      if !ScenarioReading.isFileSafe(name) {
        below.report("wrong-value", name, "is no campaign's name.", remedy: "Use letters, digits, `-` and `_`.")
      }
      var share = 1.0
      if isByPage {
        own.refuse("share", belongsTo: "campaigns that are parted by share; these are parted by `pages`")
      } else {
        share = own.share("share", Default(assumption: "\(100 / Double(names.count)) %", "requests parted evenly"))
      }
      return CampaignPart(
        name: name, settings: campaign(own), share: share, pages: isByPage ? pagePositions(own) : [])
    }
    if isByPage { checkPages(parts, below) } else { checkShares(parts, below) }
    let accountTPS = reader.count(
      "accountTPS", Defaults.accountTPS, units: ["TPS", "req/s"], example: "2500 TPS", in: 1...1_000_000)
    for part in parts where part.settings.minProvisionedTPS > accountTPS {
      reader.report(
        "contradiction", "accountTPS", "is \(accountTPS) TPS.",
        remedy: "The floor of campaign \(part.name) alone is \(part.settings.minProvisionedTPS) TPS.")
    }
    let hasOwnSolutions = reader.choice(
      "solutions", Defaults.solutions, among: [("shared", false), ("own", true)])
    let one = CampaignPart(name: "", settings: campaign(nowhere), share: 1, pages: [])
    return CampaignGroup(
      parts: parts.isEmpty ? [one] : Array(parts.prefix(64)), accountTPS: accountTPS, hasOwnSolutions: hasOwnSolutions)
  }

  private func checkPages(_ parts: [CampaignPart], _ reader: MappingReader) {
    for (page, name) in pages.names.enumerated() {
      let owners = parts.filter { $0.pages.contains(page) }.map(\.name)
      guard owners.count != 1 else { continue }
      reader.report(
        "contradiction", nil,
        owners.isEmpty
          ? "leaves page `\(name)` without a campaign."
          : "gives page `\(name)` to \(owners.joined(separator: " and ")).",
        remedy: "Each page belongs to exactly one campaign.")
    }
  }

  private func checkShares(_ parts: [CampaignPart], _ reader: MappingReader) {
    let total = parts.reduce(0) { $0 + $1.share }
    guard !parts.isEmpty, abs(total - 1) > 0.001 else { return }
    reader.report(
      "contradiction", nil, "parts \((total * 1000).rounded() / 10) % of the requests.",
      remedy: "The shares must sum to 100 %.")
  }

  /// A domain recommender. Its trainings are the service's own and not billed.
  func recommender(_ reader: MappingReader) -> RecommenderSettings {
    let floor = reader.count(
      "minRecommendationRPS", Defaults.minRecommendationRPS, units: ["req/s"], example: "1 req/s", in: 1...500)
    let model = TrainingSettings(
      family: .v2, every: reader.period("retrainEvery", Defaults.recommenderTraining, atLeast: .hours(1)),
      timeOfDay: training.settings.timeOfDay, importTime: DurationRange(.zero, .zero),
      wallTime: training.settings.wallTime, billedHours: 0)
    let live = live(reader, floor: floor, training: model)
    let hours = timetable(reader, "runs") { _ in 1 }
    if hours.isEmpty { reader.refuse("startTime", belongsTo: "a recommender with `runs`") }
    return RecommenderSettings(
      live: live, hours: hours,
      startTime: hours.isEmpty
        ? DurationRange(.zero, .zero)
        : DurationRange(reader.briefRange("startTime", Defaults.recommenderStart)))
  }

  /// What campaigns and recommenders have in common.
  private func live(_ reader: MappingReader, floor: Int, training: TrainingSettings) -> CampaignSettings {
    let ceiling = reader.count(
      "maximumTPS", Defaults.maximumTPS, units: ["TPS", "req/s"], example: "500 TPS", in: 1...100_000)
    if floor > ceiling {
      reader.report("contradiction", "maximumTPS", "is \(ceiling) TPS.", remedy: "The floor is \(floor) TPS.")
    }
    let lags = lags(reader)
    var settings = CampaignSettings(
      training: training, minProvisionedTPS: floor, maximumTPS: max(floor, ceiling),
      targetUtilisation: reader.share("targetUtilisation", Defaults.targetUtilisation, in: 0.05...1),
      scalingLag: lags.out, scaleInLag: lags.inwards,
      burstSeconds: reader.duration("burst", Defaults.burstTime).seconds,
      serviceTime: latency(reader.reader("latency"), Defaults.campaignMedian, Defaults.campaignP99),
      networkTime: latency(reader.reader("network"), Defaults.networkMedian, Defaults.networkP99),
      attempts: reader.count(
        "attempts", Defaults.attempts, units: ["attempts"], example: "3 attempts", in: 1...20),
      backoff: reader.duration("backoff", Defaults.backoff), deadline: reader.duration("deadline", Defaults.deadline),
      eventDelay: DurationRange(reader.durationRange("eventDelay", Defaults.eventDelay)),
      catalogueUpdateEvery: reader.duration("catalogueUpdate", Defaults.catalogueUpdate),
      modelUpdateTime: DurationRange(.zero, .zero))
    settings.hasFallback = reader.choice("fallback", Defaults.fallback, among: [("popular", true), ("none", false)])
    return settings
  }

  /// `scalingLag` for both directions, or one for each.
  private func lags(_ reader: MappingReader) -> (out: DurationRange, inwards: DurationRange) {
    guard reader.has("scalingLag") else {
      return (
        DurationRange(reader.briefRange("scaleOutLag", Defaults.scaleOutLag)),
        DurationRange(reader.briefRange("scaleInLag", Defaults.scaleInLag))
      )
    }
    for name in ["scaleOutLag", "scaleInLag"] { reader.refuse(name, belongsTo: "a campaign without `scalingLag`") }
    let both = DurationRange(reader.briefRange("scalingLag", Defaults.scaleOutLag))
    return (both, both)
  }

  /// A reader of nothing, for a stand-in where a finding was noted.
  private var nowhere: MappingReader {
    MappingReader(nil, path: "", notes: ReadingNotes(source: ""))
  }
}
