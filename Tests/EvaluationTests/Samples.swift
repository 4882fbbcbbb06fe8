import Foundation
import Interactions

/// Requests of users, one a second, with their truths.
func requests(_ users: [Int32], _ truths: [[Int32]]) -> HeldOutRequests {
  HeldOutRequests(users: users, instants: users.indices.map(Int64.init), truths: truths)
}

/// A log of (user, item, second) events, with names made up for the indices.
func log(_ events: [(user: Int32, item: Int32, second: Int64)]) -> InteractionLog {
  InteractionLog(
    users: (0..<(events.map { Int($0.user) + 1 }.max() ?? 0)).map { "u\($0)" },
    items: (0..<(events.map { Int($0.item) + 1 }.max() ?? 0)).map { "i\($0)" }, eventTypes: [""],
    userIDs: events.map(\.user), itemIDs: events.map(\.item), timestamps: events.map(\.second),
    eventTypeIDs: events.map { _ in 0 }, values: events.map { _ in .nan })
}

func isClose(_ a: Double, _ b: Double, within tolerance: Double = 1e-12) -> Bool { abs(a - b) <= tolerance }

/// The folder of real data beside the project, which not every machine has.
let dataFolder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
  .deletingLastPathComponent().deletingLastPathComponent().appending(path: "shared/data")

func hasData(_ path: String) -> Bool {
  FileManager.default.fileExists(atPath: dataFolder.appending(path: path).path)
}
