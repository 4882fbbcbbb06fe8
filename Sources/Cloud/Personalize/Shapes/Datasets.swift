/// Begins a dataset, one of each type a group.
package struct CreateDataset: PersonalizeOperation, Hashable {
  /// What `CreateDataset` answers.
  package struct Answer: Decodable, Hashable, Sendable {
    package let datasetArn: String
  }
  package static let effect = OperationEffect.creation(.dataset)
  package var name: String
  package var schemaArn: String
  package var datasetGroupArn: String
  package var datasetType: String
  package var tags: [ResourceTag]?

  package init(name: String, schemaArn: String, datasetGroupArn: String, datasetType: String) {
    self.name = name
    self.schemaArn = schemaArn
    self.datasetGroupArn = datasetGroupArn
    self.datasetType = datasetType
  }
}

/// A dataset and its state.
package struct DescribeDataset: PersonalizeOperation, Hashable {
  /// What `DescribeDataset` answers.
  package struct Answer: Decodable, Hashable, Sendable {
    package let dataset: DatasetDescription
  }
  package static let effect = OperationEffect.reading
  package var datasetArn: String

  package init(datasetArn: String) {
    self.datasetArn = datasetArn
  }
}

/// Points a dataset to another schema, which only adds columns that may be empty.
package struct UpdateDataset: PersonalizeOperation, Hashable {
  /// What `UpdateDataset` answers.
  package struct Answer: Decodable, Hashable, Sendable {
    package let datasetArn: String
  }
  package static let effect = OperationEffect.change
  package var datasetArn: String
  package var schemaArn: String

  package init(datasetArn: String, schemaArn: String) {
    self.datasetArn = datasetArn
    self.schemaArn = schemaArn
  }
}

/// Datasets of a group or of the account.
package struct ListDatasets: PagedOperation, Hashable {
  /// What `ListDatasets` answers.
  package struct Answer: PageAnswer, Hashable, Sendable {
    package let datasets: [DatasetSummary]
    package let nextToken: String?

    package var rows: [DatasetSummary] { datasets }
  }
  package static let effect = OperationEffect.reading
  package var datasetGroupArn: String?
  package var nextToken: String?
  package var maxResults: Int?

  package init() {}
}

/// Deletes a dataset with its data.
package struct DeleteDataset: PersonalizeOperation, Hashable {
  package typealias Answer = NoAnswer
  package static let effect = OperationEffect.deletion
  package var datasetArn: String

  package init(datasetArn: String) {
    self.datasetArn = datasetArn
  }
}

/// A change of schema under way.
package struct DatasetUpdateSummary: Decodable, Hashable, Sendable {
  package let schemaArn: String?
  package let status: String?
  package let failureReason: String?
  package let creationDateTime: EpochTime?
  package let lastUpdatedDateTime: EpochTime?
}

/// A dataset as it is.
package struct DatasetDescription: Decodable, Hashable, Sendable {
  package let name: String
  package let datasetArn: String
  package let datasetGroupArn: String?
  package let datasetType: String?
  package let schemaArn: String?
  package let status: String
  package let creationDateTime: EpochTime?
  package let lastUpdatedDateTime: EpochTime?
  package let latestDatasetUpdate: DatasetUpdateSummary?
  package let trackingId: String?
}

/// A dataset in a list.
package struct DatasetSummary: Decodable, Hashable, Sendable {
  package let name: String
  package let datasetArn: String
  package let datasetType: String?
  package let status: String
  package let creationDateTime: EpochTime?
  package let lastUpdatedDateTime: EpochTime?
}
