import Interactions
import Randomness
import Testing

@Suite("Counts of a log") struct LogCountsTests {
  @Test("windows and last items are those of a plain loop", arguments: 0..<40 as Range<UInt64>)
  func plainLoop(seed: UInt64) {
    var stream = RandomStream(seed: seed, name: "test/counts")
    let n = stream.integer(below: 300)
    let spread = [3, 50, 100_000][stream.integer(below: 3)]
    var times = (0..<n).map { _ in Int64(stream.integer(below: spread)) - 20 }
    times.sort()
    let users = (0..<n).map { _ in Int32(stream.integer(below: 7)) }
    let items = (0..<n).map { _ in Int32(stream.integer(below: 9)) }
    let log = InteractionLog(
      users: (0..<7).map { "u\($0)" }, items: (0..<9).map { "i\($0)" }, eventTypes: [""], userIDs: users,
      itemIDs: items, timestamps: times, eventTypeIDs: .init(repeating: 0, count: n),
      values: .init(repeating: .nan, count: n))
    let width = Int64(1 + stream.integer(below: 30))
    let windows = log.windowCounts(width: width)
    #expect(windows?.counts.reduce(0, +) == Int32(n))
    for (index, count) in (windows?.counts ?? []).enumerated() {
      let start = (windows?.start ?? 0) + Int64(index) * width
      #expect(start % width == 0 && Int(count) == times.count { $0 >= start && $0 < start + width })
    }
    let cut = Int64(stream.integer(below: spread))
    var last = [Int32](repeating: -1, count: 7)
    for event in 0..<n where times[event] < cut { last[Int(users[event])] = items[event] }
    #expect(log.lastItems(before: cut) == last)
  }

  @Test("a span of too many windows is refused")
  func tooMany() {
    let log = InteractionLog(
      users: ["u"], items: ["i"], eventTypes: [""], userIDs: [0, 0], itemIDs: [0, 0], timestamps: [.min, .max],
      eventTypeIDs: [0, 0], values: [.nan, .nan])
    #expect(log.windowCounts(width: 300) == nil)
    #expect(InteractionLog.empty.windowCounts(width: 300)?.counts == [])
  }
}
