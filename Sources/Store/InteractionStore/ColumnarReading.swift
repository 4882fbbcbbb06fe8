import Interactions
import Synchronization

/// Reads columnar files. Nothing in one is believed before its checksum, and no place in it before its bounds.
final class ColumnarReading {
  private let file: OpenFile
  private let path: String
  private let workers: Workers
  private let events: Int
  private let directory: [UInt8]

  /// Opens a file and checks its head and directory.
  /// - Throws: what opening a file throws, `foreignFile`, `newerFile`, `olderFile` or `damagedFile`.
  init(_ path: String, workers: Workers) throws(StoreError) {
    self.path = path
    self.workers = workers
    file = try OpenFile(path)
    func damaged(_ cause: String) -> StoreError { StoreError(.damagedFile, path: path, cause: cause) }
    let head = try ColumnarReading.bytes(of: file, at: 0, count: ColumnarFormat.headBytes)
    guard head.starts(with: ColumnarFormat.magic) else { throw StoreError(.foreignFile, path: path) }
    guard head.count == ColumnarFormat.headBytes else { throw damaged("it is cut off in its head") }
    let (numbers, version, sum) = head.withUnsafeBytes { raw in
      (
        stride(from: 16, to: 64, by: 8).map { raw.number($0, as: UInt64.self) }, raw.number(8, as: UInt32.self),
        LogChecksum.of(UnsafeRawBufferPointer(rebasing: raw[..<56]))
      )
    }
    // Told before the checksum, which other versions may compute otherwise.
    guard version != 1 else { throw StoreError(.olderFile, path: path) }
    guard version <= ColumnarFormat.version else { throw StoreError(.newerFile, path: path) }
    guard numbers[5] == sum else { throw damaged("its head does not match its checksum") }
    guard version == ColumnarFormat.version else { throw damaged("it has no version") }
    guard numbers[1] == UInt64(file.size) else {
      throw damaged("it has \(file.size) bytes and should have \(numbers[1])")
    }
    // A log in memory takes up to 21 bytes an event; a file that claims more than this of its size is a trap.
    let most = max(1 << 28, UInt64(file.size) << 8)
    guard numbers[0] < UInt64(Int32.max), numbers[0] * 21 <= most else {
      throw damaged("it claims \(numbers[0]) events")
    }
    events = Int(numbers[0])
    let wanted = ColumnarFormat.directoryBytes(events: events)
    guard numbers[3] == UInt64(wanted), numbers[2] <= UInt64(file.size),
      UInt64(wanted) <= UInt64(file.size) - numbers[2]
    else { throw damaged("its directory has the wrong length") }
    directory = try ColumnarReading.bytes(of: file, at: Int(numbers[2]), count: wanted)
    guard directory.count == wanted, directory.withUnsafeBytes({ LogChecksum.of($0) }) == numbers[4] else {
      throw damaged("its directory does not match its checksum")
    }
  }

  /// Whether bytes begin as one of these files does.
  static func isColumnar(_ bytes: [UInt8]) -> Bool { bytes.starts(with: ColumnarFormat.magic) }

  /// The log.
  /// - Throws: `damagedFile` or `unreadable`.
  func log() throws(StoreError) -> InteractionLog {
    let eventTypes = try texts(.eventTypes)
    guard eventTypes.count <= 256 else { throw damaged("it has more than 256 event types") }
    var faults: [StoreError] = []
    let (users, userIDs) = try ids(.users, of: .users, &faults)
    let (items, itemIDs) = try ids(.items, of: .items, &faults)
    let times = times(&faults)
    let eventTypeIDs = [UInt8](unsafeUninitializedCapacity: events) { buffer, count in
      fill(buffer, &count, .eventTypes, below: eventTypes.count, &faults)
    }
    let values =
      hasValues
      ? LogValues(
        [Float](unsafeUninitializedCapacity: events) { buffer, count in
          buffer.withMemoryRebound(to: UInt32.self) { fill($0, &count, .values, below: nil, &faults) }
        }) : LogValues(none: events)
    if let fault = faults.first { throw fault }
    for start in stride(from: ColumnarFormat.blockRows, to: events, by: ColumnarFormat.blockRows)
    where times[start] < times[start - 1] {
      throw damaged("its times do not ascend")
    }
    if let first = times.first, let last = times.last {
      let possible = InteractionLog.possibleSeconds
      guard possible.contains(first), possible.contains(last) else { throw damaged("its times are not those of a log") }
    }
    return InteractionLog(
      users: users, items: items, eventTypes: eventTypes, userIDs: userIDs, itemIDs: itemIDs, timestamps: times,
      eventTypeIDs: eventTypeIDs, values: values, isAscending: true)
  }

  /// A table of names and the column of indices into it; a worker makes the names while others fill the column.
  private func ids(
    _ column: ColumnarFormat.Column, of table: ColumnarFormat.Texts, _ faults: inout [StoreError]
  ) throws(StoreError) -> (names: [String], ids: LogIDs) {
    let count = try textEntry(table).count
    nonisolated(unsafe) let me = self
    nonisolated(unsafe) var names: Result<[String], StoreError> = .success([])
    let exclusively = workers.exclusively
    let makeNames: @Sendable () -> Void = {
      let made = Result { () throws(StoreError) in try me.texts(table) }
      exclusively { names = made }
    }
    let ids =
      count <= LogIDs.mostNarrowNames
      ? LogIDs(
        narrow: [UInt16](unsafeUninitializedCapacity: events) {
          fill($0, &$1, column, below: count, beside: makeNames, &faults)
        })
      : LogIDs(
        wide: [Int32](unsafeUninitializedCapacity: events) {
          fill($0, &$1, column, below: count, beside: makeNames, &faults)
        })
    return (try names.get(), ids)
  }

  /// The times, two or four bytes each where that is enough: fresh memory is most of what reopening a log takes.
  private func times(_ faults: inout [StoreError]) -> LogTimes {
    let blocks = (0..<ColumnarFormat.blocks(of: events)).map { entry(.timestamps, $0) }
    if ColumnarFormat.blockRows == LogTimes.blockEvents, blocks.allSatisfy({ $0.width <= 2 }) {
      guard blocks.allSatisfy({ InteractionLog.possibleSeconds.contains($0.base) }) else {
        faults.append(damaged("its times are not those of a log"))
        return []
      }
      let differences = [UInt16](unsafeUninitializedCapacity: events) { buffer, count in
        fill(buffer, &count, .timestamps, since: nil, below: nil, &faults)
      }
      // None where the column is damaged, as is said then.
      return differences.count == events
        ? LogTimes(earliestOfBlocks: blocks.map(\.base), differences: differences) : []
    }
    let first = events > 0 ? entry(.timestamps, 0).base : 0
    var misfits: [StoreError] = []
    let differences = [UInt32](unsafeUninitializedCapacity: events) { buffer, count in
      fill(buffer, &count, .timestamps, since: first, below: 1 << 32, &misfits)
    }
    if misfits.isEmpty { return LogTimes(earliest: first, differences: differences) }
    return LogTimes(
      [Int64](unsafeUninitializedCapacity: events) { buffer, count in
        fill(buffer, &count, .timestamps, below: nil, &faults)
      })
  }

  private func damaged(_ cause: String) -> StoreError { StoreError(.damagedFile, path: path, cause: cause) }

  private static func bytes(
    of file: borrowing OpenFile, at offset: Int, count: Int
  ) throws(StoreError) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: count)
    var got = 0
    var fault: StoreError?
    bytes.withUnsafeMutableBytes { raw in
      do throws(StoreError) { got = try file.read(into: raw, at: offset) } catch { fault = error }
    }
    if let fault { throw fault }
    bytes.removeLast(count - got)
    return bytes
  }

  /// Where a table of texts is, seen to lie inside.
  private func textEntry(_ which: ColumnarFormat.Texts) throws(StoreError) -> ColumnarFormat.TextEntry {
    let entry = directory.withUnsafeBytes { raw in
      (0..<4).map { raw.number(which.rawValue * ColumnarFormat.textEntryBytes + $0 * 8, as: UInt64.self) }
    }
    let size = UInt64(file.size)
    guard entry[0] <= size, entry[1] <= size - entry[0], entry[2] <= entry[1] / 4, entry[2] < UInt64(Int32.max) else {
      throw damaged("a table of names lies outside")
    }
    return ColumnarFormat.TextEntry(
      offset: Int(entry[0]), length: Int(entry[1]), count: Int(entry[2]), checksum: entry[3])
  }

  /// A table of texts.
  func texts(_ which: ColumnarFormat.Texts) throws(StoreError) -> [String] {
    let entry = try textEntry(which)
    let bytes = try ColumnarReading.bytes(of: file, at: entry.offset, count: entry.length)
    guard bytes.count == entry.length, bytes.withUnsafeBytes({ LogChecksum.of($0) }) == entry.checksum else {
      throw damaged("a table of names does not match its checksum")
    }
    let count = entry.count
    var texts: [String] = []
    texts.reserveCapacity(count)
    var isSound = true
    bytes.withUnsafeBytes { raw in
      // Seen to be UTF-8 once for all; a name is then UTF-8 where it does not begin inside a character.
      let all = UnsafeRawBufferPointer(rebasing: raw[(count * 4)...]).bindMemory(to: UInt8.self)
      guard ColumnarReading.isUTF8(all) else {
        isSound = false
        return
      }
      var start = 0
      for index in 0..<count {
        let length = Int(raw.number(index * 4, as: UInt32.self))
        guard length <= all.count - start, length == 0 || all[start] & 0xC0 != 0x80 else {
          isSound = false
          return
        }
        texts.append(String(decoding: UnsafeBufferPointer(rebasing: all[start..<start + length]), as: UTF8.self))
        start += length
      }
      // A rest that no name holds would leave the last one open to end inside a character.
      isSound = isSound && start == all.count
    }
    guard isSound else { throw damaged("a name is cut off or not UTF-8") }
    return texts
  }

  private static func isUTF8(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    var all: UInt8 = 0
    for byte in bytes { all |= byte }
    return all < 128 || String(validating: bytes, as: UTF8.self) != nil
  }

  private func entry(_ column: ColumnarFormat.Column, _ block: Int) -> ColumnarFormat.BlockEntry {
    let blocks = ColumnarFormat.blocks(of: events)
    let at =
      ColumnarFormat.Texts.allCases.count * ColumnarFormat.textEntryBytes
      + (column.rawValue * blocks + block) * ColumnarFormat.blockEntryBytes
    return directory.withUnsafeBytes { raw in
      ColumnarFormat.BlockEntry(
        base: raw.number(at, as: Int64.self), offset: Int(truncatingIfNeeded: raw.number(at + 8, as: UInt64.self)),
        checksum: raw.number(at + 16, as: UInt64.self), width: Int(raw.number(at + 24, as: UInt32.self)),
        count: Int(raw.number(at + 28, as: UInt32.self)))
    }
  }

  /// Whether some block of values holds anything but not-a-number.
  private var hasValues: Bool {
    (0..<ColumnarFormat.blocks(of: events)).contains { block in
      let entry = entry(.values, block)
      return entry.width != 0 || entry.base != Int64(Float.nan.bitPattern)
        || entry.count != min(ColumnarFormat.blockRows, events - block * ColumnarFormat.blockRows)
    }
  }

  /// Fills a column, its blocks read and checked by all workers; times are seen to ascend within a block.
  ///
  /// - Parameters:
  ///   - start: taken from each value; nil for the base of the value's own block.
  ///   - limit: what values less the start are seen to be below, and not below zero, if anything.
  ///   - beside: other work, done by one of the workers, whatever is wrong with the column.
  private func fill<Value: FixedWidthInteger & SendableMetatype>(
    _ buffer: UnsafeMutableBufferPointer<Value>, _ filled: inout Int, _ column: ColumnarFormat.Column,
    since start: Int64? = 0, below limit: Int?, beside: (@Sendable () -> Void)? = nil, _ faults: inout [StoreError]
  ) {
    let blocks = ColumnarFormat.blocks(of: events)
    let entries = (0..<blocks).map { entry(column, $0) }
    for (block, entry) in entries.enumerated() {
      let rows = min(ColumnarFormat.blockRows, events - block * ColumnarFormat.blockRows)
      guard entry.count == rows, [0, 1, 2, 4, 8].contains(entry.width), entry.width <= MemoryLayout<Value>.size,
        entry.offset >= 0, entry.offset <= file.size, entry.count * entry.width <= file.size - entry.offset
      else {
        faults.append(damaged("a block of a column lies outside"))
        beside?()
        return
      }
    }
    filled = events
    guard let base = buffer.baseAddress, blocks > 0 else {
      beside?()
      return
    }
    // Read by all workers, changed by none; each block has a place of its own in the column.
    nonisolated(unsafe) let me = self
    nonisolated(unsafe) let place = base
    nonisolated(unsafe) var found: (block: Int, error: StoreError)?
    let (exclusively, willFill) = (workers.exclusively, workers.willFill)
    // The other work is the first piece, for it may be the longest.
    let others = beside == nil ? 0 : 1
    let next = Atomic(0)
    workers.run(min(max(1, workers.count), blocks + others)) { _ in
      // A worker has one place for all its packed blocks: memory is then asked for once.
      withUnsafeTemporaryAllocation(byteCount: ColumnarFormat.blockRows * MemoryLayout<Value>.size, alignment: 64) {
        scratch in
        while true {
          let block = next.wrappingAdd(1, ordering: .relaxed).oldValue - others
          guard block < blocks else { return }
          guard block >= 0 else {
            beside?()
            continue
          }
          let target = UnsafeMutableBufferPointer(
            start: place + block * ColumnarFormat.blockRows, count: entries[block].count)
          willFill(UnsafeMutableRawBufferPointer(target))
          let problem = ColumnarReading.unpack(
            me.file, entries[block], scratch, into: target, since: start, below: limit, ascends: column == .timestamps)
          guard let problem else { continue }
          let error = problem.isEmpty ? StoreError(.unreadable, path: me.path) : me.damaged(problem)
          // The first of the column's, whoever was faster: all blocks before it are looked at.
          exclusively { if block < found?.block ?? .max { found = (block, error) } }
          return
        }
      }
    }
    guard let found else { return }
    faults.append(found.error)
    // Nobody sees what was filled.
    filled = 0
  }

  /// Unpacks a block, or says what is wrong with it; nothing but a refusal of the system is empty.
  @inline(__always)
  private static func unpack<Value: FixedWidthInteger>(
    _ file: borrowing OpenFile, _ entry: ColumnarFormat.BlockEntry, _ scratch: UnsafeMutableRawBufferPointer,
    into target: UnsafeMutableBufferPointer<Value>, since start: Int64?, below limit: Int?, ascends: Bool
  ) -> String? {
    let (base, isBeyond) = entry.base.subtractingReportingOverflow(start ?? entry.base)
    guard !isBeyond else { return "a block begins where no number is" }
    // As it lies in the file, where that is how it lies in memory.
    let isPlain = base == 0 && entry.width == MemoryLayout<Value>.size && Value(littleEndian: 1) == 1
    let raw = UnsafeMutableRawBufferPointer(
      rebasing: (isPlain ? UnsafeMutableRawBufferPointer(target) : scratch)[..<(entry.count * entry.width)])
    let got: Int
    do throws(StoreError) { got = try file.read(into: raw, at: entry.offset) } catch { return "" }
    let packed = UnsafeRawBufferPointer(raw)
    guard got == raw.count, LogChecksum.of(packed) == entry.checksum else {
      return "a column does not match its checksum"
    }
    let largest: UInt64
    switch entry.width {
    case _ where isPlain: largest = greatest(target)
    case 0:
      target.initialize(repeating: Value(truncatingIfNeeded: base))
      largest = 0
    case 1: largest = spread(packed, UInt8.self, base, into: target)
    case 2: largest = spread(packed, UInt16.self, base, into: target)
    case 4: largest = spread(packed, UInt32.self, base, into: target)
    default: largest = spread(packed, UInt64.self, base, into: target)
    }
    if let limit, entry.count > 0 {
      let highest = base.addingReportingOverflow(Int64(truncatingIfNeeded: largest))
      guard base >= 0, largest <= UInt64(Int64.max), !highest.overflow, highest.partialValue < Int64(limit)
      else { return "an event names what no table holds" }
    }
    guard ascends, let first = target.first else { return nil }
    // Gathered without a branch.
    var descents: Value = 0
    for index in 1..<target.count { descents |= target[index] < target[index - 1] ? 1 : 0 }
    return first >= 0 && descents == 0 ? nil : "its times do not ascend, or are none"
  }

  /// The largest of some values, their bits taken for a number without sign.
  @inline(__always)
  private static func greatest<Value: FixedWidthInteger>(_ values: UnsafeMutableBufferPointer<Value>) -> UInt64 {
    var greatest: Value.Magnitude = 0
    for value in values { greatest = max(greatest, Value.Magnitude(truncatingIfNeeded: value)) }
    return UInt64(truncatingIfNeeded: greatest)
  }

  /// Adds a base to packed differences; the largest of them.
  @inline(__always)
  private static func spread<Packed: FixedWidthInteger & UnsignedInteger, Value: FixedWidthInteger>(
    _ packed: UnsafeRawBufferPointer, _: Packed.Type, _ base: Int64, into target: UnsafeMutableBufferPointer<Value>
  ) -> UInt64 {
    var largest: Packed = 0
    let differences = packed.bindMemory(to: Packed.self)
    for index in 0..<target.count {
      let difference = Packed(littleEndian: differences[index])
      largest = max(largest, difference)
      target[index] = Value(truncatingIfNeeded: base) &+ Value(truncatingIfNeeded: difference)
    }
    return UInt64(largest)
  }
}
