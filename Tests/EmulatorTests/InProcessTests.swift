import Emulator
import Interactions
import JSONText
import LocalService
import Recommenders
import Testing

@Suite("Answers are those of the model asked in-process")
struct InProcessTests {
  private let log = readLog(Shop.interactions, source: "shop", format: .personalize).log

  private func model(_ recipe: String) throws -> TrainedModel {
    let found = try #require(Recipe.named(recipe)?.specification([], source: "test").specification)
    return TrainedModel(found, log: log, before: .max, source: "test")
  }

  @Test("Every user's list, before and after streamed events", arguments: ["aws-user-personalization-v2", "aws-hrnn"])
  func lists(recipe: String) async throws {
    let shop = try await Shop(Desk())
    let campaign = try await shop.campaign(recipe)
    let made = try await shop.desk.call("CreateEventTracker", #"{"name":"t","datasetGroupArn":"\#(shop.group)"}"#)
    let tracking = try #require(made.tree.text("trackingId"))
    await shop.desk.service.advance(by: 60)
    let model = try model(recipe)
    var scratch = ScoringScratch()
    for (index, user) in model.users.enumerated() {
      var profile = model.histories.profile(of: Int32(index), before: .max)
      for round in 0..<2 {
        let expected = model.recommender.recommend(
          to: profile, at: .max, count: 15, exclusion: .seen, scratch: &scratch
        ).map { model.items[Int($0)] }
        let answer = try await shop.desk.post(
          "/recommendations", #"{"campaignArn":"\#(campaign)","userId":"\#(user)","numResults":15}"#)
        #expect(answer.items == expected, "\(user), round \(round)")
        guard round == 0 else { continue }
        let item = expected[3]
        try await shop.desk.post(
          "/events",
          #"""
          {"trackingId":"\#(tracking)","userId":"\#(user)","sessionId":"\#(user)","eventList":[
          {"eventType":"view","itemId":"\#(item)","sentAt":1700200000}]}
          """#, events: true)
        await shop.desk.service.advance(by: 2)
        let number = try #require(model.items.firstIndex(of: item))
        profile = Profile(
          items: Array(profile.items + [Int32(number)])[...],
          timestamps: Array(profile.timestamps + [1_700_200_000])[...])
      }
    }
  }

  @Test("An incremental import adds to what is there, and a full one replaces it")
  func importModes() async throws {
    let shop = try await Shop(Desk(), hasItems: false)
    let dataset = shop.group.replacing("dataset-group", with: "dataset") + "/INTERACTIONS"
    func add(_ name: String, _ mode: String, users: Range<Int>) async throws -> Int {
      var text = "USER_ID,ITEM_ID,EVENT_TYPE,TIMESTAMP\n"
      for user in users { for item in 0..<25 { text += "x\(user),i\(item),view,\(1_700_300_000 + item)\n" } }
      shop.desk.objects.write(Array(text.utf8), to: name, in: "bucket")
      _ = try await Shop.made(
        shop.desk, "CreateDatasetImportJob",
        #"""
        {"jobName":"\#(name)","datasetArn":"\#(dataset)","roleArn":"\#(Shop.role)","importMode":"\#(mode)",
        "dataSource":{"dataLocation":"s3://bucket/\#(name)"}}
        """#)
      await shop.desk.service.advance(by: 600)
      _ = try await Shop.made(
        shop.desk, "CreateDatasetExportJob",
        #"""
        {"jobName":"export-\#(name)","datasetArn":"\#(dataset)","roleArn":"\#(Shop.role)","ingestionMode":"ALL",
        "jobOutput":{"s3DataDestination":{"path":"s3://bucket/export/"}}}
        """#)
      await shop.desk.service.advance(by: 600)
      let bytes = try #require(shop.desk.objects.read("export/export-\(name).csv", in: "bucket"))
      return bytes.count { $0 == UInt8(ascii: "\n") } - 1
    }
    #expect(try await add("more", "INCREMENTAL", users: 0..<2) == 1200 + 50)
    #expect(try await add("anew", "FULL", users: 0..<50) == 1250)
  }

  @Test(
    "Above the provisioned rate requests are refused where that is asked for, and capacity follows some minutes later")
  func throttling() async throws {
    let shop = try await Shop(Desk(isThrottled: true))
    let campaign = try await shop.campaign("aws-sims")
    func accepted(_ requests: Int) async throws -> Int {
      var accepted = 0
      for _ in 0..<requests {
        let answer = try await shop.desk.post("/recommendations", #"{"campaignArn":"\#(campaign)","itemId":"i1"}"#)
        if answer.status == 200 { accepted += 1 } else { #expect(answer.code == "ThrottlingException") }
      }
      return accepted
    }
    #expect(try await accepted(20) == 1)
    await shop.desk.service.advance(by: 1)
    #expect(try await accepted(20) == 1)
    // Six requests a second for a quarter of an hour: ⌈6 ÷ 0.7⌉ = 9 a second are there in the end.
    for _ in 0..<960 {
      _ = try await accepted(6)
      await shop.desk.service.advance(by: 1)
    }
    await shop.desk.service.advance(by: 1)
    #expect(try await accepted(20) == 9)
  }

  @Test(
    "Properties of events and records that the service refuses",
    arguments: [
      ("/events", #"{\"userId\":\"u\"}"#, "userId"), ("/events", "[1]", "no JSON object"),
      ("/items", #"{\"genre\":\"x\"}"#, "price"), ("/items", #"{\"price\":1,\"colour\":\"red\"}"#, "colour"),
      ("/items", #"{\"price\":\"dear\"}"#, "number"),
    ])
  func properties(path: String, properties: String, message: String) async throws {
    let shop = try await Shop(Desk())
    let made = try await shop.desk.call("CreateEventTracker", #"{"name":"t","datasetGroupArn":"\#(shop.group)"}"#)
    await shop.desk.service.advance(by: 60)
    let body =
      path == "/events"
      ? #"""
      {"trackingId":"\#(made.tree.text("trackingId") ?? "")","sessionId":"s",
      "eventList":[{"eventType":"view","sentAt":1,"properties":"\#(properties)"}]}
      """#
      : #"""
      {"datasetArn":"\#(shop.group.replacing("dataset-group", with: "dataset"))/ITEMS",
      "items":[{"itemId":"i1","properties":"\#(properties)"}]}
      """#
    let answer = try await shop.desk.post(path, body, events: true)
    #expect(answer.code == "InvalidInputException" && answer.message.contains(message), "\(answer.message)")
  }
}
