import AWSClient
import Foundation
import HTTPTransfer
import JSONText
import Measures
import Personalize
import TestSupport
import Testing

@Suite("Personalize over the wire") struct PersonalizeClientTests {
  @Test("from schema to clean-up over a scripted service") func life() throws {
    let service = FakeService()
    try lifeOfAGroup(service.client())
    #expect(service.asked.count { $0.hasPrefix("Create") } == 10)
  }

  @Test(
    "from schema to clean-up over a service on this machine",
    .enabled(
      if: ProcessInfo.processInfo.environment["RECAST_PERSONALIZE_ENDPOINT"] != nil,
      "RECAST_PERSONALIZE_ENDPOINT names no service; `recast emulator --speed 6000x` is one"))
  func emulator() throws {
    let endpoint = try #require(ProcessInfo.processInfo.environment["RECAST_PERSONALIZE_ENDPOINT"])
    let aws = AWSClient(
      region: "eu-central-1", transport: CurlTransport(usesProxy: false), accessKeyID: "AKIDEXAMPLE",
      secretAccessKey: "secret", endpoint: endpoint)
    let suffix = "\(UInt32.random(in: 0...UInt32.max))"
    var csv = "USER_ID,ITEM_ID,TIMESTAMP\n"
    for number in 0..<1500 { csv += "u\(number % 60),i\(number * 7 % 89),\(1_700_000_000 + number * 60)\n" }
    for (path, body) in [("/recast-\(suffix)", ""), ("/recast-\(suffix)/in.csv", csv)] {
      let call = AWSCall(
        .s3, operation: "PutObject", method: "PUT", path: path, body: Array(body.utf8), repetition: .idempotent)
      try aws.send(call) { _ in }
    }
    try lifeOfAGroup(PersonalizeClient(aws), suffix: suffix, data: "s3://recast-\(suffix)/in.csv") { isSo in
      for _ in 0..<600 {
        if try isSo() { return }
        usleep(100_000)
      }
      Issue.record("not within a minute")
    }
  }

  @Test(
    "a fault at any one call in turn changes nothing: it is sent again or found, and nothing is made twice",
    arguments: FakeService.Fault.allCases)
  func faultAtEachCall(fault: FakeService.Fault) throws {
    let plain = FakeService()
    try lifeOfAGroup(plain.client())
    // The refused second filter and the last description are the errors that the life expects.
    for number in 0..<plain.asked.count {
      let service = FakeService { $0 == number ? fault : nil }
      try lifeOfAGroup(service.client())
      let creations = service.carriedOut.filter { $0.hasPrefix("Create") }
      #expect(creations.count == Set(creations).count, "fault \(fault) at call \(number): \(creations)")
      #expect(service.carriedOut.count { $0.hasPrefix("Create") } == 9)
    }
  }

  @Test("a service that never recovers gives a typed error soon", arguments: FakeService.Fault.allCases)
  func faultForEver(fault: FakeService.Fault) throws {
    let service = FakeService { _ in fault }
    let error = #expect(throws: AWSError.self) {
      try service.client().send(CreateCampaign(name: "c", solutionVersionArn: "v"))
    }
    #expect(error != nil && service.asked.count <= 12)
    // Once at most: every repetition after a lost answer looks first.
    #expect(service.carriedOut.count { $0 == "CreateCampaign" } <= 1)
    let reading = #expect(throws: AWSError.self) { try service.client().send(DescribeCampaign(campaignArn: "x")) }
    #expect(reading?.attempts == 3 && reading?.isOutcomeUnknown == false)
  }

  @Test("a training without a name is told from those that were there") func unnamedVersion() throws {
    // Calls 0 and 1 make two versions, 2 lists them, 3 makes the third.
    for fault in [FakeService.Fault.resetBefore, .resetAfter, .cutBody, .internalErrorAfter] {
      let service = FakeService { $0 == 3 ? fault : nil }
      let client = service.client()
      for name in ["one", "two"] {
        var training = CreateSolutionVersion(solutionArn: "s")
        training.name = name
        _ = try client.send(training)
      }
      let answer = try client.send(CreateSolutionVersion(solutionArn: "s"))
      #expect(!answer.solutionVersionArn.hasSuffix("/one") && !answer.solutionVersionArn.hasSuffix("/two"))
      #expect(service.carriedOut.count { $0 == "CreateSolutionVersion" } == 3)
    }
  }

  @Test("what has the name and says something else is not taken for ours") func anothers() throws {
    // The lost request never arrived, and somebody else made the name meanwhile.
    let service = FakeService { $0 == 1 ? .resetBefore : nil }
    let client = service.client()
    _ = try client.send(CreateFilter(name: "f", datasetGroupArn: "g", filterExpression: "theirs"))
    let error = #expect(throws: AWSError.self) {
      try client.send(CreateFilter(name: "f", datasetGroupArn: "g", filterExpression: "ours"))
    }
    #expect(error?.message.contains("it is another one") == true)
    #expect(service.asked == ["CreateFilter", "CreateFilter", "ListFilters", "DescribeFilter"])
  }

  @Test("a name that is taken is an error at once, and nothing is looked for") func taken() throws {
    let service = FakeService()
    let request = CreateSchema(name: "s", schema: "{}")
    _ = try service.client().send(request)
    let error = #expect(throws: AWSError.self) { try service.client().send(request) }
    #expect(error?.code == "ResourceAlreadyExistsException" && service.asked.count == 2)
    #expect(error?.message == "about CreateSchema" && error?.requestID == "r2")
  }

  @Test("lists are read to their end, and one without end is given up") func pages() throws {
    let service = FakeService()
    for number in 0..<7 { _ = try service.client().send(CreateSchema(name: "s\(number)", schema: "{}")) }
    #expect(try service.client().all(ListSchemas()).map(\.name) == (0..<7).map { "s\($0)" })
    let endless = FunctionTransport { request throws(HTTPError) in
      let hasToken = String(decoding: request.body, as: UTF8.self).contains("nextToken")
      let body = #"{"schemas":[],"nextToken":"\#(hasToken ? "same" : "first")"}"#
      return HTTPResponse(head: HTTPResponseHead(status: 200), body: Array(body.utf8))
    }
    #expect(throws: AWSError.self) { try PersonalizeClient(testClient(endless)).all(ListSchemas()) }
  }

  @Test("times, numbers and members that nobody knows are read as the service writes them") func answers() throws {
    let body = #"""
      {"campaign":{"name":"c","campaignArn":"a","status":"ACTIVE","creationDateTime":1542392161.837,"new":{"x":[1]},
      "minProvisionedTPS":1.0,"campaignConfig":{"rankingInfluence":{"POPULARITY":0.25}},"failureReason":null}}
      """#
    let transport = FunctionTransport { _ throws(HTTPError) in
      HTTPResponse(head: HTTPResponseHead(status: 200), body: Array(body.utf8))
    }
    let campaign = try PersonalizeClient(testClient(transport)).send(DescribeCampaign(campaignArn: "a")).campaign
    #expect(campaign.creationDateTime?.instant == Instant(microseconds: 1_542_392_161_837_000))
    #expect(campaign.minProvisionedTPS == 1 && campaign.campaignConfig?.rankingInfluence == ["POPULARITY": 0.25])
    #expect(campaign.failureReason == nil && campaign.latestCampaignUpdate == nil)
  }

  @Test(
    "an answer without what it must have names what is missing",
    arguments: [
      (#"{"campaign":{"name":"c","status":"ACTIVE"}}"#, "campaign.campaignArn"),
      (#"{"campaign":[]}"#, "campaign"), ("{}", "campaign"), (#"{"campaign":{"name":1}}"#, "campaign.name"),
    ])
  func missing(body: String, path: String) {
    let transport = FunctionTransport { _ throws(HTTPError) in
      HTTPResponse(head: HTTPResponseHead(status: 200), body: Array(body.utf8))
    }
    let error = #expect(throws: AWSError.self) {
      try PersonalizeClient(testClient(transport)).send(DescribeCampaign(campaignArn: "a"))
    }
    #expect(error?.kind == .unreadable && error?.message.contains("(\(path))") == true, "\(error?.message ?? "")")
  }

  @Test("over loopback: slow, reset, cut, wrong and busy servers are asked again, and none hangs") func loopback()
    throws
  {
    let good = LoopbackServer.answer("200 OK", body: #"{"schemas":[]}"#)
    let faults: [[LoopbackServer.Step]] = [
      [.send(LoopbackServer.answer("500 x", body: "{}"))], [.send(LoopbackServer.answer("503 x"))],
      [.send(LoopbackServer.answer("400 x", body: #"{"__type":"ThrottlingException"}"#))], [.reset], [], [.stall],
      [.send("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"sch")],
      [.send(LoopbackServer.answer("200 OK", body: "<"))],
      [.send("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"sch"), .stall],
    ]
    for fault in faults {
      let server = LoopbackServer([fault, fault, [.send(good)]])
      let client = PersonalizeClient(
        testClient(CurlTransport(usesProxy: false), endpoint: server.url), timeout: .milliseconds(400))
      #expect(try client.all(ListSchemas()).isEmpty)
      #expect(server.requests.count == 3)
    }
  }
}
