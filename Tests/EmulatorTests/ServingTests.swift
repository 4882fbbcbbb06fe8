import Emulator
import JSONText
import LocalService
import Testing

@Suite("Campaigns answer from what was imported and streamed")
struct ServingTests {
  @Test("A user gets items of their own half that they have not taken, with scores that fall")
  func recommendations() async throws {
    let shop = try await Shop(Desk())
    let campaign = try await shop.campaign("aws-user-personalization")
    let answer = try await shop.desk.post(
      "/recommendations", #"{"campaignArn":"\#(campaign)","userId":"u2","numResults":10}"#)
    #expect(answer.status == 200, "\(answer.tree.compactText)")
    #expect(answer.items.count == 10)
    #expect(answer.items.allSatisfy { Int($0.dropFirst()) ?? 99 < 40 }, "\(answer.items)")
    let scores = answer["itemList"]?.elements?.compactMap { $0["score"].map(\.compactText).flatMap(Double.init) } ?? []
    #expect(scores.count == 10 && zip(scores, scores.dropFirst()).allSatisfy { $0 >= $1 })
    let id = try #require(answer.tree.text("recommendationId"))
    #expect(id.hasPrefix("RID-") && id.count == 40)
    let unknown = try await shop.desk.post("/recommendations", #"{"campaignArn":"\#(campaign)","userId":"stranger"}"#)
    #expect(unknown.items.count == 25)
  }

  @Test("An event counts in the next answer a second later, and the same request is answered anew")
  func events() async throws {
    let shop = try await Shop(Desk())
    let campaign = try await shop.campaign("aws-user-personalization")
    let made = try await shop.desk.call(
      "CreateEventTracker", #"{"name":"t","datasetGroupArn":"\#(shop.group)"}"#)
    let tracking = try #require(made.tree.text("trackingId"))
    await shop.desk.service.advance(by: 60)
    let request = #"{"campaignArn":"\#(campaign)","userId":"new","numResults":5}"#
    let before = try await shop.desk.post("/recommendations", request)
    func event(_ item: String) async throws -> Desk.Answer {
      try await shop.desk.post(
        "/events",
        #"""
        {"trackingId":"\#(tracking)","userId":"new","sessionId":"s","eventList":[
        {"eventType":"view","itemId":"\#(item)","sentAt":1700100000}]}
        """#, events: true)
    }
    for item in ["i41", "i44", "i47"] { #expect(try await event(item).status == 200) }
    #expect(try await shop.desk.post("/recommendations", request).items == before.items)
    await shop.desk.service.advance(by: 2)
    let after = try await shop.desk.post("/recommendations", request)
    #expect(after.items != before.items)
    #expect(after.items.allSatisfy { Int($0.dropFirst()) ?? 0 >= 40 && !["i41", "i44", "i47"].contains($0) })
  }

  @Test("What a visitor did without a name is theirs once they give it")
  func session() async throws {
    let shop = try await Shop(Desk())
    let campaign = try await shop.campaign("aws-user-personalization")
    let made = try await shop.desk.call("CreateEventTracker", #"{"name":"t","datasetGroupArn":"\#(shop.group)"}"#)
    let tracking = try #require(made.tree.text("trackingId"))
    await shop.desk.service.advance(by: 60)
    func put(_ user: String, _ item: String) async throws {
      try await shop.desk.post(
        "/events",
        #"""
        {"trackingId":"\#(tracking)"\#(user),"sessionId":"s9","eventList":[
        {"eventType":"view","itemId":"\#(item)","sentAt":1700100000}]}
        """#, events: true)
    }
    func list(_ user: String) async throws -> [String] {
      try await shop.desk.post("/recommendations", #"{"campaignArn":"\#(campaign)","userId":"\#(user)"}"#).items
    }
    let popular = try await list("nobody")
    try await put("", "i41")
    await shop.desk.service.advance(by: 5)
    let asSession = try await list("s9")
    #expect(asSession != popular && !asSession.contains("i41"))
    #expect(try await list("anna") == popular)
    try await put(#","userId":"anna""#, "i44")
    await shop.desk.service.advance(by: 5)
    let named = try await list("anna")
    #expect(!named.contains("i41") && !named.contains("i44"))
  }

  @Test("Filters with values keep lists full, and missing values of an INCLUDE are refused")
  func filters() async throws {
    let shop = try await Shop(Desk())
    let campaign = try await shop.campaign("aws-user-personalization")
    let filter = try await shop.filter("genre", "INCLUDE ItemID WHERE Items.GENRE IN ($G)")
    func ask(_ values: String) async throws -> Desk.Answer {
      try await shop.desk.post(
        "/recommendations",
        #"{"campaignArn":"\#(campaign)","userId":"u2","numResults":8,"filterArn":"\#(filter)"\#(values)}"#)
    }
    let comedies = try await ask(#","filterValues":{"G":"\"Comedy\""}"#)
    #expect(comedies.items.count == 8)
    #expect(comedies.items.allSatisfy { (Int($0.dropFirst()) ?? 1) % 3 == 0 })
    #expect(try await ask("").code == "InvalidInputException")
    let listed = try await shop.desk.call("ListFilters", #"{"datasetGroupArn":"\#(shop.group)"}"#)
    #expect(listed["Filters"]?.elements?.count == 1)
    let bad = try await shop.desk.call(
      "CreateFilter",
      #"{"name":"x","datasetGroupArn":"\#(shop.group)","filterExpression":"INCLUDE ItemID WHERE Items.GENRE NOT IN ($G)"}"#
    )
    #expect(bad.code == "InvalidInputException")
    #expect(bad.message.contains("$G. Placeholders are not allowed with NOT_IN operator"), "\(bad.message)")
  }

  @Test("Ranking scores add up to one, and items never seen come last without one")
  func ranking() async throws {
    let shop = try await Shop(Desk())
    let campaign = try await shop.campaign("aws-personalized-ranking")
    let answer = try await shop.desk.post(
      "/personalize-ranking",
      #"{"campaignArn":"\#(campaign)","userId":"u2","inputList":["x1","i41","i3","i5"]}"#)
    #expect(answer.status == 200 && answer.items.last == "x1" && answer.items.count == 4, "\(answer.tree.compactText)")
    let entries = answer["personalizedRanking"]?.elements ?? []
    let scores = entries.compactMap { $0["score"].map(\.compactText).flatMap(Double.init) }
    #expect(scores.count == 3 && abs(scores.reduce(0, +) - 1) < 1e-6)
    let wrong = try await shop.desk.post("/recommendations", #"{"campaignArn":"\#(campaign)","userId":"u2"}"#)
    #expect(wrong.status == 400 && wrong.code == "InvalidInputException")
    let missing = try await shop.desk.post(
      "/recommendations", #"{"campaignArn":"\#(campaign)x","userId":"u2"}"#)
    #expect(missing.status == 404 && missing.code == "ResourceNotFoundException")
  }
}
