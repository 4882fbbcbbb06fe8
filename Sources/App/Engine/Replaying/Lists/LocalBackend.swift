import Interactions
import Recommenders

/// Lists of the local models: fitted to the log, or brought up to date from an earlier state where that gives the same model.
package struct LocalBackend: ReplayBackend {
  private let log: InteractionLog
  private let histories: UserHistories
  private let catalogue: CatalogueTimeline
  private let exclusion: Exclusion
  private let threads: Int
  private let model: RecommenderSpecification
  private let popular = RecommenderSpecification.decayedPopular()
  /// Number of each event within its user's history.
  private let numbers: [Int32]
  private var bases: [Bool: Base] = [:]

  /// Models that only count, so that an update gives the very bits of a fit on whatever way it came there. Others are exact but
  /// for rounding (EASE): with them, a replay that was stopped would not end in the bytes of one that was not.
  private static let countingModels: Set<String> = ["popular", "decayed-popular", "trending", "sequential-rules"]

  /// A model that later states of its kind go on from.
  private struct Base {
    var events: Int
    var model: any Recommender
    /// The model with events of new items shown to it, and how far.
    var shown: (until: Int, model: any Recommender)?
  }

  /// - Parameters:
  ///   - histories: those of the whole log.
  ///   - threads: fits made at once; the lists do not depend on it.
  package init(
    _ model: RecommenderSpecification, log: InteractionLog, histories: UserHistories, exclusion: Exclusion, threads: Int
  ) {
    self.model = model
    self.log = log
    self.histories = histories
    catalogue = CatalogueTimeline(of: log)
    self.exclusion = exclusion
    self.threads = threads
    var next = [Int32](repeating: 0, count: log.users.count)
    numbers = log.userIDs.map { user in
      defer { next[Int(user)] += 1 }
      return next[Int(user)]
    }
  }

  package var identity: String { "\(model.text) \(popular.text) \(exclusion.rawValue)" }

  /// Models of some states: those of the first state of a kind and of models that cannot go on are fitted, the others brought
  /// up to date.
  package mutating func sources(for states: [ModelState]) async throws -> [any ListSource] {
    var models = [(any Recommender)?](repeating: nil, count: states.count)
    var fits: [Int] = []
    for (index, state) in states.enumerated() {
      if let ready = advanced(to: state) {
        models[index] = ready
      } else if bases[state.isPopularList] == nil {
        // The first of its kind tells whether later ones can go on from it.
        let first = specification(of: state).fit(TrainingData(log, events: state.events))
        bases[state.isPopularList] = Base(events: state.events, model: first)
        models[index] = advanced(to: state)
        if models[index] == nil { fits.append(index) }
      } else {
        fits.append(index)
      }
    }
    let wanted = fits.map { states[$0] }
    let (log, catalogue) = (log, catalogue)
    let specifications = wanted.map { specification(of: $0) }
    var fitted: [any Recommender] = []
    try await inOrder(wanted.count, threads: threads) { index in
      specifications[index].fit(Self.data(of: wanted[index], log: log, catalogue: catalogue))
    } consume: { _, model in
      fitted.append(model)
    }
    for (index, model) in zip(fits, fitted) { models[index] = model }
    return models.compactMap { $0 }.map { LocalLists(model: $0, exclusion: exclusion) }
  }

  private func specification(of state: ModelState) -> RecommenderSpecification { state.isPopularList ? popular : model }

  /// The model of a state made from the base of its kind, or nil where only a fit gives it.
  private mutating func advanced(to state: ModelState) -> (any Recommender)? {
    guard var base = bases[state.isPopularList], base.events <= state.events else { return nil }
    if base.events == state.events, state.newItemsUntil == state.events { return base.model }
    guard base.model.learning == .exact, Self.countingModels.contains(base.model.name) else { return nil }
    // Taken out of the table, so that it is not copied to be changed.
    bases[state.isPopularList] = nil
    if base.events < state.events {
      base.model.update(with: observed(base.events..<state.events))
      base.events = state.events
      base.shown = nil
    }
    defer { bases[state.isPopularList] = base }
    guard state.newItemsUntil > state.events else { return base.model }
    var shown = base.shown ?? (state.events, base.model)
    base.shown = nil
    shown.model.update(with: newItemEvents(since: state.events, shown.until..<state.newItemsUntil))
    shown.until = state.newItemsUntil
    base.shown = shown
    return shown.model
  }

  private func observed(_ events: Range<Int>) -> [ObservedEvent] {
    events.map { event in
      let user = log.userIDs[event]
      let start = histories.offsets[Int(user)]
      let own = start..<(start + Int(numbers[event]))
      return ObservedEvent(
        user: user, item: log.itemIDs[event], seconds: log.timestamps[event],
        before: Profile(items: histories.items[own], timestamps: histories.timestamps[own]))
    }
  }

  /// Events of items new since a training, with the profiles that the model then knows: what it was trained on and what it
  /// was shown.
  private func newItemEvents(since training: Int, _ range: Range<Int>) -> [ObservedEvent] {
    let new = catalogue.eventsOfNewItems(from: training)
    let isNew = ItemSet(new.map { log.itemIDs[Int($0)] })
    let lastSecond = training > 0 ? log.timestamps[training - 1] : .min
    let wanted = new.filter { range.contains(Int($0)) }.map { Int($0) }
    return wanted.flatMap { observed($0..<($0 + 1)) }.map { event in
      let kept = event.before.items.indices.filter { index in
        event.before.timestamps[index] <= lastSecond || isNew.contains(event.before.items[index])
      }
      return ObservedEvent(
        user: event.user, item: event.item, seconds: event.seconds,
        before: Profile(
          items: kept.map { event.before.items[$0] }[...], timestamps: kept.map { event.before.timestamps[$0] }[...]))
    }
  }

  private static func data(of state: ModelState, log: InteractionLog, catalogue: CatalogueTimeline) -> TrainingData {
    guard state.newItemsUntil > state.events else { return TrainingData(log, events: state.events) }
    let shown = catalogue.eventsOfNewItems(from: state.events).prefix { $0 < state.newItemsUntil }.map { Int($0) }
    let kept = Array(0..<state.events) + shown
    let part = log.events(at: kept)
    return TrainingData(part, events: part.count)
  }
}

/// Lists of one local model.
private struct LocalLists: ListSource {
  let model: any Recommender
  let exclusion: Exclusion

  func lists(for questions: [ListQuestion], count: Int) -> [[Int32]] {
    var scratch = ScoringScratch()
    return questions.map {
      model.recommend(
        to: $0.profile, at: $0.seconds, count: count, exclusion: exclusion, allowed: $0.catalogue, scratch: &scratch)
    }
  }
}
