/// Begins a group that holds datasets, solutions, filters and trackers.
package struct CreateDatasetGroup: PersonalizeOperation, Hashable {
  /// What `CreateDatasetGroup` answers.
  package struct Answer: Decodable, Hashable, Sendable {
    package let datasetGroupArn: String
    package let domain: String?
  }
  package static let effect = OperationEffect.creation(.datasetGroup)
  package var name: String
  package var roleArn: String?
  package var kmsKeyArn: String?
  package var domain: String?
  package var tags: [ResourceTag]?

  package init(name: String) {
    self.name = name
  }
}

/// A dataset group and its state.
package struct DescribeDatasetGroup: PersonalizeOperation, Hashable {
  /// What `DescribeDatasetGroup` answers.
  package struct Answer: Decodable, Hashable, Sendable {
    package let datasetGroup: DatasetGroupDescription
  }
  package static let effect = OperationEffect.reading
  package var datasetGroupArn: String

  package init(datasetGroupArn: String) {
    self.datasetGroupArn = datasetGroupArn
  }
}

/// All dataset groups of the account.
package struct ListDatasetGroups: PagedOperation, Hashable {
  /// What `ListDatasetGroups` answers.
  package struct Answer: PageAnswer, Hashable, Sendable {
    package let datasetGroups: [DatasetGroupSummary]
    package let nextToken: String?

    package var rows: [DatasetGroupSummary] { datasetGroups }
  }
  package static let effect = OperationEffect.reading
  package var nextToken: String?
  package var maxResults: Int?

  package init() {}
}

/// Deletes a group that is empty.
package struct DeleteDatasetGroup: PersonalizeOperation, Hashable {
  package typealias Answer = NoAnswer
  package static let effect = OperationEffect.deletion
  package var datasetGroupArn: String

  package init(datasetGroupArn: String) {
    self.datasetGroupArn = datasetGroupArn
  }
}

/// A dataset group as it is.
package struct DatasetGroupDescription: Decodable, Hashable, Sendable {
  package let name: String
  package let datasetGroupArn: String
  package let status: String
  package let roleArn: String?
  package let kmsKeyArn: String?
  package let creationDateTime: EpochTime?
  package let lastUpdatedDateTime: EpochTime?
  package let failureReason: String?
  package let domain: String?
}

/// A dataset group in a list.
package struct DatasetGroupSummary: Decodable, Hashable, Sendable {
  package let name: String
  package let datasetGroupArn: String
  package let status: String
  package let creationDateTime: EpochTime?
  package let lastUpdatedDateTime: EpochTime?
  package let failureReason: String?
  package let domain: String?
}
