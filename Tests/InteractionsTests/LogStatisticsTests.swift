import Interactions
import Measures
import Testing

@Suite("The statistics of a log") struct LogStatisticsTests {
  /// Rows of (user, item, second).
  private func log(_ rows: [(Int32, Int32, Int64)], users: Int = 10, items: Int = 10) -> InteractionLog {
    InteractionLog(
      users: (0..<users).map { "u\($0)" }, items: (0..<items).map { "i\($0)" }, eventTypes: [""],
      userIDs: rows.map(\.0), itemIDs: rows.map(\.1), timestamps: rows.map(\.2), eventTypeIDs: rows.map { _ in 0 },
      values: rows.map { _ in .nan })
  }

  private let week: Int64 = 604_800

  @Test("weeks count what is new in them") func weeks() {
    let statistics = LogStatistics(
      of: log([(0, 0, 0), (1, 1, 10), (0, 1, week), (2, 2, week + 5), (2, 2, week + 9), (0, 0, 3 * week)]))
    let weeks = statistics.weeks
    #expect(weeks.map(\.events) == [2, 3, 1])
    #expect(weeks.map(\.users) == [2, 2, 1])
    #expect(weeks.map(\.newUserShare) == [1, 0.5, 0])
    #expect(weeks.map(\.newItemShare) == [1, 0.5, 0])
    #expect(weeks[1].coldItemEventShare == 2.0 / 3)
    #expect(weeks.map { "\($0.start)" } == ["1970-01-01", "1970-01-08", "1970-01-22"])
    #expect(weeks[0].drift == nil)
    // Nothing in common between {i1, i2} and {i0}: the distance is 1.
    #expect(weeks[2].drift == 1)
  }

  @Test("without drift the distance between weeks is that of chance; with it, more") func drift() throws {
    func rows(shift: Int32) -> [(Int32, Int32, Int64)] {
      (0..<8_000).map { event in
        let second = Int64(event) * 4 * week / 8_000
        let item = Int32((event * 7_919) % 97 % 40) + (second / week >= 2 ? shift : 0)
        return (Int32(event % 10), item, second)
      }
    }
    let same = LogStatistics(of: log(rows(shift: 0), items: 60)).weeks
    for week in same.dropFirst() { #expect(try #require(week.drift) < 1.6 * #require(week.driftNoise)) }
    let moved = LogStatistics(of: log(rows(shift: 15), items: 60)).weeks
    #expect(try #require(moved[2].drift) > 3 * #require(moved[2].driftNoise))
  }

  @Test("sessions end after half an hour of nothing") func sessions() {
    let sessions = LogStatistics(of: log([(0, 0, 0), (0, 1, 1_800), (0, 2, 3_601), (1, 0, 50)])).sessions
    #expect(sessions.count == 3)
    #expect(sessions.lengthCounts[0] == 2 && sessions.lengthCounts[1] == 1)
    #expect(abs((sessions.medianSeconds ?? 0) - 1_800) < 10)
  }

  @Test("the index of dispersion: 0 for a clock, by hand for a few counts, about 1 for chance") func bursts() {
    let clock = LogStatistics(of: log((0..<120).map { (0, 0, Int64($0) * 300) })).bursts
    #expect(clock.dispersion == 0 && clock.mean == 1 && clock.maximum == 1)
    #expect(clock.dispersionWithinHours == 0)
    // Counts 3, 0, 1: mean 4/3, variance ((5/3)² + (4/3)² + (1/3)²)/2 = 7/3, ratio 7/4.
    let few = LogStatistics(of: log([(0, 0, 0), (0, 0, 1), (0, 0, 2), (0, 0, 600)])).bursts
    #expect(abs(few.dispersion - 1.75) < 1e-12)
    // A congruential sequence stands in for chance.
    var state: UInt64 = 1
    let chance = (0..<20_000).map { _ -> (Int32, Int32, Int64) in
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return (0, 0, Int64(state >> 33) % 2_000_000)
    }
    let random = LogStatistics(of: log(chance)).bursts
    #expect(abs(random.dispersion - 1) < 0.1)
    #expect(abs((random.dispersionWithinHours ?? 0) - 1) < 0.1)
  }

  @Test("exact duplicates are equal in all they have") func duplicates() {
    let statistics = LogStatistics(of: log([(0, 0, 5), (0, 0, 5), (0, 1, 5), (1, 0, 5), (0, 0, 6), (0, 0, 5)]))
    #expect(statistics.exactDuplicates == 2)
    #expect(statistics.longestGapSeconds == 1)
  }

  @Test("a split by time leaks nothing but those it cuts through") func timeSplit() {
    let day: Int64 = 86_400
    let data = log([(0, 0, 0), (1, 1, 10), (0, 0, day - 60), (0, 2, day + 60), (2, 0, day + 70), (1, 1, 2 * day)])
    let leakage = SplitLeakage(data, .time(Instant(seconds: day)))
    #expect(leakage.trainEvents == 3 && leakage.testEvents == 3)
    #expect(leakage.count(.laterOfUser) == 0 && leakage.count(.laterOfAnybody) == 0)
    #expect(leakage.count(.sharedSession) == 1)
    #expect(leakage.count(.unknownUser) == 1 && leakage.count(.unknownItem) == 1)
    #expect(leakage.count(.repeated) == 1 && leakage.count(.duplicate) == 0)
  }

  @Test("leaving one out shows the model other people's future; a random split the user's own too") func otherSplits() {
    var rows: [(Int32, Int32, Int64)] = []
    for event in 0..<400 {
      let user = Int32(event % 10)
      let item = Int32(event % 7)
      rows.append((user, item, Int64(event * 5_000)))
    }
    let one = SplitLeakage(log(rows), .leaveOneOut)
    #expect(one.testEvents == 10 && one.count(.laterOfUser) == 0)
    // All but the last events of the log are before some test event of another user, and no training follows them.
    #expect(one.count(.laterOfAnybody) == 0)
    let later: [(Int32, Int32, Int64)] = [(9, 0, 10_000_000), (9, 1, 10_000_001)]
    let early = SplitLeakage(log(rows + later), .leaveOneOut)
    #expect(early.count(.laterOfAnybody) == 9)
    let random = SplitLeakage(log(rows), .random(share: 0.2, seed: 1))
    #expect(random.count(.laterOfUser) > random.testEvents * 8 / 10)
    #expect(SplitLeakage(log([(0, 0, 1), (0, 0, 1)]), .leaveOneOut).count(.duplicate) == 1)
  }

  @Test("an empty log has statistics of nothing") func empty() {
    let statistics = LogStatistics(of: .empty)
    #expect(statistics.weeks.isEmpty && statistics.sessions.count == 0 && statistics.bursts.mean == 0)
    #expect(SplitLeakage(.empty, .leaveOneOut).testEvents == 0)
  }
}
