/// An event that came through PutEvents.
struct StreamedEvent: Sendable, Hashable {
  let session: String
  /// Nil while the visitor has no name.
  var user: String?
  let item: String?
  let type: String
  /// Not-a-number where there is none.
  let value: Float
  /// Seconds since the epoch at which it happened, as the sender says.
  let seconds: Int64
  /// Microseconds of the simulated clock at which it came.
  let arrived: Int64

  /// Whose it is: the user, or the session of a visitor who has no name.
  var owner: String { user ?? session }
}

/// All events that came one by one, in the order in which they came.
struct StreamedEvents: Sendable {
  private(set) var events: [StreamedEvent] = []
  /// Places in `events` by owner, ascending.
  private var byOwner: [String: [Int]] = [:]
  private var sessions: [String: Session] = [:]
  private var ids: Set<String> = []
  /// What events without their arrival say, so that two that say the same are one.
  private var said: Set<Said> = []
  /// Event types in order of first appearance.
  private(set) var types: [String] = []
  /// Seconds of the newest event.
  private(set) var newest: Int64 = 0

  private struct Session {
    var user: String?
    var nameless: [Int] = []
  }

  private struct Said: Hashable {
    let owner: String
    let item: String?
    let type: String
    let value: UInt32
    let seconds: Int64
  }

  /// Takes an event in; one that came before, by its id or by all that it says, is not taken twice.
  mutating func append(_ event: StreamedEvent, id: String?) {
    if let id, !ids.insert(id).inserted { return }
    var event = event
    var session = sessions[event.session] ?? Session()
    if let user = event.user {
      // What the visitor did before they gave their name is theirs.
      for place in session.nameless { move(place, to: user) }
      session.nameless = []
      session.user = user
    } else {
      event.user = session.user
    }
    let said = Said(
      owner: event.owner, item: event.item, type: event.type, value: event.value.bitPattern, seconds: event.seconds)
    guard self.said.insert(said).inserted else {
      sessions[event.session] = session
      return
    }
    if event.user == nil { session.nameless.append(events.count) }
    sessions[event.session] = session
    byOwner[event.owner, default: []].append(events.count)
    events.append(event)
    newest = max(newest, event.seconds)
    // An event without an item is in no log, so its type must have no number.
    if event.item != nil, !types.contains(event.type) { types.append(event.type) }
  }

  private mutating func move(_ place: Int, to user: String) {
    byOwner[events[place].owner]?.removeAll { $0 == place }
    events[place].user = user
    var places = byOwner[user] ?? []
    places.insert(place, at: places.firstIndex { $0 > place } ?? places.count)
    byOwner[user] = places
  }

  /// How many of an owner's events had come by an instant of the simulated clock.
  func count(of owner: String, by instant: Int64) -> Int {
    guard let places = byOwner[owner] else { return 0 }
    var count = places.count
    while count > 0, events[places[count - 1]].arrived > instant { count -= 1 }
    return count
  }

  /// An owner's first so many events that are not among the first `skipped` of all.
  func events(of owner: String, first count: Int, from skipped: Int = 0) -> [StreamedEvent] {
    guard let places = byOwner[owner] else { return [] }
    return places.prefix(count).drop { $0 < skipped }.map { events[$0] }
  }

  /// Forgets all events of some owners.
  mutating func remove(owners: Set<String>) -> Int {
    let kept = events.filter { !owners.contains($0.owner) }
    let removed = events.count - kept.count
    guard removed > 0 else { return 0 }
    let (oldIDs, oldTypes) = (ids, types)
    self = StreamedEvents()
    for event in kept { append(event, id: nil) }
    (ids, types) = (oldIDs, oldTypes)
    return removed
  }
}
