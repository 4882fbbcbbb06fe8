import Interactions
import JSONText
import Measures
import Recommenders

/// Fits a model for a solution version or a recommender.
struct Training {
  /// The recipe's name; nil where the service chooses it.
  let recipe: String?
  /// The solution's configuration and event type.
  let configuration: JSONTree
  let eventType: String?
  let isTuned: Bool

  /// What a training made.
  struct Outcome: Sendable {
    let model: ServedModel
    let recipe: String
    let metrics: [(String, Double)]
    /// Events that were learned from.
    let events: Int
    let users: Int
    let tuned: [(String, String)]
  }

  /// Why a training failed, as the service words it.
  struct Failure: Error, Sendable {
    let reason: String
  }

  /// What performAutoML chooses: the recipe for users' items, which is what a team without a recipe asks for.
  static let automaticRecipe = "aws-user-personalization"

  /// Fits to a log of which so many events were streamed.
  func run(_ log: InteractionLog, streamed: Int, source: String) throws(Failure) -> Outcome {
    let name = recipe ?? Self.automaticRecipe
    guard let recipe = Recipe.named(name) else { throw Failure(reason: "The recipe \(name) is not known.") }
    let standIn = StandIn(rawValue: name)
    if let problem = standIn?.problem(log) { throw Failure(reason: problem) }
    let rules: [EventSelection.Rule]
    switch standIn {
    case .actions: rules = [.init(type: StandIn.taken, threshold: nil)]
    case .texts: rules = []
    case nil: rules = self.rules(recipe)
    }
    let (chosen, weights) = EventSelection(rules).weighted(log)
    if standIn == nil { try Self.check(chosen, rules) }
    guard let specification = try specification(recipe) else {
      throw Failure(reason: "The emulator has no model for the recipe \(name): \(recipe.notModelled)")
    }
    let exclusion = Exclusion.learned(by: recipe, from: chosen)
    // Words are no users whose future could be foretold.
    let metrics = standIn == .texts ? [] : OfflineMetrics(recipe.purpose, specification, exclusion, chosen).values
    let trained = TrainedModel(specification, log: chosen, before: .max, source: source, weights: weights)
    let types = rules.isEmpty ? nil : Set(rules.map(\.type))
    return Outcome(
      model: ServedModel(
        trained, purpose: recipe.purpose, exclusion: exclusion, streamed: streamed, eventTypes: types),
      recipe: name, metrics: metrics, events: chosen.count,
      users: chosen.usersWithEvents.count, tuned: isTuned ? tuned(name) : [])
  }

  /// Which events count, as the solution or else the recipe says.
  private func rules(_ recipe: Recipe) -> [EventSelection.Rule] {
    let list = configuration["eventsConfig"]?["eventParametersList"]?.elements ?? []
    if !list.isEmpty {
      return list.filter { $0["weight"]?.number != 0 }.compactMap { entry in
        entry["eventType"]?.string.map {
          .init(type: $0, threshold: entry["eventValueThreshold"]?.number, weight: entry["weight"]?.number ?? 1)
        }
      }
    }
    guard let type = eventType ?? recipe.eventType else { return [] }
    return [.init(type: type, threshold: configuration["eventValueThreshold"]?.string.flatMap(Double.init))]
  }

  /// Source of the limits and the wording: public issues; developer guide, quotas, 2025.
  private static func check(_ log: InteractionLog, _ rules: [EventSelection.Rule]) throws(Failure) {
    guard log.count >= 1000 else {
      let types = rules.map(\.type).joined(separator: ", ")
      throw Failure(
        reason: "Dataset has fewer than 1000 interactions"
          + (rules.isEmpty ? "." : " after filtering by event type: \(types)"))
    }
    let counts = log.userIDs.counts(below: log.users.count)
    guard counts.count(where: { $0 >= 2 }) >= 25 else {
      throw Failure(reason: "Dataset has fewer than 25 users with at least 2 interactions each")
    }
  }

  /// The local model with the solution's hyperparameters; segments count who took what is like an item.
  private func specification(_ recipe: Recipe) throws(Failure) -> RecommenderSpecification? {
    if recipe.purpose == .userSegmentation || StandIn(rawValue: recipe.name) != nil { return .itemKNN() }
    guard recipe.model != nil else { return nil }
    let given = ["algorithmHyperParameters", "featureTransformationParameters"].flatMap { key in
      (configuration[key]?.members ?? []).map { ($0.key, $0.value.string ?? "") }
    }
    let (specification, findings) = recipe.specification(given, source: "solutionConfig")
    guard let specification else {
      throw Failure(reason: findings.filter { $0.severity == .error }.map(\.message).joined(separator: " "))
    }
    return specification
  }

  /// The hyperparameters that a search reports: those asked for, or the middle of the ranges asked for, or the defaults. The
  /// local models find their own weights on validation events at every fit.
  private func tuned(_ name: String) -> [(String, String)] {
    let given = configuration["algorithmHyperParameters"]
    let ranges = configuration["hpoConfig"]?["algorithmHyperParameterRanges"]
    func range(_ kind: String, _ name: String) -> JSONTree? {
      ranges?[kind]?.elements?.first { $0["name"]?.string == name }
    }
    return Hyperparameters.of(name).map { parameter in
      if let value = given?[parameter.name]?.string { return (parameter.name, value) }
      if let found = range("integerHyperParameterRanges", parameter.name) {
        return (parameter.name, "\(((found["minValue"]?.whole ?? 0) + (found["maxValue"]?.whole ?? 0)) / 2)")
      }
      if let found = range("continuousHyperParameterRanges", parameter.name) {
        return (parameter.name, "\(((found["minValue"]?.number ?? 0) + (found["maxValue"]?.number ?? 0)) / 2)")
      }
      if let first = range("categoricalHyperParameterRanges", parameter.name)?["values"]?.elements?.first?.string {
        return (parameter.name, first)
      }
      return (parameter.name, parameter.usual)
    }
  }
}
