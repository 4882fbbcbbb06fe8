import Measures

/// Which field of a row holds what.
struct LogColumns: Equatable, Sendable {
  /// Fields in a row, those that are not used among them.
  let count: Int
  let user: Int
  let item: Int
  let timestamp: Int?
  let eventType: Int?
  let value: Int?

  /// The fixed fields of a form without header: user, item, rating, seconds.
  static let rating = LogColumns(count: 4, user: 0, item: 1, timestamp: 3, eventType: nil, value: 2)
  /// The same without rating and time.
  static let sequence = LogColumns(count: 2, user: 0, item: 1, timestamp: nil, eventType: nil, value: nil)

  /// The members of a line of JSON, in the order in which `JSONLineSyntax` gives them.
  static let json = LogColumns(count: 5, user: 0, item: 1, timestamp: 2, eventType: 3, value: 4)

  /// The same for the members that a mapping names.
  static func json(_ mapping: LogMapping) -> LogColumns {
    let keys = mapping.columns.map(\.key)
    return LogColumns(
      count: keys.count, user: 0, item: 1, timestamp: keys.firstIndex(of: "columns.timestamp"),
      eventType: keys.firstIndex(of: "columns.eventType"), value: keys.firstIndex(of: "columns.value"))
  }

  /// The columns again, -1 where there is none, for the innermost loop.
  var timestampOrNone: Int { timestamp ?? -1 }
  var eventTypeOrNone: Int { eventType ?? -1 }
  var valueOrNone: Int { value ?? -1 }
}

/// The names a form gives its columns.
private struct ColumnNames {
  let user: String
  let item: String
  let timestamp: String
  let eventType: String?
  let value: String

  static let personalize = ColumnNames(
    user: "USER_ID", item: "ITEM_ID", timestamp: "TIMESTAMP", eventType: "EVENT_TYPE", value: "EVENT_VALUE")
  static let movieLens = ColumnNames(
    user: "USERID", item: "MOVIEID", timestamp: "TIMESTAMP", eventType: nil, value: "RATING")
}

extension LogColumns {
  /// The columns by a header, or nil with an error among the findings.
  ///
  /// - Parameter names: the header's fields as written, unescaped; `isQuoted` whether any stood in quotes.
  init?(
    header names: [[UInt8]], isQuoted: Bool, format: LogFormat, requiresTimestamps: Bool, source: String,
    findings: inout [Finding]
  ) {
    let known = format == .personalize ? ColumnNames.personalize : .movieLens
    let canonical = names.map(canonicalColumnName)
    func fail(_ code: String, _ message: String, _ remedy: String) {
      findings.append(Finding(code: code, source: source, place: .whole, message: message, remedy: remedy))
    }
    guard names.count <= FieldList.capacity else {
      fail("too-many-columns", "The header names more than \(FieldList.capacity) columns.", "Keep those that are used.")
      return nil
    }
    let wanted = [known.user, known.item, known.timestamp, known.eventType, known.value].compactMap { $0 }
    for name in wanted where canonical.filter({ $0 == name }).count > 1 {
      fail("duplicate-column", "The header names \(name) more than once.", "Keep one of them.")
      return nil
    }
    let required = [known.user, known.item] + (requiresTimestamps ? [known.timestamp] : [])
    let missing = required.filter { !canonical.contains($0) }
    guard missing.isEmpty, let user = canonical.firstIndex(of: known.user),
      let item = canonical.firstIndex(of: known.item)
    else {
      fail(
        "missing-column", "The header has no column \(missing.joined(separator: ", ")).",
        "The first line must name the columns, such as USER_ID,ITEM_ID,TIMESTAMP.")
      return nil
    }
    count = names.count
    self.user = user
    self.item = item
    timestamp = canonical.firstIndex(of: known.timestamp)
    eventType = known.eventType.flatMap { canonical.firstIndex(of: $0) }
    value = canonical.firstIndex(of: known.value)
    if format == .personalize { warn(names, canonical, wanted, isQuoted, source, &findings) }
  }

  /// What we understand, but the service does not.
  private func warn(
    _ names: [[UInt8]], _ canonical: [String], _ wanted: [String], _ isQuoted: Bool, _ source: String,
    _ findings: inout [Finding]
  ) {
    for (written, name) in zip(names, canonical) where wanted.contains(name) && Array(name.utf8) != written {
      findings.append(
        Finding(
          .warning, code: "header-case", source: source, place: .whole,
          message: "The header writes \(String(decoding: written, as: UTF8.self)) for \(name).",
          remedy: "Amazon Personalize wants the exact name in upper case."))
    }
    if isQuoted {
      findings.append(
        Finding(
          .warning, code: "header-quoted", source: source, place: .whole, message: "Names in the header are in quotes.",
          remedy: "Amazon Personalize wants them without."))
    }
  }
}
