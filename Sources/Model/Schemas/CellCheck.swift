import Attributes

/// How the cells of one column are checked, and what was met in them.
struct CellCheck: Sendable {
  /// What the column is, beside its type.
  enum Role: Sendable {
    case id, time, eventType, actionEventType, category, text, other
  }

  let field: DatasetSchema.Field
  let role: Role
  /// Index of the field in a row.
  let column: Int
  private(set) var filled = 0
  /// Different categories, those of one cell apart; different ids.
  private(set) var values: DistinctSample
  private(set) var earliest = Int64.max
  private(set) var latest = Int64.min

  init(_ field: DatasetSchema.Field, in dataset: DatasetKind, column: Int) {
    self.field = field
    self.column = column
    switch field.name {
    case "USER_ID", "ITEM_ID", "ACTION_ID": role = .id
    case "TIMESTAMP", "CREATION_TIMESTAMP", "EXPIRATION_TIMESTAMP": role = .time
    case "EVENT_TYPE": role = dataset == .actionInteractions ? .actionEventType : .eventType
    case "IMPRESSION": role = .category
    default: role = field.isCategorical ? .category : field.isTextual ? .text : .other
    }
    values = DistinctSample(capacity: role == .id ? 1 << 20 : 1 << 14)
  }

  /// What is wrong with a cell; nil where nothing is.
  mutating func fault(of cell: Span<UInt8>, now: Int64) -> CellFault? {
    guard cell.count > 0 else { return role == .id ? .emptyID : field.isNullable ? nil : .empty }
    filled += 1
    switch field.type {
    case .string: return textFault(cell)
    case .int, .long: return wholeFault(cell, now)
    case .float, .double: return isDecimal(cell) ? nil : .notNumber
    case .boolean: return isWord(cell, "true") || isWord(cell, "false") ? nil : .notBoolean
    }
  }

  // MARK: - Text

  private mutating func textFault(_ cell: Span<UInt8>) -> CellFault? {
    let limit =
      switch role {
      case .id, .eventType, .actionEventType: SchemaQuota.idCharacters
      case .category: SchemaQuota.categoryCharacters
      default: SchemaQuota.textCharacters
      }
    var isASCII = true
    var hasQuote = false
    for index in 0..<cell.count {
      isASCII = isASCII && cell[index] < 0x80
      hasQuote = hasQuote || cell[index] == UInt8(ascii: "\"")
    }
    var isTooLong = cell.count > limit
    if !isASCII {
      guard let text = cell.withUnsafeBufferPointer({ String(validating: $0, as: UTF8.self) }) else { return .notUTF8 }
      isTooLong = isTooLong && text.unicodeScalars.count > limit
    }
    switch role {
    case .id:
      values.add(hash(cell))
      if isTooLong { return .longID }
      if hasQuote { return .quoteInID }
      let isBlank = { (byte: UInt8) in byte == 0x20 || byte == 0x09 }
      return isBlank(cell[0]) || isBlank(cell[cell.count - 1]) ? .blanksAroundID : nil
    case .eventType: return isTooLong ? .longEventType : nil
    case .actionEventType:
      return isWord(cell, "TAKEN") || isWord(cell, "NOT_TAKEN") || isWord(cell, "VIEWED") ? nil : .badEventType
    case .category:
      addCategories(cell)
      return isTooLong ? .longCategory : nil
    case .text, .time, .other: return isTooLong ? .longText : nil
    }
  }

  private mutating func addCategories(_ cell: Span<UInt8>) {
    var start = 0
    for index in 0...cell.count where index == cell.count || cell[index] == UInt8(ascii: "|") {
      if index > start { values.add(hash(cell.extracting(start..<index))) }
      start = index + 1
    }
  }

  // MARK: - Numbers

  private mutating func wholeFault(_ cell: Span<UInt8>, _ now: Int64) -> CellFault? {
    guard let value = wholeNumber(cell) else {
      if isDecimal(cell) { return cell.count > 18 && isWhole(cell) ? .outOfRange : .notWhole }
      return role == .time ? .textTime : .notNumber
    }
    if field.type == .int, Int32(exactly: value) == nil { return .outOfRange }
    guard role == .time else { return nil }
    (earliest, latest) = (min(earliest, value), max(latest, value))
    if value.magnitude >= 100_000_000_000 { return .milliseconds }
    if value > now + 86_400, field.name != "EXPIRATION_TIMESTAMP" { return .futureTime }
    // 1990-01-01.
    return value < 631_152_000 ? .earlyTime : nil
  }
}

/// The whole number that decimal digits write, with a sign or without; nil for all else, and beyond 64 bits.
func wholeNumber(_ cell: Span<UInt8>) -> Int64? {
  var at = 0
  let isNegative = cell[0] == UInt8(ascii: "-")
  if isNegative || cell[0] == UInt8(ascii: "+") { at = 1 }
  guard at < cell.count, cell.count - at <= 19 else { return nil }
  var value: Int64 = 0
  while at < cell.count {
    let digit = cell[at] &- 0x30
    guard digit < 10 else { return nil }
    let (tens, isOver) = value.multipliedReportingOverflow(by: 10)
    let (sum, isOverToo) = tens.subtractingReportingOverflow(Int64(digit))
    guard !isOver, !isOverToo else { return nil }
    value = sum
    at += 1
  }
  // Counted downwards, for there is one more number below zero than above.
  if isNegative { return value }
  return value == .min ? nil : -value
}

private func isWhole(_ cell: Span<UInt8>) -> Bool {
  for index in 0..<cell.count where cell[index] == UInt8(ascii: ".") || cell[index] & 0xDF == UInt8(ascii: "E") {
    return false
  }
  return true
}

/// Whether a cell is a decimal number such as `-0.5e3`.
func isDecimal(_ cell: Span<UInt8>) -> Bool {
  var at = 0
  func skipSign() { if at < cell.count, cell[at] == UInt8(ascii: "-") || cell[at] == UInt8(ascii: "+") { at += 1 } }
  func skipDigits() -> Int {
    let start = at
    while at < cell.count, cell[at] &- 0x30 < 10 { at += 1 }
    return at - start
  }
  skipSign()
  var digits = skipDigits()
  if at < cell.count, cell[at] == UInt8(ascii: ".") {
    at += 1
    digits += skipDigits()
  }
  guard digits > 0 else { return false }
  if at < cell.count, cell[at] & 0xDF == UInt8(ascii: "E") {
    at += 1
    skipSign()
    guard skipDigits() > 0 else { return false }
  }
  return at == cell.count
}

private func isWord(_ cell: Span<UInt8>, _ word: StaticString) -> Bool {
  guard cell.count == word.utf8CodeUnitCount else { return false }
  for index in 0..<cell.count where cell[index] != word.utf8Start[index] { return false }
  return true
}
