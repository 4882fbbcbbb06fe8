import Demand
import Interactions
import Measures

extension ScenarioReading {
  static func readDemand(_ reader: MappingReader) -> DemandSettings {
    defer { reader.refuseUnknownKeys() }
    let arrivals = ArrivalReading.settings(reader)
    // What is left to the record is known when that is read.
    let requests =
      arrivals.takesRecordedRate
      ? 1 : reader.amount("requestsPerDay", nil, units: ["req/day"], example: "20,000 req/day")
    return DemandSettings(
      users: reader.count("users", nil, units: ["users"], example: "20,000 users", in: 1...10_000_000),
      requestsPerDay: requests, arrivals: arrivals, shape: readShape(reader, arrivals),
      monthlyGrowth: readGrowth(reader),
      activitySigma: readActivity(reader), anonymousShare: reader.share("anonymous", Defaults.anonymous),
      newUserShare: readNewUsers(reader), bursts: reader.readers("bursts").compactMap(readBurst),
      uncertainty: reader.share("uncertainty", Defaults.uncertainty, in: 0...0.9))
  }

  /// `shape: from-log`, or `shape: {daily: [24 numbers], weekly: [7 numbers]}`; from the log where absent.
  private static func readShape(_ reader: MappingReader, _ arrivals: ArrivalSettings) -> RateShape? {
    if arrivals.isRecorded { return nil }
    if !reader.has("shape") || reader.says("shape", "from-log") {
      reader.notes.ledger.append(
        LedgerEntry(
          key: reader.key("shape"), value: "from-log", origin: .measured, source: "hour of week of the log's events"))
      return nil
    }
    let shape = reader.reader("shape")
    defer { shape.refuseUnknownKeys() }
    let daily = weights(shape, "daily", count: 24)
    let weekly = weights(shape, "weekly", count: 7)
    guard let daily, let weekly else { return nil }
    return RateShape(daily: daily, weekly: weekly)
  }

  private static func weights(_ reader: MappingReader, _ name: String, count: Int) -> [Double]? {
    guard let texts = reader.texts(name) else {
      reader.report("missing-key", name, "is missing.", remedy: "It needs a list of \(count) weights.")
      return nil
    }
    let values = texts.compactMap(MeasuredText.number)
    guard texts.count == count, values.count == count, values.allSatisfy({ $0 >= 0 }),
      values.contains(where: { $0 > 0 })
    else {
      reader.report(
        "wrong-value", name, "holds \(texts.count) values.",
        remedy: "It needs \(count) weights of at least 0, not all 0.")
      return nil
    }
    reader.notes.ledger.append(
      LedgerEntry(key: reader.key(name), value: texts.joined(separator: " "), origin: .given, source: ""))
    return values
  }

  /// `5 % / month`.
  private static func readGrowth(_ reader: MappingReader) -> Double {
    let text = reader.valueText("growth", Defaults.growth)
    guard let (value, unit) = MeasuredText.split(text), unit.filter({ $0 != " " }) == "%/month" else {
      reader.report("wrong-value", "growth", "is `\(text)`.", remedy: "It needs a form such as `5 % / month`.")
      return 0
    }
    guard value > -90, value <= 200 else {
      reader.report("out-of-range", "growth", "is `\(text)`.", remedy: "It must lie between -90 and 200 % / month.")
      return 0
    }
    return value / 100
  }

  /// `from-log` (the default), or the standard deviation of log activity.
  private static func readActivity(_ reader: MappingReader) -> Double? {
    let text = reader.text("activity")
    guard let text, text != "from-log" else {
      reader.notes.ledger.append(
        LedgerEntry(
          key: reader.key("activity"), value: "from-log", origin: .measured, source: "events a user in the log"))
      return nil
    }
    reader.notes.ledger.append(LedgerEntry(key: reader.key("activity"), value: text, origin: .given, source: ""))
    guard let (value, unit) = MeasuredText.split(text), unit == "sigma", (0...4).contains(value) else {
      reader.report(
        "wrong-value", "activity", "is `\(text)`.",
        remedy: "It needs `from-log`, or a spread such as `1.2 sigma` (log-normal, 0 to 4).")
      return nil
    }
    return value
  }

  private static func readNewUsers(_ reader: MappingReader) -> Double? {
    guard reader.has("newUsers"), !reader.says("newUsers", "from-log") else {
      reader.notes.ledger.append(
        LedgerEntry(
          key: reader.key("newUsers"), value: "from-log", origin: .measured,
          source: "time since the user's first visit, over the log's events"))
      return nil
    }
    return reader.share("newUsers", Default(assumption: "0 %", ""))
  }

  private static func readBurst(_ reader: MappingReader) -> Burst? {
    defer { reader.refuseUnknownKeys() }
    let start = reader.instant("start")
    let duration = reader.duration("duration", Default(assumption: "1 h", "a burst's length"))
    let factor = reader.amount("factor", nil, units: ["x"], example: "4 x")
    if factor > 1000 {
      reader.report("out-of-range", "factor", "is \(factor) x.", remedy: "It must be 1000 x at the most.")
    }
    let ramp = reader.duration("ramp", Defaults.burstRamp, positive: false)
    let decay = reader.has("decay") ? reader.duration("decay", Default(assumption: "30 min", "")) : nil
    return start.map { Burst(start: $0, duration: duration, factor: factor, ramp: ramp, decay: decay) }
  }
}
