import Attributes
import Evaluation
import Filters
import Interactions

/// A filter of the service as it stands at each request: it knows the user's events strictly before that second.
package struct RequestFilter: Sendable {
  /// As it was written.
  package let text: String
  private let compiled: CompiledFilter
  private let events: EventHistories
  /// Whether the users' attributes are known, so that conditions on the user can hold.
  private let knowsUsers: Bool

  /// - Parameters:
  ///   - log: the whole log that is divided, held-out events included: what is later than a request is cut off at it.
  ///   - items: attributes of items, or nil for a filter of events alone; `users`: those of users.
  /// - Throws: where the filter names a field that the tables do not have.
  package init(
    _ filter: BoundFilter, text: String, log: InteractionLog, items: AttributeTable?, users: AttributeTable?
  ) throws(FilterCompilationError) {
    self.text = text
    let subjects = (items ?? AttributeTable(ids: [], columns: [])).aligned(to: log.items)
    compiled = try CompiledFilter(
      filter, subjects: subjects, users: users?.aligned(to: log.users), eventTypes: log.eventTypes)
    events = EventHistories(of: log)
    knowsUsers = users != nil
  }

  /// What a list of a user may hold at a second.
  ///
  /// - Parameter current: the item asked about, for related items.
  package func allowed(
    _ user: Int32, at seconds: Int64, current: Int32? = nil, scratch: inout FilterScratch
  ) -> ItemSet {
    compiled.allowed(
      for: FilterRequest(
        user: knowsUsers ? user : nil, events: events.events(of: user, before: seconds), currentItem: current,
        seconds: seconds), scratch: &scratch)
  }

  /// Requests of a fold all of whose answers the filter hides: no list can find them, and they count as missed.
  func hiddenRequests(of fold: EvaluationFold, _ task: RecommendationTask) -> Int {
    var scratch = FilterScratch()
    return (0..<fold.requests.count).count { request in
      let current = task == .related ? fold.query(request) : nil
      let allowed = allowed(
        fold.requests.users[request], at: fold.requests.instants[request], current: current, scratch: &scratch)
      return !fold.requests.truth(request).contains { allowed.contains($0) }
    }
  }
}
