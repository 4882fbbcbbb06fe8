import Interactions

/// A model with its parameters, before it is fitted.
package enum RecommenderSpecification: Sendable, Hashable {
  /// Items by number of distinct users who took them.
  case popular
  /// Items by number of events, each halved in weight every `halfLifeDays` (positive).
  case decayedPopular(halfLifeDays: Double = RecommenderSpecification.defaultHalfLifeDays)
  /// Items similar to the newest of the profile.
  case itemKNN(ItemKNNParameters = ItemKNNParameters())

  /// Half-life of popularity unless told otherwise, in days: popularity of the last week is the strongest simple
  /// baseline in replays ordered by time.
  package static let defaultHalfLifeDays = 7.0

  /// Every model with its defaults, simplest first.
  package static let defaults: [RecommenderSpecification] = [.popular, .decayedPopular(), .itemKNN()]

  /// The model's name as users write it.
  package var name: String {
    switch self {
    case .popular: "popular"
    case .decayedPopular: "decayed-popular"
    case .itemKNN: "item-knn"
    }
  }

  /// How the model scores an item, in one line.
  package var formula: String {
    switch self {
    case .popular:
      "score(i) = number of distinct users with i"
    case .decayedPopular(let halfLifeDays):
      "score(i) = Σ over events of i of 2^(−age in days / \(halfLifeDays))"
    case .itemKNN(let parameters):
      parameters.formula
    }
  }

  /// The model fitted to the events strictly before `cutSeconds` (seconds since the epoch), and to nothing else.
  ///
  /// Linear in the events, and for item-kNN also in Σ over users of min(items, historyLimit)².
  package func fit(log: InteractionLog, before cutSeconds: Int64) -> any Recommender {
    let events = log.firstIndex(atOrAfter: cutSeconds)
    switch self {
    case .popular:
      return PopularityRecommender(name: name, ranking: .byDistinctUsers(log: log, events: events))
    case .decayedPopular(let halfLifeDays):
      let ranking = PopularityRanking.byDecayedEvents(log: log, events: events, halfLifeDays: halfLifeDays)
      return PopularityRecommender(name: name, ranking: ranking)
    case .itemKNN(let parameters):
      return ItemKNNRecommender(name: name, log: log, events: events, parameters: parameters)
    }
  }
}
