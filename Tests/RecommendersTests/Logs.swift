import Foundation
import Interactions

/// What one user did with one item in one second.
typealias Event = (user: Int32, item: Int32, second: Int64)

/// A log of (user, item, second) events, with names made up for the indices.
func log(_ events: [Event], users: Int? = nil, items: Int? = nil) -> InteractionLog {
  let userCount = users ?? (events.map { Int($0.user) + 1 }.max() ?? 0)
  let itemCount = items ?? (events.map { Int($0.item) + 1 }.max() ?? 0)
  return InteractionLog(
    users: (0..<userCount).map { "u\($0)" }, items: (0..<itemCount).map { "i\($0)" }, eventTypes: [""],
    userIDs: events.map(\.user), itemIDs: events.map(\.item), timestamps: events.map(\.second),
    eventTypeIDs: events.map { _ in 0 }, values: events.map { _ in .nan })
}

/// One event for each of some users with each of some items, all in second 1.
func everyPair(users: Range<Int32>, items: Range<Int32>) -> [Event] {
  users.flatMap { user in items.map { item -> Event in (user, item, 1) } }
}

/// A profile of (item, second) events, oldest first.
func profile(_ events: [(item: Int32, second: Int64)]) -> Profile {
  Profile(items: events.map(\.item)[...], timestamps: events.map(\.second)[...])
}

/// The folder of real data beside the project, which not every machine has.
let dataFolder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
  .deletingLastPathComponent().deletingLastPathComponent().appending(path: "shared/data")

func hasData(_ path: String) -> Bool {
  FileManager.default.fileExists(atPath: dataFolder.appending(path: path).path)
}

/// MovieLens 100K: user, item, rating and second, separated by tabs.
func movieLens100K() throws -> InteractionLog {
  let text = try String(contentsOf: dataFolder.appending(path: "ml-100k/u.data"), encoding: .utf8)
  let rows = text.utf8.split(separator: UInt8(ascii: "\n")).map { line in
    line.split(separator: UInt8(ascii: "\t")).map { Int64(Substring($0)) ?? -1 }
  }
  return log(rows.map { (Int32($0[0] - 1), Int32($0[1] - 1), $0[3]) })
}
