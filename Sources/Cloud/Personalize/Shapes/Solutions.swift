/// Sets a recipe up for a group. Unless `performAutoTraining` is false, training starts by itself and is billed.
package struct CreateSolution: PersonalizeOperation, Hashable {
  /// What `CreateSolution` answers.
  package struct Answer: Decodable, Hashable, Sendable {
    package let solutionArn: String
  }
  package static let effect = OperationEffect.creation(.solution)
  package var name: String
  package var performHPO: Bool?
  package var performAutoML: Bool?
  package var performAutoTraining: Bool?
  package var performIncrementalUpdate: Bool?
  package var recipeArn: String?
  package var datasetGroupArn: String
  package var eventType: String?
  package var solutionConfig: SolutionConfig?
  package var tags: [ResourceTag]?

  package init(name: String, datasetGroupArn: String) {
    self.name = name
    self.datasetGroupArn = datasetGroupArn
  }
}

/// Changes when a solution trains by itself.
package struct UpdateSolution: PersonalizeOperation, Hashable {
  /// What `UpdateSolution` answers.
  package struct Answer: Decodable, Hashable, Sendable {
    package let solutionArn: String
  }
  package static let effect = OperationEffect.change
  package var solutionArn: String
  package var performAutoTraining: Bool?
  package var performIncrementalUpdate: Bool?
  package var solutionUpdateConfig: SolutionUpdateConfig?

  package init(solutionArn: String) {
    self.solutionArn = solutionArn
  }
}

/// A solution and its state.
package struct DescribeSolution: PersonalizeOperation, Hashable {
  /// What `DescribeSolution` answers.
  package struct Answer: Decodable, Hashable, Sendable {
    package let solution: SolutionDescription
  }
  package static let effect = OperationEffect.reading
  package var solutionArn: String

  package init(solutionArn: String) {
    self.solutionArn = solutionArn
  }
}

/// Solutions of a group or of the account.
package struct ListSolutions: PagedOperation, Hashable {
  /// What `ListSolutions` answers.
  package struct Answer: PageAnswer, Hashable, Sendable {
    package let solutions: [SolutionSummary]
    package let nextToken: String?

    package var rows: [SolutionSummary] { solutions }
  }
  package static let effect = OperationEffect.reading
  package var datasetGroupArn: String?
  package var nextToken: String?
  package var maxResults: Int?

  package init() {}
}

/// Deletes a solution with all its versions.
package struct DeleteSolution: PersonalizeOperation, Hashable {
  package typealias Answer = NoAnswer
  package static let effect = OperationEffect.deletion
  package var solutionArn: String

  package init(solutionArn: String) {
    self.solutionArn = solutionArn
  }
}

/// What the search improves.
package struct HPOObjective: Codable, Hashable, Sendable {
  package var type: String?
  package var metricName: String?
  package var metricRegex: String?

  package init() {}
}

/// How much the search may train; numbers are strings here.
package struct HPOResourceConfig: Codable, Hashable, Sendable {
  package var maxNumberOfTrainingJobs: String?
  package var maxParallelTrainingJobs: String?

  package init() {}
}

/// A range of whole numbers.
package struct IntegerHyperParameterRange: Codable, Hashable, Sendable {
  package var name: String?
  package var minValue: Int?
  package var maxValue: Int?

  package init() {}
}

/// A range of numbers.
package struct ContinuousHyperParameterRange: Codable, Hashable, Sendable {
  package var name: String?
  package var minValue: Double?
  package var maxValue: Double?

  package init() {}
}

/// Values to try.
package struct CategoricalHyperParameterRange: Codable, Hashable, Sendable {
  package var name: String?
  package var values: [String]?

  package init() {}
}

/// Where the search looks.
package struct HyperParameterRanges: Codable, Hashable, Sendable {
  package var integerHyperParameterRanges: [IntegerHyperParameterRange]?
  package var continuousHyperParameterRanges: [ContinuousHyperParameterRange]?
  package var categoricalHyperParameterRanges: [CategoricalHyperParameterRange]?

  package init() {}
}

/// A search for hyperparameters.
package struct HPOConfig: Codable, Hashable, Sendable {
  package var hpoObjective: HPOObjective?
  package var hpoResourceConfig: HPOResourceConfig?
  package var algorithmHyperParameterRanges: HyperParameterRanges?

  package init() {}
}

/// A choice among recipes.
package struct AutoMLConfig: Codable, Hashable, Sendable {
  package var metricName: String?
  package var recipeList: [String]?

  package init() {}
}

/// A type of event, the least value that counts, and its weight.
package struct EventWeight: Codable, Hashable, Sendable {
  package var eventType: String?
  package var eventValueThreshold: Double?
  package var weight: Double?

  package init() {}
}

/// Which events count how much.
package struct EventsConfig: Codable, Hashable, Sendable {
  package var eventParametersList: [EventWeight]?

  package init() {}
}

/// An attribute of items that is favoured besides relevance.
package struct OptimizationObjective: Codable, Hashable, Sendable {
  package var itemAttribute: String?
  package var objectiveSensitivity: String?

  package init() {}
}

/// Columns that are trained on.
package struct TrainingDataConfig: Codable, Hashable, Sendable {
  package var excludedDatasetColumns: [String: [String]]?
  package var includedDatasetColumns: [String: [String]]?

  package init() {}
}

/// When it trains by itself, such as `rate(7 days)`.
package struct AutoTrainingConfig: Codable, Hashable, Sendable {
  package var schedulingExpression: String?

  package init() {}
}

/// Settings of a training.
package struct SolutionConfig: Codable, Hashable, Sendable {
  package var eventValueThreshold: String?
  package var hpoConfig: HPOConfig?
  package var algorithmHyperParameters: [String: String]?
  package var featureTransformationParameters: [String: String]?
  package var autoMLConfig: AutoMLConfig?
  package var eventsConfig: EventsConfig?
  package var optimizationObjective: OptimizationObjective?
  package var trainingDataConfig: TrainingDataConfig?
  package var autoTrainingConfig: AutoTrainingConfig?

  package init() {}
}

/// What a change of a solution sets.
package struct SolutionUpdateConfig: Codable, Hashable, Sendable {
  package var autoTrainingConfig: AutoTrainingConfig?
  package var eventsConfig: EventsConfig?

  package init() {}
}

/// The recipe that was chosen.
package struct AutoMLResult: Decodable, Hashable, Sendable {
  package let bestRecipeArn: String?
}

/// A version in a list.
package struct SolutionVersionSummary: Decodable, Hashable, Sendable {
  package let solutionVersionArn: String
  package let status: String
  package let trainingMode: String?
  package let trainingType: String?
  package let creationDateTime: EpochTime?
  package let lastUpdatedDateTime: EpochTime?
  package let failureReason: String?
}

/// A change of a solution under way.
package struct SolutionUpdateSummary: Decodable, Hashable, Sendable {
  package let solutionUpdateConfig: SolutionUpdateConfig?
  package let status: String?
  package let performAutoTraining: Bool?
  package let performIncrementalUpdate: Bool?
  package let creationDateTime: EpochTime?
  package let lastUpdatedDateTime: EpochTime?
  package let failureReason: String?
}

/// A solution as it is.
package struct SolutionDescription: Decodable, Hashable, Sendable {
  package let name: String
  package let solutionArn: String
  package let performHPO: Bool?
  package let performAutoML: Bool?
  package let performAutoTraining: Bool?
  package let performIncrementalUpdate: Bool?
  package let recipeArn: String?
  package let datasetGroupArn: String?
  package let eventType: String?
  package let solutionConfig: SolutionConfig?
  package let autoMLResult: AutoMLResult?
  package let status: String
  package let creationDateTime: EpochTime?
  package let lastUpdatedDateTime: EpochTime?
  package let latestSolutionVersion: SolutionVersionSummary?
  package let latestSolutionUpdate: SolutionUpdateSummary?
}

/// A solution in a list.
package struct SolutionSummary: Decodable, Hashable, Sendable {
  package let name: String
  package let solutionArn: String
  package let status: String
  package let creationDateTime: EpochTime?
  package let lastUpdatedDateTime: EpochTime?
  package let recipeArn: String?
}
