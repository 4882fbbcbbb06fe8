import Measures

/// Checks the fields of rows and keeps them as columns; names are looked up many at a time, column by column, so that
/// the processor waits for several places of a table at once.
final class RowCollector {
  static let longestNameBytes = 256
  static let mostEventTypes = 255
  private static let batch = 1024

  let users: NameTable
  let items: NameTable
  let eventTypes = NameTable()
  /// Where each name was first met: the chunk, and the row in it; ascending.
  private(set) var userPlaces: [UInt64] = []
  private(set) var itemPlaces: [UInt64] = []
  private(set) var typePlaces: [UInt64] = []
  // A row touches these several times; one collector belongs to one thread, so that nothing else can at the same time.
  @exclusivity(unchecked) private(set) var timestamps: TimestampReader

  private let columns: LogColumns
  @exclusivity(unchecked) private var staged = 0
  private let stagedUsers: UnsafeMutablePointer<NameTable.Staged>
  private let stagedItems: UnsafeMutablePointer<NameTable.Staged>
  private let stagedTypes: UnsafeMutablePointer<NameTable.Staged>
  private let stagedSeconds: UnsafeMutablePointer<Int64>
  private let stagedValues: UnsafeMutablePointer<Float>
  private let numbers: UnsafeMutablePointer<Int32>
  private let typeNumbers: UnsafeMutablePointer<UInt8>
  @exclusivity(unchecked) private var chunk: LogChunk

  init(columns: LogColumns, timestamps: TimestampReader, expectedNames: Int = 512) {
    self.columns = columns
    self.timestamps = timestamps
    users = NameTable(expected: expectedNames)
    items = NameTable(expected: expectedNames)
    stagedUsers = .allocate(capacity: RowCollector.batch)
    stagedItems = .allocate(capacity: RowCollector.batch)
    stagedTypes = .allocate(capacity: RowCollector.batch)
    stagedSeconds = .allocate(capacity: RowCollector.batch)
    stagedValues = .allocate(capacity: RowCollector.batch)
    numbers = .allocate(capacity: RowCollector.batch)
    typeNumbers = .allocate(capacity: RowCollector.batch)
    chunk = LogChunk(number: 0)
  }

  deinit {
    stagedUsers.deallocate()
    stagedItems.deallocate()
    stagedTypes.deallocate()
    stagedSeconds.deallocate()
    stagedValues.deallocate()
    numbers.deallocate()
    typeNumbers.deallocate()
  }

  var hasTooManyEventTypes: Bool { eventTypes.count > RowCollector.mostEventTypes }

  /// From here on a number is no longer the first, even where none came yet.
  func stopLearningUnit() { timestamps.stopLearningUnit() }

  /// Begins a chunk; chunks come in ascending order.
  func begin(_ number: Int, expectedRows: Int = 0) {
    chunk = LogChunk(number: number)
    chunk.reserve(expectedRows, columns)
  }

  /// The chunk that was begun, with its rows.
  func end() -> LogChunk { chunk }

  /// Checks a row and keeps it, or says why not. `flush` must be called before the bytes at `base` change.
  ///
  /// - Parameters:
  ///   - base: what the fields' places count from; eight bytes behind each field may be read.
  ///   - starts: first byte of each of the columns' fields.
  ///   - ends: the byte behind each field.
  @inline(__always)
  func stage(
    _ base: UnsafePointer<UInt8>, _ starts: UnsafePointer<Int32>, _ ends: UnsafePointer<Int32>
  ) -> RowFault? {
    var seconds: Int64 = 0
    if columns.timestampOrNone >= 0 {
      switch timestamps.padded(base, Int(starts[columns.timestampOrNone]), Int(ends[columns.timestampOrNone])) {
      case .success(let read): seconds = read
      case .failure(let fault): return fault
      }
    }
    if columns.valueOrNone >= 0 {
      let start = Int(starts[columns.valueOrNone])
      let end = Int(ends[columns.valueOrNone])
      if end > start {
        let text = UnsafeBufferPointer(start: base + start, count: end - start)
        guard let number = decimalNumber(text.span, 0..<text.count) else { return .badValue }
        stagedValues[staged] = number
      } else {
        stagedValues[staged] = .nan
      }
    }
    let user = RowCollector.name(base, starts[columns.user], ends[columns.user])
    let item = RowCollector.name(base, starts[columns.item], ends[columns.item])
    guard user.length > 0 else { return .emptyUser }
    guard item.length > 0 else { return .emptyItem }
    let hasType = columns.eventTypeOrNone >= 0
    let type =
      hasType
      ? RowCollector.name(base, starts[columns.eventTypeOrNone], ends[columns.eventTypeOrNone]) : NameTable.Staged()
    guard max(user.length, item.length, type.length) <= RowCollector.longestNameBytes else { return .longName }
    guard RowCollector.isUTF8(user, base), RowCollector.isUTF8(item, base), RowCollector.isUTF8(type, base) else {
      return .notUTF8
    }
    stagedUsers[staged] = user
    stagedItems[staged] = item
    stagedTypes[staged] = type
    stagedSeconds[staged] = seconds
    staged += 1
    if staged == RowCollector.batch { flush(base) }
    return nil
  }

  /// The same for a row's field list.
  func stage(_ base: UnsafePointer<UInt8>, _ fields: borrowing FieldList) -> RowFault? {
    guard fields.count == columns.count else { return .fieldCount }
    return withUnsafeTemporaryAllocation(of: Int32.self, capacity: columns.count * 2) { places in
      guard let starts = places.baseAddress else { return .fieldCount }
      let ends = starts + columns.count
      for column in 0..<columns.count {
        starts[column] = Int32(fields[column].start)
        ends[column] = Int32(fields[column].end)
      }
      return stage(base, starts, ends)
    }
  }

  /// Looks up the names of the rows that are staged.
  func flush(_ base: UnsafePointer<UInt8>) {
    let first = UInt64(chunk.number) << 32 | UInt64(chunk.rows)
    users.number(stagedUsers, count: staged, base: base, into: numbers) { userPlaces.append(first + UInt64($0)) }
    chunk.userIDs.append(contentsOf: UnsafeBufferPointer(start: numbers, count: staged))
    items.number(stagedItems, count: staged, base: base, into: numbers) { itemPlaces.append(first + UInt64($0)) }
    chunk.itemIDs.append(contentsOf: UnsafeBufferPointer(start: numbers, count: staged))
    if columns.eventTypeOrNone >= 0 {
      eventTypes.number(stagedTypes, count: staged, base: base, into: numbers) {
        typePlaces.append(first + UInt64($0))
      }
      for index in 0..<staged { typeNumbers[index] = UInt8(truncatingIfNeeded: numbers[index]) }
      chunk.eventTypeIDs.append(contentsOf: UnsafeBufferPointer(start: typeNumbers, count: staged))
    }
    if columns.timestampOrNone >= 0 {
      chunk.times.append(UnsafeBufferPointer(start: stagedSeconds, count: staged))
    }
    if columns.valueOrNone >= 0 {
      chunk.values.append(contentsOf: UnsafeBufferPointer(start: stagedValues, count: staged))
    }
    chunk.rows += staged
    staged = 0
  }

  @inline(__always)
  private static func name(_ base: UnsafePointer<UInt8>, _ start: Int32, _ end: Int32) -> NameTable.Staged {
    let length = end - start
    let word = UnsafeRawPointer(base + Int(start)).loadUnaligned(as: UInt64.self).littleEndian
    // A shift by 64 or more would be no shift in hardware; Swift's gives zero, which is what an empty name needs.
    let head = length >= 8 ? word : word & ~(UInt64.max << UInt64(8 * length))
    return NameTable.Staged(head: head, start: start, length: length)
  }

  @inline(__always)
  private static func isUTF8(_ name: NameTable.Staged, _ base: UnsafePointer<UInt8>) -> Bool {
    if name.length <= 8, name.head & 0x8080_8080_8080_8080 == 0 { return true }
    return isLongUTF8(UnsafeBufferPointer(start: base + Int(name.start), count: Int(name.length)))
  }

  private static func isLongUTF8(_ name: UnsafeBufferPointer<UInt8>) -> Bool {
    var all: UInt8 = 0
    for byte in name { all |= byte }
    return all < 128 || String(validating: name, as: UTF8.self) != nil
  }
}

/// Rows that were read together, by the ids of the collector that read them.
final class LogChunk {
  let number: Int
  /// Good rows.
  var rows = 0
  var userIDs: [Int32] = []
  var itemIDs: [Int32] = []
  /// Empty where the source has no timestamps.
  var times = ChunkTimes()
  /// Empty where the source has no event types.
  var eventTypeIDs: [UInt8] = []
  /// Empty where the source has no values.
  var values: [Float] = []

  /// Rows of data, good and bad.
  var rowsRead = 0
  /// Lines, blank ones among them.
  var lines = 0
  var faults = RowFaults()
  /// The collector whose ids these are.
  var collector = 0

  init(number: Int) { self.number = number }

  func reserve(_ rows: Int, _ columns: LogColumns) {
    userIDs.reserveCapacity(rows)
    itemIDs.reserveCapacity(rows)
    if columns.timestamp != nil { times.reserve(rows) }
    if columns.eventType != nil { eventTypeIDs.reserveCapacity(rows) }
    if columns.value != nil { values.reserveCapacity(rows) }
  }
}
