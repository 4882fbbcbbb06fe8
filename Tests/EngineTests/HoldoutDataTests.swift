import Engine
import Foundation
import Interactions
import Recommenders
import Testing

@Suite("Held-out files")
struct HoldoutDataTests {
  /// A log of (user, item, second) events; seconds count rows where none are given.
  private func log(_ events: [(user: Int32, item: Int32, second: Int64)]) -> InteractionLog {
    let (users, items) = (events.map(\.user).max() ?? -1, events.map(\.item).max() ?? -1)
    return InteractionLog(
      users: (0..<(users + 1)).map { "u\($0)" }, items: (0..<(items + 1)).map { "i\($0)" }, eventTypes: [""],
      userIDs: events.map(\.user), itemIDs: events.map(\.item), timestamps: events.map(\.second),
      eventTypeIDs: events.map { _ in 0 }, values: events.map { _ in .nan })
  }

  /// Ten users with eight events each, everybody at the same times.
  private var events: [(user: Int32, item: Int32, second: Int64)] {
    (Int64(0)..<8).flatMap { step in (Int32(0)..<10).map { ($0, ($0 + Int32(step)) % 12, 100 * step) } }
  }

  @Test("say by their form what is asked for, whatever their items are")
  func horizon() {
    let period = HoldoutData(
      train: log(events.filter { $0.second < 600 }), test: log(events.filter { $0.second >= 600 }))
    #expect(period.horizon == .period(share: 0.25))
    let next = HoldoutData(
      train: log(events.filter { $0.second < 700 }), test: log(events.filter { $0.second >= 700 }))
    #expect(next.horizon == .oneEvent)
    let between = HoldoutData(
      train: log(events.filter { $0.second % 400 != 0 }), test: log(events.filter { $0.second % 400 == 0 }))
    #expect(between.horizon == .anyEvent)
    // The same period, but each user in an own year.
    let apart = events.map { ($0.user, $0.item, $0.second + 100_000 * Int64($0.user)) }.sorted { $0.2 < $1.2 }
    let ends = HoldoutData(
      train: log(apart.filter { $0.2 % 100_000 < 600 }), test: log(apart.filter { $0.2 % 100_000 >= 600 }))
    #expect(ends.horizon == .ownEnd(share: 0.25))
    // Without times the order of rows says nothing of the test's place among them.
    func untimed(_ log: InteractionLog) -> InteractionLog {
      InteractionLog(
        users: log.users, items: log.items, eventTypes: log.eventTypes, userIDs: log.userIDs, itemIDs: log.itemIDs,
        timestamps: LogTimes(log.timestamps.indices.map(Int64.init)), eventTypeIDs: log.eventTypeIDs,
        values: log.values)
    }
    let sets = HoldoutData(
      train: untimed(log(events.filter { $0.second < 600 })), test: untimed(log(events.filter { $0.second >= 600 })))
    #expect(sets.horizon == .anyEvent)
  }

  @Test("are read as `user item item …` lines of different lengths, and as nothing else")
  func itemLists() throws {
    func read(_ text: String) throws -> InteractionLog? {
      let path = FileManager.default.temporaryDirectory.path + "/recast-lists-\(UUID().uuidString)"
      defer { try? FileManager.default.removeItem(atPath: path) }
      try Data(text.utf8).write(to: URL(filePath: path))
      return try ItemListText.log(path: path)
    }
    let log = try #require(try read("0 5 7 9 \n1 7\n\n2\n17 5 9\r\n"))
    #expect(log.users == ["0", "1", "17"] && log.items == ["5", "7", "9"])
    #expect(log.userIDs == [0, 0, 0, 1, 2, 2] && log.itemIDs == [0, 1, 2, 1, 0, 2])
    // A table, a sequence, other bytes, an id without end, nothing.
    let long = String(repeating: "7", count: 21)
    for text in ["1 2 3\n4 5 6\n", "1 2\n3 4\n", "1 2 3\n4,5\n", "1 2 x\n4 5\n", "\(long) 1 2\n1 2\n", ""] {
      #expect(try read(text) == nil)
    }
    #expect(try ItemListText.log(path: "/nowhere") == nil)
  }
}
