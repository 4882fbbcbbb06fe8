/// The kinds of resources of the service, with the names that requests and answers have for each.
enum ResourceKind: String, CaseIterable, Sendable {
  case schema
  case datasetGroup = "dataset-group"
  case dataset
  case datasetImportJob = "dataset-import-job"
  case datasetExportJob = "dataset-export-job"
  case dataDeletionJob = "data-deletion-job"
  case solution
  case solutionVersion = "solution-version"
  case campaign
  case recommender
  case filter
  case eventTracker = "event-tracker"
  case batchInferenceJob = "batch-inference-job"
  case batchSegmentJob = "batch-segment-job"
  case metricAttribution = "metric-attribution"

  /// The name in operations, such as `DatasetGroup`.
  var noun: String {
    rawValue.split(separator: "-").map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined()
  }

  /// The object of a describe answer, such as `datasetGroup`.
  var wrapper: String { noun.prefix(1).lowercased() + noun.dropFirst() }

  var arnKey: String { wrapper + "Arn" }

  /// The array of a list answer. That of filters alone begins with a capital.
  var listKey: String { self == .filter ? "Filters" : wrapper + "s" }

  var nameKey: String {
    switch self {
    case .datasetImportJob, .datasetExportJob, .dataDeletionJob, .batchInferenceJob, .batchSegmentJob: "jobName"
    default: "name"
    }
  }

  /// Whether it goes with its parent, having no delete operation of its own.
  var isJob: Bool { nameKey == "jobName" || self == .solutionVersion }

  /// The member of list requests by which resources are chosen, and of descriptions in which it stands.
  var parentKey: String? {
    switch self {
    case .schema, .datasetGroup: nil
    case .dataset, .solution, .recommender, .filter, .eventTracker, .metricAttribution, .dataDeletionJob:
      "datasetGroupArn"
    case .datasetImportJob, .datasetExportJob: "datasetArn"
    case .solutionVersion, .campaign: "solutionArn"
    case .batchInferenceJob, .batchSegmentJob: "solutionVersionArn"
    }
  }

  /// What a description holds, where there is a value.
  var described: [String] {
    let times = ["status", "creationDateTime", "lastUpdatedDateTime", "failureReason"]
    let own: [String] =
      switch self {
      case .schema: ["schema", "domain"]
      case .datasetGroup: ["roleArn", "kmsKeyArn", "domain"]
      case .dataset: ["datasetGroupArn", "datasetType", "schemaArn", "latestDatasetUpdate", "trackingId"]
      case .datasetImportJob: ["datasetArn", "dataSource", "roleArn", "importMode", "publishAttributionMetricsToS3"]
      case .datasetExportJob: ["datasetArn", "ingestionMode", "roleArn", "jobOutput"]
      case .dataDeletionJob: ["datasetGroupArn", "dataSource", "roleArn", "numDeleted"]
      case .solution:
        [
          "performHPO", "performAutoML", "performAutoTraining", "performIncrementalUpdate", "recipeArn",
          "datasetGroupArn", "eventType", "solutionConfig", "autoMLResult", "latestSolutionVersion",
          "latestSolutionUpdate",
        ]
      case .solutionVersion:
        [
          "solutionArn", "performHPO", "performAutoML", "performIncrementalUpdate", "recipeArn", "eventType",
          "datasetGroupArn", "solutionConfig", "trainingHours", "trainingMode", "tunedHPOParams", "trainingType",
        ]
      case .campaign: ["solutionVersionArn", "minProvisionedTPS", "campaignConfig", "latestCampaignUpdate"]
      case .recommender:
        ["datasetGroupArn", "recipeArn", "recommenderConfig", "latestRecommenderUpdate", "modelMetrics"]
      case .filter: ["datasetGroupArn", "filterExpression"]
      case .eventTracker: ["accountId", "trackingId", "datasetGroupArn"]
      case .batchInferenceJob:
        [
          "filterArn", "solutionVersionArn", "numResults", "jobInput", "jobOutput", "batchInferenceJobConfig",
          "roleArn", "batchInferenceJobMode", "themeGenerationConfig",
        ]
      case .batchSegmentJob: ["filterArn", "solutionVersionArn", "numResults", "jobInput", "jobOutput", "roleArn"]
      case .metricAttribution: ["datasetGroupArn", "metricsOutputConfig"]
      }
    return [nameKey, arnKey] + own + times.filter { self != .schema || $0.hasSuffix("DateTime") }
  }

  /// What a row of a list holds, where there is a value.
  var listed: [String] {
    let times = ["status", "creationDateTime", "lastUpdatedDateTime"]
    return switch self {
    case .schema: ["name", "schemaArn", "creationDateTime", "lastUpdatedDateTime", "domain"]
    case .datasetGroup: ["name", "datasetGroupArn"] + times + ["failureReason", "domain"]
    case .dataset: ["name", "datasetArn", "datasetType"] + times
    case .datasetImportJob: ["datasetImportJobArn", "jobName"] + times + ["failureReason", "importMode"]
    case .datasetExportJob: ["datasetExportJobArn", "jobName"] + times + ["failureReason"]
    case .dataDeletionJob: ["dataDeletionJobArn", "datasetGroupArn", "jobName"] + times + ["failureReason"]
    case .solution: ["name", "solutionArn"] + times + ["recipeArn"]
    case .solutionVersion: ["solutionVersionArn", "trainingMode", "trainingType"] + times + ["failureReason"]
    case .campaign: ["name", "campaignArn"] + times + ["failureReason"]
    case .recommender: ["name", "recommenderArn", "datasetGroupArn", "recipeArn", "recommenderConfig"] + times
    case .filter: ["name", "filterArn", "datasetGroupArn", "failureReason"] + times
    case .eventTracker: ["name", "eventTrackerArn"] + times
    case .batchInferenceJob:
      ["batchInferenceJobArn", "jobName", "solutionVersionArn", "batchInferenceJobMode", "failureReason"] + times
    case .batchSegmentJob: ["batchSegmentJobArn", "jobName", "solutionVersionArn", "failureReason"] + times
    case .metricAttribution: ["name", "metricAttributionArn", "failureReason"] + times
    }
  }

  /// Seconds of the service's time. Sources: durations printed in AWS's sample notebooks and its developer guide; where
  /// only a range is known, a value inside it. Jobs and trainings add what `Durations` says for their size.
  var durations: (pending: Double, creating: Double, deleting: Double) {
    switch self {
    case .schema: (0, 0, 0)
    case .datasetGroup: (5, 30, 180)
    case .dataset: (5, 20, 45)
    case .datasetImportJob, .datasetExportJob, .dataDeletionJob: (15, 240, 0)
    case .solution: (5, 15, 60)
    case .solutionVersion: (30, 1_500, 0)
    case .campaign: (15, 510, 960)
    case .recommender: (30, 3_900, 1_050)
    case .filter: (5, 60, 30)
    case .eventTracker: (5, 25, 30)
    case .batchInferenceJob: (30, 780, 0)
    case .batchSegmentJob: (30, 420, 0)
    case .metricAttribution: (5, 30, 30)
    }
  }

  /// Names of the states while it is made; those of data deletion differ.
  var creationStates: (pending: String, running: String, done: String, failed: String) {
    self == .dataDeletionJob
      ? ("PENDING", "IN_PROGRESS", "COMPLETED", "FAILED")
      : ("CREATE PENDING", "CREATE IN_PROGRESS", "ACTIVE", "CREATE FAILED")
  }
}
