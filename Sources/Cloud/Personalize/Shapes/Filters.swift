/// Registers a filter expression.
package struct CreateFilter: PersonalizeOperation, Hashable {
  /// What `CreateFilter` answers.
  package struct Answer: Decodable, Hashable, Sendable {
    package let filterArn: String
  }
  package static let effect = OperationEffect.creation(.filter)
  package var name: String
  package var datasetGroupArn: String
  package var filterExpression: String
  package var tags: [ResourceTag]?

  package init(name: String, datasetGroupArn: String, filterExpression: String) {
    self.name = name
    self.datasetGroupArn = datasetGroupArn
    self.filterExpression = filterExpression
  }
}

/// A filter and its expression.
package struct DescribeFilter: PersonalizeOperation, Hashable {
  /// What `DescribeFilter` answers.
  package struct Answer: Decodable, Hashable, Sendable {
    package let filter: FilterDescription
  }
  package static let effect = OperationEffect.reading
  package var filterArn: String

  package init(filterArn: String) {
    self.filterArn = filterArn
  }
}

/// Filters of a group or of the account. The key of the list is `Filters`, the only one with a capital.
package struct ListFilters: PagedOperation, Hashable {
  /// What `ListFilters` answers.
  package struct Answer: PageAnswer, Hashable, Sendable {
    package let filters: [FilterSummary]
    package let nextToken: String?

    package var rows: [FilterSummary] { filters }

    private enum CodingKeys: String, CodingKey {
      case filters = "Filters"
      case nextToken
    }
  }
  package static let effect = OperationEffect.reading
  package var datasetGroupArn: String?
  package var nextToken: String?
  package var maxResults: Int?

  package init() {}
}

/// Deletes a filter.
package struct DeleteFilter: PersonalizeOperation, Hashable {
  package typealias Answer = NoAnswer
  package static let effect = OperationEffect.deletion
  package var filterArn: String

  package init(filterArn: String) {
    self.filterArn = filterArn
  }
}

/// A filter as it is.
package struct FilterDescription: Decodable, Hashable, Sendable {
  package let name: String
  package let filterArn: String
  package let creationDateTime: EpochTime?
  package let lastUpdatedDateTime: EpochTime?
  package let datasetGroupArn: String?
  package let failureReason: String?
  package let filterExpression: String?
  package let status: String
}

/// A filter in a list.
package struct FilterSummary: Decodable, Hashable, Sendable {
  package let name: String
  package let filterArn: String
  package let creationDateTime: EpochTime?
  package let lastUpdatedDateTime: EpochTime?
  package let datasetGroupArn: String?
  package let failureReason: String?
  package let status: String
}
