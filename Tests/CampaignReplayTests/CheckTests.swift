import AWSClient
import CampaignReplay
import Foundation
import HTTPTransfer
import JSONText
import Measures
import Personalize
import Testing

/// What was asked, from any thread.
private final class Notes: @unchecked Sendable {
  private let lock = NSLock()
  private var notes: [String] = []

  func add(_ note: String) { lock.withLock { notes.append(note) } }
  var all: [String] { lock.withLock { notes } }
}

@Suite("What is looked up before a campaign is asked") struct CheckTests {
  private static let arn = "arn:aws:personalize:us-east-1:123456789012:"

  /// A check of an account in which some texts stand for others.
  private func check(
    campaign: String = arn + "campaign/shop", tracker: String? = "track", replacing changes: [(String, String)] = []
  ) throws -> (CampaignCheck, [String]) {
    let arn = Self.arn
    let answers = [
      "DescribeCampaign": #"""
      {"campaign":{"name":"shop","campaignArn":"\#(arn)campaign/shop","solutionVersionArn":"\#(arn)solution/s/v1",
      "minProvisionedTPS":3,"status":"ACTIVE","campaignConfig":{"syncWithLatestSolutionVersion":false}}}
      """#,
      "DescribeSolutionVersion": #"""
      {"solutionVersion":{"solutionVersionArn":"\#(arn)solution/s/v1","solutionArn":"\#(arn)solution/s","status":"ACTIVE",
      "recipeArn":"arn:aws:personalize:::recipe/aws-user-personalization","datasetGroupArn":"\#(arn)dataset-group/g",
      "eventType":"Watch","creationDateTime":1790000000.5,
      "solutionConfig":{"eventValueThreshold":"3.5","algorithmHyperParameters":{"bptt":"5"}}}}
      """#,
      "DescribeSolution":
        #"{"solution":{"name":"s","solutionArn":"\#(arn)solution/s","status":"ACTIVE","performAutoTraining":false}}"#,
      "DescribeRecipe":
        #"{"recipe":{"name":"r","recipeArn":"r","status":"ACTIVE","recipeType":"USER_PERSONALIZATION"}}"#,
      "ListEventTrackers":
        #"{"eventTrackers":[{"name":"t","eventTrackerArn":"\#(arn)event-tracker/t","status":"ACTIVE"}]}"#,
      "DescribeEventTracker":
        #"{"eventTracker":{"name":"t","eventTrackerArn":"\#(arn)event-tracker/t","trackingId":"track","status":"ACTIVE"}}"#,
      "ListSolutions": #"{"solutions":[{"name":"s","solutionArn":"\#(arn)solution/s","status":"ACTIVE"}]}"#,
      "ListDatasets": #"""
      {"datasets":[{"name":"d","datasetArn":"\#(arn)dataset/g/INTERACTIONS","datasetType":"INTERACTIONS","status":"ACTIVE"}]}
      """#,
      "ListDatasetImportJobs": #"""
      {"datasetImportJobs":[{"datasetImportJobArn":"\#(arn)job","jobName":"j","status":"ACTIVE",
      "lastUpdatedDateTime":1789990000}]}
      """#,
    ]
    let asked = Notes()
    let transport = FunctionTransport { request throws(HTTPError) in
      let target = request.headers.first { $0.name == "X-Amz-Target" }?.value ?? request.url
      let operation = String(target.split(separator: ".").last ?? "")
      asked.add(operation)
      var text = answers[operation] ?? "{}"
      for (old, new) in changes { text = text.replacing(old, with: new) }
      let isMissing = text.contains("MISSING")
      if isMissing { text = #"{"__type":"ResourceNotFoundException","message":"none"}"# }
      return HTTPResponse(head: HTTPResponseHead(status: isMissing ? 400 : 200), body: Array(text.utf8))
    }
    let client = AWSClient(
      region: "us-east-1", transport: transport, accessKeyID: "AKID", secretAccessKey: "geheim", endpoint: nil)
    let made = try CampaignCheck(
      PersonalizeClient(client), campaign: campaign, tracker: tracker, cut: Instant(seconds: 1_780_000_000),
      now: Instant(seconds: 1_790_086_400))
    return (made, asked.all)
  }

  @Test("a campaign that can be replayed gives no finding, its facts, and what cannot be checked") func clean() throws {
    let (check, asked) = try check()
    #expect(check.findings.isEmpty && check.unchecked.count == 2 && check.region == "us-east-1")
    let facts = try #require(check.facts)
    #expect(facts.name == "shop" && facts.recipe == "aws-user-personalization" && facts.floor == 3)
    #expect(facts.eventRules == ["Watch>=3.5"] && facts.hyperparameters.map(\.name) == ["bptt"])
    #expect(facts.trainedAt == 1_790_000_000_500_000)
    #expect(check.unchecked[0].contains("--before 2026-05-28T20:26:40Z"))
    // Free of charge: descriptions and lists alone.
    #expect(asked.allSatisfy { $0.hasPrefix("Describe") || $0.hasPrefix("List") })
  }

  @Test(
    "what stands against it stops it, what is doubtful is said",
    arguments: [
      ([(#""minProvisionedTPS":3,"status":"ACTIVE""#, #""status":"CREATE PENDING""#)], "campaign-inactive", true),
      ([(#"{"campaign":{"#, "MISSING")], "no-campaign", true),
      ([("USER_PERSONALIZATION", "RELATED_ITEMS")], "other-recipe", true),
      ([(#""performAutoTraining":false"#, #""performAutoTraining":true"#)], "automatic-training", false),
      (
        [
          (#""performAutoTraining":false"#, #""performAutoTraining":true"#),
          (#""syncWithLatestSolutionVersion":false"#, #""syncWithLatestSolutionVersion":true"#),
        ], "training-not-pinned", true
      ),
      (
        [(#""syncWithLatestSolutionVersion":false"#, #""itemExplorationConfig":{"explorationWeight":"0.3"}"#)],
        "exploration", false
      ),
      ([(#""trackingId":"track""#, #""trackingId":"another""#)], "other-tracker", true),
      ([("1789990000", "1790000900")], "import-after-training", false),
      (
        [(#""jobName":"j","status":"ACTIVE""#, #""jobName":"j","status":"CREATE IN_PROGRESS""#)], "import-running", true
      ),
      ([("1790000000.5", "1780000000.5")], "old-version", false),
    ])
  func findings(changes: [(String, String)], code: String, isError: Bool) throws {
    let (check, _) = try check(replacing: changes)
    #expect(check.findings.contains { $0.code == code && ($0.severity == .error) == isError }, "\(check.findings)")
    #expect((check.facts == nil) == isError)
    #expect(!check.findings.description.contains("track,") && !check.findings.description.contains("another"))
  }

  @Test("what is no campaign's ARN is not even looked up", arguments: ["shop", "arn:aws:s3:::bucket", ""])
  func wrongARN(arn: String) throws {
    let (check, asked) = try check(campaign: arn)
    #expect(check.findings.map(\.code) == ["not-a-campaign"] && asked.isEmpty)
  }

  @Test("an emulator's clock is put forward by the delay; anything else is no emulator") func clocks() throws {
    let bodies = Notes()
    let emulator = FunctionTransport { request throws(HTTPError) in
      bodies.add("\(request.method) \(String(decoding: request.body, as: UTF8.self))")
      return HTTPResponse(
        head: HTTPResponseHead(status: 200), body: Array(#"{"now":"x","epochSeconds":1.5,"speed":1.0}"#.utf8))
    }
    let clock = try #require(
      EmulatorClock(at: "http://127.0.0.1:9321", delay: .seconds(2), transport: emulator))
    #expect(clock.isStepped && clock.counts(toldAt: clock.now) > clock.now)
    try clock.step()
    #expect(clock.now == 1 && bodies.all == ["GET ", #"POST {"advanceSeconds": 2.0}"#])
    let other = FunctionTransport { _ throws(HTTPError) in
      HTTPResponse(head: HTTPResponseHead(status: 200), body: Array("<html>".utf8))
    }
    #expect(EmulatorClock(at: "http://127.0.0.1:1", delay: .seconds(2), transport: other) == nil)
  }
}
