import Attributes
import Interactions
import Schemas
import Synchronization

/// The data of a dataset group: what was imported and what came one by one. Safe to use from anywhere.
final class GroupData: Sendable {
  private struct State {
    /// Imported logs, in order.
    var parts: [InteractionLog] = []
    var index: BulkIndex?
    var streamed = StreamedEvents()
    /// What users did with actions: imported, and streamed.
    var actionParts: [InteractionLog] = []
    var streamedActions = StreamedEvents()
    var tables: [DatasetKind: RecordTable] = [:]
    /// Grows with every import, so that what was worked out from the data is known to be old.
    var version = 0
  }

  private let state = Mutex(State())

  // MARK: - Imports

  /// Takes an import in.
  func take(_ rows: ImportedRows, kind: DatasetKind, isFull: Bool, schema: DatasetSchema) {
    state.withLock { state in
      state.version += 1
      switch rows {
      case .events(let log):
        guard kind == .interactions else {
          state.actionParts = isFull ? [log] : [InteractionLog.joined(state.actionParts + [log])]
          return
        }
        state.parts = isFull ? [log] : [InteractionLog.joined(state.parts + [log])]
        state.index = nil
      case .records(let records):
        var table = state.tables[kind] ?? RecordTable(schema: schema, kind: kind)
        table.take(records, isFull: isFull)
        state.tables[kind] = table
      }
    }
  }

  /// Gives a dataset another schema, which adds columns.
  func rearrange(_ kind: DatasetKind, to schema: DatasetSchema) {
    state.withLock { state in
      state.version += 1
      var table = state.tables[kind] ?? RecordTable(schema: schema, kind: kind)
      table.rearrange(to: schema)
      state.tables[kind] = table
    }
  }

  func drop(_ kind: DatasetKind) {
    state.withLock { state in
      state.version += 1
      if kind == .interactions {
        state.parts = []
        state.index = nil
        state.streamed = StreamedEvents()
      } else if kind == .actionInteractions {
        state.actionParts = []
        state.streamedActions = StreamedEvents()
      } else {
        state.tables[kind] = nil
      }
    }
  }

  // MARK: - One by one

  /// What streamed events are about.
  enum Subject: Sendable {
    case items
    case actions
  }

  func append(_ events: [(event: StreamedEvent, id: String?)], of subject: Subject = .items) {
    state.withLock { state in
      for (event, id) in events {
        switch subject {
        case .items: state.streamed.append(event, id: id)
        case .actions: state.streamedActions.append(event, id: id)
        }
      }
    }
  }

  /// Takes records of users or items in, by the property names of the service.
  func put(
    _ records: [(id: String, properties: [String: String])], kind: DatasetKind, schema: DatasetSchema, at now: Int64
  ) {
    state.withLock { state in
      var table = state.tables[kind] ?? RecordTable(schema: schema, kind: kind)
      for record in records { table.put(record.id, record.properties, arrived: now) }
      state.tables[kind] = table
    }
  }

  /// Forgets users, imported and streamed; how many rows that were.
  func remove(users: Set<String>) -> Int {
    state.withLock { state in
      state.version += 1
      var removed = state.streamed.remove(owners: users)
      state.parts = state.parts.map { part in
        let kept = part.restricted(toUsers: Set(part.users).subtracting(users))
        removed += part.count - kept.count
        return kept
      }
      state.index = nil
      removed += state.streamedActions.remove(owners: users)
      state.actionParts = state.actionParts.map { part in
        let kept = part.restricted(toUsers: Set(part.users).subtracting(users))
        removed += part.count - kept.count
        return kept
      }
      removed += state.tables[.users]?.remove(users) ?? 0
      return removed
    }
  }

  // MARK: - Looking

  /// All events for a training, and how many streamed ones are among them.
  func snapshot(at now: Int64, of subject: Subject = .items) -> (log: InteractionLog, streamed: Int) {
    let (parts, streamed) = state.withLock { state in
      subject == .items ? (state.parts, state.streamed) : (state.actionParts, state.streamedActions)
    }
    let known = streamed.events.prefix { $0.arrived <= now }
    let usable = known.filter { $0.item != nil }
    if usable.isEmpty { return (parts.count == 1 ? parts[0] : InteractionLog.joined(parts), known.count) }
    var builder = LogBuilder()
    for part in parts { builder.append(part) }
    for event in usable { builder.append(event, user: event.owner, item: event.item ?? "") }
    return (builder.log(), known.count)
  }

  /// How many of a user's streamed events count at an instant.
  func streamedCount(of user: String, at now: Int64, _ subject: Subject = .items) -> Int {
    let by = now - Int64(Durations.eventSeconds * 1e6)
    return state.withLock { state in
      subject == .items ? state.streamed.count(of: user, by: by) : state.streamedActions.count(of: user, by: by)
    }
  }

  /// A user's first so many streamed events that are not among the first `skipped` of all.
  func streamed(
    of user: String, first count: Int, from skipped: Int = 0, _ subject: Subject = .items
  ) -> [StreamedEvent] {
    guard count > 0 else { return [] }
    return state.withLock { state in
      subject == .items
        ? state.streamed.events(of: user, first: count, from: skipped)
        : state.streamedActions.events(of: user, first: count, from: skipped)
    }
  }

  /// Event types of imported and streamed events, each once.
  var eventTypes: [String] {
    let index = index
    let streamed = state.withLock { $0.streamed.types }
    return index.log.eventTypes + streamed.filter { !index.log.eventTypes.contains($0) }
  }

  /// The imported events by user; made at the first call after an import.
  var index: BulkIndex {
    let (index, parts, version) = state.withLock { ($0.index, $0.parts, $0.version) }
    if let index { return index }
    let made = BulkIndex(parts.count == 1 ? parts[0] : InteractionLog.joined(parts))
    state.withLock { if $0.version == version { $0.index = made } }
    return made
  }

  /// The rows of users or items that count at an instant; nil where there are none.
  func table(_ kind: DatasetKind, at now: Int64) -> RecordView? {
    state.withLock { state in
      state.tables[kind]?.refresh(now)
      return state.tables[kind]?.view()
    }
  }

  /// A number that grows with every import.
  var version: Int { state.withLock { $0.version } }
}

/// Imported events, user after user.
final class BulkIndex: Sendable {
  let log: InteractionLog
  let users: [String: Int32]
  let histories: UserHistories
  /// Event types beside the items of the histories.
  let types: [UInt8]

  init(_ log: InteractionLog) {
    self.log = log
    users = Dictionary(log.users.enumerated().map { ($1, Int32($0)) }) { first, _ in first }
    histories = UserHistories(of: log)
    var next = histories.offsets
    var types = [UInt8](repeating: 0, count: log.count)
    for event in 0..<log.count {
      let user = Int(log.userIDs[event])
      types[next[user]] = log.eventTypeIDs[event]
      next[user] += 1
    }
    self.types = types
  }
}
