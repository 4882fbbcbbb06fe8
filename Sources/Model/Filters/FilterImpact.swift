import Attributes
import Interactions

/// What a filter would do to the users of a log: how many items it leaves them.
package struct FilterImpact: Sendable {
  /// A user whom the filter leaves too few items.
  package struct StarvedUser: Hashable, Sendable {
    package let name: String
    package let itemsLeft: Int
  }

  /// Items of the catalogue: those of the log, and those of the file of items.
  package let items: Int
  /// Items left to a visitor of whom nothing is known.
  package let leftToStranger: Int
  /// Events of the log on items that a stranger is not shown, as a share.
  package let eventShareHidden: Double
  /// Users looked at: all, or every so many-th in order of the log.
  package let usersLookedAt: Int
  package let users: Int
  /// Of those looked at, users silent so long that the service no longer looks at their events.
  package let silent: Int
  /// Items left to the user with the fewest, to one in twenty at most, and to half.
  package let least: Int
  package let twentieth: Int
  package let median: Int
  /// Users with fewer items left than asked for, and the first twenty of them by items left.
  package let starved: Int
  package let mostStarved: [StarvedUser]
  /// Of users filtered (segments), those who pass; nil for filters of items.
  package let usersAllowed: Int?

  /// - Parameters:
  ///   - items: attributes; its rows join the log's items. `users`: attributes of users.
  ///   - needed: items that a list needs; users with fewer are starved.
  ///   - userLimit: users looked at, at most.
  /// - Throws: where the filter names a field that the tables do not have.
  package init(
    of filter: BoundFilter, on log: InteractionLog, items table: AttributeTable?, users userTable: AttributeTable?,
    needed: Int, userLimit: Int = 20_000
  ) throws(FilterCompilationError) {
    let known = Set(log.items)
    let catalogue = log.items + (table?.ids.filter { !known.contains($0) } ?? [])
    let subjects = table?.aligned(to: catalogue) ?? AttributeTable(ids: catalogue, columns: [])
    let people = userTable?.aligned(to: log.users)
    let histories = EventHistories(of: log)
    let end = (log.timestamps.last ?? 0) + 1
    var scratch = FilterScratch()
    users = log.users.count
    self.items = catalogue.count
    if filter.target == .users {
      let compiled = try CompiledFilter(
        filter, subjects: people ?? AttributeTable(ids: log.users, columns: []), eventTypes: log.eventTypes)
      usersAllowed =
        compiled.allowed(for: FilterRequest(seconds: end, histories: histories), scratch: &scratch).count
      (leftToStranger, eventShareHidden, usersLookedAt) = (catalogue.count, 0, log.users.count)
      silent = 0
      (least, twentieth, median, starved, mostStarved) = (catalogue.count, catalogue.count, catalogue.count, 0, [])
      return
    }
    usersAllowed = nil
    let compiled = try CompiledFilter(filter, subjects: subjects, users: people, eventTypes: log.eventTypes)
    let toStranger = compiled.allowed(for: FilterRequest(seconds: end), scratch: &scratch)
    leftToStranger = toStranger.count
    let hidden = log.itemIDs.count { !toStranger.contains($0) }
    eventShareHidden = log.count == 0 ? 0 : Double(hidden) / Double(log.count)
    let step = max(1, (log.users.count + userLimit - 1) / max(1, userLimit))
    let looked = Array(stride(from: 0, to: log.users.count, by: step))
    var left: [(user: Int, count: Int)] = []
    var silent = 0
    for user in looked {
      let events = histories.events(of: Int32(user))
      if let last = events.timestamps.last, let silence = compiled.limits.silence, end - last > silence { silent += 1 }
      let request = FilterRequest(user: people == nil ? nil : Int32(user), events: events, seconds: end)
      let count = compiled.isPersonal ? compiled.allowed(for: request, scratch: &scratch).count : leftToStranger
      left.append((user, count))
    }
    left.sort { ($0.count, $0.user) < ($1.count, $1.user) }
    usersLookedAt = looked.count
    self.silent = silent
    least = left.first?.count ?? leftToStranger
    twentieth = left.isEmpty ? leftToStranger : left[(left.count - 1) / 20].count
    median = left.isEmpty ? leftToStranger : left[(left.count - 1) / 2].count
    starved = left.count { $0.count < needed }
    mostStarved = left.prefix(20).filter { $0.count < needed }
      .map { StarvedUser(name: log.users[$0.user], itemsLeft: $0.count) }
  }
}
