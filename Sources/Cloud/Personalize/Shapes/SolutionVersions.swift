/// Begins a training, which is billed by the hour.
package struct CreateSolutionVersion: PersonalizeOperation, Hashable {
  /// What `CreateSolutionVersion` answers.
  package struct Answer: Decodable, Hashable, Sendable {
    package let solutionVersionArn: String
  }
  package static let effect = OperationEffect.creation(.solutionVersion)
  package var name: String?
  package var solutionArn: String
  package var trainingMode: String?
  package var tags: [ResourceTag]?

  package init(solutionArn: String) {
    self.solutionArn = solutionArn
  }
}

/// A version, its state and its billed hours.
package struct DescribeSolutionVersion: PersonalizeOperation, Hashable {
  /// What `DescribeSolutionVersion` answers.
  package struct Answer: Decodable, Hashable, Sendable {
    package let solutionVersion: SolutionVersionDescription
  }
  package static let effect = OperationEffect.reading
  package var solutionVersionArn: String

  package init(solutionVersionArn: String) {
    self.solutionVersionArn = solutionVersionArn
  }
}

/// Versions of a solution or of the account.
package struct ListSolutionVersions: PagedOperation, Hashable {
  /// What `ListSolutionVersions` answers.
  package struct Answer: PageAnswer, Hashable, Sendable {
    package let solutionVersions: [SolutionVersionSummary]
    package let nextToken: String?

    package var rows: [SolutionVersionSummary] { solutionVersions }
  }
  package static let effect = OperationEffect.reading
  package var solutionArn: String?
  package var nextToken: String?
  package var maxResults: Int?

  package init() {}
}

/// Stops a training; what was trained is billed.
package struct StopSolutionVersionCreation: PersonalizeOperation, Hashable {
  package typealias Answer = NoAnswer
  package static let effect = OperationEffect.change
  package var solutionVersionArn: String

  package init(solutionVersionArn: String) {
    self.solutionVersionArn = solutionVersionArn
  }
}

/// Offline metrics of a version.
package struct GetSolutionMetrics: PersonalizeOperation, Hashable {
  /// What `GetSolutionMetrics` answers.
  package struct Answer: Decodable, Hashable, Sendable {
    package let solutionVersionArn: String?
    package let metrics: [String: Double]
  }
  package static let effect = OperationEffect.reading
  package var solutionVersionArn: String

  package init(solutionVersionArn: String) {
    self.solutionVersionArn = solutionVersionArn
  }
}

/// Hyperparameters that were found.
package struct TunedHPOParams: Decodable, Hashable, Sendable {
  package let algorithmHyperParameters: [String: String]?
}

/// A solution version as it is.
package struct SolutionVersionDescription: Decodable, Hashable, Sendable {
  package let name: String?
  package let solutionVersionArn: String
  package let solutionArn: String?
  package let performHPO: Bool?
  package let performAutoML: Bool?
  package let performIncrementalUpdate: Bool?
  package let recipeArn: String?
  package let eventType: String?
  package let datasetGroupArn: String?
  package let solutionConfig: SolutionConfig?
  package let trainingHours: Double?
  package let trainingMode: String?
  package let tunedHPOParams: TunedHPOParams?
  package let status: String
  package let failureReason: String?
  package let creationDateTime: EpochTime?
  package let lastUpdatedDateTime: EpochTime?
  package let trainingType: String?
}
