import Interactions
import Measures
import Testing

@Suite("A log in figures")
struct LogSummaryTests {
  private let log = InteractionLog(
    users: ["a", "b", "never"], items: ["x", "y", "z", "w"], eventTypes: ["view", "buy"],
    userIDs: [0, 0, 0, 0, 0, 0, 1, 0], itemIDs: [0, 0, 1, 0, 0, 0, 2, 0],
    // From Monday, 1970-01-05, 00:00 UTC; the last fifth of the time begins at second 345,600 + 80.
    timestamps: [0, 10, 10, 20, 30, 40, 90, 100].map { $0 + 345_600 }, eventTypeIDs: [0, 0, 0, 1, 0, 0, 0, 1],
    values: Array(repeating: .nan, count: 8))

  @Test("counts and shares are those worked out by hand")
  func handValues() {
    let summary = LogSummary(of: log)
    #expect(summary.events == 8)
    #expect(summary.users == 2)
    #expect(summary.items == 3)
    #expect(summary.first == Instant(seconds: 345_600))
    #expect(summary.last == Instant(seconds: 345_700))
    #expect(summary.daysWithEvents == 1)
    #expect(summary.density == 3.0 / 6)
    #expect(summary.repeatShare == 5.0 / 8)
    #expect(summary.simultaneousShare == 2.0 / 8)
    #expect(summary.eventTypes.map(\.name) == ["view", "buy"])
    #expect(summary.eventTypes.map(\.events) == [6, 2])
    // Events at 345,690 (new user, new item) and 345,700 (both known).
    #expect(summary.coldUserShare == 0.5)
    #expect(summary.coldItemShare == 0.5)
    let quantiles: [Double] = [1, 2.5, 4, 5.5, 6.4, 6.94, 7]
    #expect(zip(summary.eventsPerUser, quantiles).allSatisfy { abs($0.value - $1) < 1e-12 })
    #expect(summary.topPercentShare == 6.0 / 8)
    // Counts 1, 1, 6: mean absolute difference 20/9 over twice the mean 16/3.
    #expect(abs(summary.itemGini - 5.0 / 12) < 1e-12)
  }

  @Test("hours of the week and days follow the offset from UTC")
  func offset() {
    let monday = LogSummary(of: log)
    #expect(monday.hourOfWeekCounts[0] == 8)
    let west = LogSummary(of: log, utcOffset: .minutes(-1))
    #expect(west.hourOfWeekCounts[167] == 5 + 1)
    #expect(west.hourOfWeekCounts[0] == 2)
    #expect(west.daysWithEvents == 2)
  }

  @Test("an empty log has figures too")
  func empty() {
    let summary = LogSummary(of: .empty)
    #expect(summary.events == 0)
    #expect(summary.first == nil)
    #expect(summary.density == 0)
    #expect(summary.itemGini == 0)
    #expect(summary.hourOfWeekCounts.count == 168)
  }
}
