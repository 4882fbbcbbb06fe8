import Emulator
import JSONText
import Testing

@Suite("Schemas and dataset groups")
struct DatasetGroupTests {
  static let interactions = #"""
    {"type":"record","name":"Interactions","namespace":"com.amazonaws.personalize.schema","version":"1.0","fields":[
    {"name":"USER_ID","type":"string"},{"name":"ITEM_ID","type":"string"},{"name":"TIMESTAMP","type":"long"}]}
    """#

  static func quoted(_ text: String) -> String {
    "\"" + text.replacing("\"", with: "\\\"").replacing("\n", with: "") + "\""
  }

  @Test("A dataset group is pending, then in progress, then active, and gone some minutes after its deletion")
  func lifecycle() async throws {
    let desk = try Desk()
    let made = try await desk.call("CreateDatasetGroup", #"{"name":"shop"}"#)
    let arn = try #require(made.tree.text("datasetGroupArn"))
    #expect(arn == "arn:aws:personalize:us-east-1:000000000000:dataset-group/shop")
    func status() async throws -> String? {
      try await desk.call("DescribeDatasetGroup", #"{"datasetGroupArn":"\#(arn)"}"#).tree.text("datasetGroup", "status")
    }
    #expect(try await status() == "CREATE PENDING")
    await desk.service.advance(by: 6)
    #expect(try await status() == "CREATE IN_PROGRESS")
    await desk.service.advance(by: 60)
    #expect(try await status() == "ACTIVE")
    #expect(try await desk.call("DeleteDatasetGroup", #"{"datasetGroupArn":"\#(arn)"}"#).status == 200)
    #expect(try await status() == "DELETE PENDING")
    await desk.service.advance(by: 200)
    let gone = try await desk.call("DescribeDatasetGroup", #"{"datasetGroupArn":"\#(arn)"}"#)
    #expect(gone.code == "ResourceNotFoundException" && gone.status == 400)
  }

  @Test("A schema is usable at once, is refused under the same name, and lists page by page")
  func schemas() async throws {
    let desk = try Desk()
    for name in ["a", "b", "c"] {
      let made = try await desk.call(
        "CreateSchema", #"{"name":"\#(name)","schema":\#(Self.quoted(Self.interactions))}"#)
      #expect(made.tree.text("schemaArn")?.hasSuffix("schema/\(name)") == true, "\(made)")
    }
    let again = try await desk.call("CreateSchema", #"{"name":"a","schema":\#(Self.quoted(Self.interactions))}"#)
    #expect(again.code == "ResourceAlreadyExistsException")
    let first = try await desk.call("ListSchemas", #"{"maxResults":2}"#)
    #expect(first["schemas"]?.elements?.count == 2)
    let token = try #require(first.tree.text("nextToken"))
    let rest = try await desk.call("ListSchemas", #"{"maxResults":2,"nextToken":"\#(token)"}"#)
    #expect(rest["schemas"]?.elements?.map { $0.text("name") } == ["c"] && rest["nextToken"] == nil)
    #expect(try await desk.call("ListSchemas", #"{"nextToken":"x"}"#).code == "InvalidNextTokenException")
    #expect(try await desk.call("ListDatasetGroups", #"{"nextToken":"\#(token)"}"#).code == "InvalidNextTokenException")
  }

  @Test(
    "What breaks the model's constraints is refused by name",
    arguments: [
      (#"{}"#, "Value null at 'name'"),
      (#"{"name":"-a"}"#, "Member must satisfy regular expression pattern: ^[a-zA-Z0-9][a-zA-Z0-9\\-_]*"),
      (#"{"name":"\#(String(repeating: "a", count: 64))"}"#, "length less than or equal to 63"),
      (#"{"name":"a","domain":"X"}"#, "enum value set: [ECOMMERCE, VIDEO_ON_DEMAND]"),
      (#"{"name":"a","tags":[{"tagKey":"k"}]}"#, "Value null at 'tags.1.member.tagValue'"),
    ])
  func constraints(body: String, message: String) async throws {
    let answer = try await Desk().call("CreateDatasetGroup", body)
    #expect(answer.status == 400 && answer.code == "InvalidInputException")
    #expect(answer.message.contains(message), "\(answer.message)")
  }
}
