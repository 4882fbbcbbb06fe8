import DelimitedText
import Measures

/// One column of numbers of a CSV file: measured latencies.
package struct LatencyColumn: Sendable {
  /// The column's name in the header.
  package private(set) var name = ""
  /// In milliseconds, in the file's order; all positive and finite.
  package private(set) var milliseconds: [Double] = []
  package private(set) var findings: [Finding] = []

  private let source: String
  private var position: Int?

  /// More values than this are refused: the fit is made in memory.
  private static let mostValues = 5_000_000
  private static let mostFindings = 50
  private static let longestMilliseconds = 86_400_000.0

  /// - Parameters:
  ///   - column: its name; nil takes the only one that holds numbers.
  ///   - unitMilliseconds: how many milliseconds one of the file's units has.
  package init(from bytes: [UInt8], source: String, column: String?, unitMilliseconds: Double) {
    self.source = source
    var reader = DelimitedReader()
    var header: [String]?
    for start in stride(from: 0, to: max(1, bytes.count), by: 1 << 20) {
      reader.append(bytes.span.extracting(start..<min(start + 1 << 20, bytes.count)))
      if start + 1 << 20 >= bytes.count { reader.endInput() }
      guard takeRows(&reader, &header, column, unitMilliseconds) else { return }
    }
    if header == nil || (milliseconds.isEmpty && findings.isEmpty) {
      report(.whole, "empty", "The file holds no latency.", "It needs a header and a number a row.")
    }
  }

  /// False where reading on is of no use.
  private mutating func takeRows(
    _ reader: inout DelimitedReader, _ header: inout [String]?, _ column: String?, _ unit: Double
  ) -> Bool {
    while true {
      switch reader.next() {
      case .needsBytes, .end: return true
      case .fault(let fault): report(.row(fault.line), fault.code.rawValue, fault.description)
      case .row:
        guard let names = header else {
          header = reader.texts
          continue
        }
        if position == nil {
          guard choose(column, names, reader) else { return false }
        }
        guard milliseconds.count < LatencyColumn.mostValues else {
          report(.row(reader.line), "too-many", "The file has more than 5,000,000 values.", "Give a sample of them.")
          return false
        }
        take(reader, unit)
        guard findings.count < LatencyColumn.mostFindings else { return false }
      }
    }
  }

  private mutating func choose(_ column: String?, _ names: [String], _ reader: DelimitedReader) -> Bool {
    let listed = names.map { Self.quoted($0) }.joined(separator: ", ")
    if let column {
      position = names.firstIndex(of: column)
      if position == nil {
        report(.row(1), "missing-column", "There is no column \(Self.quoted(column)).", "It has \(listed).")
      }
    } else {
      let numeric = names.indices.filter { $0 < reader.fieldCount && reader.text($0).flatMap(Double.init) != nil }
      if numeric.count == 1 {
        position = numeric[0]
      } else {
        report(
          .row(reader.line), numeric.isEmpty ? "no-number" : "ambiguous-column",
          numeric.isEmpty ? "No column holds a number." : "Several columns hold numbers.",
          "Name one with --column; the file has \(listed).")
      }
    }
    name = position.map { Self.quoted(names[$0]) } ?? ""
    return position != nil
  }

  private mutating func take(_ reader: DelimitedReader, _ unit: Double) {
    guard let position, position < reader.fieldCount, let text = reader.text(position) else {
      return report(.row(reader.line), "missing-value", "The row has no value in the column.")
    }
    guard let value = Double(text.trimmingSpaces), value.isFinite else {
      return report(.row(reader.line), "wrong-value", "\(Self.quoted(text)) is no number.")
    }
    let scaled = value * unit
    guard scaled > 0, scaled <= LatencyColumn.longestMilliseconds else {
      return report(
        .row(reader.line), "out-of-range", "\(Self.quoted(text)) is no latency.",
        "It must be more than 0 and at most a day.")
    }
    milliseconds.append(scaled)
  }

  private mutating func report(_ place: Finding.Place, _ code: String, _ message: String, _ remedy: String = "") {
    guard findings.count < LatencyColumn.mostFindings else { return }
    findings.append(Finding(code: code, source: source, place: place, message: message, remedy: remedy))
  }

  /// A stranger's text, shortened, without anything that could steer a terminal.
  private static func quoted(_ text: String) -> String {
    let shown = text.unicodeScalars.prefix(40).map {
      $0.value < 0x20 || (0x7F...0x9F).contains($0.value) ? "?" : Character($0)
    }
    return "`\(String(shown))`"
  }
}

extension String {
  fileprivate var trimmingSpaces: Substring {
    var rest = self[...]
    while rest.first == " " { rest.removeFirst() }
    while rest.last == " " || rest.last == "\r" { rest.removeLast() }
    return rest
  }
}
