import Interactions

/// What a list is made from besides its user's profile: a model of some training, and the new items that were shown to it.
///
/// Two answers with equal states come from the same model, whatever the instants at which their plans took it over.
package struct ModelState: Hashable, Comparable, Sendable {
  /// Whether the list is the one of popular items, the same for everybody.
  package let isPopularList: Bool
  /// Number of the log's events, from its start, that trained the model.
  package let events: Int
  /// Of the later events, those before this one were shown to it as far as they are of items new since the training; equal
  /// to `events` where there are none.
  package let newItemsUntil: Int

  package init(isPopularList: Bool, events: Int, newItemsUntil: Int) {
    precondition(newItemsUntil >= events && events >= 0)
    self.isPopularList = isPopularList
    self.events = events
    self.newItemsUntil = newItemsUntil
  }

  /// In order of time, lists of popular items first: later models can go on from earlier ones.
  package static func < (a: ModelState, b: ModelState) -> Bool {
    if a.isPopularList != b.isPopularList { return a.isPopularList }
    return a.events != b.events ? a.events < b.events : a.newItemsUntil < b.newItemsUntil
  }
}

/// What is asked of a model: a list for a user at an instant.
package struct ListQuestion: Sendable {
  /// Index of the user.
  package let user: Int32
  /// Instant of the request, seconds since the epoch.
  package let seconds: Int64
  /// What the answer knew of the user.
  package let profile: Profile
  /// The only items that may be listed; nil for all that the model knows.
  package let catalogue: ItemSet?

  package init(user: Int32, seconds: Int64, profile: Profile, catalogue: ItemSet?) {
    self.user = user
    self.seconds = seconds
    self.profile = profile
    self.catalogue = catalogue
  }
}

/// A model of one state, ready to make lists.
package protocol ListSource: Sendable {
  /// A list of at most `count` items, best first, for each question.
  func lists(for questions: [ListQuestion], count: Int) throws -> [[Int32]]
}

/// Where the lists of a replay come from, asked state by state. A service that has one state and is told events in order of time
/// cannot be asked so: what it answered is judged by `AnsweredReplay`.
package protocol ReplayBackend {
  /// All that its lists depend on besides log, state and question: kept results of another identity are not used.
  var identity: String { get }

  /// What answers for some states, which ascend within a call and from call to call.
  mutating func sources(for states: [ModelState]) async throws -> [any ListSource]
}
