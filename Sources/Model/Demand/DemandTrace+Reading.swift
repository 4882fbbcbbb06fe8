import DelimitedText
import Measures

extension DemandTrace {
  /// Reads a whole trace from memory; see `DemandTraceReader`.
  package static func read(
    _ bytes: Span<UInt8>, source: String, bin: Timespan? = nil
  ) -> (trace: DemandTrace?, findings: [Finding]) {
    var reader = DemandTraceReader(source: source)
    var offset = 0
    while offset < bytes.count {
      let end = min(bytes.count, offset + (1 << 20))
      guard reader.append(bytes.extracting(offset..<end)) else { break }
      offset = end
    }
    return reader.finish(bin: bin)
  }
}

/// Reads a trace piece by piece: `timestamp,value` with or without a header. Times are ISO 8601 (UTC unless they say
/// otherwise) or seconds or milliseconds since 1970, ascending; the value is the number of requests in the bin that begins
/// there.
///
/// Missing rows are gaps. Rows out of order, twice, off the grid of the bins, with negative counts or without a number are
/// findings; there is no trace where there is any.
package struct DemandTraceReader: Sendable {
  private var reader = DelimitedReader()
  private var isFirst = true
  private var rows: TraceRows

  /// - Parameter source: the file's name as the user gave it.
  package init(source: String) { rows = TraceRows(source: source) }

  /// Takes the next bytes; false where there is so much wrong that no more are wanted.
  package mutating func append(_ chunk: Span<UInt8>) -> Bool {
    reader.append(chunk)
    return rows.take(&reader, &isFirst)
  }

  /// The trace, or all that is wrong with it.
  ///
  /// - Parameter bin: length of a bin; nil: the smallest step between rows.
  package mutating func finish(bin: Timespan? = nil) -> (trace: DemandTrace?, findings: [Finding]) {
    reader.endInput()
    _ = rows.take(&reader, &isFirst)
    return rows.trace(bin: bin)
  }
}

/// The rows of a trace as they are read.
private struct TraceRows {
  let source: String
  /// Microseconds since the epoch.
  var instants: [Int64] = []
  var values: [Double] = []
  var lines: [Int] = []
  var findings: [Finding] = []

  /// More findings than anybody reads are not kept.
  private static let findingLimit = 100

  init(source: String) { self.source = source }

  /// Takes the rows that are whole; false where reading is to stop.
  mutating func take(_ reader: inout DelimitedReader, _ isFirst: inout Bool) -> Bool {
    while true {
      switch reader.next() {
      case .row:
        let isHeader = isFirst && reader.fieldCount > 0 && instant(reader.text(0) ?? "") == nil
        isFirst = false
        if !isHeader { take(reader) }
      case .fault(let fault): report("malformed-row", line: fault.line, "\(fault)")
      case .needsBytes, .end: return true
      }
      guard findings.count < TraceRows.findingLimit, instants.count <= DemandTrace.binLimit else { return false }
    }
  }

  /// What the rows come to.
  func trace(bin: Timespan?) -> (trace: DemandTrace?, findings: [Finding]) {
    guard !findings.hasErrors else { return (nil, findings) }
    func refusal(_ code: String, _ message: String, _ remedy: String) -> (DemandTrace?, [Finding]) {
      (nil, [Finding(code: code, source: source, place: .whole, message: message, remedy: remedy)])
    }
    guard let first = instants.first, let last = instants.last, instants.count > 1 else {
      return refusal(
        "too-short", "It has fewer than two rows.", "A trace needs `timestamp,value` rows in order of time.")
    }
    let steps = zip(instants.dropFirst(), instants).map { $0 - $1 }
    let length = bin?.microseconds ?? steps.min() ?? 1
    guard DemandTrace.isPossible(bin: Timespan(microseconds: length)) else {
      return refusal(
        "wrong-bin", "Its bins are \(Double(length) / 1e6) s long.",
        "A bin must divide five minutes or be a multiple of them, up to a day.")
    }
    if let odd = steps.firstIndex(where: { $0 % length != 0 }) {
      let finding = Finding(
        code: "off-grid", source: source, place: .row(lines[odd + 1]),
        message: "begins \(Double(steps[odd] % length) / 1e6) s beside the grid of \(Double(length) / 1e6) s.",
        remedy: "Give counts in equal bins.")
      return (nil, [finding])
    }
    // Lengths are compared before they become numbers of bins, so that no row makes memory grow.
    guard (last - first) / length < Int64(DemandTrace.binLimit) else {
      return refusal(
        "too-long", "It spans \((last - first) / length + 1) bins.", "At most \(DemandTrace.binLimit): use longer bins."
      )
    }
    guard values.contains(where: { $0 > 0 }) else {
      return refusal("no-requests", "No row has a request.", "A trace needs at least one.")
    }
    var counts = [Double](repeating: 0, count: Int((last - first) / length) + 1)
    for (instant, value) in zip(instants, values) { counts[Int((instant - first) / length)] = value }
    let gaps = zip(instants, steps).filter { $1 > length }.map {
      DemandTrace.Gap(start: Instant(microseconds: $0 + length), length: Timespan(microseconds: $1 - length))
    }
    // Bins begin on the grid of their length, and long ones on that of five minutes, as those of a horizon do.
    let grid = min(length, DemandModel.slotLength.microseconds)
    let start = floorDivide(first, grid) * grid
    let shift = Timespan(microseconds: first - start)
    return (
      DemandTrace(
        start: Instant(microseconds: start), bin: Timespan(microseconds: length), counts: counts,
        gaps: gaps.map { DemandTrace.Gap(start: $0.start - shift, length: $0.length) }),
      findings
    )
  }

  private mutating func take(_ reader: DelimitedReader) {
    let line = reader.line
    guard reader.fieldCount >= 2 else { return report("missing-field", line: line, "has no second field.") }
    guard let instant = instant(reader.text(0) ?? "") else {
      return report(
        "wrong-time", line: line, "does not begin with a time.",
        remedy: "Use ISO 8601, or seconds or milliseconds since 1970.")
    }
    guard let value = reader.text(1).flatMap(Double.init), value.isFinite, value <= 1e9 else {
      return report("wrong-value", line: line, "has no number of requests.", remedy: "It needs a number up to 1e9.")
    }
    if value < 0 { report("negative-value", line: line, "has a negative number of requests.") }
    if let before = instants.last, instant <= before {
      instant == before
        ? report("duplicate-row", line: line, "has the time of the row before it.", remedy: "Keep one row a bin.")
        : report("unsorted-row", line: line, "is earlier than the row before it.", remedy: "Sort the rows by time.")
      return
    }
    instants.append(instant)
    values.append(max(0, value))
    lines.append(line)
  }

  private mutating func report(_ code: String, line: Int, _ message: String, remedy: String = "") {
    findings.append(
      Finding(code: code, source: source, place: .row(line), message: message, remedy: remedy))
  }

  /// Microseconds since the epoch.
  private func instant(_ text: String) -> Int64? { Instant(logTime: text)?.microseconds }
}
