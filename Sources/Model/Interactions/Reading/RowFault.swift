import Measures

/// Why a row of a log cannot be used.
package enum RowFault: String, CaseIterable, Sendable {
  case fieldCount = "field-count"
  case textAfterQuote = "text-after-quote"
  case openQuote = "open-quote"
  case rowTooLong = "row-too-long"
  case emptyUser = "empty-user-id"
  case emptyItem = "empty-item-id"
  case longName = "long-name"
  case notUTF8 = "not-utf-8"
  case badTimestamp = "bad-timestamp"
  case timestampOutOfRange = "timestamp-out-of-range"
  case otherTimestampUnit = "other-timestamp-unit"
  case badValue = "bad-event-value"
  case notJSON = "not-json"

  /// What is wrong, as a sentence.
  package var message: String {
    switch self {
    case .fieldCount: "The row has not as many fields as the first."
    case .textAfterQuote: "Text stands between a closing quote and the next comma."
    case .openQuote: "A quote is opened and never closed."
    case .rowTooLong: "The row is longer than 1 MB."
    case .emptyUser: "The user's id is empty."
    case .emptyItem: "The item's id is empty."
    case .longName: "An id or event type is longer than 256 bytes."
    case .notUTF8: "An id or event type is not UTF-8."
    case .badTimestamp: "The timestamp is neither a whole number of seconds nor ISO 8601."
    case .timestampOutOfRange: "The timestamp is before 1970 or after 2199."
    case .otherTimestampUnit: "The timestamp is in another unit than most of the file's."
    case .badValue: "The event value is not a finite decimal number."
    case .notJSON: "The line is not a JSON object."
    }
  }

  /// What to do about it; empty when the message says it all.
  package var remedy: String {
    switch self {
    case .textAfterQuote: "Write a quote inside quotes as \\\" or \"\"."
    case .notUTF8: "The file may be Latin-1 or Windows-1252: convert it with iconv -f WINDOWS-1252 -t UTF-8."
    default: ""
    }
  }
}

/// Bad rows, counted by reason; only the first few are kept one by one, so that memory does not grow with them.
struct RowFaults {
  static let kept = 20
  private(set) var total = 0
  private var first: [(fault: RowFault, row: Int)] = []
  private var counts = [Int](repeating: 0, count: RowFault.allCases.count)

  mutating func add(_ fault: RowFault, row: Int) {
    total += 1
    if let index = RowFault.allCases.firstIndex(of: fault) { counts[index] += 1 }
    if first.count < RowFaults.kept { first.append((fault, row)) }
  }

  /// Adds those of a later part of the file, whose rows count from behind `lines`.
  mutating func add(_ other: RowFaults, lines: Int) {
    total += other.total
    for index in counts.indices { counts[index] += other.counts[index] }
    for (fault, row) in other.first where first.count < RowFaults.kept { first.append((fault, row + lines)) }
  }

  /// The first bad rows, as findings.
  func findings(source: String) -> [Finding] {
    first.map { fault, row in
      Finding(code: fault.rawValue, source: source, place: .row(row), message: fault.message, remedy: fault.remedy)
    }
  }

  /// The reasons that occurred, in order of declaration, with how often.
  var byReason: [RowFaultCount] {
    zip(RowFault.allCases, counts).filter { $0.1 > 0 }.map { RowFaultCount(fault: $0.0, rows: $0.1) }
  }
}
