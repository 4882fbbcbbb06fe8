import Attributes
import Filters
import Interactions
import Testing

@Suite("What filters leave") struct FilterImpactTests {
  /// Ten users; user n has touched the first n items of ten, a second apart; the last event of user 1 is 100 days old.
  static let log: InteractionLog = {
    let events = (0..<10).flatMap { user in (0..<user).map { (user: Int32(user), item: Int32($0)) } }
    return InteractionLog(
      users: (0..<10).map { "u\($0)" }, items: (0..<10).map { "i\($0)" }, eventTypes: ["view"],
      userIDs: events.map(\.user), itemIDs: events.map(\.item),
      timestamps: events.map { $0.user == 1 ? 0 : 100 * 86_400 + Int64($0.item) },
      eventTypeIDs: events.map { _ in 0 }, values: events.map { _ in .nan })
  }()

  static func impact(_ text: String, needed: Int = 3, userLimit: Int = 20_000) throws -> FilterImpact {
    let items = AttributeTable(
      ids: ["i0", "i1", "new"], columns: [AttributeColumn(name: "PRICE", numbers: [1, 2, 3])])
    return try FilterImpact(
      of: try #require(FilterText(text).expression).bound().get(), on: log, items: items, users: nil, needed: needed,
      userLimit: userLimit)
  }

  @Test("a filter by events: what is left by user, who is starved, whose events are forgotten") func events() throws {
    let impact = try Self.impact(#"EXCLUDE ItemID WHERE Interactions.EVENT_TYPE IN ("*")"#)
    // Eleven items with the one that has no events; user 9 has seen nine of them.
    #expect(impact.items == 11 && impact.leftToStranger == 11 && impact.eventShareHidden == 0)
    #expect(impact.usersLookedAt == 10 && impact.silent == 1)
    #expect(impact.least == 2 && impact.starved == 1)
    #expect(impact.mostStarved.map { "\($0.name) \($0.itemsLeft)" } == ["u9 2"])
    // Users 9 … 0 have 2, 3, 4, 5, 6, 7, 8, 9, 11 and, forgotten, 11 left; the middle of them is 6.
    #expect(impact.median == 6 && impact.twentieth == 2)
    #expect(impact.usersAllowed == nil)
  }

  @Test("a filter by attributes hides items and the events on them; a part of the users will do") func attributes()
    throws
  {
    let impact = try Self.impact("INCLUDE ItemID WHERE Items.PRICE >= 2", userLimit: 4)
    #expect(impact.leftToStranger == 2 && impact.least == 2 && impact.starved == impact.usersLookedAt)
    #expect(impact.usersLookedAt == 4 && impact.users == 10)
    // Eight of 45 events are on i1.
    #expect(impact.eventShareHidden == 37.0 / 45)
  }

  @Test("a filter of users: who passes") func users() throws {
    #expect(try Self.impact(#"INCLUDE UserID WHERE Interactions.EVENT_TYPE IN ("VIEW")"#).usersAllowed == 8)
    #expect(throws: FilterCompilationError.self) { try Self.impact("INCLUDE UserID WHERE Users.AGE > 3") }
  }
}
