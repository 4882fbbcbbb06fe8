import DelimitedText
import Measures

/// Why a row of a billing export cannot be used.
enum InvoiceFault: String, Error, CaseIterable {
  case fieldCount = "field-count"
  case badTime = "bad-time"
  case badQuantity = "bad-quantity"
  case badCost = "bad-cost"
  case badCurrency = "bad-currency"
  case noUsageType = "no-usage-type"
  case longText = "long-text"
  case notUTF8 = "not-utf-8"

  var message: String {
    switch self {
    case .fieldCount: "The row has not as many fields as the header."
    case .badTime: "The time is not ISO 8601, is before 2006 or after 2199, or ends before it starts."
    case .badQuantity: "The quantity of a charge for usage is not a decimal number up to 10^15."
    case .badCost: "The cost is not a decimal number up to 10^15."
    case .badCurrency: "The currency is not a code of three letters such as USD."
    case .noUsageType: "A charge for usage has no usage type."
    case .longText: "A text is longer than \(InvoiceFault.longestText) bytes."
    case .notUTF8: "A text is not UTF-8."
    }
  }

  static let longestText = 2048
}

/// Wrong rows: all are counted, the first are kept, so that memory does not grow with them.
struct InvoiceFaults {
  static let kept = 50
  let source: String
  private(set) var total = 0
  private(set) var findings: [Finding] = []

  init(source: String) { self.source = source }

  mutating func add(_ fault: InvoiceFault, row: Int) { add(code: fault.rawValue, message: fault.message, row: row) }

  mutating func add(_ fault: DelimitedFault) { add(code: fault.code.rawValue, message: "\(fault)", row: fault.line) }

  private mutating func add(code: String, message: String, row: Int) {
    total += 1
    guard findings.count < InvoiceFaults.kept else { return }
    findings.append(Finding(code: code, source: source, place: .row(row), message: message))
  }
}
