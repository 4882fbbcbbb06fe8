/// Begins a job that picks users for items, billed by the user and query.
package struct CreateBatchSegmentJob: PersonalizeOperation, Hashable {
  /// What `CreateBatchSegmentJob` answers.
  package struct Answer: Decodable, Hashable, Sendable {
    package let batchSegmentJobArn: String
  }
  package static let effect = OperationEffect.creation(.batchSegmentJob)
  package var jobName: String
  package var solutionVersionArn: String
  package var filterArn: String?
  package var numResults: Int?
  package var jobInput: BatchSegmentJobInput
  package var jobOutput: BatchSegmentJobOutput
  package var roleArn: String
  package var tags: [ResourceTag]?

  package init(
    jobName: String, solutionVersionArn: String, jobInput: BatchSegmentJobInput, jobOutput: BatchSegmentJobOutput,
    roleArn: String
  ) {
    self.jobName = jobName
    self.solutionVersionArn = solutionVersionArn
    self.jobInput = jobInput
    self.jobOutput = jobOutput
    self.roleArn = roleArn
  }
}

/// A batch segment job and its state.
package struct DescribeBatchSegmentJob: PersonalizeOperation, Hashable {
  /// What `DescribeBatchSegmentJob` answers.
  package struct Answer: Decodable, Hashable, Sendable {
    package let batchSegmentJob: BatchSegmentJobDescription
  }
  package static let effect = OperationEffect.reading
  package var batchSegmentJobArn: String

  package init(batchSegmentJobArn: String) {
    self.batchSegmentJobArn = batchSegmentJobArn
  }
}

/// Batch segment jobs of a version or of the account.
package struct ListBatchSegmentJobs: PagedOperation, Hashable {
  /// What `ListBatchSegmentJobs` answers.
  package struct Answer: PageAnswer, Hashable, Sendable {
    package let batchSegmentJobs: [BatchSegmentJobSummary]
    package let nextToken: String?

    package var rows: [BatchSegmentJobSummary] { batchSegmentJobs }
  }
  package static let effect = OperationEffect.reading
  package var solutionVersionArn: String?
  package var nextToken: String?
  package var maxResults: Int?

  package init() {}
}

/// Where a job reads its queries: a prefix, which other names may begin with too.
package struct BatchSegmentJobInput: Codable, Hashable, Sendable {
  package var s3DataSource: S3DataConfig

  package init(s3DataSource: S3DataConfig) {
    self.s3DataSource = s3DataSource
  }
}

/// Where a job writes.
package struct BatchSegmentJobOutput: Codable, Hashable, Sendable {
  package var s3DataDestination: S3DataConfig

  package init(s3DataDestination: S3DataConfig) {
    self.s3DataDestination = s3DataDestination
  }
}

/// A batch segment job as it is.
package struct BatchSegmentJobDescription: Decodable, Hashable, Sendable {
  package let jobName: String
  package let batchSegmentJobArn: String
  package let filterArn: String?
  package let failureReason: String?
  package let solutionVersionArn: String?
  package let numResults: Int?
  package let jobInput: BatchSegmentJobInput?
  package let jobOutput: BatchSegmentJobOutput?
  package let roleArn: String?
  package let status: String
  package let creationDateTime: EpochTime?
  package let lastUpdatedDateTime: EpochTime?
}

/// A batch segment job in a list.
package struct BatchSegmentJobSummary: Decodable, Hashable, Sendable {
  package let batchSegmentJobArn: String
  package let jobName: String
  package let status: String
  package let creationDateTime: EpochTime?
  package let lastUpdatedDateTime: EpochTime?
  package let failureReason: String?
  package let solutionVersionArn: String?
}
