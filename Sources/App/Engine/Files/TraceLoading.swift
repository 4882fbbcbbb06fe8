import Demand
import InteractionStore
import Measures
import Scenarios

/// Reads what demand can follow: counts in a CSV, or the access log of a load balancer, packed as gzip or not.
package enum TraceLoading {
  /// The counts of a file, or all that is wrong with it.
  ///
  /// - Parameters:
  ///   - source: the name that findings say.
  ///   - bin: length of the bins; nil: those of the file, and one minute for an access log.
  /// - Throws: `StoreError` where the file cannot be read.
  package static func load(
    path: String, source: String, bin: Timespan? = nil
  ) throws(StoreError) -> (trace: DemandTrace?, findings: [Finding]) {
    var counts = DemandTraceReader(source: source)
    var log: AccessLogReader?
    var isFirst = true
    try readChunks(of: path) { chunk in
      if isFirst {
        isFirst = false
        let start = (0..<min(chunk.count, 512)).map { chunk[$0] }
        if AccessLogReader.isLoadBalancer(start) {
          log = AccessLogReader(form: .loadBalancer, pathPrefix: nil, bin: bin ?? .minutes(1), source: source)
        }
      }
      return log?.append(chunk) ?? counts.append(chunk)
    }
    guard log != nil else { return counts.finish(bin: bin) }
    let trace = log?.finish()
    let findings = log?.findings ?? []
    if trace == nil, findings.isEmpty {
      return (
        nil, [Finding(code: "no-requests", source: source, place: .whole, message: "It holds no request.")]
      )
    }
    return (findings.hasErrors ? nil : trace, findings)
  }
}

extension Scenario {
  /// Takes a file of counts for the demand, in the place of whatever the scenario says of arrivals: as many requests as it
  /// holds. What the ledger said of rate and shape no longer holds.
  package mutating func use(traceFile path: String) {
    demand.arrivals.trace = ArrivalSettings.Trace(file: path)
    demand.arrivals.takesRecordedRate = true
    if demand.arrivals.process != .countsOfTrace { demand.arrivals.process = .poisson }
    demand.shape = nil
    let replaced = ["demand.arrivals", "demand.dispersion", "demand.gaps", "demand.trace", "demand.traceBin"]
    ledger.removeAll { replaced.contains($0.key) || $0.key.hasPrefix("demand.shape") }
    ledger.append(
      LedgerEntry(key: "demand.trace", value: PathText.fileName(path), origin: .given, source: "--trace"))
  }

  /// Reads the trace that the scenario names, and takes the rate of what was recorded where it states none.
  ///
  /// - Parameters:
  ///   - folder: where relative paths begin.
  ///   - eventTimes: seconds since the epoch of the log's events that count, ascending; for `arrivals: log`.
  /// - Throws: `StoreError` where the trace cannot be read.
  mutating func loadRecord(folder: String, eventTimes: @autoclosure () -> [Int64]) throws(StoreError) -> [Finding] {
    var findings: [Finding] = []
    var recorded: DemandTrace?
    if var trace = demand.arrivals.trace {
      let path = trace.file.hasPrefix("/") ? trace.file : folder + trace.file
      (trace.counts, findings) = try TraceLoading.load(path: path, source: trace.file, bin: trace.bin)
      demand.arrivals.trace = trace
      recorded = trace.counts
    } else if demand.arrivals.process == .timesOfLog {
      let times = eventTimes()
      recorded = times.isEmpty ? nil : DemandTrace(ofTimes: times)
    }
    guard let recorded else { return findings }
    noteRecord(recorded)
    return findings
  }

  private mutating func noteRecord(_ trace: DemandTrace) {
    let days = (endInstant - startInstant).hours / 24
    let period = Double(trace.period) * trace.bin.hours / 24
    let isRepeated = days > period
    ledger.append(
      LedgerEntry(
        key: "demand.record",
        value: "\(Format.fixed(period, 1)) d, "
          + (isRepeated ? "repeated over \(Format.fixed(days, 0)) d" : "once"),
        origin: isRepeated ? .assumption : .measured,
        source: "\(trace.gaps.count) gaps stay gaps; weekday lies on weekday where it spans a week"))
    guard demand.arrivals.takesRecordedRate else { return }
    demand.requestsPerDay = trace.requestsPerDay
    ledger.removeAll { $0.key == "demand.requestsPerDay" }
    ledger.append(
      LedgerEntry(
        key: "demand.requestsPerDay", value: "\(Format.count(trace.requestsPerDay)) req/day", origin: .measured,
        source: "mean of what was recorded, gaps included"))
  }
}
