import Interactions

/// Parameters of the blend: several models' standard scores, weighted as a validation slice of the training data says.
package struct BlendParameters: RecommenderParameters {
  package static let modelName = "blend"
  /// Names of the models with their defaults, joined by `+`; `auto` for those that fit the size and kind of the data.
  package var components = "auto"
  /// Which events of a user the weights are judged by: `auto`, `last`, `random` or `period`.
  package var validation = "auto"
  /// Users the weights are judged by, at most.
  package var validationUsers = 5_000
  /// Length of the vectors of an iALS among the models: the service's `hidden_dimension`.
  package var factors = ImplicitFactorParameters().factors
  /// Newest events that sequential models read, and the largest gap of their pairs: the service's `bptt`.
  package var window = SequentialRulesParameters().window

  package init() {}

  package static let keys = [
    ParameterKey<Self>(
      "components", \.components, domain: "auto, or names of recommenders joined by +",
      "models that are blended"
    ) { text in text == "auto" || specifications(of: text) != nil },
    ParameterKey<Self>(
      "validation", \.validation, domain: ValidationSlice.Kind.domain, ValidationSlice.Kind.meaning
    ) { ValidationSlice.Kind(rawValue: $0) != nil },
    ParameterKey<Self>(
      "validationUsers", \.validationUsers, in: 100...1_000_000, "users the weights are judged by, at most"),
    ParameterKey<Self>("factors", \.factors, in: 1...1_024, "length of the vectors of an iALS among the models"),
    ParameterKey<Self>(
      "window", \.window, in: 1...100, "newest events that sequential models read, and the largest gap of their pairs"),
  ]

  package var formula: String {
    "score(j) = Σ over models of weight · log₂(1 + 5·score(j) / standard deviation of the model's scores over all "
      + "items), with the score's sign; weights by coordinate search for NDCG@20 of events that are "
      + "taken out of the training data, without the models whose lack costs less than a thousandth of it together"
  }

  /// Models of a text such as `sequential-rules+item-knn`, or nil where any is not known or not to be blended.
  private static func specifications(of text: String) -> [RecommenderSpecification]? {
    var specifications: [RecommenderSpecification] = []
    for name in text.split(separator: "+", omittingEmptySubsequences: false) {
      guard let model = RecommenderSpecification.models.first(where: { $0.modelName == name }),
        !RecommenderSpecification.composed.contains(String(name))
      else { return nil }
      specifications.append(RecommenderSpecification(model.init()))
    }
    return specifications
  }

  package func fittingBytes(_ size: DataSize) -> Int {
    // Whatever the validation will be.
    let sets =
      components == "auto"
      ? BlendComponents.Aim.allCases.map { BlendComponents.models(for: size, by: $0) }
      : [Self.specifications(of: components) ?? []]
    // One model is in the making while the others are kept; a copy of the log without the validation events; candidates.
    return sets.map { models in
      models.reduce(0) { $0 + $1.parameters.fittingBytes(size) } + 30 * size.events
        + 2_000 * min(validationUsers, size.users) * models.count
    }.max() ?? 0
  }

  package func fit(_ data: TrainingData) -> any Recommender {
    let kind = ValidationSlice.Kind(rawValue: validation) ?? .automatic
    let slice = ValidationSlice(of: data, kind: kind, limit: validationUsers)
    let models =
      Self.specifications(of: components)
      ?? BlendComponents.models(for: data.size, by: .of(slice))
    return BlendRecommender(name: Self.modelName, models: models.map(adjusted), data: data, slice: slice)
  }

  /// A model with what the blend says of its kind.
  private func adjusted(_ specification: RecommenderSpecification) -> RecommenderSpecification {
    switch specification.parameters {
    case var parameters as ImplicitFactorParameters:
      parameters.factors = factors
      return RecommenderSpecification(parameters)
    case var parameters as SequentialRulesParameters:
      (parameters.window, parameters.historyLimit) = (window, window)
      return RecommenderSpecification(parameters)
    case var parameters as SequenceKNNParameters:
      (parameters.window, parameters.historyLimit) = (window, window)
      return RecommenderSpecification(parameters)
    default: return specification
    }
  }

  package func decode(from reader: inout ModelReader) throws(ModelFileError) -> any Recommender {
    try BlendRecommender(name: Self.modelName, from: &reader)
  }
}
