import Attributes
import Filters
import Interactions
import TestSupport
import Testing

@Suite("Filters at work") struct CompiledFilterTests {
  static let items = AttributeTable(
    ids: ["i0", "i1", "i2", "i3", "i4"],
    columns: [
      AttributeColumn(name: "GENRE", categories: .init(cells: ["Comedy|Drama", "Drama", "Comedy", "", "Horror"])),
      AttributeColumn(name: "PRICE", numbers: [10, 20, 5, .nan, 20]),
    ])
  static let users = AttributeTable(
    ids: ["u0", "u1"],
    columns: [
      AttributeColumn(name: "AGE", numbers: [17, .nan]),
      AttributeColumn(name: "BAND", categories: .init(cells: ["young", "old"])),
    ])
  /// User 0 viewed i1 and an hour later bought i2; user 1 viewed i4 an hour after that.
  static let log = InteractionLog(
    users: ["u0", "u1"], items: ["i0", "i1", "i2", "i3", "i4"], eventTypes: ["View", "buy"], userIDs: [0, 0, 1],
    itemIDs: [1, 2, 4], timestamps: [0, 3600, 7200], eventTypeIDs: [0, 1, 0], values: [.nan, .nan, .nan])

  /// The items that an expression leaves a user at an instant.
  static func allowed(
    _ text: String, _ values: [String: String] = [:], user: Int32? = 0, current: Int32? = nil, seconds: Int64 = 10_000
  ) throws -> [Int32] {
    let parsed = FilterText(text)
    let bound = try #require(parsed.expression, "\(parsed.problems)").bound(to: values).get()
    let filter = try CompiledFilter(bound, subjects: items, users: users, eventTypes: log.eventTypes)
    let histories = EventHistories(of: log)
    let request = FilterRequest(
      user: user, events: user.map { histories.events(of: $0, before: seconds) } ?? .none, currentItem: current,
      seconds: seconds)
    var scratch = FilterScratch()
    return filter.allowed(for: request, scratch: &scratch).members
  }

  @Test("conditions on attributes: lists match any of several values, unknown values match nothing")
  func attributes() throws {
    #expect(try Self.allowed(#"INCLUDE ItemID WHERE Items.GENRE IN ("Drama")"#) == [0, 1])
    #expect(try Self.allowed(#"INCLUDE ItemID WHERE Items.GENRE IN ("drama")"#) == [])
    #expect(try Self.allowed(#"EXCLUDE ItemID WHERE Items.GENRE IN ("Drama")"#) == [2, 3, 4])
    #expect(try Self.allowed(#"INCLUDE ItemID WHERE Items.GENRE NOT IN ("Drama")"#) == [2, 4])
    #expect(try Self.allowed("INCLUDE ItemID WHERE Items.PRICE >= 10 AND Items.PRICE < 20") == [0])
    #expect(try Self.allowed("INCLUDE ItemID WHERE Items.PRICE != 20") == [0, 2])
    #expect(try Self.allowed(#"INCLUDE ItemID WHERE Items.PRICE < 6 OR Items.GENRE IN ("Horror")"#) == [2, 4])
  }

  @Test("AND binds before OR") func precedence() throws {
    let horror = #"Items.GENRE IN ("Horror")"#
    #expect(
      try Self.allowed("INCLUDE ItemID WHERE Items.PRICE > 100 AND Items.PRICE > 1 OR \(horror)") == [4])
    #expect(
      try Self.allowed("INCLUDE ItemID WHERE \(horror) OR Items.PRICE > 1 AND Items.PRICE > 100") == [4])
  }

  @Test("events of the user: case does not matter, a star is any, only those before the request count")
  func events() throws {
    #expect(try Self.allowed(#"EXCLUDE ItemID WHERE Interactions.EVENT_TYPE IN ("view")"#) == [0, 2, 3, 4])
    let any = #"INCLUDE ItemID WHERE Interactions.EVENT_TYPE IN ("*")"#
    #expect(try Self.allowed(any) == [1, 2])
    #expect(try Self.allowed(any, user: 1) == [4])
    #expect(try Self.allowed(any, user: nil) == [])
    #expect(try Self.allowed(any, seconds: 3600) == [1])
    #expect(try Self.allowed(#"INCLUDE ItemID WHERE Interactions.EVENT_TYPE NOT IN ("BUY")"#) == [0, 1, 3, 4])
  }

  @Test("the newest 100 events of a type count, and none after 90 silent days") func eventLimits() throws {
    let n = 250
    let log = InteractionLog(
      users: ["u"], items: (0..<n).map(String.init), eventTypes: ["view", "buy"],
      userIDs: [Int32](repeating: 0, count: n), itemIDs: (0..<n).map(Int32.init), timestamps: (0..<n).map(Int64.init),
      eventTypeIDs: (0..<n).map { $0 < 20 ? 1 : 0 }, values: [Float](repeating: .nan, count: n))
    let bound = try #require(FilterText(#"INCLUDE ItemID WHERE Interactions.EVENT_TYPE IN ("*")"#).expression)
      .bound().get()
    let filter = try CompiledFilter(
      bound, subjects: AttributeTable(ids: log.items, columns: []), eventTypes: log.eventTypes)
    let events = EventHistories(of: log).events(of: 0)
    var scratch = FilterScratch()
    // All 20 of the rare type, and the newest 100 of the other.
    #expect(
      filter.allowed(for: FilterRequest(events: events, seconds: 1000), scratch: &scratch).members
        == (0..<20).map(Int32.init) + (150..<250).map(Int32.init))
    let last = Int64(n - 1)
    for (seconds, count) in [(last + 90 * 86_400, 120), (last + 90 * 86_400 + 1, 0)] {
      #expect(filter.allowed(for: FilterRequest(events: events, seconds: seconds), scratch: &scratch).count == count)
    }
  }

  @Test("IF applies a clause to some users alone; where it does not the clause is as if absent")
  func conditional() throws {
    let adults = #"INCLUDE ItemID WHERE Items.GENRE IN ("Horror") IF CurrentUser.AGE > 18"#
    #expect(try Self.allowed(adults) == [0, 1, 2, 3, 4])
    let young = #"INCLUDE ItemID WHERE Items.GENRE IN ("Horror") IF CurrentUser.AGE < 18"#
    #expect(try Self.allowed(young) == [4])
    // The second user's age is not known.
    #expect(try Self.allowed(young, user: 1) == [0, 1, 2, 3, 4])
    #expect(try Self.allowed(young, user: nil) == [0, 1, 2, 3, 4])
    let band = #"EXCLUDE ItemID WHERE Items.GENRE IN ($R) IF CurrentUser.BAND = $BAND"#
    let values = ["R": #""Drama","Horror""#, "BAND": #""young""#]
    #expect(try Self.allowed(band, values) == [2, 3])
    #expect(try Self.allowed(band, values, user: 1) == [0, 1, 2, 3, 4])
    #expect(try Self.allowed(band, ["R": #""Drama""#]) == [0, 1, 2, 3, 4])
  }

  @Test("clauses: union of INCLUDEs less union of EXCLUDEs, in any order") func combining() throws {
    let include = #"INCLUDE ItemID WHERE Items.GENRE IN ("Drama")"#
    let other = "INCLUDE ItemID WHERE Items.PRICE < 6"
    let exclude = #"EXCLUDE ItemID WHERE Interactions.EVENT_TYPE IN ("view")"#
    #expect(try Self.allowed("\(include) | \(other)") == [0, 1, 2])
    for text in [[include, other, exclude], [exclude, include, other], [include, exclude, other]] {
      #expect(try Self.allowed(text.joined(separator: " | ")) == [0, 2])
    }
  }

  @Test("the item asked about") func currentItem() throws {
    let text = "INCLUDE ItemID WHERE Items.PRICE < CurrentItem.PRICE AND Items.GENRE IN CurrentItem.GENRE"
    #expect(try Self.allowed(text, current: 0) == [2])
    #expect(try Self.allowed(text, current: 1) == [0])
    #expect(try Self.allowed(text, current: 3) == [])
    #expect(try Self.allowed(text) == [])
    #expect(try Self.allowed("INCLUDE ItemID WHERE Items.GENRE NOT IN CurrentItem.GENRE", current: 0) == [4])
  }

  @Test("segments: users by attribute, and by their own events") func segments() throws {
    func users(_ text: String, _ values: [String: String] = [:]) throws -> [Int32] {
      let bound = try #require(FilterText(text).expression).bound(to: values).get()
      let filter = try CompiledFilter(bound, subjects: Self.users, eventTypes: Self.log.eventTypes)
      var scratch = FilterScratch()
      return filter.allowed(for: FilterRequest(histories: EventHistories(of: Self.log)), scratch: &scratch).members
    }
    #expect(try users("EXCLUDE UserID WHERE Users.AGE < $AGE", ["AGE": "18"]) == [1])
    #expect(try users(#"INCLUDE UserID WHERE Users.BAND IN ("old")"#) == [1])
    #expect(try users(#"INCLUDE UserID WHERE Interactions.EVENT_TYPE IN ("buy")"#) == [0])
    #expect(try users(#"EXCLUDE UserID WHERE Interactions.EVENT_TYPE IN ("View")"#) == [])
  }

  @Test("a filter that asks for no user gives all requests one answer; unknown fields are refused")
  func shared() throws {
    func isPersonal(_ text: String) throws -> Bool {
      try CompiledFilter(
        try #require(FilterText(text).expression).bound().get(), subjects: Self.items, users: Self.users,
        eventTypes: ["view"]
      ).isPersonal
    }
    #expect(try !isPersonal("INCLUDE ItemID WHERE Items.PRICE < 6"))
    #expect(try isPersonal("INCLUDE ItemID WHERE Items.PRICE < CurrentItem.PRICE"))
    #expect(try isPersonal("INCLUDE ItemID WHERE Items.PRICE < 6 IF CurrentUser.AGE > 3"))
    #expect(try isPersonal(#"EXCLUDE ItemID WHERE Interactions.EVENT_TYPE IN ("*")"#))
    let error = #expect(throws: FilterCompilationError.self) { try isPersonal("INCLUDE ItemID WHERE Items.SIZE < 6") }
    #expect(error?.field == "Items.SIZE")
  }

  @Test("agrees with a naive evaluator on 400 made-up filters over made-up data") func againstNaive() throws {
    var draws = Draws(state: 4711)
    for round in 0..<400 {
      let world = NaiveWorld(&draws)
      let expression = FilterExpression.made(&draws)
      let filter = try CompiledFilter(
        expression.bound().get(), subjects: world.itemTable, users: world.userTable, eventTypes: world.eventTypes)
      var scratch = FilterScratch()
      for user in [nil] + world.users.indices.map(Optional.some) {
        let current = Int.random(in: 0..<world.items.count, using: &draws)
        let request = FilterRequest(
          user: user.map(Int32.init), events: user.map(world.events(of:)) ?? .none, currentItem: Int32(current))
        let expected = world.allowed(expression, user: user, current: current)
        let found = filter.allowed(for: request, scratch: &scratch)
        #expect(found.members.map(Int.init) == expected, "round \(round), user \(user ?? -1): \(expression)")
        #expect(found.count == expected.count && found.isEmpty == expected.isEmpty)
      }
    }
  }
}
