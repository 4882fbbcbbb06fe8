import Demand
import Measures

/// How requests fall around the expected rate, as a scenario states it.
package struct ArrivalSettings: Sendable {
  /// A file of counts that demand follows.
  package struct Trace: Sendable {
    /// As written; relative paths are from the scenario's folder.
    package var file: String
    /// Length of its bins; nil: the smallest step between its rows.
    package var bin: Timespan?
    /// Read when the run is loaded.
    package var counts: DemandTrace?

    package init(file: String, bin: Timespan? = nil, counts: DemandTrace? = nil) {
      self.file = file
      self.bin = bin
      self.counts = counts
    }
  }

  package var process: ArrivalProcess
  package var trace: Trace?
  package var sessions: SessionSettings?
  /// Whether the scenario leaves the mean rate to what was recorded.
  package var takesRecordedRate: Bool

  /// Whether demand follows a trace or the log's own times.
  package var isRecorded: Bool { trace != nil || process == .timesOfLog }
}

/// The keys of `demand` that say how requests arrive.
enum ArrivalReading {
  private enum Form { case poisson, deterministic, renewal, trace, log }

  static func settings(_ reader: MappingReader) -> ArrivalSettings {
    let form = reader.choice(
      "arrivals", reader.has("trace") ? Defaults.arrivalsOfTrace : Defaults.arrivals,
      among: [
        ("poisson", Form.poisson), ("deterministic", .deterministic), ("renewal", .renewal), ("trace", .trace),
        ("log", .log),
      ])
    if form != .renewal {
      for name in ["dispersion", "gaps"] { reader.refuse(name, belongsTo: "`arrivals: renewal`") }
    }
    if form != .trace {
      for name in ["trace", "traceBin", "placement"] { reader.refuse(name, belongsTo: "`arrivals: trace`") }
    }
    if form == .trace || form == .log {
      reader.refuse("shape", belongsTo: "arrivals without a record, which has its own shape")
    }
    let isRecorded = form == .trace || form == .log
    return ArrivalSettings(
      process: process(form, reader), trace: form == .trace ? trace(reader) : nil, sessions: sessions(reader),
      takesRecordedRate: isRecorded && !reader.has("requestsPerDay"))
  }

  private static func process(_ form: Form, _ reader: MappingReader) -> ArrivalProcess {
    switch form {
    case .poisson: return .poisson
    case .deterministic: return .deterministic
    case .log: return .timesOfLog
    case .trace:
      return reader.choice(
        "placement", Defaults.placement, among: [("poisson", ArrivalProcess.poisson), ("uniform", .countsOfTrace)])
    case .renewal:
      let gaps = reader.choice(
        "gaps", Defaults.gaps, among: ArrivalProcess.Gaps.allCases.map { ($0.rawValue, $0) })
      let dispersion = reader.amount("dispersion", nil, units: ["x"], example: "4 x")
      let least = gaps == .gamma ? 0.01 : 1
      if dispersion < least || dispersion > 1000 {
        reader.report(
          "out-of-range", "dispersion", "is \(dispersion) x.",
          remedy: "It must lie between \(least) x and 1000 x with \(gaps.rawValue) gaps; 1 x is a Poisson process.")
      }
      return .renewal(dispersion: min(max(dispersion, least), 1000), gaps: gaps)
    }
  }

  private static func trace(_ reader: MappingReader) -> ArrivalSettings.Trace? {
    guard let file = reader.text("trace") else {
      reader.report("missing-key", "trace", "is missing.", remedy: "Name a file with `timestamp,value` rows.")
      return nil
    }
    // The ledger is printed in reports, which never hold a path.
    reader.notes.ledger.append(
      LedgerEntry(key: reader.key("trace"), value: PathText.fileName(file), origin: .given, source: ""))
    guard reader.has("traceBin") else { return ArrivalSettings.Trace(file: file) }
    let bin = reader.duration("traceBin", Default(assumption: "5 min", ""))
    if !DemandTrace.isPossible(bin: bin) {
      reader.report(
        "out-of-range", "traceBin", "is \(bin.seconds) s.",
        remedy: "It must divide five minutes or be a multiple of them, up to a day.")
    }
    return ArrivalSettings.Trace(file: file, bin: bin)
  }

  private static func sessions(_ reader: MappingReader) -> SessionSettings? {
    guard reader.has("sessions") else { return nil }
    let sessions = reader.reader("sessions")
    defer { sessions.refuseUnknownKeys() }
    let requests = sessions.amount("requests", nil, units: ["requests"], example: "4 requests")
    if !(1...1000).contains(requests) {
      sessions.report(
        "out-of-range", "requests", "is \(requests) requests.", remedy: "A visit has 1 to 1000 requests on average.")
    }
    let pause = sessions.duration("pause", Defaults.sessionPause)
    if pause > .hours(1) {
      sessions.report("out-of-range", "pause", "is \(pause.hours) h.", remedy: "It must be an hour at the most.")
    }
    return SessionSettings(meanRequests: min(max(requests, 1), 1000), meanPauseSeconds: pause.seconds)
  }
}
