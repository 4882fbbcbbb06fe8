import Emulator
import Foundation
import JSONText
import LocalService
import Testing

@Suite("State outlives the program")
struct RestartTests {
  private let folder = FileManager.default.temporaryDirectory.appending(path: "recast-emulator-\(UUID())").path()

  @Test("Campaigns, streamed events, filters and put items answer the same after a restart; jobs in flight go on")
  func restart() async throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let desk = try Desk(folder: folder)
    let shop = try await Shop(desk)
    let campaign = try await shop.campaign("aws-user-personalization")
    let filter = try await shop.filter("cheap", "INCLUDE ItemID WHERE Items.PRICE < 30")
    let tracker = try await desk.call("CreateEventTracker", #"{"name":"t","datasetGroupArn":"\#(shop.group)"}"#)
    await desk.service.advance(by: 60)
    try await desk.post(
      "/events",
      #"""
      {"trackingId":"\#(tracker.tree.text("trackingId") ?? "")","userId":"new","sessionId":"s","eventList":[
      {"eventType":"view","itemId":"i3","sentAt":1700100000},{"eventType":"view","itemId":"i9","sentAt":1700100001}]}
      """#, events: true)
    let items = shop.group.replacing("dataset-group", with: "dataset") + "/ITEMS"
    let put = try await desk.post(
      "/items",
      #"{"datasetArn":"\#(items)","items":[{"itemId":"i6","properties":"{\"genre\":\"Noir\",\"price\":99}"}]}"#,
      events: true)
    #expect(put.status == 200, "\(put.tree.compactText)")
    await desk.service.advance(by: 60)
    let request =
      #"{"campaignArn":"\#(campaign)","userId":"new","numResults":20,"filterArn":"\#(filter)"}"#
    let before = try await desk.post("/recommendations", request)
    #expect(before.items.count > 10 && !before.items.contains("i6"))
    let version = try await desk.call("DescribeCampaign", #"{"campaignArn":"\#(campaign)"}"#)
    let inFlight = try await Shop.made(
      desk, "CreateSolutionVersion",
      #"{"solutionArn":"\#(solution(version.tree.text("campaign", "solutionVersionArn") ?? ""))"}"#)

    let again = try Desk(folder: folder, objects: desk.objects)
    let after = try await again.post("/recommendations", request)
    #expect(after.items == before.items)
    func status(_ desk: Desk) async throws -> String? {
      try await desk.call("DescribeSolutionVersion", #"{"solutionVersionArn":"\#(inFlight)"}"#)
        .tree.text("solutionVersion", "status")
    }
    #expect(try await status(again) != "ACTIVE")
    await again.service.advance(by: 7200)
    #expect(try await status(again) == "ACTIVE")
  }

  private func solution(_ version: String) -> String { String(version.dropLast(9)) }
}
