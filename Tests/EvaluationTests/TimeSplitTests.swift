import Evaluation
import Interactions
import Randomness
import Testing

@Suite("Split in time")
struct TimeSplitTests {
  private func timed(_ seconds: [Int64]) -> InteractionLog {
    log(seconds.map { (user: 0, item: 0, second: $0) })
  }

  @Test("holds out the last share of the events")
  func share() {
    #expect(TimeSplit.cut(of: timed(Array(0..<10)), heldOutShare: 0.2) == 8)
    #expect(TimeSplit.cut(of: timed(Array(0..<10)), heldOutShare: 0.5) == 5)
    #expect(TimeSplit.cut(of: timed([1, 2]), heldOutShare: 0.01) == 2)
    #expect(TimeSplit.cut(of: timed([1, 2]), heldOutShare: 0.99) == 2)
  }

  @Test("keeps the events of a second together, cutting at the nearer side")
  func ties() {
    #expect(TimeSplit.cut(of: timed([1, 1, 1, 2, 2, 2, 2, 3]), heldOutShare: 0.5) == 2)
    #expect(TimeSplit.cut(of: timed([1, 1, 1, 2, 2, 2, 2, 3]), heldOutShare: 0.2) == 3)
    #expect(TimeSplit.cut(of: timed([1, 1, 1, 1, 2]), heldOutShare: 0.9) == 2)
    #expect(TimeSplit.cut(of: timed([1, 2, 2, 2, 2]), heldOutShare: 0.1) == 2)
  }

  @Test("does not exist where all events share a second")
  func none() {
    #expect(TimeSplit.cut(of: timed([]), heldOutShare: 0.2) == nil)
    #expect(TimeSplit.cut(of: timed([4]), heldOutShare: 0.2) == nil)
    #expect(TimeSplit.cut(of: timed([4, 4, 4]), heldOutShare: 0.2) == nil)
  }

  @Test("is the nearest of all possible cuts")
  func nearest() throws {
    var stream = RandomStream(seed: 2, name: "tests/split")
    for _ in 0..<300 {
      let seconds = (0..<(2 + stream.integer(below: 30))).map { _ in Int64(stream.integer(below: 8)) }.sorted()
      let share = 0.05 + 0.9 * stream.uniform()
      let events = timed(seconds)
      let distance = { (cut: Int64) in
        abs(Double(seconds.filter { $0 >= cut }.count) - share * Double(seconds.count))
      }
      let possible = Set(seconds).subtracting([seconds[0]]).sorted()
      guard let best = possible.map(distance).min() else { continue }
      let cut = try #require(TimeSplit.cut(of: events, heldOutShare: share))
      #expect(possible.contains(cut) && isClose(distance(cut), best, within: 1e-9))
    }
  }
}
