import JSONText

/// A resource: what was asked of it, and its life as instants of the simulated clock.
struct Record: Sendable, Hashable {
  let kind: ResourceKind
  let arn: String
  /// Place in the order of creation, from 1.
  let number: Int
  /// What descriptions hold beside states and times.
  var members: JSONTree
  /// Microseconds since the epoch.
  let created: Int64
  /// The last change by a request.
  var updated: Int64
  /// States by the instant at which they begin, in order.
  var steps: [Step]
  /// When it is ready at the earliest; nil once settled or where nothing settles.
  var due: Int64
  /// How its work ended; nil while it goes on.
  var outcome: Outcome?
  /// When its deletion began, and when it is gone.
  var deletion: Deletion?
  /// A change of an active resource that has not been applied, or the last one that was.
  var update: Update?
  var tags: JSONTree?
  /// Whether what follows from its being ready has been done.
  var isApplied = false

  struct Step: Sendable, Hashable {
    let at: Int64
    let status: String
  }

  struct Outcome: Sendable, Hashable {
    let at: Int64
    /// Nil where all went well.
    let failure: String?
  }

  struct Deletion: Sendable, Hashable {
    let start: Int64
    let end: Int64
  }

  /// A change asked for: its members take the place of the resource's own once it is done.
  struct Update: Sendable, Hashable {
    var members: JSONTree
    let start: Int64
    let end: Int64
    var isApplied = false
  }

  /// When the outcome counts: not before it is due; failures show after some seconds.
  var settled: Int64? {
    guard let outcome else { return nil }
    return outcome.failure == nil ? max(due, outcome.at) : max(min(due, created + 90_000_000), outcome.at)
  }

  /// Whether it is ready or has failed.
  func isSettled(_ now: Int64) -> Bool { settled.map { $0 <= now } ?? false }

  func isActive(_ now: Int64) -> Bool { status(now) == kind.creationStates.done }

  func isDeleting(_ now: Int64) -> Bool { deletion != nil }

  /// The state at an instant, with the instant at which it began.
  func state(_ now: Int64) -> Step {
    if let deletion {
      let second = deletion.start + 2_000_000
      return now < second
        ? Step(at: deletion.start, status: "DELETE PENDING") : Step(at: second, status: "DELETE IN_PROGRESS")
    }
    let names = kind.creationStates
    var state = Step(at: created, status: names.pending)
    if let settled, settled <= now {
      state = Step(at: settled, status: outcome?.failure == nil ? names.done : names.failed)
    }
    for step in steps where step.at <= now && step.at >= state.at { state = step }
    return state
  }

  func status(_ now: Int64) -> String { state(now).status }

  /// Why it failed, once that shows.
  func failureReason(_ now: Int64) -> String? { isSettled(now) ? outcome?.failure : nil }

  /// The next instant after `now` at which something changes by itself; nil where nothing does.
  func nextChange(after now: Int64) -> Int64? {
    var instants = [settled, deletion?.end]
    if let update, !update.isApplied { instants.append(update.end) }
    instants += steps.map(\.at)
    if outcome == nil, due != .max { instants.append(due) }
    return instants.compactMap { $0 }.filter { $0 > now }.min()
  }

  /// A member, or nil.
  subscript(key: String) -> JSONTree? {
    get { members[key] }
    set { members = members.setting(key, to: newValue) }
  }

  func text(_ key: String) -> String? { members[key]?.string }

  var name: String { text(kind.nameKey) ?? "" }

  /// The description's or the list's members at an instant.
  func view(_ keys: [String], at now: Int64, besides more: [String: JSONTree] = [:]) -> JSONTree {
    var shown: [(String, JSONTree)] = []
    for key in keys {
      let value: JSONTree? =
        switch key {
        case kind.arnKey: .text(arn)
        case "status": .text(status(now))
        case "creationDateTime": .instant(created)
        case "lastUpdatedDateTime": .instant(max(updated, state(now).at))
        case "failureReason": failureReason(now).map(JSONTree.text)
        default: more[key] ?? members[key] ?? updateView(key, at: now)
        }
      if let value { shown.append((key, value)) }
    }
    return .object(shown)
  }

  /// The last change, under the name that the kind's descriptions have for it.
  private func updateView(_ key: String, at now: Int64) -> JSONTree? {
    guard key == "latest" + kind.noun + "Update", let update else { return nil }
    let isDone = update.end <= now
    let prefix = kind == .dataset ? "UPDATE" : "CREATE"
    let second = update.start + 5_000_000
    let status = isDone ? "ACTIVE" : now < second ? "\(prefix) PENDING" : "\(prefix) IN_PROGRESS"
    let last = isDone ? update.end : now < second ? update.start : second
    let members = (update.members.members ?? []).map { ($0.key, $0.value) }
    return .object(
      members + [
        ("status", .text(status)), ("creationDateTime", .instant(update.start)),
        ("lastUpdatedDateTime", .instant(last)),
      ])
  }
}

extension JSONTree {
  /// An instant as the service writes it: seconds with milliseconds.
  static func instant(_ microseconds: Int64) -> JSONTree {
    let milliseconds = microseconds / 1000
    let fraction = "\(1000 + milliseconds % 1000)".dropFirst()
    return JSONTree(.number("\(milliseconds / 1000).\(fraction)"))
  }

  /// The object with a member set, added or, for nil, taken away.
  func setting(_ key: String, to value: JSONTree?) -> JSONTree {
    var members = members ?? []
    if let index = members.firstIndex(where: { $0.key == key }) {
      if let value { members[index] = Member(key, value) } else { members.remove(at: index) }
    } else if let value {
      members.append(Member(key, value))
    }
    return JSONTree(.object(members))
  }
}
