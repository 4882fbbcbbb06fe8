import Interactions
import Randomness
import Testing

@Suite("Times of a log") struct LogTimesTests {
  @Test(
    "are what was given, near each other or far apart",
    arguments: [
      [], [0], [-5, 3, -9], [0, Int64(UInt32.max)], [0, Int64(UInt32.max) + 1], [7_258_118_399, 0, 5], [.min, .max],
      [.max - 1, .max], [.min, .min + 4_294_967_295],
    ] as [[Int64]])
  func given(seconds: [Int64]) {
    let times = LogTimes(seconds)
    #expect(Array(times) == seconds)
    #expect(times.count == seconds.count && times.first == seconds.first && times.last == seconds.last)
    let backwards = seconds.indices.reversed().map { Int32($0) }
    #expect(Array(times.reordered(by: backwards)) == seconds.reversed())
    #expect(Array(times.selecting(backwards.map { Int($0) })) == seconds.reversed())
  }

  @Test("are the same instants, however they are kept") func equality() {
    #expect(LogTimes([10, 11]) == LogTimes(earliest: 4, differences: [6, 7]))
    #expect(LogTimes([10, 11]) != LogTimes([10, 12]) && LogTimes([10]) != [10, 10])
    #expect(LogTimes([0, 1 << 40]) != LogTimes([0, 1 << 41]))
  }

  @Test("may count from the earliest of each block") func blocks() {
    let n = LogTimes.blockEvents + 2
    let times = LogTimes(
      earliestOfBlocks: [1_700_000_000, 1_800_000_000], differences: (0..<n).map { UInt16(truncatingIfNeeded: $0) })
    #expect(times.count == n && times[0] == 1_700_000_000 && times[n - 3] == 1_700_065_535)
    #expect(Array(times.suffix(2)) == [1_800_000_000, 1_800_000_001])
    #expect(times == LogTimes(Array(times)))
    let backwards = (0..<n).reversed().map { Int32($0) }
    #expect(Array(times.reordered(by: backwards)) == Array(times).reversed())
    #expect(Array(times.selecting([n - 1, 0])) == [1_800_000_001, 1_700_000_000])
  }

  @Test("of a log are in order, and stay so when events are chosen", arguments: [1_000 as Int64, 1 << 40])
  func inLog(range: Int64) {
    var stream = RandomStream(seed: 91, name: "log times")
    let seconds = (0..<500).map { _ in Int64(stream.integer(below: Int(range))) }
    let n = seconds.count
    let log = InteractionLog(
      users: ["u"], items: ["i"], eventTypes: [""], userIDs: .init(repeating: 0, count: n),
      itemIDs: .init(repeating: 0, count: n), timestamps: seconds, eventTypeIDs: .init(repeating: 0, count: n),
      values: .init(repeating: .nan, count: n))
    #expect(Array(log.timestamps) == seconds.sorted())
    let middle = seconds.sorted()[250]
    #expect(Array(log.events(from: middle).timestamps) == seconds.sorted().filter { $0 >= middle })
  }
}
