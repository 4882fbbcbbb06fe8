import Interactions
import Serving

/// All different questions of a replay: what several plans would ask in the same way is asked once, so that equal knowledge
/// gives equal quality by construction.
struct QuestionTable: Sendable {
  /// A question as it is kept: positions and counts in place of profiles and catalogues.
  struct Question: Hashable, Sendable {
    /// Position in `states`.
    let state: Int32
    /// Position of the request.
    let request: Int32
    /// How many of the user's events were known, from the first.
    let profileEvents: Int32
    /// How many items, in order of first appearance, may be listed; −1 for all that the model knows.
    let catalogueItems: Int32
  }

  let log: InteractionLog
  let requests: HeldOutRequests
  let histories: UserHistories
  let catalogue: CatalogueTimeline
  private(set) var states: [ModelState] = []
  private(set) var questions: [Question] = []
  private var places: [Question: Int32] = [:]
  private var statePlaces: [ModelState: Int32] = [:]
  /// Later events of new items by the training that they are new to.
  private var newItemEvents: [Int: [Int32]] = [:]
  /// The grid on which catalogue updates between trainings are taken over, in seconds; 0 for as they come.
  let catalogueGridSeconds: Int64

  init(
    log: InteractionLog, requests: HeldOutRequests, histories: UserHistories, catalogue: CatalogueTimeline,
    catalogueGridSeconds: Int64 = 0
  ) {
    self.log = log
    self.requests = requests
    self.histories = histories
    self.catalogue = catalogue
    self.catalogueGridSeconds = catalogueGridSeconds
  }

  /// What an answer knew.
  struct Knowledge: Sendable {
    /// All in seconds since the epoch; what is strictly earlier was known.
    var model: Int64
    var profile: Int64
    var catalogue: Int64
  }

  /// The place of a question for a list of the model or, without a profile, for the popular one.
  mutating func ask(_ request: Int, _ knowledge: Knowledge, isPopularList: Bool) -> Int32 {
    // A retry is answered later than it was asked, and by then the answer's own event may be known.
    let asked = requests.instants[request]
    let knowledge = Knowledge(
      model: min(knowledge.model, asked), profile: min(knowledge.profile, asked),
      catalogue: min(knowledge.catalogue, asked))
    let events = log.firstIndex(atOrAfter: knowledge.model)
    var newItemsUntil = events
    var catalogueItems: Int32 = -1
    if !isPopularList, knowledge.catalogue > knowledge.model {
      newItemsUntil = shownUntil(knowledge.catalogue, since: events)
    } else if !isPopularList, knowledge.catalogue < knowledge.model {
      let known = catalogue.count(before: knowledge.catalogue)
      if known < catalogue.count(before: knowledge.model) { catalogueItems = Int32(known) }
    }
    let state = ModelState(isPopularList: isPopularList, events: events, newItemsUntil: newItemsUntil)
    let user = requests.users[request]
    let known = isPopularList ? 0 : histories.profile(of: user, before: knowledge.profile).items.count
    let question = Question(
      state: place(of: state), request: Int32(request), profileEvents: Int32(known), catalogueItems: catalogueItems)
    if let place = places[question] { return place }
    let place = Int32(questions.count)
    places[question] = place
    questions.append(question)
    return place
  }

  /// The event up to which new items were shown to a model by an update of the catalogue.
  private mutating func shownUntil(_ catalogueCut: Int64, since training: Int) -> Int {
    let grid = catalogueGridSeconds
    let cut = grid > 0 ? catalogueCut / grid * grid : catalogueCut
    let end = log.firstIndex(atOrAfter: cut)
    guard end > training else { return training }
    if newItemEvents[training] == nil { newItemEvents[training] = catalogue.eventsOfNewItems(from: training) }
    let events = newItemEvents[training] ?? []
    let shown = events.partitioningIndex { Int($0) >= end }
    return shown == 0 ? training : Int(events[shown - 1]) + 1
  }

  private mutating func place(of state: ModelState) -> Int32 {
    if let place = statePlaces[state] { return place }
    let place = Int32(states.count)
    statePlaces[state] = place
    states.append(state)
    return place
  }

  /// The places that an answer schedule asks for, in order; −1 where there is no list.
  mutating func ask(_ answers: [Answer], at positions: [Int]) -> [Int32] {
    zip(positions, answers).map { position, answer in
      guard answer.source != .nothing else { return -1 }
      return ask(
        position,
        Knowledge(
          model: answer.modelCutSeconds, profile: answer.profileCutSeconds, catalogue: answer.catalogueCutSeconds),
        isPopularList: answer.source == .popularList)
    }
  }

  /// The question for a backend.
  func question(_ question: Question, catalogue: ItemSet?) -> ListQuestion {
    let user = requests.users[Int(question.request)]
    let start = histories.offsets[Int(user)]
    let own = start..<(start + Int(question.profileEvents))
    return ListQuestion(
      user: user, seconds: requests.instants[Int(question.request)],
      profile: Profile(items: histories.items[own], timestamps: histories.timestamps[own]), catalogue: catalogue)
  }
}
