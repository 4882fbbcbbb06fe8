import Measures
import Serving

/// What all plans of a scenario share about training.
struct TrainingReading {
  let settings: TrainingSettings
  let billedHours: (low: Double, high: Double)

  init(_ reader: MappingReader) {
    defer { reader.refuseUnknownKeys() }
    let family = reader.choice(
      "recipe", Defaults.recipe, among: RecipeFamily.allCases.map { ($0.rawValue, $0) }.reversed())
    let hours = reader.durationRange("billedHours", Defaults.billedHours)
    billedHours = (hours.low.hours, hours.high.hours)
    settings = TrainingSettings(
      family: family, every: reader.period("every", Defaults.trainingEvery, atLeast: .hours(1)),
      timeOfDay: reader.timeOfDay("timeOfDay", Defaults.trainingTime),
      importTime: DurationRange(reader.durationRange("importTime", Defaults.importTime)),
      wallTime: DurationRange(reader.durationRange("wallTime", Defaults.trainingWall)),
      billedHours: (hours.low.hours + hours.high.hours) / 2)
  }
}

extension DurationRange {
  fileprivate init(_ ends: (low: Timespan, high: Timespan)) { self.init(ends.low, ends.high) }
}

/// Reads the plans of a scenario.
struct PlanReading {
  let training: TrainingReading

  func plans(_ reader: MappingReader) -> [Plan] {
    let names = reader.keys
    if names.isEmpty {
      reader.report(
        "missing-key", nil, "holds no plan.", remedy: "Add at least one, such as `campaign: {kind: campaign}`.")
    }
    return names.compactMap { name in
      if !ScenarioReading.isFileSafe(name) {
        reader.report("wrong-value", name, "is no plan's name.", remedy: "Use letters, digits, `-` and `_`.")
      }
      return plan(name, reader.reader(name))
    }
  }

  private func plan(_ name: String, _ reader: MappingReader) -> Plan? {
    defer { reader.refuseUnknownKeys() }
    let kinds = ["batch", "campaign", "hybrid", "popular"]
    guard let kind = reader.requiredText("kind", example: kinds.contains(name) ? name : "batch") else { return nil }
    switch kind {
    case "batch": return Plan(name: name, kind: .batch(batch(reader)))
    case "campaign": return Plan(name: name, kind: .campaign(campaign(reader)))
    case "hybrid":
      let batchReader = reader.reader("batch")
      let campaignReader = reader.reader("campaign")
      defer {
        batchReader.refuseUnknownKeys()
        campaignReader.refuseUnknownKeys()
      }
      return Plan(
        name: name, kind: .hybrid(batch(batchReader), campaign(campaignReader), routing(reader.reader("routing"))))
    case "popular":
      return Plan(
        name: name,
        kind: .popular(
          PopularSettings(
            every: reader.period("every", Defaults.popularEvery, atLeast: .minutes(5)),
            timeOfDay: reader.timeOfDay("timeOfDay", Defaults.batchTime))))
    default:
      let hint = MeasuredText.suggestion(for: kind, among: kinds).map { " Did you mean `\($0)`?" } ?? ""
      reader.report(
        "unknown-word", "kind", "is `\(kind)`.", remedy: "Use one of: \(kinds.joined(separator: ", ")).\(hint)")
      return nil
    }
  }

  /// A batch with every default; its values are not part of the scenario and stay out of its ledger.
  func standardBatch() -> BatchSettings {
    batch(MappingReader(nil, path: "reference", notes: ReadingNotes(source: "defaults")))
  }

  private func batch(_ reader: MappingReader) -> BatchSettings {
    let store = store(reader)
    return BatchSettings(
      training: training.settings, every: reader.period("every", Defaults.batchEvery, atLeast: .minutes(5)),
      timeOfDay: reader.timeOfDay("timeOfDay", Defaults.batchTime),
      usersShare: reader.share("users", Defaults.batchUsers, in: 0.0001...1),
      resultsPerUser: reader.count("results", Defaults.results, units: ["items"], example: "25 items", in: 1...500),
      fixedOverhead: DurationRange(reader.durationRange("fixedOverhead", Defaults.fixedOverhead)),
      usersPerSecond: Double(
        reader.count("throughput", Defaults.batchRate, units: ["users/s"], example: "100 users/s", in: 1...10_000_000)),
      loadRowsPerSecond: Double(
        reader.count("loadRate", Defaults.loadRate, units: ["rows/s"], example: "2000 rows/s", in: 1...100_000_000)),
      store: store.store,
      storeTime: latency(reader.reader("storeLatency"), store.median, store.p99),
      storeConnections: reader.count(
        "connections", Defaults.connections, units: ["connections"], example: "20 connections", in: 1...100_000),
      makesThemes: reader.isOn("themes", Defaults.themes))
  }

  private func campaign(_ reader: MappingReader) -> CampaignSettings {
    let floor = reader.count(
      "minProvisionedTPS", Defaults.minProvisionedTPS, units: ["TPS", "req/s"], example: "1 TPS", in: 1...500)
    let ceiling = reader.count(
      "maximumTPS", Defaults.maximumTPS, units: ["TPS", "req/s"], example: "500 TPS", in: 1...100_000)
    if floor > ceiling {
      reader.report("contradiction", "maximumTPS", "is \(ceiling) TPS.", remedy: "The floor is \(floor) TPS.")
    }
    return CampaignSettings(
      training: training.settings, minProvisionedTPS: floor, maximumTPS: max(floor, ceiling),
      targetUtilisation: reader.share("targetUtilisation", Defaults.targetUtilisation, in: 0.05...1),
      scalingLag: DurationRange(reader.durationRange("scalingLag", Defaults.scalingLag)),
      burstSeconds: reader.duration("burst", Defaults.burstTime).seconds,
      serviceTime: latency(reader.reader("latency"), Defaults.campaignMedian, Defaults.campaignP99),
      networkTime: latency(reader.reader("network"), Defaults.networkMedian, Defaults.networkP99),
      attempts: reader.count(
        "attempts", Defaults.attempts, units: ["attempts"], example: "3 attempts", in: 1...20),
      backoff: reader.duration("backoff", Defaults.backoff), deadline: reader.duration("deadline", Defaults.deadline),
      eventDelay: DurationRange(reader.durationRange("eventDelay", Defaults.eventDelay)),
      catalogueUpdateEvery: reader.duration("catalogueUpdate", Defaults.catalogueUpdate),
      modelUpdateTime: DurationRange(reader.durationRange("modelUpdate", Defaults.modelUpdate)),
      returnsMetadata: reader.isOn("metadata", Defaults.metadata))
  }

  private func routing(_ reader: MappingReader) -> HybridRouting {
    defer { reader.refuseUnknownKeys() }
    return HybridRouting(
      mostActiveShare: reader.share("mostActive", Defaults.mostActive),
      sendsUnknownUsers: reader.choice(
        "unknownUsers", Defaults.unknownUsers, among: [("campaign", true), ("fallback", false)]))
  }

  private func latency(_ reader: MappingReader, _ median: Default, _ p99: Default) -> LatencyDistribution {
    defer { reader.refuseUnknownKeys() }
    let medianTime = reader.duration("median", median)
    let p99Time = reader.duration("p99", p99)
    if p99Time < medianTime {
      reader.report("contradiction", "p99", "is shorter than the median.", remedy: "Give a longer p99.")
    }
    return LatencyDistribution(
      medianMilliseconds: medianTime.milliseconds, p99Milliseconds: max(medianTime, p99Time).milliseconds)
  }
}
