import Emulator
import Foundation
import GRDB
import JSONText
import Testing

@Suite("State that cannot be kept is said") struct KeepingTests {
  /// Sentences that the emulator said.
  private final class Said: @unchecked Sendable {
    private let lock = NSLock()
    private var all: [String] = []

    var sentences: [String] { lock.withLock { all } }

    @Sendable func say(_ sentence: String) { lock.withLock { all.append(sentence) } }
  }

  private func schema(_ name: String) -> String {
    let fields = ["USER_ID", "ITEM_ID"].map { "{\\\"name\\\":\\\"\($0)\\\",\\\"type\\\":\\\"string\\\"}" }
    let time = "{\\\"name\\\":\\\"TIMESTAMP\\\",\\\"type\\\":\\\"long\\\"}"
    let text =
      "{\\\"type\\\":\\\"record\\\",\\\"name\\\":\\\"Interactions\\\",\\\"namespace\\\":\\\"n\\\","
      + "\\\"version\\\":\\\"1.0\\\",\\\"fields\\\":[\((fields + [time]).joined(separator: ","))]}"
    return "{\"name\":\"\(name)\",\"schema\":\"\(text)\"}"
  }

  @Test("what is asked and cannot be kept is answered with 500 and not done; later all is well again")
  func resources() async throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "recast-keeping-\(UUID().uuidString)").path
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let said = Said()
    let desk = try Desk(folder: folder, say: said.say)
    #expect(try await desk.call("CreateSchema", schema("first")).status == 200)
    // Another program damages the file, as a full disk or a lost volume would.
    let other = try DatabaseQueue(path: folder + "/personalize.sqlite")
    try await other.write { try $0.execute(sql: "ALTER TABLE resources RENAME TO elsewhere") }
    let refused = try await desk.call("CreateSchema", schema("second"))
    #expect(refused.status == 500 && refused.tree.text("__type") == "InternalFailure")
    #expect(refused.tree.text("message")?.contains("cannot keep its state") == true)
    #expect(desk.service.problems.count == 1 && said.sentences == desk.service.problems)
    let rows = try await desk.call("ListSchemas", "{}")
    #expect(rows.status == 200 && rows.tree["schemas"]?.elements?.count == 1)
    _ = try await desk.call("CreateSchema", schema("third"))
    #expect(said.sentences.count == 1, "said once")
    try await other.write { try $0.execute(sql: "ALTER TABLE elsewhere RENAME TO resources") }
    #expect(try await desk.call("CreateSchema", schema("second")).status == 200)
    #expect(desk.service.problems.isEmpty)
  }

  @Test("events that cannot be kept are answered with 500 and do not count")
  func events() async throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "recast-keeping-\(UUID().uuidString)").path
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let shop = try await Shop(Desk(folder: folder))
    let made = try await shop.desk.call("CreateEventTracker", #"{"name":"t","datasetGroupArn":"\#(shop.group)"}"#)
    let tracking = try #require(made.tree.text("trackingId"))
    await shop.desk.service.advance(by: 60)
    let event = #"""
      {"trackingId":"\#(tracking)","sessionId":"s","userId":"u","eventList":[
      {"eventType":"view","itemId":"i1","sentAt":1700200000}]}
      """#
    let other = try DatabaseQueue(path: folder + "/personalize.sqlite")
    try await other.write { try $0.execute(sql: "ALTER TABLE journal RENAME TO elsewhere") }
    #expect(try await shop.desk.post("/events", event, events: true).status == 500)
    #expect(!shop.desk.service.problems.isEmpty)
    try await other.write { try $0.execute(sql: "ALTER TABLE elsewhere RENAME TO journal") }
    #expect(try await shop.desk.post("/events", event, events: true).status == 200)
    #expect(try await other.read { try Int.fetchOne($0, sql: "SELECT COUNT(*) FROM journal") } == 1)
  }
}
