import Foundation
import TestSupport
import Testing

@Suite("recast aws status") struct AWSStatusTests {
  static let key = ["AWS_ACCESS_KEY_ID": "AKIDEXAMPLE", "AWS_SECRET_ACCESS_KEY": "geheim"]
  static let arn = "arn:aws:personalize:eu-central-1:123456789012:"

  /// The answers to what the command asks, in its order.
  static let answers = [
    #"{"datasetGroups":[{"name":"shop","datasetGroupArn":"\#(arn)dataset-group/shop","status":"ACTIVE"}]}"#,
    #"{"schemas":[]}"#, #"{"datasets":[]}"#, #"{"datasetImportJobs":[]}"#, #"{"eventTrackers":[]}"#,
    #"{"Filters":[]}"#,
    #"{"solutions":[{"name":"s\u001b[31m","solutionArn":"\#(arn)solution/s","status":"ACTIVE"}]}"#,
    #"{"solution":{"name":"s","solutionArn":"\#(arn)solution/s","status":"ACTIVE","performAutoTraining":true}}"#,
    #"{"solutionVersions":[{"solutionVersionArn":"\#(arn)solution/s/0123abcd","status":"CREATE IN_PROGRESS"}]}"#,
    #"{"campaigns":[{"name":"live","campaignArn":"\#(arn)campaign/live","status":"ACTIVE"}]}"#,
    #"{"campaign":{"name":"live","campaignArn":"\#(arn)campaign/live","status":"ACTIVE","minProvisionedTPS":2}}"#,
    #"{"recommenders":[{"name":"r","recommenderArn":"\#(arn)recommender/r","status":"INACTIVE"}]}"#,
    #"{"batchInferenceJobs":[]}"#, #"{"batchSegmentJobs":[]}"#,
  ]

  func run(_ arguments: [String], answers: [String] = answers) throws -> (Program, LoopbackServer) {
    let server = LoopbackServer(answers.map { [.send(LoopbackServer.answer("200 OK", body: $0))] })
    let environment = Self.key.merging(["HOME": "/nowhere", "AWS_CONFIG_FILE": "/nowhere"]) { $1 }
    let program = try Program(
      ["aws", "status", "--region", "eu-central-1", "--endpoint", server.url] + arguments, environment: environment)
    return (program, server)
  }

  @Test("lists what there is, and says what of it bills") func table() throws {
    let (program, server) = try run([])
    #expect(program.status == 0 && program.errors.isEmpty)
    #expect(program.output.contains(/campaign +live +ACTIVE/))
    #expect(program.output.contains("by the hour: a campaign of 2 requests a second at least"))
    #expect(program.output.contains("by itself: training at rate(7 days)") && program.output.contains("now: training"))
    #expect(program.output.hasSuffix("1 of 5 resources bills by the hour in eu-central-1, asked or not.\n"))
    #expect(!program.output.contains("\u{1B}"))
    #expect(
      server.requests.allSatisfy { $0.contains("/eu-central-1/personalize/aws4_request") && !$0.contains("geheim") })
  }

  @Test("the same as JSON") func json() throws {
    let (program, _) = try run(["--json"])
    let object = try JSONSerialization.jsonObject(with: Data(program.output.utf8)) as? [String: Any]
    #expect(object?["billsByTheHour"] as? Int == 1 && (object?["resources"] as? [Any])?.count == 5)
  }

  @Test("without AWS or without a key it is the environment's fault, and no secret is shown") func environment() throws
  {
    let refusal = #"{"__type":"UnrecognizedClientException","message":"The security token is invalid."}"#
    let server = LoopbackServer([[.send(LoopbackServer.answer("400 Bad Request", body: refusal))]])
    let refused = try Program(
      ["aws", "status", "--region", "eu-central-1", "--endpoint", server.url],
      environment: Self.key.merging(["HOME": "/nowhere"]) { $1 })
    #expect(refused.status == 3 && refused.errors.contains("UnrecognizedClientException"))
    #expect(!refused.errors.contains("geheim"))
    let keyless = try Program(
      ["aws", "status", "--region", "eu-central-1"],
      environment: [
        "HOME": "/nowhere", "AWS_EC2_METADATA_DISABLED": "true", "AWS_ACCESS_KEY_ID": "", "AWS_SECRET_ACCESS_KEY": "",
      ])
    #expect(keyless.status == 3 && keyless.errors.contains("no AWS credentials"))
  }
}
