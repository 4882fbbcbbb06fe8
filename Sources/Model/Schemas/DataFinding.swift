import Measures

/// Something wrong in a data file that would be imported: of one kind, in one column, however many rows have it.
package struct DataFinding: Hashable, Sendable {
  package let severity: Finding.Severity
  /// A short stable name, such as `milliseconds`.
  package let code: String
  /// The column; nil where it is about the file.
  package let column: String?
  /// Rows that have it; 0 where it is about the file.
  package let count: Int
  /// Lines on which the first twenty of them begin, counted from 1 with the header.
  package let lines: [Int]
  /// What is wrong, as a sentence.
  package let message: String
  /// What to do about it, as a sentence; may be empty.
  package let remedy: String

  package init(
    _ severity: Finding.Severity = .error, code: String, column: String? = nil, count: Int = 0, lines: [Int] = [],
    message: String, remedy: String = ""
  ) {
    self.severity = severity
    self.code = code
    self.column = column
    self.count = count
    self.lines = lines
    self.message = message
    self.remedy = remedy
  }

  /// As a finding of a file, rows listed in its message.
  package func finding(in source: String) -> Finding {
    var text = (column.map { "\(shown($0)): " } ?? "") + message
    if count > 1 {
      text += " \(count) rows, on lines \(lines.map(String.init).joined(separator: ", "))"
      text += count > lines.count ? ", …" : "."
    }
    return Finding(
      severity, code: code, source: source, place: lines.first.map(Finding.Place.row) ?? .whole, message: text,
      remedy: remedy)
  }
}

/// What is wrong with a cell.
enum CellFault: String, Sendable, CaseIterable {
  case empty = "empty-cell"
  case emptyID = "empty-id"
  case longID = "long-id"
  case quoteInID = "quote-in-id"
  case blanksAroundID = "blanks-around-id"
  case longCategory = "long-category"
  case longText = "long-text"
  case notUTF8 = "not-utf8"
  case notNumber = "not-a-number"
  case notWhole = "not-whole"
  case outOfRange = "out-of-range"
  case notBoolean = "not-a-boolean"
  case milliseconds
  case textTime = "text-time"
  case earlyTime = "early-time"
  case futureTime = "future-time"
  case badEventType = "bad-event-type"
  case longEventType = "long-event-type"

  var severity: Finding.Severity {
    switch self {
    case .blanksAroundID, .earlyTime, .futureTime: .warning
    default: .error
    }
  }

  func message(_ type: DatasetSchema.FieldType) -> String {
    switch self {
    case .empty: "A cell is empty, and the schema does not allow null."
    case .emptyID: "An id is empty."
    case .longID: "An id has more than \(SchemaQuota.idCharacters) characters."
    case .quoteInID: "An id holds a quote."
    case .blanksAroundID: "An id begins or ends with a blank, and is another id than the one without."
    case .longCategory: "A category has more than \(SchemaQuota.categoryCharacters) characters."
    case .longText: "A text has more than \(SchemaQuota.textCharacters) characters."
    case .notUTF8: "A cell is not UTF-8."
    case .notNumber: "A cell is no number, and the schema wants \(type.rawValue)."
    case .notWhole: "A cell has a fraction, and the schema wants \(type.rawValue)."
    case .outOfRange: "A number does not fit \(type.rawValue)."
    case .notBoolean: "A cell is neither `true` nor `false`."
    case .milliseconds: "A time has more digits than seconds have: it looks like milliseconds."
    case .textTime: "A time is written as text."
    case .earlyTime: "A time lies before 1990."
    case .futureTime: "A time lies in the future."
    case .badEventType: "The event type is none of TAKEN, NOT_TAKEN and VIEWED."
    case .longEventType: "An event type has more than \(SchemaQuota.idCharacters) characters."
    }
  }

  var remedy: String {
    switch self {
    case .empty: "Fill it, or make the field nullable: [\"null\", …]."
    case .emptyID: "Leave the row out, or give it an id."
    case .longCategory: "Shorten it, or make the field textual."
    case .notUTF8: "Save the file as UTF-8."
    case .notWhole, .notNumber: "Change the cell, or the field's type."
    case .outOfRange: "Make the field long, or double."
    case .milliseconds: "Divide by 1,000: Personalize counts seconds since 1970."
    case .textTime: "Write whole seconds since 1970-01-01T00:00:00Z."
    case .futureTime: "Check the unit and the time zone."
    default: ""
    }
  }
}
