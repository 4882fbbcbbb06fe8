import Interactions
import LinearAlgebra

/// Parameters of the automatic choice: a search over models and their parameters on events taken out of the training
/// data, the local stand-in for the service's AutoML and HPO.
package struct AutomaticParameters: RecommenderParameters {
  package static let modelName = "auto"
  /// Work the search may do, in seconds of one core as counted operations estimate them: not by the clock, so that the
  /// same data always leads to the same choice. The fit of what was chosen comes on top.
  package var budgetSeconds = 60.0
  /// Users of one validation slice, at most.
  package var validationUsers = 5_000
  /// Which events of a user choices are judged by: `auto`, `last`, `random` or `period`.
  package var validation = "auto"

  package init() {}

  package static let keys = [
    ParameterKey<Self>(
      "budgetSeconds", \.budgetSeconds, in: 0...1e9,
      "work of the search, in seconds of one core by estimate and not by the clock"),
    ParameterKey<Self>(
      "validationUsers", \.validationUsers, in: 100...1_000_000, "users of one validation slice, at most"),
    ParameterKey<Self>(
      "validation", \.validation, domain: ValidationSlice.Kind.domain, ValidationSlice.Kind.meaning
    ) { ValidationSlice.Kind(rawValue: $0) != nil },
  ]

  package var formula: String {
    "a blend of the best of many models, by NDCG@20 of events that are taken out of the training data at several "
      + "origins, without those whose lack costs less than a thousandth of it together"
  }

  package func fittingBytes(_ size: DataSize) -> Int {
    var blend = BlendParameters()
    blend.validationUsers = 2 * validationUsers
    return blend.fittingBytes(size) + 60 * size.events
  }

  package func fit(_ data: TrainingData) -> any Recommender {
    AutomaticSearch(data: data, parameters: self).recommender
  }

  package func decode(from reader: inout ModelReader) throws(ModelFileError) -> any Recommender {
    try BlendRecommender(name: Self.modelName, from: &reader)
  }
}
