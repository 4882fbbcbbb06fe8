import Measures

extension Meter {
  /// The keys of the assumption ledger that a plan's usage of the meter follows from, `{plan}` standing for the plan's name.
  var usageAssumptions: [String] {
    let requests = [
      "demand.requestsPerDay", "demand.shape*", "demand.growth", "demand.bursts*", "demand.arrivals", "demand.trace*",
      "demand.record", "demand.sessions*",
    ]
    let users = ["demand.users", "demand.growth"]
    let lists = users + ["plans.{plan}.*every", "plans.{plan}.*users"]
    let trainings = ["training.every", "data.interactions*"]
    let front = ["front*"]
    return switch self {
    case .ingestedGB: ["data.interactions*", "data.bytesPerInteraction", "demand.growth"]
    case .trainingHours: ["training.every", "training.billedHours"]
    case .trainingInteractions: trainings + ["demand.growth"]
    case .requests, .minProvisionedTPS, .tpsHours, .v2Requests, .metadataRequests:
      requests + ["plans.{plan}.*minProvisionedTPS", "plans.{plan}.*metadata", "plans.{plan}.routing.*"]
    case .batchRequestsLegacy, .batchRequestsV2, .segmentDatasetUsers: lists
    case .themeRequests: lists + ["plans.{plan}.*themes"]
    case .recommenderHours, .recommenderUsers: users
    case .recommenderRequests, .minRecommendationRPS, .recommenderExtraRequests, .nextBestActionRequests: requests
    case .s3StorageGBMonths, .s3PutRequests, .s3GetRequests:
      lists + ["plans.{plan}.*results", "data.bytesPerListItem", "data.interactions*", "data.bytesPerInteraction"]
    case .dynamoDBWriteUnits, .dynamoDBStorageGBMonths, .rdsStorageGBMonths, .elastiCacheRedisMicroHours,
      .elastiCacheValkeyMicroHours:
      lists + ["plans.{plan}.*results", "data.bytesPerListItem", "plans.{plan}.*store*"]
    case .dynamoDBReadUnits:
      requests + ["demand.anonymous", "plans.{plan}.*results", "data.bytesPerListItem", "plans.{plan}.*store"]
    case .rdsMicroHours, .rdsSmallHours: ["plans.{plan}.*store", "horizon.*"]
    case .ec2SmallHours: ["horizon.*"]
    case .lambdaRequests, .lambdaGBSeconds, .lambdaArmGBSeconds, .apiGatewayHTTPRequests, .apiGatewayRESTRequests,
      .dataTransferOutGB, .cloudWatchLogsGB:
      requests + front
    }
  }
}
