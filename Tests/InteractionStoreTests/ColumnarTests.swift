import Foundation
import InteractionStore
import Interactions
import Testing

/// Numbers by a linear congruence; the room under test has no streams of its own.
struct TestDice {
  var state: UInt64

  mutating func integer(below bound: Int) -> Int {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return Int((state >> 33) % UInt64(bound))
  }
}

@Suite("Columnar files") struct ColumnarTests {
  static func log(_ events: Int, seed: UInt64 = 3) -> InteractionLog {
    var parameters = SyntheticParameters()
    parameters.events = events
    return SyntheticLog(parameters, seed: seed).log
  }

  @Test("a log survives, on any number of threads, and the file is known by its contents")
  func roundTrip() throws {
    let scratch = try Scratch()
    // More than two blocks of rows.
    let log = Self.log(150_000)
    let path = scratch.path("log.anything")
    try ColumnarLogStore.importLog(log, into: path)
    for threads in [1, 2, 5] { #expect(try ColumnarLogStore.loadLog(path, workers: .threads(threads)) == log) }
    #expect(try loadLog(path: path).log == log)
    #expect(scratch.names == ["log.anything"])
    // In memory an event may take 21 bytes.
    #expect(try readFile(path).count < 150_000 * 16)
  }

  @Test("columns survive, however many bytes they take", arguments: [1, 2, 100_000] as [Int64], [1, 65_536, 65_537])
  func widths(secondsBetween: Int64, names: Int) throws {
    let scratch = try Scratch()
    // A block and a piece, the extreme ids in both.
    let n = 65_536 + 3
    let ids = (0..<n).map { Int32($0 % names) }
    let log = InteractionLog(
      users: (0..<names).map { "u\($0)" }, items: (0..<names).map { "i\($0)" }, eventTypes: [""], userIDs: ids,
      itemIDs: ids.map { Int32(names) - 1 - $0 }, timestamps: (0..<n).map { Int64($0) * secondsBetween + 7 },
      eventTypeIDs: ids.map { _ in 0 }, values: ids.map { _ in .nan })
    try ColumnarLogStore.importLog(log, into: scratch.path("log.recast"))
    let read = try ColumnarLogStore.loadLog(scratch.path("log.recast"))
    #expect(read == log)
    #expect(read.userIDs.counts(below: names).first == (n + names - 1) / names)
  }

  @Test("times that span more than four bytes survive")
  func farTimes() throws {
    let scratch = try Scratch()
    // The first from 0 on, so that eight bytes lie in the file as in memory.
    let times = [Int64](repeating: 0, count: 65_530) + [5_000_000_000, 6_000_000_000, 7_000_000_000]
    let log = InteractionLog(
      users: ["u"], items: ["i"], eventTypes: [""], userIDs: .init(repeating: 0, count: times.count),
      itemIDs: .init(repeating: 0, count: times.count), timestamps: times,
      eventTypeIDs: .init(repeating: 0, count: times.count), values: .init(repeating: .nan, count: times.count))
    try ColumnarLogStore.importLog(log, into: scratch.path("log.recast"))
    #expect(try ColumnarLogStore.loadLog(scratch.path("log.recast")) == log)
  }

  @Test("a file of another layout is told apart from a damaged one")
  func older() throws {
    let scratch = try Scratch()
    let path = scratch.path("log.recast")
    try ColumnarLogStore.importLog(Self.log(10), into: path)
    var bytes = try readFile(path)
    // Whatever their checksums are, which other versions may compute otherwise.
    for (version, code) in [(1, StoreError.Code.olderFile), (3, .newerFile), (0, .damagedFile)] {
      bytes[8] = UInt8(version)
      let other = try scratch.write(bytes, to: "other.recast")
      let error = #expect(throws: StoreError.self) { try ColumnarLogStore.loadLog(other) }
      #expect(error?.code == code)
    }
  }

  @Test("names of any bytes, extreme numbers and logs of any shape survive")
  func oddLogs() throws {
    let scratch = try Scratch()
    let odd = InteractionLog(
      users: ["", "a\u{0}b", "😀", "never"], items: ["'; DROP TABLE users; --"], eventTypes: ["", "x"],
      userIDs: [2, 1, 0], itemIDs: [0, 0, 0], timestamps: [0, 5_000_000_000, 7_258_118_399], eventTypeIDs: [1, 0, 0],
      values: [.nan, -0.0, .greatestFiniteMagnitude])
    for log in [odd, .empty] {
      try ColumnarLogStore.importLog(log, into: scratch.path("log.recast"))
      let read = try ColumnarLogStore.loadLog(scratch.path("log.recast"))
      #expect(read == log)
      #expect(read.values.map(\.bitPattern) == log.values.map(\.bitPattern))
    }
  }

  @Test(
    "times that no log can have are damage: what is computed of them would overflow",
    arguments: [.min, -1, 7_258_118_400, .max])
  func impossibleTimes(seconds: Int64) throws {
    let scratch = try Scratch()
    let log = InteractionLog(
      users: ["u"], items: ["i"], eventTypes: [""], userIDs: [0], itemIDs: [0], timestamps: [seconds],
      eventTypeIDs: [0],
      values: [1])
    try ColumnarLogStore.importLog(log, into: scratch.path("log.recast"))
    try SQLiteLogStore.importLog(log, source: "", into: scratch.path("log.sqlite"))
    for (name, code) in [("log.recast", StoreError.Code.damagedFile), ("log.sqlite", .damagedDatabase)] {
      let error = #expect(throws: StoreError.self) { try loadLog(path: scratch.path(name)) }
      #expect(error?.code == code)
    }
  }

  @Test("what is there already and is not ours is left alone")
  func foreign() throws {
    let scratch = try Scratch()
    let text = try scratch.write(Array("precious".utf8), to: "notes.txt")
    #expect(throws: StoreError(.occupied, path: text)) { try ColumnarLogStore.importLog(.empty, into: text) }
    #expect(throws: StoreError(.foreignFile, path: text)) { try ColumnarLogStore.loadLog(text) }
    #expect(try readFile(text) == Array("precious".utf8))
    let error = #expect(throws: StoreError.self) {
      try ColumnarLogStore.importLog(.empty, into: scratch.path("none/log.recast"))
    }
    #expect(error?.code == .unwritable)
  }

  @Test("a checksum sees whole pages that read back as ones, as zeros, or turned over")
  func pages() {
    var stream = TestDice(state: 4)
    let random = (0..<32_768).map { _ in UInt8(stream.integer(below: 256)) }
    for bytes in [random, [UInt8](repeating: 0, count: 32_768), [UInt8](repeating: 0xFF, count: 32_768)] {
      let sum = bytes.withUnsafeBytes { LogChecksum.of($0) }
      for length in [8, 64, 128, 256, 4_096] {
        for start in stride(from: 0, to: 32_768 - length, by: 1_736) {
          for change: (UInt8) -> UInt8 in [{ ~$0 }, { _ in 0 }, { _ in 0xFF }] {
            var other = bytes
            for at in start..<start + length { other[at] = change(other[at]) }
            #expect(other == bytes || other.withUnsafeBytes { LogChecksum.of($0) } != sum, "\(length) at \(start)")
          }
        }
      }
      // Two words of a lane, each turned over.
      for gap in [64, 128, 512] {
        var other = bytes
        for at in [80, 80 + gap].flatMap({ $0..<$0 + 8 }) { other[at] = ~other[at] }
        #expect(other.withUnsafeBytes { LogChecksum.of($0) } != sum)
      }
    }
  }

  @Test("a checksum changes with every single bit, and does not depend on how the bytes came")
  func checksum() {
    var stream = TestDice(state: 9)
    for length in [0, 1, 7, 8, 63, 64, 65, 200, 1000] {
      let bytes = (0..<length).map { _ in UInt8(stream.integer(below: 256)) }
      let sum = bytes.withUnsafeBytes { LogChecksum.of($0) }
      var parts = LogChecksum()
      let cut = length / 2 / 64 * 64
      bytes.withUnsafeBytes {
        parts.add(UnsafeRawBufferPointer(rebasing: $0[..<cut]))
        parts.add(UnsafeRawBufferPointer(rebasing: $0[cut...]))
      }
      #expect(parts.value == sum)
      #expect((bytes + [0]).withUnsafeBytes { LogChecksum.of($0) } != sum)
      for bit in 0..<min(length * 8, 2_000) {
        var other = bytes
        other[bit / 8] ^= UInt8(1 << (bit % 8))
        #expect(other.withUnsafeBytes { LogChecksum.of($0) } != sum)
      }
    }
  }
}
