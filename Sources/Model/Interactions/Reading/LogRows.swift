import Measures

/// Rows as they are read: the columns of a log to be, and what was wrong.
struct LogRows {
  static let longestNameBytes = 256
  static let mostEventTypes = 255

  private var users = NameTable()
  private var items = NameTable()
  private var eventTypes = NameTable()
  private var userIDs: [Int32] = []
  private var itemIDs: [Int32] = []
  private var timestamps: [Int64] = []
  private var eventTypeIDs: [UInt8] = []
  private var values: [Float] = []

  private let columns: LogColumns
  /// Unit the timestamps are taken to be in: given, or that of the first number.
  private(set) var unit: TimestampUnit?
  /// Numbers met by unit.
  private var unitCounts = [Int](repeating: 0, count: TimestampUnit.allCases.count)
  /// Whether a timestamp was ISO 8601 text.
  private(set) var hasTextTimestamps = false
  private(set) var hasTooManyEventTypes = false

  init(columns: LogColumns, unit: TimestampUnit?) {
    self.columns = columns
    self.unit = unit
  }

  /// The unit of most numbers; the finer one loses a tie.
  var commonestUnit: TimestampUnit? {
    var best: TimestampUnit?
    for unit in TimestampUnit.allCases where unitCounts[unit.rawValue] > (best.map { unitCounts[$0.rawValue] } ?? 0) {
      best = unit
    }
    return best
  }

  var log: InteractionLog {
    InteractionLog(
      users: users.names, items: items.names, eventTypes: columns.eventType == nil ? [""] : eventTypes.names,
      userIDs: userIDs, itemIDs: itemIDs, timestamps: timestamps, eventTypeIDs: eventTypeIDs, values: values)
  }

  /// Adds a row whose fields hold no escapes, or says why not.
  mutating func add(_ bytes: Span<UInt8>, _ fields: borrowing FieldList) -> RowFault? {
    guard fields.count == columns.count else { return .fieldCount }
    var timestamp = Int64(userIDs.count)
    if let column = columns.timestamp {
      switch seconds(bytes, fields[column]) {
      case .success(let seconds): timestamp = seconds
      case .failure(let fault): return fault
      }
    }
    var value = Float.nan
    if let column = columns.value, fields[column].length > 0 {
      let field = fields[column]
      guard let number = decimalNumber(bytes, field.start..<field.end) else { return .badValue }
      value = number
    }
    return addEvent(bytes, fields, timestamp: timestamp, value: value)
  }

  /// Finds or adds the names last, so that a bad row leaves none behind.
  private mutating func addEvent(
    _ bytes: Span<UInt8>, _ fields: borrowing FieldList, timestamp: Int64, value: Float
  ) -> RowFault? {
    let user = fields[columns.user]
    let item = fields[columns.item]
    guard user.length > 0 else { return .emptyUser }
    guard item.length > 0 else { return .emptyItem }
    let type = columns.eventType.map { fields[$0] } ?? Field()
    guard max(user.length, item.length, type.length) <= LogRows.longestNameBytes else { return .longName }

    let knownUser = users.find(bytes, user.start..<user.end)
    let knownItem = items.find(bytes, item.start..<item.end)
    let hasTypes = columns.eventType != nil
    let knownType = hasTypes ? eventTypes.find(bytes, type.start..<type.end) : (number: 0, hash: 0)
    if let user = knownUser.number, let item = knownItem.number, let type = knownType.number {
      append(user: user, item: item, type: type, timestamp, value)
      return nil
    }
    guard let userName = knownUser.number == nil ? text(bytes, user) : "",
      let itemName = knownItem.number == nil ? text(bytes, item) : "",
      let typeName = knownType.number == nil ? text(bytes, type) : ""
    else { return .notUTF8 }
    if knownType.number == nil, eventTypes.count == LogRows.mostEventTypes {
      hasTooManyEventTypes = true
      return nil
    }
    let newUser =
      knownUser.number ?? users.insert(bytes, user.start..<user.end, name: userName, hash: knownUser.hash)
    let newItem =
      knownItem.number ?? items.insert(bytes, item.start..<item.end, name: itemName, hash: knownItem.hash)
    let newType =
      knownType.number ?? eventTypes.insert(bytes, type.start..<type.end, name: typeName, hash: knownType.hash)
    append(user: newUser, item: newItem, type: newType, timestamp, value)
    return nil
  }

  @inline(__always)
  private mutating func append(user: Int32, item: Int32, type: Int32, _ timestamp: Int64, _ value: Float) {
    userIDs.append(user)
    itemIDs.append(item)
    timestamps.append(timestamp)
    eventTypeIDs.append(UInt8(truncatingIfNeeded: type))
    values.append(value)
  }

  private func text(_ bytes: Span<UInt8>, _ field: Field) -> String? {
    let name = (field.start..<field.end).map { bytes[$0] }
    return String(validating: name, as: UTF8.self)
  }

  private enum Seconds {
    case success(Int64)
    case failure(RowFault)
  }

  @inline(__always)
  private mutating func seconds(_ bytes: Span<UInt8>, _ field: Field) -> Seconds {
    guard let number = wholeNumber(bytes, field.start..<field.end) else { return secondsOfText(bytes, field) }
    guard let unit = TimestampUnit(of: number) else { return .failure(.timestampOutOfRange) }
    unitCounts[unit.rawValue] += 1
    if self.unit == nil { self.unit = unit }
    guard unit == self.unit else { return .failure(.otherTimestampUnit) }
    return .success(unit == .seconds ? number : number / unit.perSecond)
  }

  private mutating func secondsOfText(_ bytes: Span<UInt8>, _ field: Field) -> Seconds {
    guard field.length <= 64, let text = text(bytes, field), let instant = Instant(iso8601: text) else {
      return .failure(.badTimestamp)
    }
    let seconds = instant.seconds
    guard seconds >= 0, seconds < TimestampUnit.lastSecond else { return .failure(.timestampOutOfRange) }
    hasTextTimestamps = true
    return .success(seconds)
  }
}
