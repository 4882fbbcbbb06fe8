import DelimitedText
import Measures

/// Usage as a CSV file: `resource,meter,start,end,quantity,unit`, times in ISO 8601, any order of columns.
package enum UsageCSV {
  private static let columns = ["resource", "meter", "start", "end", "quantity", "unit"]
  /// More findings than this are not kept; a file with so many errors has one cause.
  private static let mostFindings = 100

  /// A longer row is a slip of the pen; a floor over it would be split into millions of billing windows.
  private static let longestRow = Timespan.days(3660)

  /// The usage of all good rows, and what is wrong with the others.
  package static func usage(from bytes: [UInt8], source: String) -> (usage: Usage, findings: [Finding]) {
    var reading = Reading(source: source)
    // Pieces, for the reader's offsets are 32 bits wide.
    var reader = DelimitedReader()
    for start in stride(from: 0, to: bytes.count, by: 1 << 20) {
      reader.append(bytes.span.extracting(start..<min(start + 1 << 20, bytes.count)))
      guard reading.takeRows(from: &reader) else { return (Usage(), reading.findings) }
    }
    reader.endInput()
    guard reading.takeRows(from: &reader) else { return (Usage(), reading.findings) }
    if reading.positions == nil { reading.readHeader([]) }
    if reading.usage.rows.isEmpty, reading.findings.isEmpty {
      reading.findings.append(
        Finding(code: "empty", source: source, place: .whole, message: "The file holds no row of usage."))
    }
    return (reading.usage, reading.findings)
  }

  /// What was read so far.
  private struct Reading {
    let source: String
    var usage = Usage()
    var findings: [Finding] = []
    /// Where each of `columns` stands; nil before the header.
    var positions: [Int]?
    private var fieldCount = 0

    init(source: String) { self.source = source }

    mutating func report(
      _ row: Int, _ code: String, _ message: String, _ remedy: String = "", severity: Finding.Severity = .error
    ) {
      guard findings.count < mostFindings else { return }
      findings.append(
        Finding(
          severity, code: code, source: source, place: .row(row), message: message, remedy: remedy))
    }

    /// Takes all whole rows; false where the header is of no use.
    mutating func takeRows(from reader: inout DelimitedReader) -> Bool {
      while true {
        switch reader.next() {
        case .needsBytes, .end: return true
        case .fault(let fault): report(fault.line, fault.code.rawValue, fault.description)
        case .row:
          let texts = (0..<reader.fieldCount).map { reader.text($0).map(trimmed) }
          if positions == nil {
            guard readHeader(texts.map { $0 ?? "" }) else { return false }
          } else if texts != [""] {
            take(texts, row: reader.line)
          }
        }
      }
    }

    @discardableResult mutating func readHeader(_ header: [String]) -> Bool {
      let found = columns.map { header.firstIndex(of: $0) }
      let missing = zip(columns, found).filter { $0.1 == nil }.map(\.0)
      let twice = columns.filter { name in header.count { $0 == name } > 1 }
      positions = found.compactMap { $0 }
      fieldCount = header.count
      if !missing.isEmpty {
        report(
          1, "missing-column", "The header lacks \(missing.joined(separator: ", ")).",
          "It needs resource,meter,start,end,quantity,unit.")
      } else if !twice.isEmpty {
        report(1, "duplicate-column", "The header names \(twice.joined(separator: ", ")) twice.")
      }
      return missing.isEmpty && twice.isEmpty
    }

    private mutating func take(_ texts: [String?], row: Int) {
      guard texts.count == fieldCount, let positions else {
        report(row, "wrong-field-count", "The row has \(texts.count) fields where the header has \(fieldCount).")
        return
      }
      let values = positions.compactMap { texts[$0] }
      guard values.count == columns.count else {
        report(row, "not-utf-8", "The row holds bytes that are not UTF-8.", "Save the file as UTF-8.")
        return
      }
      switch UsageCSV.row(values) {
      case .failure(let fault): report(row, fault.code, fault.message, fault.remedy)
      case .success(let read):
        usage.rows.append(read)
        if read.meter == .minProvisionedTPS, read.quantity < Quantity(1) {
          report(
            row, "low-floor", "The floor is \(values[4]) TPS; an active campaign is billed for at least 1.",
            "It is priced as written.", severity: .warning)
        }
      }
    }

    private func trimmed(_ text: String) -> String {
      let isBlank: (Character) -> Bool = { $0 == " " || $0 == "\t" }
      return String(text.drop(while: isBlank).reversed().drop(while: isBlank).reversed())
    }
  }

  private struct Fault: Error {
    let code: String
    let message: String
    var remedy = ""
  }

  private static func year(_ instant: Instant) -> Int { instant.utcDate.year }

  /// One row from its six values, in the order of `columns`.
  private static func row(_ values: [String]) -> Result<UsageRow, Fault> {
    guard let meter = Meter(rawValue: values[1]) else {
      return .failure(
        Fault(code: "unknown-meter", message: "`\(values[1])` is no meter.", remedy: "See `recast rates meters`."))
    }
    guard let start = Instant(iso8601: values[2]), let end = Instant(iso8601: values[3]), start <= end else {
      return .failure(
        Fault(
          code: "wrong-time", message: "`\(values[2])` to `\(values[3])` is no span of time.",
          remedy: "Write ISO 8601, such as 2026-12-01T00:00:00Z, the end not before the start."))
    }
    guard year(start) >= 2000, year(end) < 2200 else {
      return .failure(
        Fault(code: "wrong-time", message: "`\(values[2])` to `\(values[3])` is not between 2000 and 2199."))
    }
    guard end - start <= longestRow else {
      return .failure(
        Fault(
          code: "wrong-time", message: "`\(values[2])` to `\(values[3])` is longer than ten years.",
          remedy: "Check the years, or write a row for each ten."))
    }
    guard let quantity = Quantity(decimal: values[4]), quantity >= .zero else {
      return .failure(
        Fault(
          code: "wrong-quantity", message: "`\(values[4])` is no quantity.",
          remedy: "Write a decimal number of at least 0, such as 12.5."))
    }
    guard meter.definition.accepts(unit: values[5]) else {
      return .failure(
        Fault(
          code: "wrong-unit", message: "`\(values[5])` is not the unit of \(meter.rawValue).",
          remedy: "It is counted in \(meter.unit)."))
    }
    guard !values[0].unicodeScalars.contains(where: { $0.value < 32 || $0.value == 127 }) else {
      return .failure(Fault(code: "control-character", message: "The resource holds a control character."))
    }
    guard !values[0].isEmpty else { return .failure(Fault(code: "no-resource", message: "The resource is empty.")) }
    return .success(
      UsageRow(resource: Resource(values[0]), meter: meter, start: start, end: end, quantity: quantity))
  }
}
