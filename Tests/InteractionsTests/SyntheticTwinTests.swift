import Interactions
import Measures
import Randomness
import Statistics
import Testing

@Suite("The synthetic twin") struct SyntheticTwinTests {
  private static let source: InteractionLog = {
    var parameters = SyntheticParameters()
    parameters.users = 1_500
    parameters.items = 600
    parameters.events = 60_000
    return SyntheticLog(parameters, seed: 3).log
  }()

  private static func twin(_ source: InteractionLog, seed: UInt64 = 1) throws -> InteractionLog {
    let names = Set(source.users).union(source.items)
    let parameters = try #require(SyntheticTwin.fit(source))
    let twin = SyntheticTwin.log(parameters, seed: seed) { names.contains($0) }
    return TwinPrivacy.withoutCommonRuns(source, twin, seed: seed)
  }

  private static func check(_ source: InteractionLog) throws {
    let twin = try twin(source)
    #expect(TwinPrivacy.commonNames(source, twin) == 0)
    #expect(TwinPrivacy.commonRuns(source, twin).isEmpty)
    for row in TwinFidelity(source: source, twin: twin).rows where row.isTested {
      #expect(row.isHeld, "\(row.name): \(row.source) and \(row.twin)")
    }
    let attack = try #require(TwinMembership(source, leastUsers: 10, seed: 1))
    #expect(attack.auc.value <= 0.55, "\(attack.auc)")
  }

  @Test("a shop: no name, no run of five, curves within a tenth, membership no better than chance") func shop() throws {
    try Self.check(Self.source)
  }

  @Test(
    "real logs: the same", .enabled(if: hasSharedData("ml-100k") && hasSharedData("online-retail-ii")),
    arguments: ["ml-100k/u.data", "online-retail-ii/interactions.csv"])
  func realLogs(path: String) throws {
    try Self.check(readLog(try sharedData(path), source: "").log)
  }

  @Test("a seed gives the same log again, another seed another") func repeatable() throws {
    let parameters = try #require(SyntheticTwin.fit(Self.source))
    #expect(SyntheticTwin.log(parameters, seed: 5) == SyntheticTwin.log(parameters, seed: 5))
    #expect(SyntheticTwin.log(parameters, seed: 5) != SyntheticTwin.log(parameters, seed: 6))
    #expect(parameters == SyntheticTwin.fit(Self.source))
  }

  @Test("the twin of a twin has its curves: fitting and drawing are inverse") func twice() throws {
    let first = try Self.twin(Self.source)
    let second = try Self.twin(first, seed: 9)
    #expect(TwinFidelity(source: first, twin: second).isHeld)
  }

  @Test("too few users tell of nobody: there is no fit") func fewUsers() {
    let log = InteractionLog(
      users: ["a", "b"], items: ["x"], eventTypes: [""], userIDs: [0, 1], itemIDs: [0, 0], timestamps: [1, 2],
      eventTypeIDs: [0, 0], values: [.nan, .nan])
    #expect(SyntheticTwin.fit(log) == nil)
    #expect(SyntheticTwin.fit(.empty) == nil)
  }

  @Test("every number of a fit has at least k users behind it: no single user moves the ends of the curves")
  func cells()
    throws
  {
    // One user with a hundred times the events of anybody, on an item that nobody else has, of a type of their own.
    var users = (0..<400).flatMap { user in [Int32](repeating: Int32(user), count: 5) }
    var items = (0..<2_000).map { Int32($0 * 7 % 50) }
    var types = [UInt8](repeating: 0, count: 2_000)
    users += [Int32](repeating: 400, count: 500)
    items += [Int32](repeating: 50, count: 500)
    types += [UInt8](repeating: 1, count: 500)
    let log = InteractionLog(
      users: (0...400).map { "u\($0)" }, items: (0...50).map { "i\($0)" }, eventTypes: ["view", "secret"],
      userIDs: users, itemIDs: items, timestamps: (0..<2_500).map { Int64($0 * 600) }, eventTypeIDs: types,
      values: [Float](repeating: 1, count: 2_500))
    let parameters = try #require(SyntheticTwin.fit(log))
    #expect((parameters.activity.values.last ?? 999) < 60)
    #expect(parameters.eventTypes.map(\.name) == ["view"])
    let cell = 10.0 / 401
    #expect(
      zip(parameters.activity.shares, parameters.activity.shares.dropFirst()).allSatisfy { $1 - $0 > cell * 0.99 })
  }

  @Test("a membership attack on a log published as it is succeeds: the attack can tell") func attackWorks() {
    let near = (0..<500).map { 0.9 - Double($0) * 1e-4 }
    let far = (0..<500).map { 0.4 + Double($0) * 1e-4 }
    #expect(TwinMembership.auc(near, far).value == 1)
    #expect(TwinMembership.auc(far, near).value == 0)
    #expect(TwinMembership.auc(near, near).value == 0.5)
    // By hand: (0.5·1 + 1) over 2 pairs of 3 against {1, 3}.
    #expect(TwinMembership.auc([3], [1, 3]).value == 0.75)
  }

  @Test("runs in common are found by popularity rank, whatever the names, and repaired without moving popularity")
  func runs() throws {
    let source = Self.source
    // The source under other names is all runs in common.
    let renamed = InteractionLog(
      users: source.users.map { "x" + $0 }, items: source.items.map { "y" + $0 }, eventTypes: source.eventTypes,
      userIDs: source.userIDs, itemIDs: source.itemIDs, timestamps: source.timestamps,
      eventTypeIDs: source.eventTypeIDs, values: source.values)
    #expect(TwinPrivacy.commonNames(source, renamed) == 0)
    #expect(TwinPrivacy.commonRuns(source, renamed).count > 40_000)
    let repaired = TwinPrivacy.withoutCommonRuns(source, renamed, seed: 1)
    #expect(TwinPrivacy.commonRuns(source, repaired).count < 100)
    #expect(TwinFidelity(source: source, twin: repaired).isHeld)
  }

  @Test("quantiles of a sketch are near those of its values, the tail too") func sketch() throws {
    var stream = RandomStream(seed: 2, name: "test/sketch")
    let counts = (0..<5_000).map { _ in 1 + Int(stream.exponential(mean: 40)) }
    let users = counts.indices.flatMap { [Int32](repeating: Int32($0), count: counts[$0]) }
    let log = InteractionLog(
      users: counts.indices.map { "u\($0)" }, items: ["x"], eventTypes: [""], userIDs: users,
      itemIDs: users.map { _ in 0 }, timestamps: users.indices.map { Int64($0) * 60 },
      eventTypeIDs: users.map { _ in 0 },
      values: users.map { _ in .nan })
    let parameters = try #require(SyntheticTwin.fit(log))
    let sorted = counts.sorted().map(Double.init)
    for share in [0.1, 0.25, 0.5, 0.75, 0.9, 0.99, 0.999] {
      let truth = quantile(ofSorted: sorted, share)
      #expect(abs(parameters.activity.value(at: share) - truth) < 0.05 * truth + 1, "\(share)")
    }
  }
}
