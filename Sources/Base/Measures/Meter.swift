/// A billable quantity, by the name that usage files and rate cards use.
package enum Meter: String, CaseIterable, Hashable, Sendable {
  // Amazon Personalize
  case ingestedGB
  case trainingHours
  case trainingInteractions
  /// Requests a campaign answered, in rows of any length inside a billing window; priced as `tpsHours` or `v2Requests`.
  case requests
  /// A campaign's floor over the row's time; without it a campaign's requests cannot be priced.
  case minProvisionedTPS
  case tpsHours
  case v2Requests
  case batchRequestsLegacy
  case batchRequestsV2
  // Around it
  case s3StorageGBMonths
  case s3PutRequests
  case s3GetRequests
  case dynamoDBWriteUnits
  case dynamoDBReadUnits
  case dynamoDBStorageGBMonths

  /// The unit a quantity of this meter is counted in.
  package var unit: String {
    switch self {
    case .ingestedGB: "GB"
    case .trainingHours: "training-hour"
    case .trainingInteractions: "interaction"
    case .requests, .v2Requests, .batchRequestsLegacy, .batchRequestsV2, .s3PutRequests, .s3GetRequests: "request"
    case .minProvisionedTPS: "TPS"
    case .tpsHours: "TPS-hour"
    case .s3StorageGBMonths, .dynamoDBStorageGBMonths: "GB-month"
    case .dynamoDBWriteUnits, .dynamoDBReadUnits: "request unit"
    }
  }

  /// One line of what the meter counts.
  package var meaning: String {
    switch self {
    case .ingestedGB: "data imported in bulk or streamed as events; 1 GB = 10^9 bytes"
    case .trainingHours: "training-hours of the legacy recipes as billed (hosts summed, not wall time)"
    case .trainingInteractions: "interactions considered by a training of a v2 recipe, summed over trainings"
    case .requests: "requests that a campaign answered"
    case .minProvisionedTPS: "a campaign's minProvisionedTPS over the row's time"
    case .tpsHours: "legacy real time: the larger of mean rate and floor in each window, summed over the windows"
    case .v2Requests: "v2 real time: requests, at least the floor's, in each window"
    case .batchRequestsLegacy: "users answered by batch inference jobs of the legacy recipes"
    case .batchRequestsV2: "users answered by batch inference jobs of the v2 recipes"
    case .s3StorageGBMonths: "Amazon S3 Standard storage"
    case .s3PutRequests: "Amazon S3 PUT, COPY, POST and LIST requests"
    case .s3GetRequests: "Amazon S3 GET requests"
    case .dynamoDBWriteUnits: "Amazon DynamoDB on-demand write request units (1 KB each)"
    case .dynamoDBReadUnits: "Amazon DynamoDB on-demand read request units (4 KB, half for eventually consistent)"
    case .dynamoDBStorageGBMonths: "Amazon DynamoDB storage, Standard class"
    }
  }
}
