import Measures
import Serving

/// What fills a store with lists: the service's batch jobs, or our own model.
extension PlanReading {
  func batch(_ reader: MappingReader) -> BatchSettings {
    let exportTime = DurationRange(reader.briefRange("export", Defaults.exportTime))
    var settings = lists(
      reader, every: reader.period("every", Defaults.batchEvery, atLeast: .minutes(5)),
      timeOfDay: reader.timeOfDay("timeOfDay", Defaults.batchTime), training: training.settings,
      overhead: DurationRange(reader.briefRange("fixedOverhead", Defaults.fixedOverhead)),
      rate: Defaults.batchRate)
    settings.exportTime = exportTime
    settings.makesThemes = reader.isOn("themes", Defaults.themes)
    return settings
  }

  /// Our own model: every run exports, trains, answers for the users and loads.
  func own(_ reader: MappingReader) -> OwnSettings {
    let exportTime = DurationRange(reader.briefRange("export", Defaults.exportTime))
    let every = reader.period("every", Defaults.batchEvery, atLeast: .minutes(5))
    let timeOfDay = reader.timeOfDay("timeOfDay", Defaults.batchTime)
    let model = TrainingSettings(
      family: training.settings.family, every: every, timeOfDay: timeOfDay,
      importTime: DurationRange(.zero, .zero),
      wallTime: DurationRange(reader.briefRange("trainingTime", Defaults.ownTraining)), billedHours: 0)
    var settings = lists(
      reader, every: every, timeOfDay: timeOfDay, training: model, overhead: DurationRange(.zero, .zero),
      rate: Defaults.ownRate)
    settings.exportTime = exportTime
    let instance = reader.choice(
      "instance", Defaults.instance, among: OwnSettings.Instance.allCases.map { ($0.rawValue, $0) })
    return OwnSettings(lists: settings, instance: instance)
  }

  private func lists(
    _ reader: MappingReader, every: Timespan, timeOfDay: Timespan, training: TrainingSettings, overhead: DurationRange,
    rate: Default
  ) -> BatchSettings {
    let store = store(reader)
    var settings = BatchSettings(
      training: training, every: every, timeOfDay: timeOfDay,
      usersShare: reader.share("users", Defaults.batchUsers, in: 0.0001...1),
      resultsPerUser: reader.count("results", Defaults.results, units: ["items"], example: "25 items", in: 1...500),
      fixedOverhead: overhead,
      usersPerSecond: Double(
        reader.count("throughput", rate, units: ["users/s"], example: "100 users/s", in: 1...10_000_000)),
      loadRowsPerSecond: Double(
        reader.count("loadRate", Defaults.loadRate, units: ["rows/s"], example: "2000 rows/s", in: 1...100_000_000)),
      store: store.store,
      storeTime: latency(reader.reader("storeLatency"), store.median, store.p99),
      storeConnections: reader.count(
        "connections", Defaults.connections, units: ["connections"], example: "20 connections", in: 1...100_000))
    settings.failures = failures(reader)
    settings.overlap = reader.choice(
      "overlap", Defaults.overlap, among: BatchSettings.Overlap.allCases.map { ($0.rawValue, $0) })
    return settings
  }

  private func failures(_ reader: MappingReader) -> JobFailures {
    let share = reader.share("failures", Defaults.jobFailures, in: 0...0.9)
    guard share > 0 else {
      for name in ["retries", "retryAfter"] { reader.refuse(name, belongsTo: "jobs with `failures` above 0 %") }
      return .none
    }
    let pause = reader.briefRange("retryAfter", Defaults.retryAfter).high
    return JobFailures(
      share: share,
      retries: reader.count("retries", Defaults.jobRetries, units: ["retries"], example: "1 retries", in: 0...10),
      pause: pause)
  }
}
