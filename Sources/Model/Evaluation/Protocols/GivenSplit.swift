import Interactions

/// A training and a test log as one log under one set of names: a division that somebody else made.
package struct GivenSplit: Sendable {
  /// Both logs' events in order of time; those of the training come first within a second, for what is at the same time
  /// is not later. The names of the training log come first and keep their indices.
  package let log: InteractionLog
  /// Whether each event is of the test.
  package let isTest: [Bool]
  /// Where each event stands in its own log.
  package let sources: [(isTest: Bool, event: Int)]

  package init(train: InteractionLog, test: InteractionLog) {
    let users = NameJoin(train.users, test.users)
    let items = NameJoin(train.items, test.items)
    let types = NameJoin(train.eventTypes, test.eventTypes)
    var order: [(isTest: Bool, event: Int)] = []
    order.reserveCapacity(train.count + test.count)
    var (left, right) = (0, 0)
    while left < train.count || right < test.count {
      let isTest = left == train.count || (right < test.count && test.timestamps[right] < train.timestamps[left])
      order.append((isTest, isTest ? right : left))
      if isTest { right += 1 } else { left += 1 }
    }
    func column<Column: Collection<Value>, Value>(
      _ path: (InteractionLog) -> Column, _ renumbered: (Value) -> Value
    ) -> [Value] where Column.Index == Int {
      let (own, other) = (path(train), path(test))
      return order.map { $0.isTest ? renumbered(other[$0.event]) : own[$0.event] }
    }
    log = InteractionLog(
      users: users.names, items: items.names, eventTypes: types.names,
      userIDs: column(\.userIDs) { users.ofSecond[Int($0)] },
      itemIDs: column(\.itemIDs) { items.ofSecond[Int($0)] },
      timestamps: order.map { $0.isTest ? test.timestamps[$0.event] : train.timestamps[$0.event] },
      // A log has at most 256 types; beyond them those of the test become the last.
      eventTypeIDs: column(\.eventTypeIDs) { UInt8(clamping: types.ofSecond[Int($0)]) },
      values: LogValues(order.map { $0.isTest ? test.values[$0.event] : train.values[$0.event] }), isAscending: true)
    isTest = order.map(\.isTest)
    sources = order
  }
}

/// Two tables of names as one.
struct NameJoin {
  /// The first's names at their places, then those that only the second has.
  let names: [String]
  /// The place of each of the second's names.
  let ofSecond: [Int32]

  init(_ first: [String], _ second: [String]) {
    var names = NamePool(first)
    ofSecond = second.map { names.index(of: $0) }
    self.names = names.names
  }
}
