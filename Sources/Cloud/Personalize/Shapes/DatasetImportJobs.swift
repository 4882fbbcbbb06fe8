/// Begins to read files of S3 into a dataset.
package struct CreateDatasetImportJob: PersonalizeOperation, Hashable {
  /// What `CreateDatasetImportJob` answers.
  package struct Answer: Decodable, Hashable, Sendable {
    package let datasetImportJobArn: String
  }
  package static let effect = OperationEffect.creation(.datasetImportJob)
  package var jobName: String
  package var datasetArn: String
  package var dataSource: ImportSource
  package var roleArn: String?
  package var tags: [ResourceTag]?
  package var importMode: String?
  package var publishAttributionMetricsToS3: Bool?

  package init(jobName: String, datasetArn: String, dataSource: ImportSource) {
    self.jobName = jobName
    self.datasetArn = datasetArn
    self.dataSource = dataSource
  }
}

/// An import and its state.
package struct DescribeDatasetImportJob: PersonalizeOperation, Hashable {
  /// What `DescribeDatasetImportJob` answers.
  package struct Answer: Decodable, Hashable, Sendable {
    package let datasetImportJob: DatasetImportJobDescription
  }
  package static let effect = OperationEffect.reading
  package var datasetImportJobArn: String

  package init(datasetImportJobArn: String) {
    self.datasetImportJobArn = datasetImportJobArn
  }
}

/// Imports of a dataset or of the account.
package struct ListDatasetImportJobs: PagedOperation, Hashable {
  /// What `ListDatasetImportJobs` answers.
  package struct Answer: PageAnswer, Hashable, Sendable {
    package let datasetImportJobs: [DatasetImportJobSummary]
    package let nextToken: String?

    package var rows: [DatasetImportJobSummary] { datasetImportJobs }
  }
  package static let effect = OperationEffect.reading
  package var datasetArn: String?
  package var nextToken: String?
  package var maxResults: Int?

  package init() {}
}

/// Where an import reads.
package struct ImportSource: Codable, Hashable, Sendable {
  package var dataLocation: String?

  package init() {}
}

/// A dataset import job as it is.
package struct DatasetImportJobDescription: Decodable, Hashable, Sendable {
  package let jobName: String
  package let datasetImportJobArn: String
  package let datasetArn: String?
  package let dataSource: ImportSource?
  package let roleArn: String?
  package let status: String
  package let creationDateTime: EpochTime?
  package let lastUpdatedDateTime: EpochTime?
  package let failureReason: String?
  package let importMode: String?
  package let publishAttributionMetricsToS3: Bool?
}

/// A dataset import job in a list.
package struct DatasetImportJobSummary: Decodable, Hashable, Sendable {
  package let datasetImportJobArn: String
  package let jobName: String
  package let status: String
  package let creationDateTime: EpochTime?
  package let lastUpdatedDateTime: EpochTime?
  package let failureReason: String?
  package let importMode: String?
}
