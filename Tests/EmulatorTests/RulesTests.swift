import Emulator
import JSONText
import LocalService
import Measures
import Testing

@Suite("What the service refuses")
struct RulesTests {
  @Test("Parents go after their children, and a solution takes its versions along")
  func deletionOrder() async throws {
    let shop = try await Shop(Desk())
    let desk = shop.desk
    let campaign = try await shop.campaign("aws-sims")
    let version = try #require(
      try await desk.call("DescribeCampaign", #"{"campaignArn":"\#(campaign)"}"#)
        .tree.text("campaign", "solutionVersionArn"))
    let solution = String(version.dropLast(9))
    let dataset = shop.group.replacing("dataset-group", with: "dataset")
    func delete(_ noun: String, _ arn: String) async throws -> String? {
      let key = noun.prefix(1).lowercased() + noun.dropFirst() + "Arn"
      return try await desk.call("Delete" + noun, #"{"\#(key)":"\#(arn)"}"#).code
    }
    let schema = "arn:aws:personalize:us-east-1:000000000000:schema/Items"
    #expect(try await delete("DatasetGroup", shop.group) == "ResourceInUseException")
    #expect(try await delete("Solution", solution) == "ResourceInUseException")
    #expect(try await delete("Schema", schema) == "ResourceInUseException")
    #expect(try await delete("Campaign", campaign) == nil)
    #expect(try await delete("Campaign", campaign) == "ResourceInUseException")
    await desk.service.advance(by: 1200)
    #expect(try await delete("Solution", solution) == nil)
    await desk.service.advance(by: 120)
    let gone = try await desk.call("DescribeSolutionVersion", #"{"solutionVersionArn":"\#(version)"}"#)
    #expect(gone.code == "ResourceNotFoundException")
    for type in ["INTERACTIONS", "ITEMS"] { #expect(try await delete("Dataset", dataset + "/" + type) == nil) }
    await desk.service.advance(by: 120)
    #expect(try await delete("Schema", schema) == nil)
    #expect(try await delete("DatasetGroup", shop.group) == nil)
    await desk.service.advance(by: 600)
    #expect(try await desk.call("ListDatasetGroups", "{}")["datasetGroups"]?.elements?.isEmpty == true)
  }

  @Test(
    "An import says why it failed",
    arguments: [
      ("nothing/", "", "Invalid Data location"),
      (
        "bad.csv", "USER_ID,ITEM_ID,WHEN,EVENT_TYPE\nu,i,1,v\n",
        "Input CSV is missing the following columns: [TIMESTAMP]"
      ),
      ("bad.csv", "USER_ID,ITEM_ID,EVENT_TYPE,TIMESTAMP\nu,i,v,soon\n", "TIMESTAMP"),
    ])
  func importFailure(key: String, text: String, reason: String) async throws {
    let shop = try await Shop(Desk(), hasItems: false)
    if !text.isEmpty { shop.desk.objects.write(Array(text.utf8), to: key, in: "bucket") }
    let dataset = shop.group.replacing("dataset-group", with: "dataset") + "/INTERACTIONS"
    let job = try await Shop.made(
      shop.desk, "CreateDatasetImportJob",
      #"""
      {"jobName":"again","datasetArn":"\#(dataset)","roleArn":"\#(Shop.role)",
      "dataSource":{"dataLocation":"s3://bucket/\#(key)"}}
      """#)
    await shop.desk.service.advance(by: 600)
    let described = try await shop.desk.call("DescribeDatasetImportJob", #"{"datasetImportJobArn":"\#(job)"}"#)
    #expect(described.tree.text("datasetImportJob", "status") == "CREATE FAILED")
    #expect(described.tree.text("datasetImportJob", "failureReason")?.contains(reason) == true)
  }

  @Test("Too few interactions of a type fail the training by name")
  func trainingFailure() async throws {
    let shop = try await Shop(Desk(), hasItems: false)
    let solution = try await Shop.made(
      shop.desk, "CreateSolution",
      #"""
      {"name":"s","datasetGroupArn":"\#(shop.group)","performAutoTraining":false,"eventType":"purchase",
      "recipeArn":"arn:aws:personalize:::recipe/aws-sims"}
      """#)
    await shop.desk.service.advance(by: 60)
    let version = try await Shop.made(shop.desk, "CreateSolutionVersion", #"{"solutionArn":"\#(solution)"}"#)
    await shop.desk.service.advance(by: 7200)
    let tree = try await shop.desk.call("DescribeSolutionVersion", #"{"solutionVersionArn":"\#(version)"}"#).tree
    #expect(tree.text("solutionVersion", "status") == "CREATE FAILED")
    #expect(
      tree.text("solutionVersion", "failureReason")
        == "Dataset has fewer than 1000 interactions after filtering by event type: purchase")
  }

  @Test("A solution trains by itself within an hour, and again only with new interactions")
  func automaticTraining() async throws {
    let shop = try await Shop(Desk(), hasItems: false)
    let solution = try await Shop.made(
      shop.desk, "CreateSolution",
      #"{"name":"s","datasetGroupArn":"\#(shop.group)","recipeArn":"arn:aws:personalize:::recipe/aws-sims"}"#)
    func versions() async throws -> Int {
      try await shop.desk.call("ListSolutionVersions", #"{"solutionArn":"\#(solution)"}"#)["solutionVersions"]?
        .elements?.count ?? 0
    }
    await shop.desk.service.advance(by: 3700)
    #expect(try await versions() == 1)
    await shop.desk.service.advance(by: 20 * 86_400)
    #expect(try await versions() == 1)
  }

  @Test("The bill has what was imported and trained, the campaign's hours, and names what still costs money")
  func bill() async throws {
    let shop = try await Shop(Desk())
    let campaign = try await shop.campaign("aws-user-personalization")
    await shop.desk.service.advance(by: 3600)
    for _ in 0..<3 {
      try await shop.desk.post("/recommendations", #"{"campaignArn":"\#(campaign)","userId":"u1"}"#)
    }
    let usage = shop.desk.service.usage()
    let meters = Set(usage.rows.map(\.meter))
    #expect(meters.isSuperset(of: [.ingestedGB, .trainingHours, .requests, .minProvisionedTPS]))
    #expect(usage.total(of: .requests) == Quantity(3))
    let bill = shop.desk.service.bill()
    let still = bill["billsNow"]?.elements?.compactMap { $0.text("arn") } ?? []
    #expect(still.contains(campaign))
  }
}
