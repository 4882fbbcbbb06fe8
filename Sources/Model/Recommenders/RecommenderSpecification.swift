import Interactions
import Measures

/// A model with its parameters, before it is fitted.
package struct RecommenderSpecification: Sendable, Hashable {
  package let parameters: any RecommenderParameters

  package init(_ parameters: any RecommenderParameters) { self.parameters = parameters }

  /// Half-life of popularity unless told otherwise, in days: popularity of the last week is the strongest simple
  /// baseline in replays ordered by time.
  package static let defaultHalfLifeDays = 7.0

  /// Every model, simplest first.
  package static let models: [any RecommenderParameters.Type] = [
    PopularParameters.self, DecayedPopularParameters.self, TrendingParameters.self, ItemKNNParameters.self,
    RP3betaParameters.self, SequentialRulesParameters.self, SequenceKNNParameters.self,
    MultiScaleSLITParameters.self, BlendParameters.self,
    AutomaticParameters.self,
    EASEParameters.self, SLITParameters.self, ImplicitFactorParameters.self,
  ]

  /// Names of models that are made of other ones, and so are never part of one.
  static let composed: Set<String> = [BlendParameters.modelName, AutomaticParameters.modelName]

  /// Every model with its defaults, simplest first.
  package static var defaults: [RecommenderSpecification] { models.map { RecommenderSpecification($0.init()) } }

  /// Items by number of distinct users who took them.
  package static let popular = RecommenderSpecification(PopularParameters())

  /// Items by number of events, each halved in weight every `halfLifeDays` (positive).
  package static func decayedPopular(
    halfLifeDays: Double = RecommenderSpecification.defaultHalfLifeDays
  ) -> RecommenderSpecification { RecommenderSpecification(DecayedPopularParameters(halfLifeDays: halfLifeDays)) }

  /// Items similar to the newest of the profile.
  package static func itemKNN(_ parameters: ItemKNNParameters = ItemKNNParameters()) -> RecommenderSpecification {
    RecommenderSpecification(parameters)
  }

  /// The model's name as users write it.
  package var name: String { type(of: parameters).modelName }

  /// How the model scores an item, in one line.
  package var formula: String { parameters.formula }

  /// The model fitted to the events strictly before `cutSeconds` (seconds since the epoch), and to nothing else.
  package func fit(log: InteractionLog, before cutSeconds: Int64) -> any Recommender {
    fit(TrainingData(log, before: cutSeconds))
  }

  /// The model fitted to the data, and to nothing else.
  package func fit(_ data: TrainingData) -> any Recommender { parameters.fit(data) }

  /// An error where fitting would take more memory than `limitBytes`, or nil.
  package func memoryFinding(_ size: DataSize, limitBytes: Int, source: String) -> Finding? {
    let bytes = parameters.fittingBytes(size)
    guard bytes > limitBytes else { return nil }
    func gigabytes(_ bytes: Int) -> String { "\(Double(bytes / 10_000_000) / 100) GB" }
    let data = "\(name) on \(size.items) items, \(size.users) users and \(size.events) events"
    // More than any machine has stands for more items than a model of pairs of items may have.
    return Finding(
      code: "needs-memory", source: source, place: .whole,
      message: bytes >= .max / 4
        ? "\(data) needs a number for each pair of items, which \(DenseLimits.items) items at most may have."
        : "\(data) needs about \(gigabytes(bytes)) of memory; the limit is \(gigabytes(limitBytes)).",
      remedy: "Use blend, auto, rp3beta, sequential-rules, item-knn or ials, which grow with the events.")
  }

  package static func == (a: RecommenderSpecification, b: RecommenderSpecification) -> Bool {
    AnyHashable(a.parameters) == AnyHashable(b.parameters)
  }

  package func hash(into hasher: inout Hasher) { hasher.combine(AnyHashable(parameters)) }
}
