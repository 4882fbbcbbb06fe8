import Measures

/// The lines of a bill as readers think of them: each meter belongs to exactly one.
package enum CostGroup: CaseIterable, Sendable {
  case ingestion, training, realTime, recommender, batchInference, segments, extras, objectStore, dynamoDB, rds
  case elastiCache, ec2, apiGateway, lambda, logsAndTransfer

  /// The group that a meter's money is shown in.
  package init(of meter: Meter) {
    self =
      switch meter {
      case .ingestedGB: .ingestion
      case .trainingHours, .trainingInteractions: .training
      case .requests, .minProvisionedTPS, .tpsHours, .v2Requests: .realTime
      case .recommenderHours, .recommenderUsers, .recommenderRequests, .minRecommendationRPS,
        .recommenderExtraRequests:
        .recommender
      case .batchRequestsLegacy, .batchRequestsV2: .batchInference
      case .segmentDatasetUsers: .segments
      case .metadataRequests, .themeRequests, .nextBestActionRequests: .extras
      case .s3StorageGBMonths, .s3PutRequests, .s3GetRequests: .objectStore
      case .dynamoDBWriteUnits, .dynamoDBReadUnits, .dynamoDBStorageGBMonths: .dynamoDB
      case .rdsMicroHours, .rdsSmallHours, .rdsStorageGBMonths: .rds
      case .elastiCacheRedisMicroHours, .elastiCacheValkeyMicroHours: .elastiCache
      case .ec2SmallHours: .ec2
      case .apiGatewayHTTPRequests, .apiGatewayRESTRequests: .apiGateway
      case .lambdaRequests, .lambdaGBSeconds, .lambdaArmGBSeconds: .lambda
      case .cloudWatchLogsGB, .dataTransferOutGB: .logsAndTransfer
      }
  }

  /// The meters of the group, in the order of all meters.
  package var meters: [Meter] { Meter.allCases.filter { CostGroup(of: $0) == self } }

  var name: Phrase {
    switch self {
    case .ingestion: .ingestion
    case .training: .training
    case .realTime: .realTime
    case .recommender: .recommenderLine
    case .batchInference: .batchInference
    case .segments: .segments
    case .extras: .extras
    case .objectStore: .objectStore
    case .dynamoDB: .servingTable
    case .rds: .relationalStore
    case .elastiCache: .cacheStore
    case .ec2: .ec2
    case .apiGateway: .apiGateway
    case .lambda: .lambda
    case .logsAndTransfer: .logsAndTransfer
    }
  }
}
