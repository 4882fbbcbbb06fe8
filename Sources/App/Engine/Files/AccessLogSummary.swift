import Demand
import DelimitedText
import InteractionStore
import Measures
import Reports

/// What an access log says of demand.
package struct AccessLogSummary: Sendable {
  /// Nil where the log holds no request that counts, or cannot be used.
  package let trace: DemandTrace?
  package let findings: [Finding]
  /// Rows with a request.
  package let rows: Int
  /// Rows whose path does not begin as it should.
  package let otherPaths: Int
  /// Rows that cannot be read.
  package let badRows: Int

  /// Reads an access log, packed as gzip or not; its form is recognised.
  ///
  /// - Parameters:
  ///   - timeColumn: for a CSV; nil: the first whose name says so.
  ///   - pathPrefix: only requests whose path begins so.
  /// - Throws: `StoreError` where the file cannot be read.
  package init(path: String, timeColumn: String?, pathPrefix: String?, bin: Timespan) throws(StoreError) {
    var reader: AccessLogReader?
    try readChunks(of: path) { chunk in
      if reader == nil {
        let start = (0..<min(chunk.count, 512)).map { chunk[$0] }
        let isBalancer = timeColumn == nil && AccessLogReader.isLoadBalancer(start)
        reader = AccessLogReader(
          form: isBalancer ? .loadBalancer : .csv(timeColumn: timeColumn), pathPrefix: pathPrefix, bin: bin,
          source: path)
      }
      return reader?.append(chunk) ?? false
    }
    trace = reader?.finish()
    findings = reader?.findings ?? []
    rows = reader?.rows ?? 0
    otherPaths = reader?.otherPaths ?? 0
    badRows = reader?.badRows ?? 0
  }

  /// Names and values with units, for a table.
  package var table: [[String]] {
    var table = [
      ["rows with a request", Format.count(rows)], ["rows of other paths", Format.count(otherPaths)],
      ["rows that cannot be read", Format.count(badRows)],
    ]
    guard let trace else { return table }
    let silence = trace.longestSilence
    table += [
      ["requests counted", Format.count(trace.total)], ["first bin", "\(trace.start)"], ["end", "\(trace.end)"],
      ["bins of \(Format.fixed(trace.bin.seconds, 0)) s", Format.count(trace.counts.count)],
      ["requests a day", Format.count(trace.total / (Double(trace.counts.count) * trace.bin.seconds) * 86_400)],
      ["peak", "\(Format.fixed(trace.peakRate, 2)) req/s"],
      ["bins without a request", Format.count(trace.counts.count { $0 == 0 })],
      [
        "longest silence", silence.map { "\(Format.fixed($0.length.hours * 60, 0)) min from \($0.start)" } ?? "none",
      ],
    ]
    for minutes in [5.0, 60, 1440] {
      let bins = Int(Timespan.minutes(minutes).microseconds / trace.bin.microseconds)
      guard bins >= 1, let index = trace.indexOfDispersion(binsPerWindow: bins) else { continue }
      table.append(["index of dispersion, \(Format.fixed(minutes, 0)) min", Format.fixed(index, 2)])
    }
    return table
  }

  /// The same for machines.
  package var json: JSONValue {
    var members: [String: JSONValue] = [
      "rows": .integer(rows), "otherPaths": .integer(otherPaths), "badRows": .integer(badRows),
    ]
    if let trace {
      members["requests"] = .number(trace.total)
      members["start"] = .string("\(trace.start)")
      members["end"] = .string("\(trace.end)")
      members["binSeconds"] = .number(trace.bin.seconds)
      members["bins"] = .integer(trace.counts.count)
      members["emptyBins"] = .integer(trace.counts.count { $0 == 0 })
      members["peakRequestsPerSecond"] = .number(trace.peakRate)
      members["indexOfDispersion"] = .number(trace.indexOfDispersion() ?? .nan)
      members["longestSilenceSeconds"] = .number(trace.longestSilence?.length.seconds ?? 0)
    }
    return .object(members)
  }

  /// The trace as `timestamp,value` rows, bins without a request too: a server that answered nobody was not off.
  package static func csv(of trace: DemandTrace) -> [UInt8] {
    var text = DelimitedWriter()
    text.append(["timestamp", "value"])
    for (index, count) in trace.counts.enumerated() {
      let begin = trace.start + Timespan(microseconds: Int64(index) * trace.bin.microseconds)
      text.append(["\(begin)", Format.fixed(count, 0).filter { $0 != "," }])
    }
    return text.bytes
  }
}
