import Foundation
import Interactions
import Measures
import Randomness
import Testing

/// Threads for tests of a room that knows none.
func testThreads(_ count: Int) -> Workers {
  let lock = NSLock()
  return Workers(
    count: count, run: { pieces, body in DispatchQueue.concurrentPerform(iterations: pieces, execute: body) },
    exclusively: { body in lock.withLock(body) })
}

extension LogReading {
  /// Equality of all parts; the log's own where values are not numbers.
  func isSame(as other: LogReading) -> Bool {
    log == other.log && format == other.format && rowsRead == other.rowsRead && rowsBad == other.rowsBad
      && faults == other.faults && findings == other.findings
  }
}

@Suite("Reading fast") struct FastReadingTests {
  static let seeds = [
    "USER_ID,ITEM_ID,TIMESTAMP,EVENT_TYPE,EVENT_VALUE\nu1,\"i,1\",1700000000,view,\nu2,\"a\\\"b\",1700000001,buy,2.5\n",
    "timestamp,user_id,item_id,event_type\n2024-03-01T00:00:05Z,7,123,view\n2024-03-01T00:00:05Z,1234567,12345678,click\n2024-03-01 01:00:05+09:00,0,00,view\n2024-02-29T23:59:59Z,a-rather-long-user,another-long-item,purchase\n",
    "USER_ID;ITEM_ID;TIMESTAMP\r\nu1;i1;1700000000000\r\nu2;i2;1700000001000\r\n\r\nu3;i3;1700000002\r\n",
    "USER_ID,ITEM_ID,TIMESTAMP\nu,\"two\nlines\",5\nv,i,6\n",
    "u1\ti1\t3\t881250949\nu2\ti2\t4\t891717742\n",
    "1::1193::5::978300760\r\n1::661::3::978302109\r\n",
    "\u{FEFF}userId,movieId,rating,timestamp\n1,2,3.5,1112486027\n1,\"29\",3.5,1112484676\n",
    "1 1193\n2 45\n1 7\n",
    "{\"userId\":\"u1\",\"itemId\":7,\"timestamp\":1700000000,\"x\":[1,{\"y\":null}]}\n{\"USER_ID\":\"\\u00e9\\n\",\"ITEM_ID\":\"i\",\"TIMESTAMP\":\"2024-03-01\",\"EVENT_TYPE\":\"a\",\"EVENT_VALUE\":1e2}\n",
  ].map { Array($0.utf8) }

  /// A file of several rows with a few changes.
  static func mutated(_ stream: inout RandomStream) -> [UInt8] {
    let spice = Array("\"\\,\n\r\t:; 0919-+.eETZ{}[]u\u{0}é".utf8) + [0xFF, 0xC0, 0x80]
    let seed = seeds[stream.integer(below: seeds.count)]
    var bytes = seed
    // Rows again, so that a file has several parts.
    let head = (seed.firstIndex(of: 10) ?? 0) + 1
    for _ in 0..<stream.integer(below: 6) { bytes += seed[head...] }
    for _ in 0..<stream.integer(below: 6) {
      let at = stream.integer(below: bytes.count + 1)
      switch stream.integer(below: 5) {
      case 0: bytes.insert(spice[stream.integer(below: spice.count)], at: at)
      case 1 where at < bytes.count: bytes[at] = spice[stream.integer(below: spice.count)]
      case 2 where at < bytes.count: bytes.remove(at: at)
      case 3 where at < bytes.count: bytes.removeSubrange(at..<min(bytes.count, at + stream.integer(below: 20)))
      case 4: bytes.insert(contentsOf: seed[head...], at: at)
      default: break
      }
    }
    return bytes
  }

  /// RECAST_FUZZ gives the number of inputs; a million take some minutes.
  static let inputs = ProcessInfo.processInfo.environment["RECAST_FUZZ"].flatMap(Int.init) ?? 3_000

  @Test("in parts on several threads a file gives what it gives row by row, whatever was done to it")
  func sameAsCareful() {
    var stream = RandomStream(seed: 17, name: "test/fast")
    let threads = testThreads(3)
    for trial in 0..<Self.inputs {
      let bytes = Self.mutated(&stream)
      let options = LogOptions(requiresTimestamps: stream.integer(below: 2) == 0)
      let careful = readLog(bytes, source: "log", options: options, effort: .careful)
      let partBytes = [16, 40, 100, 1 << 20][stream.integer(below: 4)]
      let fast = readLog(
        bytes, source: "log", options: options, workers: trial % 8 == 0 ? threads : .one,
        effort: .fast(partBytes: partBytes))
      guard fast.isSame(as: careful) else {
        Issue.record(
          "trial \(trial), parts of \(partBytes): \(String(decoding: bytes, as: UTF8.self).debugDescription)")
        return
      }
      #expect(careful.rowsRead == careful.log.count + careful.rowsBad || !careful.isUsable)
    }
  }

  @Test("names are numbered by first appearance in the file, on any number of threads and with parts of any size")
  func sameOnThreads() {
    var parameters = SyntheticParameters()
    parameters.events = 30_000
    let log = SyntheticLog(parameters, seed: 1).log
    let bytes = PersonalizeCSV.bytes(of: log)
    let careful = readLog(bytes, source: "log", options: LogOptions(), effort: .careful)
    #expect(careful.log.count == log.count)
    for (threads, partBytes) in [(1, 1 << 20), (2, 4_096), (4, 500), (3, 64)] {
      let fast = readLog(
        bytes, source: "log", options: LogOptions(), workers: testThreads(threads),
        effort: .fast(partBytes: partBytes))
      #expect(fast.isSame(as: careful), "\(threads) threads, parts of \(partBytes)")
    }
  }

  @Test("bad rows have the same numbers in a file of many parts")
  func rowNumbers() {
    var text = "USER_ID,ITEM_ID,TIMESTAMP\n"
    for row in 0..<5_000 {
      text += row % 100 == 99 ? "u,,5\n" : row % 500 == 7 ? "\n" : "u\(row % 37),i\(row % 53),\(row)\n"
    }
    let bytes = Array(text.utf8)
    let fast = readLog(
      bytes, source: "log", options: LogOptions(), workers: testThreads(3), effort: .fast(partBytes: 300))
    #expect(fast.isSame(as: readLog(bytes, source: "log", options: LogOptions(), effort: .careful)))
    #expect(fast.findings.count == 20 && fast.findings[0].place == .row(101) && fast.findings[19].place == .row(2001))
    #expect(fast.rowsBad == 50 && fast.rowsRead == 5_000 - 10)
  }

  @Test("rows of a gigabyte without a line end cost a finding, not memory")
  func endlessRow() {
    // A stream that makes its bytes as they are asked for.
    final class Endless: LogByteStream {
      private var position = 0
      private let head = Array("USER_ID,ITEM_ID,TIMESTAMP\nu,i,5\n".utf8)
      private let total: Int
      init(total: Int) { self.total = total }
      func read(into buffer: UnsafeMutableRawBufferPointer) -> Int {
        let count = min(buffer.count, total - position)
        for index in 0..<min(count, max(0, head.count - position)) { buffer[index] = head[position + index] }
        if position < head.count {
          position += min(count, head.count)
          return min(count, head.count)
        }
        UnsafeMutableRawBufferPointer(rebasing: buffer[..<count]).initializeMemory(as: UInt8.self, repeating: 120)
        position += count
        return count
      }
      func rewind() { position = 0 }
    }
    let reading = readLog(from: Endless(total: 1 << 30), source: "log", options: LogOptions())
    #expect(reading.faults == [RowFaultCount(fault: .rowTooLong, rows: 1)])
    #expect(reading.findings.map(\.place) == [.row(3)])
    #expect(reading.log.count == 1)
  }
}
