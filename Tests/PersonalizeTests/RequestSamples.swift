import AWSClient
import Foundation
import HTTPTransfer
import JSONText
import Measures
import Personalize
import Testing

/// Requests that other programs check: see `Tests/Python/botocore_check.py`.
enum RequestSamples {
  private static let arn = "arn:aws:personalize:eu-central-1:123456789012:"
  private static let role = "arn:aws:iam::123456789012:role/recast"

  /// One of each operation, signed; every third with a session's token.
  static func all() throws -> [(operation: String, request: HTTPRequest)] {
    let plain = testClient(
      FunctionTransport { _ throws(HTTPError) in HTTPResponse(head: .init(status: 200), body: []) })
    let temporary = testClient(
      FunctionTransport { _ throws(HTTPError) in HTTPResponse(head: .init(status: 200), body: []) },
      token: "IQoJb3JpZ2luX2VjEJr//////////wEaDGV1LWNlbnRyYWwtMSJH+token/with=signs==")
    func signed<Operation: PersonalizeOperation>(
      _ operation: Operation, _ client: AWSClient
    ) throws -> (operation: String, request: HTTPRequest) {
      let call = PersonalizeClient.call(
        Operation.operationName, Operation.door, try JSONTree(encoding: operation), .harmless)
      return (Operation.operationName, try client.signed(call))
    }
    return try operations().enumerated().map { try signed($1, $0 % 3 == 2 ? temporary : plain) }
  }

  /// One of each operation, with odd values where there is room for them.
  static func operations() -> [any PersonalizeOperation] {
    var samples: [any PersonalizeOperation] = []
    func add(_ operation: any PersonalizeOperation) { samples.append(operation) }
    let tags = [ResourceTag(tagKey: "team", tagValue: "日本 & co"), ResourceTag(tagKey: "empty", tagValue: "")]
    var schema = CreateSchema(name: "s", schema: #"{"type":"record","name":"Interactions","fields":[]}"#)
    schema.domain = "ECOMMERCE"
    add(schema)
    add(DescribeSchema(schemaArn: arn + "schema/s"))
    var schemas = ListSchemas()
    schemas.maxResults = 100
    schemas.nextToken = "a+b/c=="
    add(schemas)
    add(ListSchemas())
    add(DeleteSchema(schemaArn: arn + "schema/s"))
    var group = CreateDatasetGroup(name: "g-1_x")
    group.tags = tags
    add(group)
    add(DescribeDatasetGroup(datasetGroupArn: arn + "dataset-group/g"))
    add(ListDatasetGroups())
    add(DeleteDatasetGroup(datasetGroupArn: arn + "dataset-group/g"))
    add(
      CreateDataset(
        name: "d", schemaArn: arn + "schema/s", datasetGroupArn: arn + "dataset-group/g", datasetType: "Interactions"))
    add(DescribeDataset(datasetArn: arn + "dataset/g/INTERACTIONS"))
    add(UpdateDataset(datasetArn: arn + "dataset/g/ITEMS", schemaArn: arn + "schema/s2"))
    add(ListDatasets())
    add(DeleteDataset(datasetArn: arn + "dataset/g/INTERACTIONS"))
    var source = ImportSource()
    source.dataLocation = "s3://bucket/a b/ü+~.csv"
    var importing = CreateDatasetImportJob(jobName: "i", datasetArn: arn + "dataset/g/ITEMS", dataSource: source)
    importing.roleArn = role
    importing.importMode = "INCREMENTAL"
    importing.publishAttributionMetricsToS3 = false
    add(importing)
    add(DescribeDatasetImportJob(datasetImportJobArn: arn + "dataset-import-job/i"))
    add(ListDatasetImportJobs())
    add(solution())
    var update = UpdateSolution(solutionArn: arn + "solution/s")
    update.performAutoTraining = false
    add(update)
    add(DescribeSolution(solutionArn: arn + "solution/s"))
    add(ListSolutions())
    add(DeleteSolution(solutionArn: arn + "solution/s"))
    var version = CreateSolutionVersion(solutionArn: arn + "solution/s")
    version.trainingMode = "FULL"
    version.name = "v1"
    add(version)
    add(DescribeSolutionVersion(solutionVersionArn: arn + "solution/s/0123abcd"))
    add(ListSolutionVersions())
    add(StopSolutionVersionCreation(solutionVersionArn: arn + "solution/s/0123abcd"))
    add(GetSolutionMetrics(solutionVersionArn: arn + "solution/s/0123abcd"))
    var campaign = CreateCampaign(name: "c", solutionVersionArn: arn + "solution/s/$LATEST")
    campaign.minProvisionedTPS = 1
    campaign.campaignConfig = campaignConfig
    campaign.tags = tags
    add(campaign)
    var change = UpdateCampaign(campaignArn: arn + "campaign/c")
    change.minProvisionedTPS = 2
    add(change)
    add(DescribeCampaign(campaignArn: arn + "campaign/c"))
    add(ListCampaigns())
    add(DeleteCampaign(campaignArn: arn + "campaign/c"))
    add(
      CreateFilter(
        name: "f", datasetGroupArn: arn + "dataset-group/g",
        filterExpression:
          "INCLUDE ItemID WHERE Items.GENRE IN ($G, \"Café \\\"x\\\"\")\n| EXCLUDE ItemID WHERE Items.A < 1"))
    add(DescribeFilter(filterArn: arn + "filter/f"))
    add(ListFilters())
    add(DeleteFilter(filterArn: arn + "filter/f"))
    add(CreateEventTracker(name: "t", datasetGroupArn: arn + "dataset-group/g"))
    add(DescribeEventTracker(eventTrackerArn: arn + "event-tracker/0123abcd"))
    add(ListEventTrackers())
    add(DeleteEventTracker(eventTrackerArn: arn + "event-tracker/0123abcd"))
    for operation in jobs() + served() { add(operation) }
    add(TagResource(resourceArn: arn + "campaign/c", tags: tags))
    add(UntagResource(resourceArn: arn + "campaign/c", tagKeys: ["team", "a b"]))
    add(ListTagsForResource(resourceArn: arn + "campaign/c"))
    return samples
  }

  private static var campaignConfig: CampaignConfig {
    var config = CampaignConfig()
    config.itemExplorationConfig = ["explorationWeight": "0.3", "explorationItemAgeCutOff": "30"]
    config.enableMetadataWithRecommendations = true
    config.syncWithLatestSolutionVersion = true
    config.rankingInfluence = ["POPULARITY": 0.25, "FRESHNESS": 0]
    return config
  }

  private static func solution() -> CreateSolution {
    var solution = CreateSolution(name: "s", datasetGroupArn: arn + "dataset-group/g")
    solution.recipeArn = "arn:aws:personalize:::recipe/aws-user-personalization-v2"
    solution.performAutoTraining = false
    solution.performHPO = true
    var weight = EventWeight()
    weight.eventType = "watch"
    weight.eventValueThreshold = 0.5
    weight.weight = 1
    var events = EventsConfig()
    events.eventParametersList = [weight]
    var resources = HPOResourceConfig()
    resources.maxNumberOfTrainingJobs = "4"
    resources.maxParallelTrainingJobs = "2"
    var range = ContinuousHyperParameterRange()
    range.name = "dropout"
    range.minValue = 1e-7
    range.maxValue = 0.5
    var whole = IntegerHyperParameterRange()
    whole.name = "hidden_dimension"
    whole.minValue = 32
    whole.maxValue = 256
    var ranges = HyperParameterRanges()
    ranges.continuousHyperParameterRanges = [range]
    ranges.integerHyperParameterRanges = [whole]
    var search = HPOConfig()
    search.hpoResourceConfig = resources
    search.algorithmHyperParameterRanges = ranges
    var config = SolutionConfig()
    config.eventsConfig = events
    config.hpoConfig = search
    config.algorithmHyperParameters = ["hidden_dimension": "128", "b": "", "ü": "😀"]
    solution.solutionConfig = config
    return solution
  }

  private static func jobs() -> [any PersonalizeOperation] {
    let version = arn + "solution/s/0123abcd"
    let source = S3DataConfig(path: "s3://bucket/in/x.json")
    let target = S3DataConfig(path: "s3://bucket/out/")
    var inference = CreateBatchInferenceJob(
      jobName: "b", solutionVersionArn: version, jobInput: BatchInferenceJobInput(s3DataSource: source),
      jobOutput: BatchInferenceJobOutput(s3DataDestination: target), roleArn: role)
    inference.numResults = 500
    inference.filterArn = arn + "filter/f"
    let segment = CreateBatchSegmentJob(
      jobName: "b", solutionVersionArn: version, jobInput: BatchSegmentJobInput(s3DataSource: source),
      jobOutput: BatchSegmentJobOutput(s3DataDestination: target), roleArn: role)
    var settings = RecommenderConfig()
    settings.minRecommendationRequestsPerSecond = 1
    var recommender = CreateRecommender(
      name: "r", datasetGroupArn: arn + "dataset-group/g",
      recipeArn: "arn:aws:personalize:::recipe/aws-ecomm-popular-items-by-views")
    recommender.recommenderConfig = settings
    let own = arn + "recommender/r"
    return [
      inference, DescribeBatchInferenceJob(batchInferenceJobArn: arn + "batch-inference-job/b"),
      ListBatchInferenceJobs(), segment, DescribeBatchSegmentJob(batchSegmentJobArn: arn + "batch-segment-job/b"),
      ListBatchSegmentJobs(), recommender, UpdateRecommender(recommenderArn: own, recommenderConfig: settings),
      StartRecommender(recommenderArn: own), StopRecommender(recommenderArn: own),
      DescribeRecommender(recommenderArn: own), ListRecommenders(), DeleteRecommender(recommenderArn: own),
      ListRecipes(), DescribeRecipe(recipeArn: "arn:aws:personalize:::recipe/aws-sims"),
      DescribeAlgorithm(algorithmArn: "arn:aws:personalize:::algorithm/aws-sims"),
      DescribeFeatureTransformation(
        featureTransformationArn: "arn:aws:personalize:::feature-transformation/aws-sims"),
    ]
  }

  private static func served() -> [any PersonalizeOperation] {
    var list = GetRecommendations()
    list.campaignArn = arn + "campaign/c"
    list.userId = "user 1 +%&=ü😀\"\\\u{7}"
    list.numResults = 0
    list.context = ["DEVICE": "phone", "EMPTY": ""]
    list.filterArn = arn + "filter/f"
    list.filterValues = ["G": "\"Comedy\",\"Drama & Co\""]
    list.metadataColumns = ["ITEMS": ["GENRE"]]
    var promotion = ItemPromotion()
    promotion.name = "new"
    promotion.percentPromotedItems = 10
    list.promotions = [promotion]
    var similar = GetRecommendations()
    similar.recommenderArn = arn + "recommender/r"
    similar.itemId = "i"
    var actions = GetActionRecommendations()
    actions.campaignArn = arn + "campaign/c"
    var event = UserEvent(eventType: "watch", sentAt: EpochTime(Instant(seconds: 1_764_072_000)))
    event.itemId = "i 1"
    event.eventValue = 0.1
    event.properties = JSONTree(.object([.init("numberOfRatings", JSONTree(.string("1\"2")))])).compactText
    event.impression = ["a", "b"]
    event.recommendationId = "RID-00000000-0000-0000-0000-000000000000"
    var events = PutEvents(trackingId: "t", sessionId: "s /", eventList: [event])
    events.userId = "ü"
    var item = ItemRecord(itemId: "i")
    item.properties = #"{"genre":"a|b"}"#
    return [
      list, similar,
      GetPersonalizedRanking(campaignArn: arn + "campaign/c", inputList: ["a", "b c", "ü"], userId: "u"), actions,
      events, PutItems(datasetArn: arn + "dataset/g/ITEMS", items: [item]),
      PutUsers(datasetArn: arn + "dataset/g/USERS", users: [UserRecord(userId: "u")]),
      PutActions(datasetArn: arn + "dataset/g/ACTIONS", actions: [ActionRecord(actionId: "a")]),
      PutActionInteractions(
        trackingId: "t",
        actionInteractions: [
          ActionEvent(
            actionId: "a", sessionId: "s", timestamp: EpochTime(Instant(seconds: 1_764_072_000)), eventType: "TAKEN")
        ]),
    ]
  }
}

@Suite("Requests that botocore checks") struct RequestSampleTests {
  @Test("one of each operation is signed, the same each time, and written where asked for") func written() throws {
    let samples = try RequestSamples.all()
    #expect(samples.count >= 60 && Set(samples.map(\.operation)).count >= 60)
    #expect(try RequestSamples.all().map(\.request) == samples.map(\.request))
    guard let folder = ProcessInfo.processInfo.environment["RECAST_REQUESTS"] else { return }
    let lines = try samples.map { sample in
      let line: [String: Any] = [
        "operation": sample.operation, "method": sample.request.method, "url": sample.request.url,
        "headers": sample.request.headers.map { [$0.name, $0.value] },
        "body": String(decoding: sample.request.body, as: UTF8.self),
      ]
      return String(decoding: try JSONSerialization.data(withJSONObject: line, options: .sortedKeys), as: UTF8.self)
    }
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    try (lines.joined(separator: "\n") + "\n").write(
      toFile: "\(folder)/personalize.jsonl", atomically: true, encoding: .utf8)
  }
}
