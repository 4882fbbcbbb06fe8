import Emulator
import JSONText
import Testing

@Suite("Recipes without a model of their own") struct StandInTests {
  private static func schema(_ name: String, _ fields: String...) -> String {
    #"{"type":"record","name":"\#(name)","namespace":"n","version":"1.0","fields":[\#(fields.joined(separator: ","))]}"#
  }

  private static func text(_ name: String, _ flags: String = "") -> String {
    #"{"name":"\#(name)","type":"string"\#(flags)}"#
  }

  @Test("next-best-action offers what those took who took the same, and hears what is taken now")
  func actions() async throws {
    let shop = try await Shop(Desk(), hasItems: false)
    var told = "USER_ID,ACTION_ID,EVENT_TYPE,TIMESTAMP\n"
    // Two halves of users: one takes a0 to a3, the other a4 to a7; half of what is offered is not taken.
    for user in 0..<60 {
      for action in 0..<8 {
        let isOwn = action / 4 == user % 2
        told += "u\(user),a\(action),\(isOwn ? "TAKEN" : "NOT_TAKEN"),\(1_700_000_000 + user * 10 + action)\n"
      }
    }
    let actions = "ACTION_ID,KIND\n" + (0..<8).map { "a\($0),\($0 % 2 == 0 ? "mail" : "call")\n" }.joined()
    shop.desk.objects.write(Array(actions.utf8), to: "actions", in: "bucket")
    shop.desk.objects.write(Array(told.utf8), to: "told", in: "bucket")
    try await shop.add(
      "Actions", Self.schema("Actions", Self.text("ACTION_ID"), Self.text("KIND", #","categorical":true"#)), "actions")
    try await shop.add(
      "Action_Interactions",
      Self.schema(
        "ActionInteractions", Self.text("USER_ID"), Self.text("ACTION_ID"), Self.text("EVENT_TYPE"),
        #"{"name":"TIMESTAMP","type":"long"}"#), "told")
    let campaign = try await shop.campaign("aws-next-best-action")
    func offered(_ user: String) async throws -> [String] {
      let answer = try await shop.desk.post(
        "/action-recommendations", #"{"campaignArn":"\#(campaign)","userId":"\#(user)","numResults":3}"#)
      #expect(answer.status == 200, "\(answer.message)")
      return (answer["actionList"]?.elements ?? []).compactMap { $0.text("actionId") }
    }
    let own = try await offered("u1")
    #expect(own.count == 3 && own.allSatisfy { ["a4", "a5", "a6", "a7"].contains($0) }, "\(own)")
    let made = try await shop.desk.call("CreateEventTracker", #"{"name":"t","datasetGroupArn":"\#(shop.group)"}"#)
    let tracking = try #require(made.tree.text("trackingId"))
    await shop.desk.service.advance(by: 60)
    let put = try await shop.desk.post(
      "/action-interactions",
      #"""
      {"trackingId":"\#(tracking)","actionInteractions":[{"actionId":"a5","userId":"new","sessionId":"s",
      "timestamp":1700300000,"eventType":"TAKEN"}]}
      """#, events: true)
    #expect(put.status == 200, "\(put.message)")
    await shop.desk.service.advance(by: 5)
    let heard = try await offered("new")
    #expect(heard.allSatisfy { ["a4", "a5", "a6", "a7"].contains($0) }, "\(heard)")
    let wrong = try await shop.desk.post("/recommendations", #"{"campaignArn":"\#(campaign)","userId":"u1"}"#)
    #expect(wrong.code == "InvalidInputException")
  }

  @Test("semantic-similarity finds items that share words")
  func texts() async throws {
    let shop = try await Shop(Desk(), hasItems: false)
    let stories = ["dragons guard gold", "dragons burn castles", "robots repair engines", "robots build engines"]
    let rows = stories.enumerated().map { "i\($0),story \($0),The \($1)\n" }.joined()
    shop.desk.objects.write(Array(("ITEM_ID,TITLE,PLOT\n" + rows).utf8), to: "stories", in: "bucket")
    try await shop.add(
      "Items",
      Self.schema(
        "Items", Self.text("ITEM_ID"), Self.text("TITLE", #","itemName":true"#),
        Self.text("PLOT", #","textual":true"#)), "stories")
    let campaign = try await shop.campaign("aws-semantic-similarity")
    for (item, twin) in [("i0", "i1"), ("i1", "i0"), ("i2", "i3"), ("i3", "i2")] {
      let answer = try await shop.desk.post(
        "/recommendations", #"{"campaignArn":"\#(campaign)","itemId":"\#(item)","numResults":1}"#)
      #expect(answer.items == [twin], "\(item): \(answer.message)")
    }
  }
}
