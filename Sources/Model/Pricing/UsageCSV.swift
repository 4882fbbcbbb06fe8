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
    var usage = Usage()
    var findings: [Finding] = []
    let body = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? bytes.dropFirst(3) : bytes[...]
    let lines = body.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    func report(_ row: Int, _ code: String, _ message: String, _ remedy: String = "") {
      guard findings.count < mostFindings else { return }
      findings.append(Finding(code: code, source: source, place: .row(row), message: message, remedy: remedy))
    }
    let header = lines.first.map(fields) ?? []
    let positions = columns.map { header.firstIndex(of: $0) }
    let missing = zip(columns, positions).filter { $0.1 == nil }.map(\.0)
    guard missing.isEmpty else {
      report(
        1, "missing-column", "The header lacks \(missing.joined(separator: ", ")).",
        "It needs resource,meter,start,end,quantity,unit.")
      return (usage, findings)
    }
    for (index, line) in lines.enumerated().dropFirst() where !line.isEmpty && line != [13] {
      let row = index + 1
      let cells = fields(line)
      guard cells.count == header.count else {
        report(row, "wrong-field-count", "The row has \(cells.count) fields where the header has \(header.count).")
        continue
      }
      let values = positions.compactMap { $0.map { cells[$0] } }
      switch self.row(values) {
      case .success(let row): usage.rows.append(row)
      case .failure(let fault): report(row, fault.code, fault.message, fault.remedy)
      }
    }
    if usage.rows.isEmpty, findings.isEmpty {
      findings.append(
        Finding(code: "empty", source: source, place: .whole, message: "The file holds no row of usage."))
    }
    return (usage, findings)
  }

  private struct Fault: Error {
    let code: String
    let message: String
    var remedy = ""
  }

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
          remedy: "Write a decimal number of at least 0 with at most 9 decimals."))
    }
    guard meter.definition.accepts(unit: values[5]) else {
      return .failure(
        Fault(
          code: "wrong-unit", message: "`\(values[5])` is not the unit of \(meter.rawValue).",
          remedy: "It is counted in \(meter.unit)."))
    }
    guard !values[0].isEmpty else { return .failure(Fault(code: "no-resource", message: "The resource is empty.")) }
    return .success(
      UsageRow(resource: Resource(values[0]), meter: meter, start: start, end: end, quantity: quantity))
  }

  /// The cells of a line, without quotes around them and blanks; resources and numbers hold no commas.
  private static func fields(_ line: ArraySlice<UInt8>) -> [String] {
    line.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false).map { cell in
      let isBlank: (UInt8) -> Bool = { $0 == 32 || $0 == 13 || $0 == 9 || $0 == UInt8(ascii: "\"") }
      let start = cell.drop(while: isBlank)
      let end = start.reversed().drop(while: isBlank).reversed()
      return String(decoding: Array(end), as: UTF8.self)
    }
  }
}
