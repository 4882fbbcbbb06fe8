/// A billable quantity, by the name that usage files and rate cards use.
///
/// Only the names stand here, for they are what Serving and Pricing share; unit, formula and source of each are in Pricing.
package enum Meter: String, CaseIterable, Hashable, Sendable {
  // Amazon Personalize
  case ingestedGB
  case trainingHours
  case trainingInteractions
  case requests
  case minProvisionedTPS
  case tpsHours
  case v2Requests
  case batchRequestsLegacy
  case batchRequestsV2
  case segmentDatasetUsers
  case recommenderHours
  case recommenderUsers
  case recommenderRequests
  case minRecommendationRPS
  case recommenderExtraRequests
  case metadataRequests
  case themeRequests
  case nextBestActionRequests
  // Around it
  case s3StorageGBMonths
  case s3PutRequests
  case s3GetRequests
  case dynamoDBWriteUnits
  case dynamoDBReadUnits
  case dynamoDBStorageGBMonths
  case rdsMicroHours
  case rdsSmallHours
  case rdsStorageGBMonths
  case elastiCacheRedisMicroHours
  case elastiCacheValkeyMicroHours
  case lambdaRequests
  case lambdaGBSeconds
  case lambdaArmGBSeconds
  case apiGatewayHTTPRequests
  case apiGatewayRESTRequests
  case ec2SmallHours
  case dataTransferOutGB
  case cloudWatchLogsGB
}
