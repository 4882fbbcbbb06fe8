import BatchFiles
import Emulator
import JSONText
import LocalService
import Testing

@Suite("Batch jobs write what the service writes")
struct BatchTests {
  private func run(_ shop: Shop, _ version: String, _ input: String, more: String = "") async throws -> [String] {
    shop.desk.objects.write(Array(input.utf8), to: "in/users.json", in: "bucket")
    let job = try await Shop.made(
      shop.desk, "CreateBatchInferenceJob",
      #"""
      {"jobName":"job","solutionVersionArn":"\#(version)","roleArn":"\#(Shop.role)"\#(more),
      "jobInput":{"s3DataSource":{"path":"s3://bucket/in/users.json"}},
      "jobOutput":{"s3DataDestination":{"path":"s3://bucket/out/"}}}
      """#)
    await shop.desk.service.advance(by: 3600)
    let described = try await shop.desk.call("DescribeBatchInferenceJob", #"{"batchInferenceJobArn":"\#(job)"}"#)
    try #require(described.tree.text("batchInferenceJob", "status") == "ACTIVE", "\(described.tree.compactText)")
    let bytes = try #require(shop.desk.objects.read("out/users.json.out", in: "bucket"))
    return String(decoding: bytes, as: UTF8.self).split(separator: "\n").map(String.init)
  }

  @Test("Each line is answered in its place, a bad one by an error")
  func lines() async throws {
    let shop = try await Shop(Desk())
    let version = try await shop.version("aws-user-personalization")
    let lines = try await run(
      shop, version, "{\"userId\":\"u1\"}\nnonsense\n{\"itemId\":\"i1\"}\n{\"userId\":\"u2\"}\n",
      more: #","numResults":500"#)
    #expect(lines.count == 4)
    // Sixty items are left of eighty: users have taken twenty.
    #expect(lines[0].hasPrefix(#"{"input":{"userId":"u1"},"output":{"recommendedItems":["#), "\(lines[0])")
    #expect(lines[0].hasSuffix(#"],"error":null}"#) || lines[0].hasSuffix(#"},"error":null}"#))
    for (index, key) in [(0, "u1"), (3, "u2")] {
      guard case .answer(let answer) = BatchLine(Array(lines[index].utf8)) else {
        Issue.record("\(lines[index])")
        continue
      }
      #expect(answer.key == key && answer.items.count == 60 && answer.scores.count == 60)
    }
    for index in [1, 2] {
      guard case .failed = BatchLine(Array(lines[index].utf8)) else {
        Issue.record("\(lines[index])")
        continue
      }
    }
  }

  @Test("A user's batch list is the list of a campaign of the same version")
  func sameAsCampaign() async throws {
    let shop = try await Shop(Desk())
    let version = try await shop.version("aws-user-personalization")
    let filter = try await shop.filter("bought", #"EXCLUDE ItemID WHERE Items.GENRE IN ("Action")"#)
    let lines = try await run(
      shop, version, "{\"userId\":\"u7\"}\n", more: #","filterArn":"\#(filter)","numResults":12"#)
    let campaign = try await Shop.made(
      shop.desk, "CreateCampaign", #"{"name":"c","solutionVersionArn":"\#(version)"}"#)
    await shop.desk.service.advance(by: 1200)
    let answer = try await shop.desk.post(
      "/recommendations", #"{"campaignArn":"\#(campaign)","userId":"u7","numResults":12,"filterArn":"\#(filter)"}"#)
    let tree = try JSONTree(Array(lines[0].utf8))
    #expect(tree["output"]?["recommendedItems"]?.elements?.compactMap(\.string) == answer.items)
    #expect(answer.items.count == 12)
  }

  @Test("A job whose input is not there fails by name")
  func missingInput() async throws {
    let shop = try await Shop(Desk())
    let version = try await shop.version("aws-sims")
    let job = try await Shop.made(
      shop.desk, "CreateBatchInferenceJob",
      #"""
      {"jobName":"job","solutionVersionArn":"\#(version)","roleArn":"\#(Shop.role)",
      "jobInput":{"s3DataSource":{"path":"s3://bucket/nothing"}},
      "jobOutput":{"s3DataDestination":{"path":"s3://bucket/out/"}}}
      """#)
    await shop.desk.service.advance(by: 3600)
    let described = try await shop.desk.call("DescribeBatchInferenceJob", #"{"batchInferenceJobArn":"\#(job)"}"#)
    #expect(described.tree.text("batchInferenceJob", "status") == "CREATE FAILED")
    #expect(described.tree.text("batchInferenceJob", "failureReason") == "Invalid S3 input path")
  }

  @Test("Segments are lists of users: those of an item's half, and those who take a genre")
  func segments() async throws {
    let shop = try await Shop(Desk())
    for (recipe, line) in [
      ("aws-item-affinity", #"{"itemId":"i41"}"#),
      ("aws-item-attribute-affinity", #"{"itemAttributes":"ITEMS.GENRE = \"Comedy\" AND ITEMS.PRICE = 42"}"#),
    ] {
      let version = try await shop.version(recipe)
      shop.desk.objects.write(Array((line + "\n").utf8), to: "seg/in.json", in: "bucket")
      let job = try await Shop.made(
        shop.desk, "CreateBatchSegmentJob",
        #"""
        {"jobName":"\#(recipe)","solutionVersionArn":"\#(version)","roleArn":"\#(Shop.role)","numResults":10,
        "jobInput":{"s3DataSource":{"path":"s3://bucket/seg/"}},
        "jobOutput":{"s3DataDestination":{"path":"s3://bucket/segout/"}}}
        """#)
      await shop.desk.service.advance(by: 3600)
      let bytes = try #require(shop.desk.objects.read("segout/in.json.out", in: "bucket"), "\(job)")
      let users = try JSONTree(Array(bytes.dropLast()))["output"]?["usersList"]?.elements?.compactMap(\.string) ?? []
      #expect(users.count == 10 && users.allSatisfy { (Int($0.dropFirst()) ?? 0) % 2 == 1 }, "\(recipe): \(users)")
    }
  }
}
