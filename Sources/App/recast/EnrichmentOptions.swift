import ArgumentParser
import Attributes
import Interactions
import Recommenders
import Schemas

/// What a model gets beside the events.
struct EnrichmentOptions: ParsableArguments {
  @Option(help: "Attributes of users, CSV with USER_ID: users without events get what is popular among their like.")
  var users: String?
  @Option(help: "Events below which an item is scored by its attributes too.") var coldItemEvents = 10
  @Option(help: "How much new items are tried out, 0 … 1, as the service's explorationWeight; 0 for not at all.")
  var explorationWeight: Double?
  @Option(help: "Learn from this event type only, TYPE[>=VALUE][*WEIGHT or *value]; may be repeated.")
  var eventType: [String] = []
  @Option(help: "Days after its first event in which an item is new, as the service's explorationItemAgeCutOff.")
  var explorationCutOff: Double?

  func validate() throws {
    guard (1...1_000_000).contains(coldItemEvents) else {
      throw ValidationError("--cold-item-events takes a whole number from 1 to 1000000.")
    }
    guard explorationWeight.map((0...1).contains) ?? true else {
      throw ValidationError("--exploration-weight takes a number from 0 to 1.")
    }
    guard explorationCutOff.map({ $0 > 0 && $0 <= 36_500 }) ?? true else {
      throw ValidationError("--exploration-cut-off takes days above 0, at most 36500.")
    }
  }

  /// Whether none is given.
  var isEmpty: Bool { users == nil && explorationWeight == nil && explorationCutOff == nil && eventType.isEmpty }

  /// The event types as rules, or a stop.
  func rules() throws(Stop) -> [EventSelection.Rule] {
    var rules: [EventSelection.Rule] = []
    for text in eventType {
      guard let rule = EventSelection.rule(text) else {
        throw Stop(
          .wrongInput, "--event-type takes TYPE, TYPE>=VALUE, and a weight behind *, such as Rating>=3.5 or Purchase*2."
        )
      }
      rules.append(rule)
    }
    return rules
  }

  /// The files read, and exploration as given here or else by a recipe.
  func enrichment(items: String?, ofRecipe: Exploration? = nil) throws -> Enrichment {
    var enrichment = Enrichment()
    enrichment.coldItemEvents = coldItemEvents
    enrichment.items = try items.map { try DataFiles.attributes($0, of: .items) }
    enrichment.users = try users.map { try DataFiles.attributes($0, of: .users) }
    let weight = explorationWeight ?? ofRecipe?.weight ?? 0
    if weight > 0 {
      enrichment.exploration = Exploration(weight: weight, cutOffDays: explorationCutOff ?? ofRecipe?.cutOffDays ?? 30)
    }
    return enrichment
  }
}

extension Enrichment {
  /// The log with the names that only the attributes have at the end of its tables, so that they can be recommended or
  /// asked for.
  func named(_ log: InteractionLog) -> InteractionLog {
    func joined(_ names: [String], _ table: AttributeTable?) -> [String] {
      guard let table else { return names }
      let known = Set(names)
      return names + table.ids.filter { !known.contains($0) }
    }
    guard items != nil || users != nil else { return log }
    return InteractionLog(
      users: joined(log.users, users), items: joined(log.items, items), eventTypes: log.eventTypes,
      userIDs: log.userIDs, itemIDs: log.itemIDs, timestamps: log.timestamps, eventTypeIDs: log.eventTypeIDs,
      values: log.values)
  }
}
