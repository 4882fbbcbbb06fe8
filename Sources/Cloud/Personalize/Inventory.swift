import AWSClient

/// What an account holds in a region, and what of it goes on costing money.
package struct Inventory: Hashable, Sendable {
  /// One resource.
  package struct Row: Hashable, Sendable {
    /// As Personalize calls it, e.g. `campaign`.
    package let kind: String
    package let name: String
    package let arn: String
    /// The service's word with blanks for underscores; empty for what has no state.
    package let status: String
    /// What it costs as it stands, in words; nil where it costs nothing until it is used.
    package var billing: Billing?
  }

  /// How a resource costs money.
  package enum Billing: Hashable, Sendable {
    /// By the hour, until it is stopped or deleted; with what it is billed for.
    case hourly(String)
    /// Once, for work that runs now.
    case running(String)
    /// Again and again, by itself.
    case recurring(String)

    package var words: String {
      switch self {
      case .hourly(let what): "by the hour: \(what)"
      case .running(let what): "now: \(what)"
      case .recurring(let what): "by itself: \(what)"
      }
    }
  }

  package let rows: [Row]
  /// Resources that bill by the hour.
  package var hourly: [Row] {
    rows.filter { if case .hourly = $0.billing { true } else { false } }
  }

  /// Lists an account; reads alone, and free of charge.
  package init(of client: PersonalizeClient) throws(AWSError) {
    var rows: [Row] = []
    func add(_ kind: String, _ name: String, _ arn: String, _ status: String, _ billing: Billing? = nil) {
      rows.append(
        Row(kind: kind, name: name, arn: arn, status: status.replacing("_", with: " "), billing: billing))
    }
    for row in try client.all(ListDatasetGroups()) { add("dataset group", row.name, row.datasetGroupArn, row.status) }
    for row in try client.all(ListSchemas()) { add("schema", row.name, row.schemaArn, "") }
    for row in try client.all(ListDatasets()) { add("dataset", row.name, row.datasetArn, row.status) }
    for row in try client.all(ListDatasetImportJobs()) {
      let billing = Inventory.isWorking(row.status) ? Billing.running("data by the gigabyte") : nil
      add("import job", row.jobName, row.datasetImportJobArn, row.status, billing)
    }
    for row in try client.all(ListEventTrackers()) { add("event tracker", row.name, row.eventTrackerArn, row.status) }
    for row in try client.all(ListFilters()) { add("filter", row.name, row.filterArn, row.status) }
    for row in try client.all(ListSolutions()) {
      add("solution", row.name, row.solutionArn, row.status, try Inventory.training(row, client))
    }
    for row in try client.all(ListSolutionVersions()) {
      let billing = Inventory.isWorking(row.status) ? Billing.running("training") : nil
      let name = row.solutionVersionArn.split(separator: "/").suffix(2).joined(separator: "/")
      add("solution version", name, row.solutionVersionArn, row.status, billing)
    }
    for row in try client.all(ListCampaigns()) {
      add("campaign", row.name, row.campaignArn, row.status, try Inventory.floor(row, client))
    }
    for row in try client.all(ListRecommenders()) {
      let floor = row.recommenderConfig?.minRecommendationRequestsPerSecond ?? 1
      let billing =
        Inventory.isUp(row.status) ? Billing.hourly("a recommender of \(floor) requests a second at least") : nil
      add("recommender", row.name, row.recommenderArn, row.status, billing)
    }
    for row in try client.all(ListBatchInferenceJobs()) {
      let billing = Inventory.isWorking(row.status) ? Billing.running("users by the thousand") : nil
      add("batch inference job", row.jobName, row.batchInferenceJobArn, row.status, billing)
    }
    for row in try client.all(ListBatchSegmentJobs()) {
      let billing = Inventory.isWorking(row.status) ? Billing.running("users by the thousand") : nil
      add("batch segment job", row.jobName, row.batchSegmentJobArn, row.status, billing)
    }
    self.rows = rows
  }

  /// A solution trains by itself unless told not to.
  private static func training(_ row: SolutionSummary, _ client: PersonalizeClient) throws(AWSError) -> Billing? {
    guard isUp(row.status),
      let solution = try described({ () throws(AWSError) in
        try client.send(DescribeSolution(solutionArn: row.solutionArn)).solution
      })
    else { return nil }
    guard solution.performAutoTraining == true else { return nil }
    let schedule = solution.solutionConfig?.autoTrainingConfig?.schedulingExpression ?? "rate(7 days)"
    return .recurring("training at \(schedule)")
  }

  private static func floor(_ row: CampaignSummary, _ client: PersonalizeClient) throws(AWSError) -> Billing? {
    guard isUp(row.status),
      let campaign = try described({ () throws(AWSError) in
        try client.send(DescribeCampaign(campaignArn: row.campaignArn)).campaign
      })
    else { return nil }
    return .hourly("a campaign of \(campaign.minProvisionedTPS ?? 1) requests a second at least")
  }

  /// A description; nil where the resource went between list and description.
  private static func described<Value>(_ describe: () throws(AWSError) -> Value) throws(AWSError) -> Value? {
    do throws(AWSError) { return try describe() } catch {
      guard error.code == "ResourceNotFoundException" else { throw error }
      return nil
    }
  }

  /// Whether it serves: a change or a stop under way does not end that yet.
  private static func isUp(_ status: String) -> Bool {
    [
      "ACTIVE", "UPDATE PENDING", "UPDATE IN PROGRESS", "STOP PENDING", "STOP IN PROGRESS", "DELETE PENDING",
      "DELETE IN PROGRESS",
    ].contains(status.replacing("_", with: " "))
  }

  private static func isWorking(_ status: String) -> Bool {
    ["CREATE PENDING", "CREATE IN PROGRESS", "CREATE STOPPING", "PENDING", "IN PROGRESS"].contains(
      status.replacing("_", with: " "))
  }
}
