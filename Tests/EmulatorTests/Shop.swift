import Emulator
import JSONText
import LocalService
import Testing

/// A dataset group with imported data, and what tests build on it.
struct Shop {
  let desk: Desk
  let group: String

  static let itemsSchema = #"""
    {"type":"record","name":"Items","namespace":"com.amazonaws.personalize.schema","version":"1.0","fields":[
    {"name":"ITEM_ID","type":"string"},{"name":"GENRE","type":["null","string"],"categorical":true},
    {"name":"PRICE","type":"float"}]}
    """#
  static let interactionsSchema = #"""
    {"type":"record","name":"Interactions","namespace":"com.amazonaws.personalize.schema","version":"1.0","fields":[
    {"name":"USER_ID","type":"string"},{"name":"ITEM_ID","type":"string"},{"name":"EVENT_TYPE","type":"string"},
    {"name":"TIMESTAMP","type":"long"}]}
    """#
  static let role = "arn:aws:iam::000000000000:role/r"

  /// 60 users in two halves, each of which takes items of its own half, 20 of 40; every user has 20 events.
  static let interactions: [UInt8] = {
    var text = "USER_ID,ITEM_ID,EVENT_TYPE,TIMESTAMP\n"
    for step in 0..<20 {
      for user in 0..<60 {
        let item = (user % 2) * 40 + (user * 7 + step * 3) % 40
        text += "u\(user),i\(item),view,\(1_700_000_000 + step * 60 + user)\n"
      }
    }
    return Array(text.utf8)
  }()

  static let items: [UInt8] = {
    var text = "ITEM_ID,GENRE,PRICE\n"
    for item in 0..<80 { text += "i\(item),\(item % 3 == 0 ? "Comedy|Drama" : "Action"),\(item)\n" }
    return Array(text.utf8)
  }()

  static func quoted(_ text: String) -> String { JSONTree.quoted(text.replacing("\n", with: "")) }

  /// Makes the group, its datasets and imports, and waits for them.
  init(_ desk: Desk, hasItems: Bool = true, domain: String? = nil) async throws {
    self.desk = desk
    desk.objects.write(Shop.interactions, to: "data/interactions.csv", in: "bucket")
    desk.objects.write(Shop.items, to: "data/items.csv", in: "bucket")
    group = try await Shop.made(
      desk, "CreateDatasetGroup", #"{"name":"shop"\#(domain.map { #","domain":"\#($0)""# } ?? "")}"#)
    await desk.service.advance(by: 60)
    try await add("Interactions", Shop.interactionsSchema, "data/interactions.csv", domain)
    if hasItems { try await add("Items", Shop.itemsSchema, "data/items.csv", domain) }
  }

  /// Adds a dataset with an import, and waits for them.
  func add(_ type: String, _ schema: String, _ file: String, _ domain: String? = nil) async throws {
    let schemaARN = try await Shop.made(
      desk, "CreateSchema",
      #"{"name":"\#(type)","schema":\#(Shop.quoted(schema))\#(domain.map { #","domain":"\#($0)""# } ?? "")}"#)
    let dataset = try await Shop.made(
      desk, "CreateDataset",
      #"{"name":"\#(type)","schemaArn":"\#(schemaARN)","datasetGroupArn":"\#(group)","datasetType":"\#(type)"}"#)
    await desk.service.advance(by: 60)
    let job = try await Shop.made(
      desk, "CreateDatasetImportJob",
      #"""
      {"jobName":"\#(type)","datasetArn":"\#(dataset)","roleArn":"\#(Shop.role)",
      "dataSource":{"dataLocation":"s3://bucket/\#(file)"}}
      """#)
    await desk.service.advance(by: 600)
    let described = try await desk.call("DescribeDatasetImportJob", #"{"datasetImportJobArn":"\#(job)"}"#)
    try #require(described.tree.text("datasetImportJob", "status") == "ACTIVE", "\(described.tree.compactText)")
  }

  /// The ARN that a create operation answers.
  static func made(_ desk: Desk, _ operation: String, _ body: String) async throws -> String {
    let answer = try await desk.call(operation, body)
    let arn = answer.tree.members?.first { $0.key.hasSuffix("Arn") }?.value.string
    return try #require(arn, "\(operation): \(answer.tree.compactText)")
  }

  /// A trained version of a recipe.
  func version(_ recipe: String, name: String? = nil, more: String = "") async throws -> String {
    let solution = try await Shop.made(
      desk, "CreateSolution",
      #"""
      {"name":"\#(name ?? recipe)","datasetGroupArn":"\#(group)","performAutoTraining":false,
      "recipeArn":"arn:aws:personalize:::recipe/\#(recipe)"\#(more)}
      """#)
    await desk.service.advance(by: 60)
    let version = try await Shop.made(desk, "CreateSolutionVersion", #"{"solutionArn":"\#(solution)"}"#)
    await desk.service.advance(by: 3 * 3600)
    let described = try await desk.call("DescribeSolutionVersion", #"{"solutionVersionArn":"\#(version)"}"#)
    try #require(described.tree.text("solutionVersion", "status") == "ACTIVE", "\(described.tree.compactText)")
    return version
  }

  /// An active campaign of a recipe.
  func campaign(_ recipe: String, more: String = "") async throws -> String {
    let version = try await version(recipe)
    let campaign = try await Shop.made(
      desk, "CreateCampaign",
      #"{"name":"\#(recipe)","solutionVersionArn":"\#(version)","minProvisionedTPS":1\#(more)}"#)
    await desk.service.advance(by: 1200)
    return campaign
  }

  /// An active filter.
  func filter(_ name: String, _ expression: String) async throws -> String {
    let arn = try await Shop.made(
      desk, "CreateFilter",
      #"{"name":"\#(name)","datasetGroupArn":"\#(group)","filterExpression":\#(JSONTree.quoted(expression))}"#)
    await desk.service.advance(by: 300)
    return arn
  }
}

extension Desk.Answer {
  /// The ids of a list of items.
  var items: [String] {
    (self["itemList"] ?? self["personalizedRanking"])?.elements?.compactMap { $0.text("itemId") } ?? []
  }
}
