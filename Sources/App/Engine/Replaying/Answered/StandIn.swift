import Evaluation
import Interactions
import Measures
import Recommenders

/// The local model that stands in for a campaign's, asked in this process with the same events known: trained on what was
/// imported, its users' profiles grown by what was told, its clock that of the newest event it knows, as a service that is not
/// told the instant of a request must have it.
struct StandIn: Sendable {
  private let model: TrainedModel
  private let exclusion: Exclusion
  private let log: InteractionLog
  private let histories: UserHistories
  private let isPersonal: Bool
  /// The model's number of each item of the log, −1 where it knows none; and back.
  private let itemNumbers: [Int32]
  private let itemsBack: [Int32]
  private let userNumbers: [Int32]
  /// Whether events of a type count, by the log's index.
  private let isTypeKnown: [Bool]
  /// What of an event besides its item tells it from others, beside the items of the histories.
  private let marks: [Mark]
  private let newest: Int64
  /// Text of the model with its parameters.
  let specification: String

  /// Trains the model.
  ///
  /// - Parameters:
  ///   - specification: nil for the recipe's own stand-in.
  ///   - cut: events from here on were not imported.
  /// - Throws: `RunError` where the recipe has no local model.
  init(
    _ figures: ServiceFigures, specification given: RecommenderSpecification?, log: InteractionLog, cut: Int64
  ) throws(RunError) {
    guard let recipe = Recipe.named(figures.recipe) else {
      throw RunError(
        .logUnsuitable, "The recipe \(figures.recipe) has no local stand-in. Name one with --recommender, or none.")
    }
    let (own, findings) = recipe.specification(figures.hyperparameters, source: "hyperparameters")
    guard let specification = given ?? own else {
      throw RunError(
        .logUnsuitable,
        "No local model stands in for \(figures.recipe): \(findings.map(\.message).joined(separator: " ")) Name one with "
          + "--recommender, or none.")
    }
    let first = log.firstIndex(atOrAfter: cut)
    // Names in order of first event: as one finds them who reads the imported file, so that equal scores stand in its order.
    let imported = log.events { $0 < first }.restricted(toUsers: Set(log.users))
    var rules = figures.eventRules.compactMap(EventSelection.rule)
    if rules.isEmpty, let type = recipe.eventType { rules = [EventSelection.Rule(type: type, threshold: nil)] }
    let (chosen, weights) = EventSelection(rules).weighted(imported)
    exclusion = Exclusion.learned(by: recipe, from: chosen)
    model = TrainedModel(specification, log: chosen, before: .max, source: "log", weights: weights)
    isPersonal = recipe.purpose == .userPersonalization
    self.specification = specification.text
    self.log = log
    histories = UserHistories(of: log)
    let numbers = Dictionary(model.items.enumerated().map { ($1, Int32($0)) }) { first, _ in first }
    let users = Dictionary(model.users.enumerated().map { ($1, Int32($0)) }) { first, _ in first }
    itemNumbers = log.items.map { numbers[$0] ?? -1 }
    userNumbers = log.users.map { users[$0] ?? -1 }
    var back = [Int32](repeating: -1, count: model.items.count)
    for (item, number) in itemNumbers.enumerated() where number >= 0 { back[Int(number)] = Int32(item) }
    itemsBack = back
    let known = Set(rules.map(\.type))
    isTypeKnown = log.eventTypes.map { known.isEmpty || known.contains($0.isEmpty ? figures.eventTypeOfNone : $0) }
    marks = Self.marks(log, histories)
    newest = model.histories.timestamps.max() ?? 0
  }

  private struct Mark: Hashable {
    let type: UInt8
    let value: UInt32
  }

  private static func marks(_ log: InteractionLog, _ histories: UserHistories) -> [Mark] {
    var next = histories.offsets
    var marks = [Mark](repeating: Mark(type: 0, value: 0), count: log.count)
    for event in 0..<log.count {
      let user = Int(log.userIDs[event])
      marks[next[user]] = Mark(type: log.eventTypeIDs[event], value: log.values[event].bitPattern)
      next[user] += 1
    }
    return marks
  }

  /// A list for each of some requests.
  ///
  /// - Parameters:
  ///   - cut: what is later was told; `tells` whether it was.
  func lists(
    for requests: HeldOutRequests, cut: Int64, tells: Bool, count: Int, threads: Int
  ) async throws -> [[Int32]] {
    let chunk = 128
    var lists: [[Int32]] = []
    try await inOrder((requests.count + chunk - 1) / chunk, threads: threads) { index in
      var scratch = ScoringScratch()
      return (index * chunk..<min(requests.count, (index + 1) * chunk)).map { request in
        let profile = profile(
          of: requests.users[request], from: cut, before: tells ? requests.instants[request] : cut)
        let list = model.recommender.recommend(
          to: isPersonal ? profile : .unknown, at: max(newest, isPersonal ? profile.timestamps.last ?? 0 : 0),
          count: count, exclusion: exclusion, scratch: &scratch)
        return list.map { itemsBack[Int($0)] }
      }
    } consume: {
      lists += $1
    }
    return lists
  }

  /// What the model was trained on of a user, and what was told since.
  private func profile(of user: Int32, from cut: Int64, before end: Int64) -> Profile {
    let number = userNumbers[Int(user)]
    let base = number >= 0 ? model.histories.profile(of: number, before: .max) : .unknown
    let own = histories.offsets[Int(user)]..<histories.offsets[Int(user) + 1]
    let first = own.lowerBound + histories.timestamps[own].prefix { $0 < cut }.count
    var items = Array(base.items)
    var times = Array(base.timestamps)
    var told = Set<Told>()
    var instant: Int64 = .min
    for place in first..<own.upperBound {
      let seconds = histories.timestamps[place]
      guard seconds < end else { break }
      if seconds != instant { told.removeAll() }
      instant = seconds
      let item = itemNumbers[Int(histories.items[place])]
      guard item >= 0, isTypeKnown[Int(marks[place].type)] else { continue }
      // What says the same again at the same second is told once.
      guard told.insert(Told(item: item, mark: marks[place])).inserted else { continue }
      items.append(item)
      times.append(seconds)
    }
    return Profile(items: items[...], timestamps: times[...])
  }

  private struct Told: Hashable {
    let item: Int32
    let mark: Mark
  }
}
