import Interactions

/// Parameters of popularity: by distinct users of all time, or by events of the last days.
package struct PopularParameters: RecommenderParameters {
  package static let modelName = "popular"
  /// Only events of the last so many days count; 0 for all of them, by distinct users.
  package var days = 0.0

  package init() {}

  package static let keys = [
    ParameterKey<Self>(
      "days", \.days, in: 0...36_500, "count events of the last so many days; 0: distinct users of all time")
  ]

  package var formula: String {
    days > 0
      ? "score(i) = number of events of i in the last \(days) days" : "score(i) = number of distinct users with i"
  }

  private var measure: PopularityMeasure { days > 0 ? .window(seconds: days * 86_400) : .distinctUsers }

  package func fittingBytes(_ size: DataSize) -> Int { 12 * size.events + 64 * size.items + 16 * size.users }

  package func fit(_ data: TrainingData) -> any Recommender {
    PopularityRecommender(name: Self.modelName, measure: measure, data: data)
  }

  package func decode(from reader: inout ModelReader) throws(ModelFileError) -> any Recommender {
    try PopularityRecommender(name: Self.modelName, measure: measure, from: &reader)
  }
}

/// Parameters of popularity that fades.
package struct DecayedPopularParameters: RecommenderParameters {
  package static let modelName = "decayed-popular"
  /// Days in which an event's weight halves, positive.
  package var halfLifeDays = RecommenderSpecification.defaultHalfLifeDays

  package init() {}

  package init(halfLifeDays: Double) {
    precondition(halfLifeDays > 0)
    self.halfLifeDays = halfLifeDays
  }

  package static let keys = [
    ParameterKey<Self>("halfLifeDays", \.halfLifeDays, in: 0.001...36_500, "days in which an event's weight halves")
  ]

  package var formula: String { "score(i) = Σ over events of i of 2^(−age in days / \(halfLifeDays))" }

  private var measure: PopularityMeasure { .fading(halfLifeSeconds: halfLifeDays * 86_400) }

  package func fittingBytes(_ size: DataSize) -> Int { 64 * size.items }

  package func fit(_ data: TrainingData) -> any Recommender {
    PopularityRecommender(name: Self.modelName, measure: measure, data: data)
  }

  package func decode(from reader: inout ModelReader) throws(ModelFileError) -> any Recommender {
    try PopularityRecommender(name: Self.modelName, measure: measure, from: &reader)
  }
}

/// Parameters of trends: which items gain interest fastest.
package struct TrendingParameters: RecommenderParameters {
  package static let modelName = "trending"
  /// Length of the two windows that are compared, in hours; the service offers 0.5, 1, 2, 3 and 24.
  package var windowHours = 24.0

  package init() {}

  package static let keys = [
    ParameterKey<Self>(
      "windowHours", \.windowHours, in: 0.01...87_600, "hours of each of the two windows whose counts are compared")
  ]

  package var formula: String {
    "score(i) = (a − b) / (b + \(PopularityMeasure.growthPrior)), a and b the events of i in the last and the last but "
      + "one \(windowHours) hours"
  }

  private var measure: PopularityMeasure { .growth(seconds: windowHours * 3600) }

  package func fittingBytes(_ size: DataSize) -> Int { 12 * size.events + 64 * size.items }

  package func fit(_ data: TrainingData) -> any Recommender {
    PopularityRecommender(name: Self.modelName, measure: measure, data: data)
  }

  package func decode(from reader: inout ModelReader) throws(ModelFileError) -> any Recommender {
    try PopularityRecommender(name: Self.modelName, measure: measure, from: &reader)
  }
}
