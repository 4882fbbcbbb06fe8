/// The recipes that the service offers.
package struct ListRecipes: PagedOperation, Hashable {
  /// What `ListRecipes` answers.
  package struct Answer: PageAnswer, Hashable, Sendable {
    package let recipes: [RecipeSummary]
    package let nextToken: String?

    package var rows: [RecipeSummary] { recipes }
  }
  package static let effect = OperationEffect.reading
  package var recipeProvider: String?
  package var nextToken: String?
  package var maxResults: Int?
  package var domain: String?

  package init() {}
}

/// A recipe.
package struct DescribeRecipe: PersonalizeOperation, Hashable {
  /// What `DescribeRecipe` answers.
  package struct Answer: Decodable, Hashable, Sendable {
    package let recipe: RecipeDescription
  }
  package static let effect = OperationEffect.reading
  package var recipeArn: String

  package init(recipeArn: String) {
    self.recipeArn = recipeArn
  }
}

/// An algorithm with its hyperparameters.
package struct DescribeAlgorithm: PersonalizeOperation, Hashable {
  /// What `DescribeAlgorithm` answers.
  package struct Answer: Decodable, Hashable, Sendable {
    package let algorithm: AlgorithmDescription
  }
  package static let effect = OperationEffect.reading
  package var algorithmArn: String

  package init(algorithmArn: String) {
    self.algorithmArn = algorithmArn
  }
}

/// A transformation of features.
package struct DescribeFeatureTransformation: PersonalizeOperation, Hashable {
  /// What `DescribeFeatureTransformation` answers.
  package struct Answer: Decodable, Hashable, Sendable {
    package let featureTransformation: FeatureTransformationDescription
  }
  package static let effect = OperationEffect.reading
  package var featureTransformationArn: String

  package init(featureTransformationArn: String) {
    self.featureTransformationArn = featureTransformationArn
  }
}

/// A recipe in a list.
package struct RecipeSummary: Decodable, Hashable, Sendable {
  package let name: String
  package let recipeArn: String
  package let status: String
  package let creationDateTime: EpochTime?
  package let lastUpdatedDateTime: EpochTime?
  package let domain: String?
}

/// A recipe as it is.
package struct RecipeDescription: Decodable, Hashable, Sendable {
  package let name: String
  package let recipeArn: String
  package let algorithmArn: String?
  package let featureTransformationArn: String?
  package let status: String
  package let description: String?
  package let creationDateTime: EpochTime?
  package let recipeType: String?
  package let lastUpdatedDateTime: EpochTime?
}

/// Where an algorithm's program is.
package struct AlgorithmImage: Decodable, Hashable, Sendable {
  package let name: String?
  package let dockerURI: String?
}

/// A range of whole numbers.
package struct DefaultIntegerHyperParameterRange: Decodable, Hashable, Sendable {
  package let name: String?
  package let minValue: Int?
  package let maxValue: Int?
  package let isTunable: Bool?
}

/// A range of numbers.
package struct DefaultContinuousHyperParameterRange: Decodable, Hashable, Sendable {
  package let name: String?
  package let minValue: Double?
  package let maxValue: Double?
  package let isTunable: Bool?
}

/// Values to try.
package struct DefaultCategoricalHyperParameterRange: Decodable, Hashable, Sendable {
  package let name: String?
  package let values: [String]?
  package let isTunable: Bool?
}

/// Where a search may look.
package struct DefaultHyperParameterRanges: Decodable, Hashable, Sendable {
  package let integerHyperParameterRanges: [DefaultIntegerHyperParameterRange]?
  package let continuousHyperParameterRanges: [DefaultContinuousHyperParameterRange]?
  package let categoricalHyperParameterRanges: [DefaultCategoricalHyperParameterRange]?
}

/// An algorithm as it is.
package struct AlgorithmDescription: Decodable, Hashable, Sendable {
  package let name: String
  package let algorithmArn: String
  package let algorithmImage: AlgorithmImage?
  package let defaultHyperParameters: [String: String]?
  package let defaultHyperParameterRanges: DefaultHyperParameterRanges?
  package let defaultResourceConfig: [String: String]?
  package let trainingInputMode: String?
  package let roleArn: String?
  package let creationDateTime: EpochTime?
  package let lastUpdatedDateTime: EpochTime?
}

/// A feature transformation as it is.
package struct FeatureTransformationDescription: Decodable, Hashable, Sendable {
  package let name: String
  package let featureTransformationArn: String
  package let defaultParameters: [String: String]?
  package let creationDateTime: EpochTime?
  package let lastUpdatedDateTime: EpochTime?
  package let status: String
}
