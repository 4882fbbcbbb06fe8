import Foundation
import InteractionStore
import Interactions
import Testing

@Suite("Columnar files that are damaged or forged") struct ColumnarDamageTests {
  /// COLUMNAR_MUTATIONS gives the number of files of either kind; half a million take some minutes.
  private static let mutations = ProcessInfo.processInfo.environment["COLUMNAR_MUTATIONS"].flatMap(Int.init) ?? 1_500

  @Test("any byte that is changed, and any cut, is found; nothing is read beside the file")
  func damage() throws {
    let scratch = try Scratch()
    let path = scratch.path("log.recast")
    try ColumnarLogStore.importLog(ColumnarTests.log(300), into: path)
    let whole = try readFile(path)
    var stream = TestDice(state: 5)
    var wrong: [String] = []
    for trial in 0..<Self.mutations {
      var bytes = whole
      switch trial % 3 {
      case 0: bytes.removeLast(1 + stream.integer(below: bytes.count))
      case 1: bytes[stream.integer(below: bytes.count)] ^= UInt8(1 << stream.integer(below: 8))
      default:
        // In the head and the directory, where numbers mean places.
        let at = trial % 2 == 0 ? stream.integer(below: 64) : bytes.count - 1 - stream.integer(below: 288)
        bytes[at] = UInt8(stream.integer(below: 256))
      }
      if bytes == whole { continue }
      let damaged = try scratch.write(bytes, to: "damaged")
      do {
        _ = try ColumnarLogStore.loadLog(damaged, workers: .threads(1))
        wrong.append("trial \(trial) was read")
      } catch {
        let known: [StoreError.Code] = [.damagedFile, .foreignFile, .newerFile, .olderFile]
        if !known.contains(error.code) { wrong.append("trial \(trial): \(error)") }
      }
    }
    #expect(wrong.isEmpty, "\(wrong.prefix(5))")
  }

  @Test(
    "a file whose checksums are right and whose contents are not is refused, or gives a log that is one",
    arguments: [true, false])
  func forgery(isDense: Bool) throws {
    let scratch = try Scratch()
    let path = scratch.path("log.recast")
    let sample = ColumnarTests.log(300)
    // Times that lie near each other are kept as they are in the file.
    let log = InteractionLog(
      users: sample.users, items: sample.items, eventTypes: sample.eventTypes, userIDs: sample.userIDs,
      itemIDs: sample.itemIDs,
      timestamps: isDense ? LogTimes((0..<sample.count).map { 1_700_000_000 + Int64($0) }) : sample.timestamps,
      eventTypeIDs: sample.eventTypeIDs, values: sample.values)
    try ColumnarLogStore.importLog(log, into: path)
    let whole = try readFile(path)
    var stream = TestDice(state: 11)
    var outcomes: [String: Int] = [:]
    for trial in 0..<Self.mutations {
      var file = ForgedFile(bytes: whole)
      for _ in 0...stream.integer(below: 3) { file.change(&stream) }
      file.seal()
      let forged = try scratch.write(file.bytes, to: "forged")
      do {
        let log = try ColumnarLogStore.loadLog(forged, workers: .threads(1))
        outcomes["read", default: 0] += 1
        let isSound =
          log.userIDs.allSatisfy { log.users.indices.contains(Int($0)) }
          && log.itemIDs.allSatisfy { log.items.indices.contains(Int($0)) }
          && log.eventTypeIDs.allSatisfy { log.eventTypes.indices.contains(Int($0)) }
          && zip(log.timestamps, log.timestamps.dropFirst()).allSatisfy { $0 <= $1 }
        #expect(isSound, "trial \(trial)")
      } catch {
        outcomes[error.code.rawValue, default: 0] += 1
        #expect([.damagedFile, .foreignFile, .newerFile, .olderFile].contains(error.code), "trial \(trial): \(error)")
      }
    }
    // Both ends are reached, or the test tests nothing.
    #expect(outcomes["read", default: 0] > Self.mutations / 50, "\(outcomes)")
    #expect(outcomes["damaged-file", default: 0] > Self.mutations / 50, "\(outcomes)")
  }

  /// Three blocks of events a second apart.
  private static func threeBlocks() throws -> [UInt8] {
    let scratch = try Scratch()
    let n = 2 * 65_536 + 5
    let log = InteractionLog(
      users: (0..<70_000).map { "\($0)" }, items: ["i"], eventTypes: [""],
      userIDs: (0..<n).map { Int32($0 * 7 % 70_000) }, itemIDs: .init(repeating: 0, count: n),
      timestamps: (0..<n).map { 1_700_000_000 + Int64($0) }, eventTypeIDs: .init(repeating: 0, count: n),
      values: .init(repeating: .nan, count: n))
    try ColumnarLogStore.importLog(log, into: scratch.path("log.recast"))
    return try readFile(scratch.path("log.recast"))
  }

  @Test("blocks of times that go back from one to the next are damage", arguments: [1_699_999_990, 1_700_065_534])
  func backwards(base: UInt64) throws {
    let scratch = try Scratch()
    var file = ForgedFile(bytes: try Self.threeBlocks())
    file.setBase(base, column: 2, block: 1, of: 3)
    file.seal()
    let path = try scratch.write(file.bytes, to: "forged")
    let error = #expect(throws: StoreError.self) { try ColumnarLogStore.loadLog(path) }
    #expect(error?.code == .damagedFile && error?.cause == "its times do not ascend")
  }

  @Test("of several faults the first is told, on any number of threads")
  func firstFault() throws {
    let scratch = try Scratch()
    var file = ForgedFile(bytes: try Self.threeBlocks())
    // A user whom no table holds, in the first block; and behind it a block that does not match its checksum.
    file.setBase(70_000, column: 0, block: 0, of: 3)
    file.seal()
    file.spoil(column: 0, block: 1, of: 3)
    let path = try scratch.write(file.bytes, to: "forged")
    for threads in [1, 2, 4] {
      let error = #expect(throws: StoreError.self) { try ColumnarLogStore.loadLog(path, workers: .threads(threads)) }
      #expect(error?.cause == "an event names what no table holds")
    }
  }
}

/// A file of ours that somebody changed who knows how its checksums are made.
private struct ForgedFile {
  var bytes: [UInt8]

  /// Changes something in the head, the directory or the contents, or cuts or lengthens the file.
  mutating func change(_ stream: inout TestDice) {
    let extremes: [UInt64] = [0, 1, 2, 3, 5, 255, 256, 65_536, 1 << 31, 1 << 32, 1 << 63, .max, .max - 7]
    switch stream.integer(below: 6) {
    case 0: bytes[stream.integer(below: bytes.count)] ^= UInt8(1 << stream.integer(below: 8))
    case 1: put(extremes[stream.integer(below: extremes.count)], at: 16 + 8 * stream.integer(below: 4))
    case 2, 3:
      // An entry of the directory.
      let at = bytes.count - 288 + 4 * stream.integer(below: 71)
      guard at > 64 else { return }
      if stream.integer(below: 2) == 0 {
        put(extremes[stream.integer(below: extremes.count)], at: at)
      } else {
        bytes[at] = UInt8(stream.integer(below: 256))
      }
    case 4: bytes[64 + stream.integer(below: max(1, bytes.count - 64 - 288))] = UInt8(stream.integer(below: 256))
    default: if stream.integer(below: 8) == 0 { bytes.removeLast(min(bytes.count - 64, stream.integer(below: 400))) }
    }
  }

  private func entry(_ column: Int, _ block: Int, _ blocks: Int) -> Int {
    Int(number(32)) + 128 + (column * blocks + block) * 32
  }

  /// Lets a block of a column count from another number.
  mutating func setBase(_ base: UInt64, column: Int, block: Int, of blocks: Int) {
    put(base, at: entry(column, block, blocks))
  }

  /// Changes the first byte of a block.
  mutating func spoil(column: Int, block: Int, of blocks: Int) {
    bytes[Int(number(entry(column, block, blocks) + 8))] ^= 1
  }

  /// Makes all checksums right that have a place.
  mutating func seal() {
    let (events, offset, length) = (number(16), number(32), number(40))
    if let directory = range(offset, length) {
      for entry in 0..<4 {
        let at = directory.lowerBound + entry * 32
        guard at + 32 <= directory.upperBound else { break }
        if let part = range(number(at), number(at + 8)) { put(sum(part), at: at + 24) }
      }
      let blocks = Int(truncatingIfNeeded: min(events, 1 << 20) / 65_536 + 1)
      for block in 0..<5 * blocks {
        let at = directory.lowerBound + 128 + block * 32
        guard at + 32 <= directory.upperBound else { break }
        let (width, count) = (number(at + 24) & 0xFFFF_FFFF, number(at + 24) >> 32)
        if let part = range(number(at + 8), width.multipliedReportingOverflow(by: count).partialValue) {
          put(sum(part), at: at + 16)
        }
      }
      put(sum(directory), at: 48)
    }
    if number(24) != UInt64(bytes.count), bytes.count % 2 == 0 { put(UInt64(bytes.count), at: 24) }
    put(sum(0..<56), at: 56)
  }

  private func range(_ offset: UInt64, _ length: UInt64) -> Range<Int>? {
    let size = UInt64(bytes.count)
    guard offset <= size, length <= size - offset else { return nil }
    return Int(offset)..<Int(offset + length)
  }

  private func sum(_ part: Range<Int>) -> UInt64 {
    bytes.withUnsafeBytes { LogChecksum.of(UnsafeRawBufferPointer(rebasing: $0[part])) }
  }

  private func number(_ at: Int) -> UInt64 {
    (0..<8).reduce(0) { $0 | UInt64(bytes[at + $1]) << UInt64(8 * $1) }
  }

  private mutating func put(_ value: UInt64, at: Int) {
    for index in 0..<8 where at + index < bytes.count {
      bytes[at + index] = UInt8(truncatingIfNeeded: value >> UInt64(8 * index))
    }
  }
}
