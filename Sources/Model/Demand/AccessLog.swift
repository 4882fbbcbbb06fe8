import DelimitedText
import Measures

/// Counts the requests of an access log: a log of an AWS application load balancer, or any CSV with a time column.
///
/// Rows need not be in order, as those of a load balancer with several nodes are not. Memory grows with the bins that hold a
/// request and not with the rows.
package struct AccessLogReader: Sendable {
  /// How rows are laid out.
  package enum Form: Sendable, Equatable {
    /// Fields separated by spaces, quoted where they hold some; the second is the time of the answer, the thirteenth the
    /// request line. Source: AWS, "Access logs for your Application Load Balancer", Elastic Load Balancing guide.
    case loadBalancer
    /// A header and rows; the name of the time column, or nil for the first whose name says so.
    case csv(timeColumn: String?)
  }

  private let form: Form
  private let pathPrefix: String?
  private let binMicroseconds: Int64
  private let source: String
  private var lines = LineBytes()
  private var table = DelimitedReader()
  private var columns: (time: Int, path: Int?)?
  private var bins: [Int64: Int] = [:]
  /// Whether what was found makes the rest useless.
  private var isRefused = false

  /// Rows with a request, of whatever path.
  package private(set) var rows = 0
  /// Rows whose path does not begin as it should.
  package private(set) var otherPaths = 0
  /// Rows that cannot be read, and what is wrong with the first hundred.
  package private(set) var badRows = 0
  package private(set) var findings: [Finding] = []

  private static let findingLimit = 100
  private static let timeNames = ["timestamp", "time", "datetime", "date", "@timestamp", "event_time", "created_at"]
  private static let pathNames = ["path", "uri", "url", "request", "request_path", "request_uri"]

  /// - Parameters:
  ///   - pathPrefix: only requests whose path begins so; nil counts all.
  ///   - bin: length of the bins of the trace; see `DemandTrace.bin`.
  package init(form: Form, pathPrefix: String?, bin: Timespan, source: String) {
    precondition(DemandTrace.isPossible(bin: bin))
    self.form = form
    self.pathPrefix = pathPrefix
    binMicroseconds = bin.microseconds
    self.source = source
  }

  /// Whether bytes begin as a load balancer's log does: a kind of connection and an ISO time.
  package static func isLoadBalancer(_ start: [UInt8]) -> Bool {
    let line = start.prefix { $0 != UInt8(ascii: "\n") }
    let words = line.split(separator: UInt8(ascii: " "), maxSplits: 2).map { String(decoding: $0, as: UTF8.self) }
    return words.count == 3 && ["http", "https", "h2", "ws", "wss", "grpcs"].contains(words[0])
      && words[1].contains("T") && Instant(iso8601: words[1]) != nil
  }

  /// Takes the next bytes; false where nothing more is wanted, because the bins or the columns are wrong.
  package mutating func append(_ chunk: Span<UInt8>) -> Bool {
    guard !isRefused else { return false }
    switch form {
    case .loadBalancer:
      lines.append(chunk)
      isRefused = !takeLines()
    case .csv:
      table.append(chunk)
      isRefused = !takeRows()
    }
    return !isRefused
  }

  /// The counts; nil where there is not one request, or where something stands in the way that `findings` tells.
  package mutating func finish() -> DemandTrace? {
    guard !isRefused else { return nil }
    switch form {
    case .loadBalancer:
      lines.end()
      isRefused = !takeLines()
    case .csv:
      table.endInput()
      isRefused = !takeRows()
    }
    guard !isRefused, let first = bins.keys.min(), let last = bins.keys.max() else { return nil }
    guard last - first < Int64(DemandTrace.binLimit) else {
      tooLong()
      return nil
    }
    var counts = [Double](repeating: 0, count: Int(last - first) + 1)
    for (bin, count) in bins { counts[Int(bin - first)] = Double(count) }
    return DemandTrace(
      start: Instant(microseconds: first * binMicroseconds), bin: Timespan(microseconds: binMicroseconds),
      counts: counts)
  }

  private mutating func takeLines() -> Bool {
    while let line = lines.next() {
      guard let line else {
        report("line-too-long", "is longer than \(LineBytes.limit) bytes.", line: lines.number)
        continue
      }
      if line.isEmpty { continue }
      let fields = SpacedFields.of(line, atMost: 13)
      guard fields.count > 1, let instant = Instant(iso8601: fields[1]) else {
        report("wrong-time", "has no time in its second field.", line: lines.number)
        continue
      }
      // `GET https://host:443/path?query HTTP/1.1`.
      let words = fields.count > 12 ? fields[12].split(separator: " ") : []
      let path = words.count > 1 ? AccessLogReader.path(of: words[1]) : nil
      guard count(instant, path: path) else { return false }
    }
    return true
  }

  private mutating func takeRows() -> Bool {
    while true {
      switch table.next() {
      case .row:
        guard let columns else {
          guard findColumns() else { return false }
          continue
        }
        let text = columns.time < table.fieldCount ? table.text(columns.time) : nil
        guard let instant = text.flatMap(Instant.init(logTime:)) else {
          report("wrong-time", "has no time in the time column.", line: table.line)
          continue
        }
        let path = columns.path.flatMap { $0 < table.fieldCount ? table.text($0) : nil }
        guard count(instant, path: path.map { AccessLogReader.path(of: $0[...]) }) else { return false }
      case .fault(let fault): report("malformed-row", "\(fault)", line: fault.line)
      case .needsBytes, .end: return true
      }
    }
  }

  private mutating func findColumns() -> Bool {
    let names = table.texts
    func index(_ wanted: [String]) -> Int? { names.firstIndex { wanted.contains($0.lowercased()) } }
    var time: Int?
    if case .csv(let column?) = form {
      time = names.firstIndex(of: column)
    } else {
      time = index(AccessLogReader.timeNames)
    }
    let path = pathPrefix == nil ? nil : index(AccessLogReader.pathNames)
    guard let time else {
      report("missing-column", "has no column of times.", line: table.line, remedy: "Name it with --time-column.")
      return false
    }
    if pathPrefix != nil, path == nil {
      report(
        "missing-column", "has no column of paths.", line: table.line,
        remedy: "Call it one of: \(AccessLogReader.pathNames.joined(separator: ", ")).")
      return false
    }
    columns = (time, path)
    return true
  }

  /// The path of a URL or of a request line's target.
  private static func path(of target: Substring) -> Substring {
    guard let scheme = target.range(of: "://") else { return target }
    guard let slash = target[scheme.upperBound...].firstIndex(of: "/") else { return "/" }
    return target[slash...]
  }

  private mutating func count(_ instant: Instant, path: Substring?) -> Bool {
    rows += 1
    if let pathPrefix, path?.hasPrefix(pathPrefix) != true {
      otherPaths += 1
      return true
    }
    bins[floorDivide(instant.microseconds, binMicroseconds), default: 0] += 1
    guard bins.count <= DemandTrace.binLimit else {
      tooLong()
      return false
    }
    return true
  }

  private mutating func tooLong() {
    findings.append(
      Finding(
        code: "too-long", source: source, place: .whole, message: "It spans more than \(DemandTrace.binLimit) bins.",
        remedy: "Use longer bins with --every."))
  }

  private mutating func report(_ code: String, _ message: String, line: Int, remedy: String = "") {
    badRows += 1
    guard findings.count < AccessLogReader.findingLimit else { return }
    findings.append(
      Finding(code: code, source: source, place: .row(line), message: message, remedy: remedy))
  }
}

extension Instant {
  /// ISO 8601, or seconds (with or without a fraction) or milliseconds since 1970.
  init?(logTime text: String) {
    if let number = Double(text) {
      // Ten digits are seconds until the year 2286, thirteen are milliseconds from 2001 on.
      guard number > 0, number < 1e13 else { return nil }
      self = Instant(microseconds: Int64((number < 1e10 ? number * 1e6 : number * 1e3).rounded()))
      return
    }
    self.init(iso8601: text)
  }
}

extension Substring {
  /// The first place of a text of ASCII characters.
  fileprivate func range(of text: String) -> Range<Index>? {
    var start = startIndex
    while start < endIndex {
      if self[start...].hasPrefix(text) { return start..<index(start, offsetBy: text.count) }
      start = index(after: start)
    }
    return nil
  }
}
