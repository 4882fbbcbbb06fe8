import AWSClient
import Measures
import Personalize
import Testing

/// What any Personalize does for a client, from schema to clean-up.
///
/// - Parameters:
///   - suffix: makes the names those of this run alone.
///   - data: a CSV of interactions that can be trained on.
///   - wait: asks what it is given until it is true, or the time of a test is over.
func lifeOfAGroup(
  _ client: PersonalizeClient, suffix: String = "a", data: String = "s3://bucket/in.csv",
  wait: (() throws -> Bool) throws -> Void = atOnce
) throws {
  let schemaText = #"""
    {"type":"record","name":"Interactions","namespace":"com.amazonaws.personalize.schema","version":"1.0",
    "fields":[{"name":"USER_ID","type":"string"},{"name":"ITEM_ID","type":"string"},{"name":"TIMESTAMP","type":"long"}]}
    """#
  let role = "arn:aws:iam::123456789012:role/recast"
  let group = try client.send(CreateDatasetGroup(name: "group-\(suffix)")).datasetGroupArn
  try wait { try client.send(DescribeDatasetGroup(datasetGroupArn: group)).datasetGroup.status == "ACTIVE" }
  let schema = try client.send(CreateSchema(name: "schema-\(suffix)", schema: schemaText)).schemaArn
  #expect(try client.send(DescribeSchema(schemaArn: schema)).schema.schema == schemaText)
  let dataset = try client.send(
    CreateDataset(name: "dataset-\(suffix)", schemaArn: schema, datasetGroupArn: group, datasetType: "Interactions")
  ).datasetArn
  try wait { try client.send(DescribeDataset(datasetArn: dataset)).dataset.status == "ACTIVE" }
  let tracker = try client.send(CreateEventTracker(name: "tracker-\(suffix)", datasetGroupArn: group))
  #expect(!tracker.trackingId.isEmpty)
  var event = UserEvent(eventType: "watch", sentAt: EpochTime(Instant(seconds: 1_700_000_000)))
  event.itemId = "i1"
  _ = try client.send(PutEvents(trackingId: tracker.trackingId, sessionId: "s", eventList: [event]))
  var importing = CreateDatasetImportJob(
    jobName: "import-\(suffix)", datasetArn: dataset, dataSource: ImportSource())
  importing.dataSource.dataLocation = data
  importing.roleArn = role
  let job = try client.send(importing).datasetImportJobArn
  try wait {
    let described = try client.send(DescribeDatasetImportJob(datasetImportJobArn: job)).datasetImportJob
    #expect(described.jobName == "import-\(suffix)" && described.failureReason == nil)
    return described.status == "ACTIVE"
  }
  let filter = try client.send(
    CreateFilter(
      name: "filter-\(suffix)", datasetGroupArn: group,
      filterExpression: #"EXCLUDE ItemID WHERE Interactions.EVENT_TYPE IN ("watch")"#)
  ).filterArn
  #expect(try client.all(ListFilters()).contains { $0.filterArn == filter })
  var solution = CreateSolution(name: "solution-\(suffix)", datasetGroupArn: group)
  solution.recipeArn = "arn:aws:personalize:::recipe/aws-user-personalization-v2"
  solution.performAutoTraining = false
  let solutionArn = try client.send(solution).solutionArn
  try wait { try client.send(DescribeSolution(solutionArn: solutionArn)).solution.status == "ACTIVE" }
  var training = CreateSolutionVersion(solutionArn: solutionArn)
  training.name = "version-\(suffix)"
  training.trainingMode = "FULL"
  let version = try client.send(training).solutionVersionArn
  try wait {
    let described = try client.send(DescribeSolutionVersion(solutionVersionArn: version)).solutionVersion
    #expect(described.failureReason == nil)
    return described.status == "ACTIVE"
  }
  var campaign = CreateCampaign(name: "campaign-\(suffix)", solutionVersionArn: version)
  campaign.minProvisionedTPS = 1
  campaign.tags = [ResourceTag(tagKey: "made-by", tagValue: "recast")]
  let campaignArn = try client.send(campaign).campaignArn
  try wait { try client.send(DescribeCampaign(campaignArn: campaignArn)).campaign.status == "ACTIVE" }
  var asking = GetRecommendations()
  asking.campaignArn = campaignArn
  asking.userId = "u1"
  asking.numResults = 5
  let list = try client.send(asking)
  #expect((1...5).contains(list.itemList.count) && list.recommendationId?.isEmpty == false)
  // A name is given once.
  let again = #expect(throws: AWSError.self) {
    try client.send(CreateFilter(name: "filter-\(suffix)", datasetGroupArn: group, filterExpression: "x"))
  }
  #expect(again?.code == "ResourceAlreadyExistsException" || again?.code == "InvalidInputException")
  _ = try client.send(DeleteCampaign(campaignArn: campaignArn))
  try wait { try isGone { try client.send(DescribeCampaign(campaignArn: campaignArn)) } }
  _ = try client.send(DeleteSolution(solutionArn: solutionArn))
  try wait { try isGone { try client.send(DescribeSolution(solutionArn: solutionArn)) } }
  _ = try client.send(DeleteEventTracker(eventTrackerArn: tracker.eventTrackerArn))
  _ = try client.send(DeleteFilter(filterArn: filter))
  _ = try client.send(DeleteDataset(datasetArn: dataset))
  try wait { try isGone { try client.send(DescribeDataset(datasetArn: dataset)) } }
  _ = try client.send(DeleteSchema(schemaArn: schema))
  _ = try client.send(DeleteDatasetGroup(datasetGroupArn: group))
  let gone = #expect(throws: AWSError.self) { try client.send(DescribeSchema(schemaArn: schema)) }
  #expect(gone?.code == "ResourceNotFoundException" && gone?.kind == .service && gone?.body.isEmpty == false)
}

/// The wait for a service that does everything at once.
private func atOnce(_ isSo: () throws -> Bool) throws { #expect(try isSo()) }

/// Whether a description finds nothing any more.
private func isGone(_ describe: () throws -> Any) throws -> Bool {
  do { _ = try describe() } catch let error as AWSError where error.code == "ResourceNotFoundException" { return true }
  return false
}
