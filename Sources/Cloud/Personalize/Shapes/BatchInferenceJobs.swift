/// Begins a job that answers a file of queries, billed by the query.
package struct CreateBatchInferenceJob: PersonalizeOperation, Hashable {
  /// What `CreateBatchInferenceJob` answers.
  package struct Answer: Decodable, Hashable, Sendable {
    package let batchInferenceJobArn: String
  }
  package static let effect = OperationEffect.creation(.batchInferenceJob)
  package var jobName: String
  package var solutionVersionArn: String
  package var filterArn: String?
  package var numResults: Int?
  package var jobInput: BatchInferenceJobInput
  package var jobOutput: BatchInferenceJobOutput
  package var roleArn: String
  package var batchInferenceJobConfig: BatchInferenceJobConfig?
  package var tags: [ResourceTag]?
  package var batchInferenceJobMode: String?
  package var themeGenerationConfig: ThemeGenerationConfig?

  package init(
    jobName: String, solutionVersionArn: String, jobInput: BatchInferenceJobInput, jobOutput: BatchInferenceJobOutput,
    roleArn: String
  ) {
    self.jobName = jobName
    self.solutionVersionArn = solutionVersionArn
    self.jobInput = jobInput
    self.jobOutput = jobOutput
    self.roleArn = roleArn
  }
}

/// A batch inference job and its state.
package struct DescribeBatchInferenceJob: PersonalizeOperation, Hashable {
  /// What `DescribeBatchInferenceJob` answers.
  package struct Answer: Decodable, Hashable, Sendable {
    package let batchInferenceJob: BatchInferenceJobDescription
  }
  package static let effect = OperationEffect.reading
  package var batchInferenceJobArn: String

  package init(batchInferenceJobArn: String) {
    self.batchInferenceJobArn = batchInferenceJobArn
  }
}

/// Batch inference jobs of a version or of the account.
package struct ListBatchInferenceJobs: PagedOperation, Hashable {
  /// What `ListBatchInferenceJobs` answers.
  package struct Answer: PageAnswer, Hashable, Sendable {
    package let batchInferenceJobs: [BatchInferenceJobSummary]
    package let nextToken: String?

    package var rows: [BatchInferenceJobSummary] { batchInferenceJobs }
  }
  package static let effect = OperationEffect.reading
  package var solutionVersionArn: String?
  package var nextToken: String?
  package var maxResults: Int?

  package init() {}
}

/// A place in S3, with the key that its files are encrypted with.
package struct S3DataConfig: Codable, Hashable, Sendable {
  package var path: String
  package var kmsKeyArn: String?

  package init(path: String) {
    self.path = path
  }
}

/// Where a job reads its queries: a prefix, which other names may begin with too.
package struct BatchInferenceJobInput: Codable, Hashable, Sendable {
  package var s3DataSource: S3DataConfig

  package init(s3DataSource: S3DataConfig) {
    self.s3DataSource = s3DataSource
  }
}

/// Where a job writes.
package struct BatchInferenceJobOutput: Codable, Hashable, Sendable {
  package var s3DataDestination: S3DataConfig

  package init(s3DataDestination: S3DataConfig) {
    self.s3DataDestination = s3DataDestination
  }
}

/// Settings of a job.
package struct BatchInferenceJobConfig: Codable, Hashable, Sendable {
  package var itemExplorationConfig: [String: String]?
  package var rankingInfluence: [String: Double]?

  package init() {}
}

/// The column with the items' names.
package struct FieldsForThemeGeneration: Codable, Hashable, Sendable {
  package var itemName: String

  package init(itemName: String) {
    self.itemName = itemName
  }
}

/// Settings of themes.
package struct ThemeGenerationConfig: Codable, Hashable, Sendable {
  package var fieldsForThemeGeneration: FieldsForThemeGeneration

  package init(fieldsForThemeGeneration: FieldsForThemeGeneration) {
    self.fieldsForThemeGeneration = fieldsForThemeGeneration
  }
}

/// A batch inference job as it is.
package struct BatchInferenceJobDescription: Decodable, Hashable, Sendable {
  package let jobName: String
  package let batchInferenceJobArn: String
  package let filterArn: String?
  package let failureReason: String?
  package let solutionVersionArn: String?
  package let numResults: Int?
  package let jobInput: BatchInferenceJobInput?
  package let jobOutput: BatchInferenceJobOutput?
  package let batchInferenceJobConfig: BatchInferenceJobConfig?
  package let roleArn: String?
  package let batchInferenceJobMode: String?
  package let themeGenerationConfig: ThemeGenerationConfig?
  package let status: String
  package let creationDateTime: EpochTime?
  package let lastUpdatedDateTime: EpochTime?
}

/// A batch inference job in a list.
package struct BatchInferenceJobSummary: Decodable, Hashable, Sendable {
  package let batchInferenceJobArn: String
  package let jobName: String
  package let status: String
  package let creationDateTime: EpochTime?
  package let lastUpdatedDateTime: EpochTime?
  package let failureReason: String?
  package let solutionVersionArn: String?
  package let batchInferenceJobMode: String?
}
