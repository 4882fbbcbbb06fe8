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
    }
  }

  /// What to do about it; empty when the message says it all.
  package var remedy: String {
    switch self {
    case .textAfterQuote: "Write a quote inside quotes as \\\" or \"\"."
    default: ""
    }
  }
}

/// Bad rows, counted by reason; only the first few are kept one by one, so that memory does not grow with them.
struct RowFaults {
  static let kept = 20
  private(set) var total = 0
  private(set) var findings: [Finding] = []
  private var counts = [Int](repeating: 0, count: RowFault.allCases.count)

  mutating func add(_ fault: RowFault, row: Int, source: String) {
    total += 1
    if let index = RowFault.allCases.firstIndex(of: fault) { counts[index] += 1 }
    guard findings.count < RowFaults.kept else { return }
    findings.append(
      Finding(code: fault.rawValue, source: source, place: .row(row), message: fault.message, remedy: fault.remedy))
  }

  /// The reasons that occurred, in order of declaration, with how often.
  var byReason: [RowFaultCount] {
    zip(RowFault.allCases, counts).filter { $0.1 > 0 }.map { RowFaultCount(fault: $0.0, rows: $0.1) }
  }
}
