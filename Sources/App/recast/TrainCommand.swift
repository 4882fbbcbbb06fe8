import ArgumentParser
import Engine
import Interactions
import InteractionStore
import Measures
import Recommenders
import Scenarios

/// `recast train`: fits a recommender and saves it.
struct TrainCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "train", abstract: "Train a recommender on a log and save it as one file.",
    discussion: """
      The model is NAME[:key=value,…] (--list-recommenders), or stands in for a recipe of Amazon Personalize \
      (--list-recipes) with that one's hyperparameters. The file holds the model, the users' histories, names, parameters \
      and where it comes from, under a checksum; recast recommend answers from it.
      """)

  @Argument(help: "The log: CSV in Personalize form, MovieLens, or a recast database.") var log: String?
  @Option(help: "The model, NAME[:key=value,…]; auto unless a recipe is named.") var recommender: String?
  @Option(help: "A recipe of the service, by name or ARN.") var recipe: String?
  @Option(help: "A hyperparameter of the recipe, NAME=VALUE; may be repeated.") var hyperparameter: [String] = []
  @Option(help: "Learn from events before this instant only, such as 2026-11-01T00:00:00Z.") var before: String?
  @OptionGroup var memory: MemoryOption
  @Option(help: "Attributes of items, CSV with ITEM_ID: items with few events are scored by them too.")
  var items: String?
  @OptionGroup var beside: EnrichmentOptions
  @Option(help: "The file to write; an existing one is replaced when all is done.") var out: String?
  @Flag(help: "List the recommenders with their parameters.") var listRecommenders = false
  @Flag(help: "List the service's recipes and what stands in for them.") var listRecipes = false

  func run() async throws {
    if listRecommenders || listRecipes {
      if listRecommenders { Terminal.write(RecommenderListing.recommenders) }
      if listRecipes { Terminal.write(RecommenderListing.recipes) }
      return
    }
    guard let log, let out, !out.isEmpty else {
      throw Stop(.wrongInput, "Name a log and a file to write: recast train LOG --recommender NAME --out MODEL")
    }
    let (specification, types, exploration) = try model()
    let enrichment = try beside.enrichment(items: items, ofRecipe: exploration)
    let events = try EvaluateCommand.load(log, name: "The log")
    let (chosen, weights) = EventSelection(types).weighted(enrichment.named(events))
    guard chosen.count > 0 else {
      throw Stop(
        .wrongInput,
        "No event of \(log) is of the chosen types. It has: "
          + "\(events.eventTypes.map { $0.isEmpty ? "(none)" : $0 }.joined(separator: ", ")).")
    }
    let cut = try instant() ?? .max
    try memory.check(specification, chosen, source: log)
    let begin = ContinuousClock.now
    Terminal.Progress.shared.update("training …")
    let model = TrainedModel(
      specification, log: chosen, before: cut, source: PathText.fileName(log), weights: weights,
      enrichment: enrichment,
      progress: { Terminal.Progress.shared.update(TimeLeft.text("training", share: $0, since: begin)) })
    Terminal.Progress.shared.clear()
    guard model.recommender.knownItemCount > 0 else {
      throw Stop(.wrongInput, "There is no event to learn from before \(before ?? "the end").")
    }
    try DataFiles.write(model.encoded(), to: out)
    for note in model.recommender.notes { Terminal.write(note + "\n") }
    if model.recommender.notes.contains(where: { $0.contains("NDCG") }) {
      Terminal.write(QualityCaveat.standIn(specification.name) + "\n")
    }
    Terminal.write(
      "\(specification.text), fitted to \(model.provenance.events) events of \(model.recommender.knownItemCount) items, "
        + "in \(out)\n")
  }

  /// The model and the event types it learns from, or a stop with all that is wrong.
  private func model() throws -> (RecommenderSpecification, [EventSelection.Rule], Exploration?) {
    var types = try beside.rules()
    guard let recipe else {
      guard hyperparameter.isEmpty else {
        throw Stop(
          .wrongInput, "--hyperparameter belongs to a --recipe; parameters of a --recommender follow its colon.")
      }
      return (try RecommenderSpecification.given(recommender ?? "auto"), types, nil)
    }
    guard recommender == nil else { throw Stop(.wrongInput, "Give --recommender or --recipe, not both.") }
    guard let known = Recipe.named(recipe) else {
      throw Stop(.wrongInput, "There is no such recipe. recast train --list-recipes lists them.")
    }
    var given: [(name: String, value: String)] = []
    for text in hyperparameter {
      let sides = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
      guard sides.count == 2 else { throw Stop(.wrongInput, "--hyperparameter takes NAME=VALUE.") }
      given.append((sides[0], sides[1]))
    }
    let (specification, findings) = known.specification(given, source: "--hyperparameter")
    try Terminal.show(findings)
    guard let specification else { throw Stop(.wrongInput) }
    if types.isEmpty, let type = known.eventType { types = [EventSelection.Rule(type: type, threshold: nil)] }
    Terminal.say("\(known.name) → \(specification.text). Not modelled: \(known.notModelled).")
    return (specification, types, known.exploration(given))
  }

  private func instant() throws -> Int64? {
    guard let before else { return nil }
    guard let instant = Instant(iso8601: before) else {
      throw Stop(.wrongInput, "--before takes an instant such as 2026-11-01T00:00:00Z.")
    }
    return instant.seconds
  }
}

/// Listings of what can be trained.
enum RecommenderListing {
  static var recommenders: String {
    RecommenderSpecification.models.map { model in
      let rows = model.keyLines
      let head = "\(model.modelName)\n  \(model.init().formula)\n"
      guard !rows.isEmpty else { return head }
      let table = TextTable.text(header: ["parameter", "default", "values", "what"], rows: rows)
      return head + table.split(separator: "\n").map { "  \($0)\n" }.joined()
    }.joined(separator: "\n")
  }

  static var recipes: String {
    Recipe.all.map { recipe in
      var text = "\(recipe.name): \(recipe.purpose.rawValue)\n"
      if let model = recipe.model {
        text += "  stands in: \(model)\(recipe.eventType.map { ", events of type \($0)" } ?? "")\n"
        text += "  not modelled: \(recipe.notModelled)\n"
      } else {
        text += "  no local model: \(recipe.notModelled)\n"
      }
      for parameter in recipe.hyperparameters {
        text +=
          "  \(parameter.name), \(parameter.domain.description): "
          + "\(parameter.parameter.map { "becomes \($0)" } ?? "no effect")\n"
      }
      return text
    }.joined()
  }
}
