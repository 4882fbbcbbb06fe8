import Interactions
import Randomness
import Testing

@Suite("Order, histories and requests")
struct HistoriesTests {
  @Test("a log is put in order of time, stably, over any range of times", arguments: [1, 50, 5_000, 1 << 40])
  func sorting(range: Int) {
    var stream = RandomStream(seed: 3, name: "test/order")
    let n = 3_000
    let timestamps = (0..<n).map { _ in Int64(stream.integer(below: range)) - Int64(range / 2) }
    let log = InteractionLog(
      users: (0..<n).map { "\($0)" }, items: ["i"], eventTypes: [""], userIDs: (0..<n).map { Int32($0) },
      itemIDs: Array(repeating: 0, count: n), timestamps: timestamps, eventTypeIDs: Array(repeating: 0, count: n),
      values: Array(repeating: .nan, count: n))
    let expected = (0..<n).sorted { (timestamps[$0], $0) < (timestamps[$1], $1) }
    #expect(Array(log.userIDs) == expected.map { Int32($0) })
    #expect(Array(log.timestamps) == expected.map { timestamps[$0] })
  }

  @Test("a profile holds the events strictly before the instant")
  func profiles() {
    let log = read("USER_ID,ITEM_ID,TIMESTAMP\na,x,1\nb,y,1\na,z,5\na,w,5\n").log
    let histories = UserHistories(of: log)
    #expect(Array(histories.profile(of: 0, before: 5).items) == [0])
    #expect(Array(histories.profile(of: 0, before: 6).items) == [0, 2, 3])
    #expect(histories.profile(of: 1, before: 1).isEmpty)
    #expect(histories.firstSeen(1) == 1)
  }

  @Test("events of a user in one second are one request with a set of items")
  func requests() {
    let log = read("USER_ID,ITEM_ID,TIMESTAMP\na,x,1\nb,y,5\na,z,5\na,w,5\na,z,5\nb,x,6\n").log
    let requests = HeldOutRequests(of: log, from: 2)
    #expect(requests.users == [1, 0, 1])
    #expect(requests.instants == [5, 5, 6])
    #expect((0..<3).map { Array(requests.truth($0)) } == [[1], [2, 3], [0]])
  }
}
