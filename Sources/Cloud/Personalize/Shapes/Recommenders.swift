/// Begins a recommender of a domain, which trains and serves, billed by the hour from ACTIVE on.
package struct CreateRecommender: PersonalizeOperation, Hashable {
  /// What `CreateRecommender` answers.
  package struct Answer: Decodable, Hashable, Sendable {
    package let recommenderArn: String
  }
  package static let effect = OperationEffect.creation(.recommender)
  package var name: String
  package var datasetGroupArn: String
  package var recipeArn: String
  package var recommenderConfig: RecommenderConfig?
  package var tags: [ResourceTag]?

  package init(name: String, datasetGroupArn: String, recipeArn: String) {
    self.name = name
    self.datasetGroupArn = datasetGroupArn
    self.recipeArn = recipeArn
  }
}

/// Changes its settings.
package struct UpdateRecommender: PersonalizeOperation, Hashable {
  /// What `UpdateRecommender` answers.
  package struct Answer: Decodable, Hashable, Sendable {
    package let recommenderArn: String
  }
  package static let effect = OperationEffect.change
  package var recommenderArn: String
  package var recommenderConfig: RecommenderConfig

  package init(recommenderArn: String, recommenderConfig: RecommenderConfig) {
    self.recommenderArn = recommenderArn
    self.recommenderConfig = recommenderConfig
  }
}

/// Starts a stopped one, and its bill.
package struct StartRecommender: PersonalizeOperation, Hashable {
  /// What `StartRecommender` answers.
  package struct Answer: Decodable, Hashable, Sendable {
    package let recommenderArn: String
  }
  package static let effect = OperationEffect.change
  package var recommenderArn: String

  package init(recommenderArn: String) {
    self.recommenderArn = recommenderArn
  }
}

/// Stops it, and its bill; it can be started again.
package struct StopRecommender: PersonalizeOperation, Hashable {
  /// What `StopRecommender` answers.
  package struct Answer: Decodable, Hashable, Sendable {
    package let recommenderArn: String
  }
  package static let effect = OperationEffect.change
  package var recommenderArn: String

  package init(recommenderArn: String) {
    self.recommenderArn = recommenderArn
  }
}

/// A recommender and its state.
package struct DescribeRecommender: PersonalizeOperation, Hashable {
  /// What `DescribeRecommender` answers.
  package struct Answer: Decodable, Hashable, Sendable {
    package let recommender: RecommenderDescription
  }
  package static let effect = OperationEffect.reading
  package var recommenderArn: String

  package init(recommenderArn: String) {
    self.recommenderArn = recommenderArn
  }
}

/// Recommenders of a group or of the account.
package struct ListRecommenders: PagedOperation, Hashable {
  /// What `ListRecommenders` answers.
  package struct Answer: PageAnswer, Hashable, Sendable {
    package let recommenders: [RecommenderSummary]
    package let nextToken: String?

    package var rows: [RecommenderSummary] { recommenders }
  }
  package static let effect = OperationEffect.reading
  package var datasetGroupArn: String?
  package var nextToken: String?
  package var maxResults: Int?

  package init() {}
}

/// Deletes a recommender.
package struct DeleteRecommender: PersonalizeOperation, Hashable {
  package typealias Answer = NoAnswer
  package static let effect = OperationEffect.deletion
  package var recommenderArn: String

  package init(recommenderArn: String) {
    self.recommenderArn = recommenderArn
  }
}

/// Settings of a recommender.
package struct RecommenderConfig: Codable, Hashable, Sendable {
  package var itemExplorationConfig: [String: String]?
  package var minRecommendationRequestsPerSecond: Int?
  package var trainingDataConfig: TrainingDataConfig?
  package var enableMetadataWithRecommendations: Bool?

  package init() {}
}

/// A change of a recommender under way.
package struct RecommenderUpdateSummary: Decodable, Hashable, Sendable {
  package let recommenderConfig: RecommenderConfig?
  package let creationDateTime: EpochTime?
  package let lastUpdatedDateTime: EpochTime?
  package let status: String?
  package let failureReason: String?
}

/// A recommender as it is.
package struct RecommenderDescription: Decodable, Hashable, Sendable {
  package let recommenderArn: String
  package let datasetGroupArn: String?
  package let name: String
  package let recipeArn: String?
  package let recommenderConfig: RecommenderConfig?
  package let creationDateTime: EpochTime?
  package let lastUpdatedDateTime: EpochTime?
  package let status: String
  package let failureReason: String?
  package let latestRecommenderUpdate: RecommenderUpdateSummary?
  package let modelMetrics: [String: Double]?
}

/// A recommender in a list.
package struct RecommenderSummary: Decodable, Hashable, Sendable {
  package let name: String
  package let recommenderArn: String
  package let datasetGroupArn: String?
  package let recipeArn: String?
  package let recommenderConfig: RecommenderConfig?
  package let status: String
  package let creationDateTime: EpochTime?
  package let lastUpdatedDateTime: EpochTime?
}
